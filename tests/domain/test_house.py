"""What every room stands on: permissions and scope, changes, errors, officers, and who a case is about."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import NewParty, who_problems
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.drafts import DraftView
from spp_desktop.domain.errors import Conflict, Difference, Invalid, NotFound, Problem
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
from spp_desktop.domain.permissions import ROLE_LABELS, Right, Role, case_types, may, scope_of

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.CASE_READ, {Role.ASB_OFFICER, Role.SUPERVISOR}),
        (Right.CASE_LOWER_RISK, {Role.SUPERVISOR}),
        (Right.CASE_CLOSE, {Role.SUPERVISOR}),
        (Right.CASE_ALLOCATE, {Role.SUPERVISOR}),
        (Right.APPROVE_NAMES, {Role.SUPERVISOR}),
        (Right.SLOTS_CONFIDENTIAL, {Role.DA_LEAD}),
        (Right.SLOTS_GENERAL, {Role.ADMINISTRATOR}),
        (Right.LISTS_EDIT, {Role.ADMINISTRATOR}),
        (Right.SETTINGS_EDIT, {Role.ADMINISTRATOR}),
        (Right.ERASE, {Role.INFORMATION_GOVERNANCE}),
        (Right.AUDIT_READ, {Role.INFORMATION_GOVERNANCE}),
        (Right.FIGURES_IMPORT, {Role.ANALYST, Role.SCHEDULED_JOB}),
    ],
)
def test_who_may_do_what(right: Right, roles: set[Role]) -> None:
    assert {role for role in Role if may([role], right)} == roles


def test_rights_of_several_roles_add_up() -> None:
    both = (Role.ADMINISTRATOR, Role.ASB_OFFICER)
    assert may(both, Right.SETTINGS_EDIT)
    assert may(both, Right.CASE_WRITE, "asb")
    assert not may(both, Right.CASE_WRITE, "da")
    assert not may((), Right.CASE_READ)
    assert case_types(both, Right.CASE_READ) == {"asb"}


def test_a_scope_is_what_the_roles_read_less_what_no_key_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scope_of(ONE, [Role.ASB_OFFICER], confidential=False).case_types == {"asb"}
    assert scope_of(ONE, [Role.ANALYST], confidential=True).case_types == frozenset()
    monkeypatch.setattr("spp_desktop.domain.permissions.CONFIDENTIAL_TYPES", frozenset({"asb"}))
    assert scope_of(ONE, [Role.ASB_OFFICER], confidential=False).case_types == frozenset()
    assert scope_of(ONE, [Role.ASB_OFFICER], confidential=True).case_types == {"asb"}


def test_every_role_has_a_name() -> None:
    assert set(ROLE_LABELS) == set(Role)


def test_changes_add_up_and_a_look_changes_nothing() -> None:
    case, person = Changes(cases=frozenset((ONE,))), Changes(people=frozenset((TWO,)), kinds=frozenset(("drafts",)))
    both = case | person
    assert (both.cases, both.people, both.kinds) == ({ONE}, {TWO}, {"drafts"})
    assert both
    assert not Changes()
    assert Done(3, both).value == 3


def test_errors_say_what_happened_and_what_to_do() -> None:
    assert Invalid((Problem("a", "A"),)).message == "1 thing to fix before you can save"
    assert Invalid((Problem("a", "A"), Problem("b", "B"))).message == "2 things to fix before you can save"
    conflict = Conflict((Difference("a", "A", "1", "2", "3"),), revision=4)
    assert (conflict.revision, len(conflict.differences)) == (4, 1)
    assert "Nothing is lost" in conflict.message
    assert NotFound().message == "No record you can open has that reference"


@pytest.mark.parametrize(
    ("name", "initials"), [("Hannah Whitfield", "HW"), ("Ann Mary Lee", "AL"), ("Cher", "C"), ("", "")]
)
def test_an_officers_initials(name: str, initials: str) -> None:
    assert Officer(ONE, name, ()).initials == initials


NAMED = PersonFacts((FactInput(FactKind.NAME, "Ann"),))


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (NewParty("victim", facts=NAMED), None),
        (NewParty("victim", person_id=ONE), None),
        (NewParty("victim"), "name"),
        (NewParty("victim", "not-known"), None),
        (NewParty("victim", "community"), "place"),
        (NewParty("victim", "community", place="The Green"), None),
    ],
)
def test_who_a_case_is_about(who: NewParty, field: str | None) -> None:
    assert [problem.field for problem in who_problems(who)] == ([field] if field else [])


def test_a_draft_knows_which_revision_it_was_begun_on() -> None:
    draft = DraftView(ONE, "answers", TWO, "asb", {"a": 1}, datetime(2012, 3, 12, tzinfo=UTC), 7)
    assert (draft.revision, draft.values["a"]) == (7, 1)
