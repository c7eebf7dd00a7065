"""Settings declare themselves."""

from __future__ import annotations

import pytest

from spp_desktop.domain.casetypes import declared_setting, declared_settings
from spp_desktop.domain.errors import Invalid, NotFound
from spp_desktop.domain.settings import SETTINGS, number, setting


def test_every_setting_says_where_its_default_comes_from() -> None:
    assert all(each.source and each.label and each.group for each in SETTINGS)
    assert len({each.key for each in SETTINGS}) == len(SETTINGS)
    assert all(each.unit for each in SETTINGS if isinstance(each.default, int))


def test_every_default_is_within_its_own_bounds() -> None:
    assert [each.check(each.default) for each in SETTINGS] == [each.default for each in SETTINGS]


def test_the_idle_lock_is_five_minutes_and_first_contact_48_hours() -> None:
    assert setting("lock.minutes").default == 5
    assert setting("asb.first-contact-hours").default == 48
    assert number({}, "lock.minutes") == 5
    assert number({"lock.minutes": 9}, "lock.minutes") == 9


@pytest.mark.parametrize("value", [0, 61, "five"])
def test_a_value_out_of_bounds_is_refused(value: int | str) -> None:
    with pytest.raises(Invalid):
        setting("lock.minutes").check(value)


def test_words_are_cleaned() -> None:
    assert setting("partnership.name").check("  Safer   Town ") == "Safer Town"


def test_there_is_no_such_setting() -> None:
    with pytest.raises(NotFound):
        setting("colour")


def test_case_types_declare_settings_beside_those_of_the_house_and_no_key_is_used_twice() -> None:
    every = declared_settings()
    assert {each.key for each in every} > {each.key for each in SETTINGS}
    assert len({each.key for each in every}) == len(every)
    assert all(each.source and each.label and each.group for each in every)
    assert declared_setting("asb.clock.referral-answered").default == 10
    assert declared_setting("lock.minutes") is setting("lock.minutes")
    with pytest.raises(NotFound):
        declared_setting("colour")
