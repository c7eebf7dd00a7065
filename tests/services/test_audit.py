"""The audit: every operation in words, found by officer, kind and day, with no value of any record."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import spp_desktop
from spp_desktop.domain.audit import WORDS, AuditQuery, words_of
from spp_desktop.domain.errors import NotPermitted
from spp_desktop.domain.permissions import Role
from spp_desktop.services import audit, cases, entries, settings
from spp_desktop.services.signed_in import SignedIn
from tests.casework import MONDAY, Wall, incident, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

PACKAGE = Path(spp_desktop.__file__).parent
BEGINS = frozenset(("write", "writing", "working", "work_on", "operation", "look", "Work"))
"""The functions that begin an operation, its kind among what they are given."""
KIND = re.compile(r"[a-z]+\.[a-z-]+")


def begun(source: str) -> set[str]:
    """The kinds of operation that a module begins."""
    calls = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)]
    named = [each for each in calls if getattr(each.func, "attr", getattr(each.func, "id", "")) in BEGINS]
    given = [arg.value for each in named for arg in each.args if isinstance(arg, ast.Constant)]
    return {each for each in given if isinstance(each, str) and KIND.fullmatch(each)}


@pytest.fixture
def wall() -> Wall:
    return Wall(MONDAY)


@pytest.fixture
def governor(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, Role.INFORMATION_GOVERNANCE, name="Greta Gow", now=wall)


@pytest.fixture
def hannah(store: Store, wall: Wall) -> SignedIn:
    return signed_in(store, name="Hannah Whitfield", now=wall)


def test_who_did_what_when_and_about_which_case(governor: SignedIn, hannah: SignedIn) -> None:
    case = logged(hannah, "Ewa Kowalczyk")
    cases.open_case(hannah, case.id)
    lines = audit.list_operations(governor, AuditQuery()).lines
    looked, made = (next(line for line in lines if line.kind == kind) for kind in ("case.viewed", "case.logged"))
    assert (looked.by, looked.done, looked.about, looked.at) == (
        "Hannah Whitfield",
        "Looked at a case",
        case.reference,
        MONDAY,
    )
    assert (made.by, made.about) == ("Hannah Whitfield", case.reference)
    assert lines[0].kind == "audit.viewed"
    assert "Kowalczyk" not in repr(lines)


def test_the_reason_given_stands_beside_what_it_was_given_for(governor: SignedIn, hannah: SignedIn) -> None:
    case = logged(hannah)
    entry = incident(hannah, case.id)
    view = cases.open_case(hannah, case.id)
    entries.withdraw_incident(hannah, view.incidents[0].id, case.id, "On the wrong case")
    (line,) = audit.list_operations(governor, AuditQuery(kind="case.entry-withdrawn")).lines
    assert (line.done, line.why, line.about) == ("Entry withdrawn", "On the wrong case", entry.reference)


def test_found_by_officer_and_by_the_day_it_was_in_london(governor: SignedIn, hannah: SignedIn, wall: Wall) -> None:
    boss = signed_in(hannah.store, Role.ADMINISTRATOR, name="Ad Min", now=wall)
    settings.change_setting(boss, "lock.minutes", 4, "Policy")
    # 00:30 on 25 March 2012 by Greenwich; the clocks went forward at one, so 26 March began at 23:00 the day before.
    wall.now = MONDAY.replace(month=3, day=25, hour=23, minute=30)
    settings.change_setting(boss, "lock.minutes", 3, "Policy")
    logged(hannah)
    mine = audit.list_operations(governor, AuditQuery(officer=boss.officer.id)).lines
    assert [line.kind for line in mine] == ["setting.changed", "setting.changed", "officer.made"]
    day = wall.now.date().replace(day=26)
    on_monday = audit.list_operations(governor, AuditQuery(officer=boss.officer.id, day=day)).lines
    assert [line.at for line in on_monday] == [wall.now]
    assert not audit.list_operations(governor, AuditQuery(officer=boss.officer.id, day=day.replace(day=25))).lines


def test_a_page_at_a_time_each_operation_once(
    governor: SignedIn, hannah: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    case = logged(hannah)
    for _ in range(4):
        cases.open_case(hannah, case.id)
    wanted = AuditQuery(kind="case.viewed")
    seen, before, pages = [], None, 0
    while pages == 0 or before is not None:
        page = audit.list_operations(governor, wanted, before=before)
        seen += [line.id for line in page.lines]
        before, pages = page.earlier, pages + 1
    assert (len(seen), len(set(seen)), pages) == (4, 4, 2)


def test_only_a_first_page_is_journalled_as_a_look(governor: SignedIn) -> None:
    first = audit.list_operations(governor, AuditQuery(kind="audit.viewed")).lines
    audit.list_operations(governor, AuditQuery(kind="audit.viewed"), before=first[0].place)
    assert len(audit.list_operations(governor, AuditQuery(kind="audit.viewed")).lines) == 2


def test_kinds_are_offered_in_words(governor: SignedIn, hannah: SignedIn) -> None:
    logged(hannah)
    offered = dict(audit.list_kinds(governor))
    assert offered["case.logged"] == "Case logged"
    assert list(offered.values()) == sorted(offered.values(), key=str.casefold)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.ASB_OFFICER, Role.DA_LEAD])
def test_nobody_else_reads_it(store: Store, role: Role) -> None:
    me = signed_in(store, role)
    with pytest.raises(NotPermitted):
        audit.list_operations(me, AuditQuery())
    with pytest.raises(NotPermitted):
        audit.list_kinds(me)


def test_whatever_the_program_writes_has_words() -> None:
    sources = [path.read_text("utf-8") for layer in ("services", "store") for path in (PACKAGE / layer).glob("*.py")]
    written = set().union(*map(begun, sources))
    assert {"case.answered", "case.contact", "order.viewed", "slot.made", "setting.changed"} <= written
    assert written - set(WORDS) - {"case.move"} == set()
    assert words_of("pack.frozen") == "Something a newer program did (pack.frozen)"
