"""What counts: dated crime types, versioned measures, lists on the spot, local lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spp_desktop.domain.errors import Invalid, WrongUse
from spp_desktop.domain.figures.measures import (
    ASB,
    CRIME_TYPES,
    MEASURES,
    PLAN_TARGET,
    PLAN_YEARS,
    POLICE_CODES,
    POLICE_TYPES,
    Measure,
    Target,
    check_local,
    listed_types,
    measure_at,
    type_code,
)
from spp_desktop.domain.figures.months import Month, Months

TODAY = Month(2025, 9)
LOCAL = Measure("street", 1, "Street crime", ("robbery", "shoplifting"), Month(2013, 5), "Board", local=True)


def test_codes_are_the_published_names_in_lower_case_with_hyphens() -> None:
    assert type_code("Violence and sexual offences") == "violence-and-sexual-offences"
    assert type_code(" Theft from the person ") == "theft-from-the-person"
    assert POLICE_CODES["Anti-social behaviour"] == ASB == "anti-social-behaviour"
    assert all(code == CRIME_TYPES[code].code for code in POLICE_CODES.values())


def test_victim_based_is_the_victim_branch_of_todays_tree() -> None:
    assert set(measure_at("victim-based", TODAY).types) == {
        *("violence-and-sexual-offences", "robbery", "burglary", "vehicle-crime", "bicycle-theft"),
        *("theft-from-the-person", "shoplifting", "other-theft", "criminal-damage-and-arson"),
    }


def test_all_crime_is_every_type_but_anti_social_behaviour() -> None:
    everything = measure_at("all", TODAY).types
    assert set(everything) == {kind.code for kind in POLICE_TYPES} - {ASB}
    assert measure_at("asb", TODAY).types == (ASB,)
    assert all(ASB not in measure.types or measure.types == (ASB,) for measure in MEASURES)


def test_the_target_list_is_narrower_than_the_cost_table() -> None:
    target, costed = measure_at("plan-victim-based", TODAY), measure_at("plan-costed", TODAY)
    assert set(target.types) < set(costed.types)
    assert (target.baseline, target.target) == (PLAN_YEARS, PLAN_TARGET)
    assert target.illustrative
    assert "illustrative" in target.name
    assert "Illustrative" in target.caveat


def test_the_version_in_force_in_the_month_is_used_and_named() -> None:
    old, new = measure_at("victim-based", Month(2013, 4)), measure_at("victim-based", Month(2013, 5))
    assert "violent-crime" in old.types
    assert "violent-crime" not in new.types
    assert (old.version, new.version) == (1, 2)
    assert new.name == "Victim-based crime (definition 2)"
    assert not new.illustrative
    assert measure_at("victim-based", Month(2010, 1)).version == 2


def test_a_later_local_version_is_used_from_its_date() -> None:
    later = replace(LOCAL, version=2, valid_from=Month(2025, 4))
    assert measure_at("street", Month(2025, 3), [LOCAL, later]).version == 1
    assert measure_at("street", Month(2025, 4), [LOCAL, later]).version == 2


def test_an_unknown_measure_is_wrong_use_and_lists_those_there_are() -> None:
    with pytest.raises(WrongUse, match=r"“nonsense”.*victim-based, all, asb.*street"):
        measure_at("nonsense", TODAY, [LOCAL])


def test_types_are_published_between_their_dates() -> None:
    violent, drugs = CRIME_TYPES["violent-crime"], CRIME_TYPES["drugs"]
    assert violent.published_in(Months.parse("2013-04..2013-05"))
    assert not violent.published_in(Months.parse("2013-05"))
    assert drugs.published_in(Months.parse("2025-01"))
    assert not drugs.published_in(Months.parse("2011-08"))


def test_types_listed_on_the_spot_make_a_measure() -> None:
    one = listed_types(["robbery"])
    assert (one.label, one.noun, one.types) == ("Robbery", "crimes", ("robbery",))
    assert listed_types([ASB]).noun == "incidents"
    several = listed_types(["robbery", "burglary", "robbery"])
    assert several.types == ("robbery", "burglary")
    assert several.label == "2 listed types"
    mixed = listed_types(["robbery", ASB])
    assert "not a crime total" in mixed.label
    assert mixed.noun == "crimes and incidents"
    assert listed_types(["damage"]).illustrative


@pytest.mark.parametrize("codes", [[], ["nonsense"], ["robbery", ""], ["robbery", "damage"]])
def test_types_that_cannot_be_listed_are_wrong_use(codes: list[str]) -> None:
    with pytest.raises(WrongUse):
        listed_types(codes)


def test_a_sound_local_measure_and_its_next_version_may_be_kept() -> None:
    check_local(LOCAL, [])
    check_local(replace(LOCAL, version=2, baseline=PLAN_YEARS, target=PLAN_TARGET), [LOCAL])
    check_local(replace(LOCAL, code="local-asb", types=(ASB,)), [LOCAL])


@pytest.mark.parametrize(
    ("altered", "field"),
    [
        ({"code": "victim-based"}, "code"),
        ({"code": "Street crime"}, "code"),
        ({"version": 2}, "version"),
        ({"label": ""}, "label"),
        ({"source": ""}, "source"),
        ({"types": ()}, "types"),
        ({"types": ("damage",)}, "types"),
        ({"types": ("robbery", ASB)}, "types"),
        ({"target": Target(1.0, TODAY), "baseline": PLAN_YEARS}, "target"),
        ({"target": PLAN_TARGET}, "baseline"),
        ({"baseline": PLAN_YEARS}, "baseline"),
    ],
)
def test_a_local_measure_that_cannot_stand_says_which_field_is_wrong(altered: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_local(replace(LOCAL, **altered), [])  # type: ignore[arg-type]
    assert [problem.field for problem in refusal.value.problems] == [field]
