"""Settings and lists: as shipped, altered, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.casetypes import declared_settings
from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, lists, settings
from spp_desktop.services.signed_in import SignedIn
from tests.casework import MONDAY, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def boss(store: Store) -> SignedIn:
    return signed_in(store, Role.ADMINISTRATOR, name="Ad Min")


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def test_settings_stand_at_their_defaults_with_the_source_of_each(boss: SignedIn) -> None:
    shown = settings.list_settings(boss)
    assert [(view.setting, view.value, view.source, view.altered) for view in shown] == [
        (each, each.default, each.source, False) for each in declared_settings()
    ]
    assert settings.value_of(boss, "lock.minutes") == 5


def test_a_setting_is_altered_with_where_it_comes_from(boss: SignedIn) -> None:
    done = settings.change_setting(boss, "lock.minutes", 3, " Council  policy ")
    again = settings.change_setting(boss, "lock.minutes", 4, "Council policy", revision=done.value.revision).value
    shown = next(view for view in settings.list_settings(boss) if view.setting.key == "lock.minutes")
    assert (shown.value, shown.source, shown.altered, shown.revision) == (4, "Council policy", True, again.revision)
    assert (shown.by, shown.at) == ("Ad Min", MONDAY)
    assert settings.value_of(boss, "lock.minutes") == 4
    with pytest.raises(Conflict):
        settings.change_setting(boss, "lock.minutes", 5, "Mine", revision=done.value.revision)


@pytest.mark.parametrize(("key", "value", "source"), [("lock.minutes", 0, "x"), ("lock.minutes", 3, " ")])
def test_a_setting_is_refused_whole(boss: SignedIn, key: str, value: int, source: str) -> None:
    with pytest.raises(Invalid):
        settings.change_setting(boss, key, value, source)
    assert settings.value_of(boss, key) == 5


def test_only_an_administrator_alters_settings_and_lists(me: SignedIn) -> None:
    with pytest.raises(NotPermitted):
        settings.change_setting(me, "lock.minutes", 3, "x")
    with pytest.raises(NotPermitted):
        lists.add_term(me, "asb-subtypes", "Drones")
    with pytest.raises(NotFound):
        settings.value_of(me, "unheard-of")


def test_a_shorter_promise_shortens_the_clock_of_new_cases(boss: SignedIn, me: SignedIn) -> None:
    settings.change_setting(boss, "asb.first-contact-hours", 24, "New promise")
    line = cases.open_case(me, logged(me, reported="2012-03-12").case_id).line
    assert line.first_contact_due == me.now() + timedelta(hours=24)


def test_a_term_is_added_and_offered(boss: SignedIn, me: SignedIn) -> None:
    term = lists.add_term(boss, "asb-subtypes", " Drones ", valid_from=date(2012, 3, 1)).value
    assert (term.code, term.label) == ("drones", "Drones")
    kind = lists.case_type_in_force(me, "asb")
    field = kind.field("subtype")
    assert field is not None
    assert field.terms is not None
    assert field.terms.on(date(2012, 3, 12))[-1] == term
    assert logged(me, subtype="drones").warnings == ()


def test_a_term_is_retired_and_keeps_its_meaning_and_marks(boss: SignedIn, me: SignedIn) -> None:
    lists.change_term(
        boss, "asb-subtypes", "hoax-calls", label="Hoax calls", valid_from=None, valid_to=date(2012, 3, 1)
    )
    assert [problem.field for problem in logged(me, subtype="hoax-calls").warnings] == ["subtype"]
    lists.change_term(boss, "contact-outcomes", "spoke", label="Talked", valid_from=None, valid_to=None)
    outcomes = next(each for each in lists.list_vocabularies(boss) if each.code == "contact-outcomes")
    spoke = outcomes.term("spoke")
    assert spoke is not None
    assert (spoke.label, spoke.key, "reached" in spoke.marks) == ("Talked", "S", True)


def test_a_term_the_store_added_can_be_altered_again(boss: SignedIn) -> None:
    lists.add_term(boss, "asb-subtypes", "Drones")
    lists.change_term(boss, "asb-subtypes", "drones", label="Drone nuisance", valid_from=None, valid_to=None)
    subtypes = next(each for each in lists.list_vocabularies(boss) if each.code == "asb-subtypes")
    assert subtypes.label_of("drones") == "Drone nuisance"


@pytest.mark.parametrize("label", ["", " % ", "Noise", "NOISE "])
def test_a_term_has_a_name_of_its_own(boss: SignedIn, label: str) -> None:
    with pytest.raises(Invalid):
        lists.add_term(boss, "asb-subtypes", label)


def test_what_cannot_be_altered(boss: SignedIn) -> None:
    with pytest.raises(NotFound):
        lists.add_term(boss, "yes-no-unknown", "Perhaps")
    with pytest.raises(NotFound):
        lists.change_term(boss, "asb-subtypes", "unheard-of", label="x", valid_from=None, valid_to=None)
    with pytest.raises(Invalid):
        lists.change_term(boss, "asb-subtypes", "noise", label=" ", valid_from=None, valid_to=None)
    with pytest.raises(Invalid):
        lists.change_term(
            boss, "asb-subtypes", "noise", label="Noise", valid_from=date(2012, 3, 2), valid_to=date(2012, 3, 1)
        )


def test_lists_the_program_acts_on_are_not_offered(boss: SignedIn) -> None:
    codes = {each.code for each in lists.list_vocabularies(boss)}
    assert codes >= {"agencies", "asb-subtypes", "hate-strands", "asb-closure-reasons", "asb-roles"}
    assert not codes & {"yes-no-unknown", "who-kinds", "safety"}
