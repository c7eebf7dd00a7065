"""The ASB case review: which complaints count, until when a victim may ask, and what is owed on an application."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import Answer, IncidentView
from spp_desktop.domain.clocks import Stop
from spp_desktop.domain.dates import When
from spp_desktop.domain.kinds.case_review import (
    CASE_REVIEW,
    AnnualFigures,
    Eligibility,
    ReviewYear,
    Threshold,
    annual_figures,
    eligibility,
    figures_by_year,
    standing,
    tell_victim,
)
from spp_desktop.domain.records import RecordView, owed_on

NOW = datetime(2015, 6, 1, 9, tzinfo=UTC)
TODAY = date(2015, 6, 1)


def incident(
    number: int,
    happened: str,
    reported: str | None,
    *,
    told: str | None = None,
    hate: tuple[str, ...] = (),
    agencies: tuple[str, ...] = (),
    subtype: str = "noise",
    withdrawn: bool = False,
) -> IncidentView:
    return IncidentView(
        UUID(int=number),
        number,
        When.read(happened),
        date.fromisoformat(reported) if reported else None,
        None,
        NOW,
        "Ann",
        "personal",
        subtype,
        (),
        hate,
        (),
        "4 High Street",
        "PE1 1AA",
        None,
        agencies,
        date.fromisoformat(told) if told else None,
        "",
        "",
        withdrawn=withdrawn,
    )


def check(*incidents: IncidentView, today: date = TODAY, threshold: int = 3, hate: int = 3) -> Eligibility:
    return eligibility(incidents, today, threshold, hate)


THREE = (
    incident(1, "2015-03-02", "2015-03-02"),
    incident(2, "2015-04-06", "2015-04-08"),
    incident(3, "2015-05-20", "2015-05-21"),
)


def test_a_complaint_on_day_32_after_the_incident_is_rejected() -> None:
    """Appendix B 5."""
    found = check(incident(1, "2015-03-31", "2015-05-02"))
    assert (found.counted, found.complaints[0].counts) == (0, False)
    assert found.complaints[0].why == "Reported on 2 May 2015, more than a month after it happened on 31 Mar 2015"


def test_three_agencies_told_of_one_incident_are_one_complaint() -> None:
    """Appendix B 5, told in one entry or in three."""
    agencies = ("police-neighbourhood", "council-asb", "housing-association")
    assert check(incident(1, "2015-05-01T23:40", "2015-05-02", agencies=agencies)).counted == 1
    told = [incident(n, "2015-05-01T23:40", f"2015-05-0{n + 1}", agencies=(agencies[n - 1],)) for n in (1, 2, 3)]
    found = check(*reversed(told))
    assert (found.counted, [each.counts for each in found.complaints]) == (1, [True, False, False])
    assert found.complaints[1].why == "The same incident as number 1: told to several agencies, it counts once"


def test_three_valid_complaints_in_six_months_meet_the_threshold() -> None:
    """Appendix B 5. They may ask until the oldest of the three is six months old."""
    found = check(*THREE)
    assert (found.counted, found.of, found.may_ask, found.until) == (3, 3, True, date(2015, 9, 2))
    assert found.words == "3 of 3 complaints count: they may ask until 2 Sep 2015"
    assert [each.until for each in found.complaints] == [date(2015, 9, 2), date(2015, 10, 8), date(2015, 11, 21)]
    assert check(*THREE, today=date(2015, 9, 2)).may_ask
    late = check(*THREE, today=date(2015, 9, 3))
    assert (late.counted, late.may_ask) == (2, False)
    assert late.words == "2 of 3 complaints count"
    assert late.complaints[0].why == "Reported on 2 Mar 2015, more than six months ago: it counted until 2 Sep 2015"


def test_a_fourth_complaint_lets_them_ask_for_longer() -> None:
    assert check(*THREE, incident(4, "2015-05-30", "2015-05-30")).until == date(2015, 10, 8)


@pytest.mark.parametrize(
    ("happened", "reported", "counts"),
    [
        ("2015-01-31", "2015-02-28", True),
        ("2015-01-31", "2015-03-01", False),
        ("2015-03-31", "2015-04-30", True),
        ("2015-03-31", "2015-05-01", False),
        ("2015-04-15", "2015-05-15", True),
        ("2015-04-15", "2015-05-16", False),
        ("2015-05-20", "2015-05-20", True),
        ("2015-05-20", "2015-05-19", False),
        ("2015-05-20", "2015-06-02", False),
        ("2015-05-20", None, False),
    ],
)
def test_a_month_is_a_calendar_month_and_its_last_day_counts(happened: str, reported: str | None, counts: bool) -> None:
    assert check(incident(1, happened, reported)).complaints[0].counts is counts


def test_six_months_from_the_end_of_august_end_with_february() -> None:
    complaint = incident(1, "2015-08-30", "2015-08-31")
    assert check(complaint, today=date(2016, 2, 29), threshold=1).may_ask
    assert not check(complaint, today=date(2016, 3, 1), threshold=1).may_ask


def test_each_that_does_not_count_says_why() -> None:
    odd = (
        incident(1, "2015-05-20", None),
        incident(2, "2015-05-20T10:00", "2015-05-19"),
        incident(3, "2015-05-20T11:00", "2015-06-02"),
    )
    assert {each.number: each.why for each in check(*odd).complaints} == {
        1: "Nobody recorded when it was reported",
        2: "Reported on 19 May 2015, before it happened on 20 May 2015",
        3: "Reported on 2 Jun 2015, a day still to come",
    }


def test_a_complaint_is_made_when_the_first_agency_is_told() -> None:
    found = check(incident(1, "2015-04-01", "2015-05-20", told="2015-04-03"))
    assert (found.counted, found.complaints[0].made) == (1, date(2015, 4, 3))


def test_what_was_withdrawn_is_no_complaint() -> None:
    assert check(replace(THREE[0], withdrawn=True)).complaints == ()


def test_an_incident_shared_by_two_cases_of_a_victim_counts_once() -> None:
    assert check(THREE[0], THREE[0]).counted == 1


def test_two_incidents_of_a_day_without_times_are_two_unless_all_that_is_said_of_them_is_the_same() -> None:
    day = "2015-05-20"
    assert check(incident(1, day, day), incident(2, day, day)).counted == 1
    assert check(incident(1, day, day), incident(2, day, day, subtype="vehicle-nuisance")).counted == 2


@pytest.mark.parametrize(("asked", "needed"), [(1, 1), (2, 2), (3, 3), (5, 3), (0, 1)])
def test_a_local_threshold_is_never_above_three(asked: int, needed: int) -> None:
    assert check(*THREE, threshold=asked).of == needed
    assert (Threshold().complaints, Threshold().hate) == (3, 3)


def test_one_incident_of_hate_may_be_enough() -> None:
    """Essex lowers the threshold to one incident for hate."""
    of_hate = incident(4, "2015-05-01", "2015-05-02", hate=("race",))
    found = check(of_hate, hate=1)
    assert (found.counted, found.of, found.until) == (1, 1, date(2015, 11, 2))
    assert not check(of_hate).may_ask
    assert not check(incident(4, "2015-05-01", "2015-05-02", hate=("none",)), hate=1).may_ask
    assert not check(incident(4, "2015-05-01", "2015-05-02"), hate=1).may_ask


def test_the_way_that_lasts_longer_is_the_one_shown() -> None:
    early = incident(4, "2015-03-01", "2015-03-01", hate=("race",))
    found = check(*THREE, early, hate=1)
    assert (found.counted, found.of, found.until) == (4, 3, date(2015, 9, 2))
    assert check(THREE[0], THREE[1], early, hate=2).of == 3


def test_there_was_no_case_review_before_20_october_2014() -> None:
    two = incident(1, "2014-10-18", "2014-10-19"), incident(2, "2014-10-10", "2014-10-10")
    before = check(*two, today=date(2014, 10, 19), threshold=2)
    assert (before.in_force, before.may_ask, before.complaints) == (False, False, ())
    assert before.words == "Case reviews began on 20 Oct 2014"
    assert check(*two, today=date(2014, 10, 20), threshold=2).may_ask
    assert not CASE_REVIEW.offered_on(date(2014, 10, 19))
    assert CASE_REVIEW.offered_on(date(2014, 10, 20))


def test_the_report_that_opened_the_case_is_a_complaint_too() -> None:
    opened: dict[str, Answer] = {"first_incident": "2015-05-25", "reported": "2015-05-26", "hate_strands": ("race",)}
    found = eligibility(THREE[:2], TODAY, 3, 1, opened=opened)
    assert [(each.number, each.incident_id is None) for each in found.complaints] == [(1, False), (2, False), (0, True)]
    assert (found.counted, found.of, found.until) == (1, 1, date(2015, 11, 26))
    assert eligibility(THREE[:2], TODAY, 3, 3, opened=opened).counted == 3


def test_an_incident_reported_on_the_day_the_case_was_stands_for_that_report() -> None:
    opened: dict[str, Answer] = {"first_incident": "2015-03-02", "reported": "2015-03-02"}
    assert len(eligibility(THREE, TODAY, 3, 3, opened=opened).complaints) == 3
    untold = eligibility((), TODAY, 3, 3, opened={"reported": "2015-05-26"})
    assert untold.complaints[0].why == "Nobody recorded when it happened"


def application(number: int = 1, *, withdrawn: bool = False, **answers: str) -> RecordView:
    return RecordView(UUID(int=number), "case-review", answers, NOW, "Ann", withdrawn=withdrawn)


def test_the_victim_is_to_be_told_once() -> None:
    found = check(*THREE)
    said = "Tell the victim that they may ask for a case review, until 2 Sep 2015"
    assert tell_victim(found, {}, ()) == said
    assert tell_victim(found, {}, (application(withdrawn=True),)) == said
    assert tell_victim(found, {}, (replace(application(), kind="survey"),)) == said
    assert tell_victim(found, {"told_case_review": "2015-05-29"}, ()) == ""
    assert tell_victim(found, {}, (application(),)) == ""
    assert tell_victim(check(*THREE[:2]), {}, ()) == ""


def dues(today: date, *stops: Stop, **answers: str) -> dict[str, tuple[date, str]]:
    record = replace(application(**answers), stops=stops)
    return {each.clock.code: (each.due, each.standing) for each in owed_on(CASE_REVIEW, record, today)}


def test_gosports_clocks_run_over_christmas() -> None:
    """Ten working days from Mon 15 Dec 2014: 16 to 19 are four, 22 to 24 seven, 29 to 31 ten. Fifteen from Wed 31 Dec:
    2 Jan is one, then three weeks less a day to Thu 22. Twenty from Thu 22 Jan are four weeks."""
    today = date(2014, 12, 16)
    assert dues(today, applied="2014-12-15") == {"review-acknowledge": (date(2014, 12, 31), "")}
    both = {"applied": "2014-12-15", "acknowledged": "2014-12-31"}
    assert dues(today, **both)["review-decision"] == (date(2015, 1, 22), "")
    met = dues(today, **both, decided="2015-01-22", decision="met")
    assert met["review-meeting"] == (date(2015, 2, 19), "")
    assert "review-meeting" not in dues(today, **both, decided="2015-01-22", decision="not-met")


def test_its_clocks_are_process_clocks_and_may_stop() -> None:
    stop = Stop(date(2014, 12, 16), None, "waiting for consent")
    assert dues(date(2014, 12, 18), stop, applied="2014-12-15")["review-acknowledge"] == (
        date(2015, 1, 5),
        "waiting for consent",
    )
    assert [(each.clock.length, each.clock.stops) for each in CASE_REVIEW.clocks] == [
        (10, True),
        (15, True),
        (20, True),
    ]
    assert all("Gosport" in each.clock.source for each in CASE_REVIEW.clocks)


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({"applied": "2015-01-05"}, "Applied", False),
        ({"acknowledged": "2015-01-06"}, "Acknowledged", False),
        ({"decision": "met"}, "Threshold met", False),
        ({"decision": "not-met"}, "Threshold not met", True),
        ({"decision": "not-met", "appealed": "2015-02-01"}, "Appealed", False),
        ({"decision": "met", "held": "2015-02-01"}, "Held", False),
        ({"held": "2015-02-01", "told": "2015-02-03"}, "Applicant told", True),
        ({"appealed": "2015-02-05", "appeal_decided": "2015-03-01"}, "Appeal decided", True),
    ],
)
def test_how_far_an_application_has_come(answers: dict[str, str], label: str, over: bool) -> None:
    stage = CASE_REVIEW.stage(answers)
    assert (stage.label, stage.over) == (label, over)


def test_the_four_figures_of_a_year() -> None:
    """Applications, threshold not met, reviews held, reviews with recommendations: each on the day of its own event."""
    kept = [
        application(
            1, applied="2014-12-15", decision="met", decided="2015-01-05", held="2015-02-02", recommended="yes"
        ),
        application(2, applied="2015-03-02", decision="not-met", decided="2015-03-20"),
        application(3, applied="2015-04-02", decision="not-met"),
        application(4, applied="2015-05-02", decision="met", decided="2015-05-20", held="2015-06-15", recommended="no"),
        application(5, applied="2015-12-21", decision="not-met", decided="2016-01-04"),
        application(6, applied="2015-07-01", withdrawn=True),
        replace(application(7, applied="2015-07-01"), kind="survey"),
        application(8),
    ]
    assert annual_figures(kept, 2015) == AnnualFigures(4, 2, 2, 1)
    assert annual_figures(kept, 2014) == AnnualFigures(1, 0, 0, 0)
    assert annual_figures(kept, 2014, begins=4) == AnnualFigures(2, 1, 1, 1)


def test_the_figures_of_each_year_back_to_the_one_they_began_in() -> None:
    kept = [application(1, applied="2014-12-15"), application(2, applied="2015-04-01")]
    assert figures_by_year(kept, date(2014, 10, 19)) == ()
    first = ReviewYear(date(2014, 4, 1), date(2015, 3, 31), AnnualFigures(1, 0, 0, 0))
    assert figures_by_year(kept, date(2015, 3, 31)) == (first,)
    second = ReviewYear(date(2015, 4, 1), date(2016, 3, 31), AnnualFigures(1, 0, 0, 0))
    assert figures_by_year(kept, date(2015, 4, 1)) == (second, first)
    calendar = figures_by_year(kept, date(2015, 1, 1), begins=1)
    assert [(each.first, each.last) for each in calendar] == [
        (date(2015, 1, 1), date(2015, 12, 31)), (date(2014, 1, 1), date(2014, 12, 31)),
    ]  # fmt: skip


def test_how_a_case_stands_towards_a_review_in_a_few_words() -> None:
    found = check(*THREE)
    applied = RecordView(UUID(int=9), CASE_REVIEW.code, {"applied": "2015-06-01"}, NOW)
    assert standing(found, {}, ()) == "3 of 3, tell the victim"
    assert standing(found, {"told_case_review": "2015-05-30"}, ()) == "3 of 3, told 30 May 2015"
    assert standing(found, {}, (applied,)) == "3 of 3, applied"
    assert standing(found, {}, (replace(applied, withdrawn=True),)) == "3 of 3, tell the victim"
    assert standing(check(*THREE[:2]), {}, ()) == "2 of 3"
    assert standing(check(*THREE, today=date(2014, 10, 19)), {}, ()) == ""
