"""The gate of safe contact: an unsafe channel is refused, immediate danger opens it, and the owner is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import NewAction, NewCase, NewContact, NewParty
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, officers
from spp_desktop.services.signed_in import SignedIn
from tests.casework import logged, new_case, signed_in, somebody

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.store.opened import Store

RULE = {"safe_mobile": "safe", "safe_text": "unsafe", "safe_visit": "unsafe"}


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def ruled(me: SignedIn, owner: UUID | None = None) -> UUID:
    who = NewParty("victim", facts=somebody("Ewa Kowalczyk", phone="07700 900142", address="1 Road"))
    new = NewCase("asb", who, {**new_case().answers, **RULE}, owner_id=owner)
    return logged(me, new=new).case_id


def test_an_unsafe_channel_is_refused_and_a_safe_one_is_not(me: SignedIn) -> None:
    case_id = ruled(me)
    with pytest.raises(Invalid) as refused:
        entries.record_contact(me, case_id, NewContact("", "text-sent"))
    assert [(each.field, each.message) for each in refused.value.problems] == [
        ("channel", "Not safe: do not text. Use another way")
    ]
    assert entries.record_contact(me, case_id, NewContact("mobile", "spoke")).value.warnings == ()
    assert len(cases.case_as_it_stands(me, case_id).contacts) == 1


def test_what_nobody_asked_about_is_let_through_with_a_warning(me: SignedIn) -> None:
    (warning,) = entries.record_contact(me, ruled(me), NewContact("letter", "letter-sent")).value.warnings
    assert (warning.severity, warning.message) == (
        "warning",
        "Nobody has asked whether it is safe to post letters",
    )


def test_their_own_call_and_a_talk_with_somebody_else_pass(me: SignedIn) -> None:
    case_id = ruled(me)
    entries.record_contact(me, case_id, NewContact("text", "reply"))
    entries.record_contact(me, case_id, NewContact("text", "text-sent", direction="in"))
    entries.record_contact(me, case_id, NewContact("text", "text-sent", with_whom="Her sister"))
    entries.record_contact(me, case_id, NewContact("meeting", "spoke"))
    entries.record_contact(me, case_id, NewContact("", "note"))
    assert len(cases.case_as_it_stands(me, case_id).contacts) == 5


def test_immediate_danger_is_an_operation_of_its_own_and_the_owner_is_told(me: SignedIn) -> None:
    owner = signed_in(me.store, name="Imran Qureshi")
    case_id = ruled(me, owner.officer.id)
    entries.record_contact(me, case_id, NewContact("text", "text-sent"), danger="He is at her door")
    told = [(line.text, line.why) for line in cases.case_history(me, case_id)]
    assert told[:2] == [
        ("Contact logged", ""),
        ("Unsafe channel allowed: immediate danger", "He is at her door"),
    ]
    (notice,) = officers.my_notices(owner)
    reference = cases.case_as_it_stands(me, case_id).line.reference
    assert notice.text(lambda _one: "Hannah Whitfield") == (
        f"Hannah Whitfield overrode safe contact on {reference} to text: immediate danger"
    )
    assert officers.my_notices(me) == ()
    officers.dismiss_notice(owner, notice.id)
    assert officers.my_notices(owner) == ()
    with pytest.raises(NotFound):
        officers.dismiss_notice(owner, notice.id)


def test_supervisors_are_told_whoever_owns_the_case(me: SignedIn) -> None:
    boss = signed_in(me.store, Role.SUPERVISOR, name="Rachel Okafor")
    for owner in (me.officer.id, None, signed_in(me.store, name="Imran Qureshi").officer.id):
        entries.record_contact(me, ruled(me, owner), NewContact("text", "text-sent"), danger="At her door")
    assert len(officers.my_notices(boss)) == 3


def test_a_supervisor_who_overrode_it_cannot_make_the_notice_vanish(me: SignedIn) -> None:
    boss = signed_in(me.store, Role.ASB_OFFICER, Role.SUPERVISOR, name="Rachel Okafor")
    other = signed_in(me.store, Role.SUPERVISOR, name="Grace Adeyemi")
    case_id = ruled(me, boss.officer.id)
    entries.record_contact(boss, case_id, NewContact("text", "text-sent"), danger="He is at her door")
    assert officers.my_notices(boss) == ()
    (notice,) = officers.my_notices(other)
    with pytest.raises(NotFound):
        officers.dismiss_notice(boss, notice.id)
    assert officers.my_notices(other) == (notice,)


def test_words_that_cannot_be_seen_are_no_reason(me: SignedIn) -> None:
    outsider = signed_in(me.store, Role.IOM_OFFICER, name="Ian Orme")
    case_id = ruled(me)
    with pytest.raises(Invalid):
        entries.record_contact(me, case_id, NewContact("text", "text-sent"), danger=" \u200b\u202e\n")
    for ask in (
        lambda: entries.record_contact(outsider, case_id, NewContact("text", "text-sent"), danger="At her door"),
        lambda: entries.add_action(outsider, case_id, NewAction("See her", None, kind="visit"), danger="At her door"),
    ):
        with pytest.raises((NotFound, NotPermitted)):
            ask()
    assert [line.text for line in cases.case_history(me, case_id)] == ["Case logged"]


def test_danger_named_where_none_is_needed_is_no_override(me: SignedIn) -> None:
    case_id = ruled(me)
    entries.record_contact(me, case_id, NewContact("mobile", "spoke"), danger="He is at her door")
    assert [line.text for line in cases.case_history(me, case_id)] == ["Contact logged", "Case logged"]


def test_a_visit_planned_where_visits_are_unsafe_is_refused_as_a_contact_is(me: SignedIn) -> None:
    case_id = ruled(me)
    visit = NewAction("See her", me.today(), kind="visit")
    with pytest.raises(Invalid) as refused:
        entries.add_action(me, case_id, visit)
    assert [each.field for each in refused.value.problems] == ["kind"]
    entries.add_action(me, case_id, visit, danger="He is at her door")
    entries.add_action(me, case_id, replace(visit, kind="other"))
    assert len(cases.case_as_it_stands(me, case_id).actions) == 2
