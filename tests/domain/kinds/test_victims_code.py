"""The Victims' Code, edition by edition: who is owed what, by when, and what is outside it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import Answer, IncidentView
from spp_desktop.domain.dates import When
from spp_desktop.domain.kinds.victims_code import (
    ENHANCED_GROUPS,
    ENTITLEMENT,
    ENTITLEMENTS,
    not_yet_recorded,
    owed_under_code,
)
from spp_desktop.domain.records import RecordView, owed_on

NOW = datetime(2012, 3, 12, 9, tzinfo=UTC)
CRIME: dict[str, Answer] = {"crime": "yes"}


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2006-04-02", None),
        ("2006-04-03", "2006"),
        ("2012-03-12", "2006"),
        ("2013-12-09", "2006"),
        ("2013-12-10", "2013"),
        ("2015-11-15", "2013"),
        ("2015-11-16", "2015"),
        ("2021-03-31", "2015"),
        ("2021-04-01", "2021"),
    ],
)
def test_the_first_code_is_of_2006_and_later_ones_of_2013_2015_and_2021(day: str, edition: str | None) -> None:
    found = owed_under_code(CRIME, date.fromisoformat(day)).edition
    assert (found.code if found else None) == edition


def test_the_code_of_2021_has_twelve_rights() -> None:
    owed = owed_under_code(CRIME, date(2021, 4, 1)).entitlements
    assert [each.code for each in owed] == [f"right-{number}" for number in range(1, 13)]


def test_each_edition_adds_what_it_added() -> None:
    def codes(day: date) -> set[str]:
        return {each.code for each in owed_under_code(CRIME, day).entitlements}

    first, second, third = codes(date(2012, 3, 12)), codes(date(2014, 1, 2)), codes(date(2016, 1, 4))
    assert {"support", "event", "progress"} <= first
    assert "statement" in second - first
    assert "progress" in first - second
    assert third - second == {"acknowledgement"}


@pytest.mark.parametrize("crime", ["no", "unknown", None])
def test_asb_that_is_no_crime_is_outside_the_code_and_keeps_the_local_promise(crime: str | None) -> None:
    owed = owed_under_code({"crime": crime} if crime else {}, date(2012, 3, 12))
    assert (owed.edition, owed.entitlements) == (None, ())
    assert owed.why == "No crime is recorded: outside the Victims' Code, the local promise holds"


def incident(crime: str, *, withdrawn: bool = False) -> IncidentView:
    return IncidentView(
        UUID(int=1), 1, When(date(2012, 3, 1)), None, None, NOW, "Ann", "personal", "", (), (), (), "", "", None, (),
        None, "", "", withdrawn=withdrawn, crime=crime,
    )  # fmt: skip


def test_one_incident_recorded_as_a_crime_is_enough() -> None:
    day = date(2012, 3, 12)
    assert owed_under_code({}, day, [incident("no"), incident("yes")]).edition
    assert not owed_under_code({}, day, [incident("yes", withdrawn=True), incident("")]).edition


@pytest.mark.parametrize(
    ("victim", "owed"),
    [("person", True), ("family", True), ("business", True), ("business-unnamed", False), ("community", False)],
)
def test_a_business_qualifies_only_with_a_named_contact(victim: str, owed: bool) -> None:
    found = owed_under_code({**CRIME, "code_victim": victim}, date(2012, 3, 12))
    assert bool(found.entitlements) is owed
    assert ("named contact" in found.why) is not owed


def test_before_the_first_code_nothing_is_owed_under_it() -> None:
    assert owed_under_code(CRIME, date(2006, 4, 2)).why == "The first Victims' Code came into force on 3 Apr 2006"


@pytest.mark.parametrize(
    ("groups", "enhanced"),
    [(None, None), (("none",), False), (("vulnerable",), True), (("serious", "persistent"), True)],
)
def test_an_enhanced_group_nobody_asked_about_is_not_known(groups: tuple[str, ...] | None, enhanced: object) -> None:
    answers: dict[str, Answer] = {**CRIME, **({"enhanced": groups} if groups else {})}
    assert owed_under_code(answers, date(2014, 1, 2)).enhanced is enhanced


def test_the_enhanced_groups() -> None:
    """Serious crime, persistently targeted, vulnerable or intimidated; the first Code knew the last."""
    assert {each.code for each in ENHANCED_GROUPS.on(date(2014, 1, 2))} == {
        "serious",
        "persistent",
        "vulnerable",
        "none",
    }
    assert {each.code for each in ENHANCED_GROUPS.on(date(2012, 3, 12))} == {"vulnerable", "none"}


def record(*, withdrawn: bool = False, kind: str = "entitlement", **answers: str) -> RecordView:
    return RecordView(UUID(int=1), kind, answers, NOW, "Ann", withdrawn=withdrawn)


def test_what_is_owed_and_of_which_nothing_is_recorded() -> None:
    owed = owed_under_code(CRIME, date(2012, 3, 12))
    records = [
        record(entitlement="support", given="2012-03-02"),
        record(entitlement="event", withdrawn=True),
        record(kind="disclosure", entitlement="progress"),
    ]
    left = {each.code for each in not_yet_recorded(owed, records)}
    assert left == {each.code for each in owed.entitlements} - {"support"}
    assert not_yet_recorded(owed_under_code({}, date(2012, 3, 12)), ()) == ()


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"entitlement": "support"}, {"code-support": date(2012, 3, 13)}),
        ({"entitlement": "right-4"}, {"code-support": date(2012, 3, 13)}),
        ({"entitlement": "event"}, {"code-event": date(2012, 3, 16)}),
        ({"entitlement": "right-6", "enhanced": "no"}, {"code-event": date(2012, 3, 16)}),
        ({"entitlement": "event", "enhanced": "yes"}, {"code-event-enhanced": date(2012, 3, 12)}),
        ({"entitlement": "progress", "enhanced": "yes"}, {"code-progress": date(2012, 4, 6)}),
        ({"entitlement": "statement"}, {}),
    ],
)
def test_clocks_from_friday_9_march_2012(answers: dict[str, str], due: dict[str, date]) -> None:
    """Referral within two working days, events within five or one, progress every 28 days."""
    owed = owed_on(ENTITLEMENT, record(owed="2012-03-09", **answers), date(2012, 3, 12))
    assert {each.clock.code: each.due for each in owed} == due


@pytest.mark.parametrize("how", ["given", "declined", "refused"])
def test_given_not_wanted_or_refused_ends_the_clock(how: str) -> None:
    answered = record(entitlement="support", owed="2012-03-09", **{how: "2012-03-12"})
    assert [each.met for each in owed_on(ENTITLEMENT, answered, date(2012, 3, 12))] == [date(2012, 3, 12)]
    assert ENTITLEMENT.stage(answered.answers).over
    assert not ENTITLEMENT.stage({"owed": "2012-03-09"}).over


def test_every_entitlement_holds_from_an_edition() -> None:
    assert all(each.valid_from for each in ENTITLEMENTS.terms)
