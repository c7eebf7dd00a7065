"""The sum behind a clock, worked by hand with a calendar of Christmas 2014 and of the nights the clocks changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from spp_desktop.domain.casetypes.asb import ASB_VICTIM, FIRST_CONTACT
from spp_desktop.domain.clocks import LONDON, Clock, Stop, add_hours
from spp_desktop.domain.explained import (
    Reckoning,
    copied,
    explain,
    of_day_set,
    of_first_contact,
    of_owed,
    of_review,
    of_update,
)
from spp_desktop.domain.kinds.case_review import CASE_REVIEW
from spp_desktop.domain.records import RecordView, next_owed
from spp_desktop.domain.updates import UpdateOwed

WORKING = "Monday to Friday, without England’s bank holidays"
EVERY_DAY = "weekends and bank holidays count; it never stops"
ASKED = datetime(2014, 12, 12, 10, tzinfo=UTC)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def review(on: date, *stops: Stop, **answers: str) -> dict[str, str]:
    """The next clock of a case review applied for on Friday 12 December 2014, as it is explained on a day."""
    record = RecordView(UUID(int=1), CASE_REVIEW.code, {"applied": "2014-12-12", **answers}, ASKED, stops=stops)
    owed = next_owed(CASE_REVIEW, record, on)
    assert owed is not None
    return dict(explain(of_owed(owed), noon(on)))


def test_a_case_review_not_acknowledged_over_christmas_2014() -> None:
    """Ten working days from Fri 12 Dec: 15 to 19 are five, 22 to 24 eight, Mon 29 nine, Tue 30 ten. Late on Wed 7 Jan
    by 31 Dec, 2, 5, 6 and 7 Jan: New Year's Day does not count."""
    assert review(date(2015, 1, 7)) == {
        "Counts": f"10 working days: {WORKING}",
        "From": "Fri 12 Dec 2014",
        "Weekends left out": "13–14 Dec 2014, 20–21 Dec 2014, 27–28 Dec 2014",
        "Bank holidays left out": "Thu 25 Dec 2014, Fri 26 Dec 2014",
        "Fell due": "Tue 30 Dec 2014",
        "Late": "5 working days late",
        "Set by": "As Gosport publishes it: 10 working days",
    }


def test_its_decision_stopped_while_the_victims_consent_was_awaited() -> None:
    """Fifteen from Tue 30 Dec: 31 Dec, 2 Jan, 5 to 9, 12 to 16, 19 to 21: Wed 21 Jan. Stopped from Mon 5 to Thu 8 Jan,
    three working days: Thu 22, Fri 23, Mon 26 Jan."""
    stop = Stop(date(2015, 1, 5), date(2015, 1, 8), "the victim’s consent")
    said = review(date(2015, 1, 20), stop, acknowledged="2014-12-30")
    assert said["Counts"] == f"15 working days: {WORKING}"
    assert said["Weekends left out"] == ("3–4 Jan 2015, 10–11 Jan 2015, 17–18 Jan 2015, 24–25 Jan 2015")
    assert said["Bank holidays left out"] == "Thu 1 Jan 2015"
    assert said["Stopped"] == "5 Jan 2015 to 8 Jan 2015: the victim’s consent (3 working days)"
    assert said["Falls due"] == "Mon 26 Jan 2015"
    assert said["Left"] == "4 working days"


def test_a_clock_that_stands_still_says_why_and_is_not_late() -> None:
    said = review(date(2015, 1, 20), Stop(date(2014, 12, 22), None, "the police file"))
    # 22 December to 20 January: 23, 24, 29, 30, 31 Dec, 2 Jan, then 5 to 9, 12 to 16, 19, 20 Jan are 18.
    assert said["Stopped"] == "22 Dec 2014 and still stands: the police file (18 working days)"
    assert said["Stands still"] == "the police file"
    assert "Late" not in said


def test_what_was_done_says_whether_in_time() -> None:
    clock = Clock("c", "Clock", 10, "working")
    in_time = Reckoning("Answer", clock, date(2014, 12, 12), date(2014, 12, 30), met=date(2014, 12, 30))
    assert dict(explain(in_time, noon(date(2015, 3, 1))))["Done"] == "Tue 30 Dec 2014, in time"
    late = Reckoning("Answer", clock, date(2014, 12, 12), date(2014, 12, 30), met=date(2015, 1, 2))
    said = dict(explain(late, noon(date(2015, 3, 1))))
    assert (said["Done"], said["Fell due"]) == ("Fri 2 Jan 2015, 2 working days late", "Tue 30 Dec 2014")
    assert "Set by" not in said


@pytest.mark.parametrize(
    ("reported", "changed", "due"),
    [
        (datetime(2012, 3, 24, 12, tzinfo=LONDON), "Sun 25 Mar 2012 had 23 hours", "Mon 26 Mar 2012, 13:00"),
        (datetime(2012, 10, 27, 12, tzinfo=LONDON), "Sun 28 Oct 2012 had 25 hours", "Mon 29 Oct 2012, 11:00"),
        (datetime(2012, 3, 9, 16, 40, tzinfo=LONDON), None, "Sun 11 Mar 2012, 16:40"),
    ],
)
def test_first_contact_is_48_elapsed_hours_across_the_nights_the_clocks_change(
    reported: datetime, changed: str | None, due: str
) -> None:
    ends = add_hours(reported, 48)
    said = dict(explain(of_first_contact(FIRST_CONTACT, reported, ends), ends + timedelta(hours=3, minutes=1)))
    assert said["Counts"] == "48 elapsed hours: nights, weekends and bank holidays count; it never stops"
    assert (said.get("The clocks changed"), said["Fell due"]) == (changed, due)
    assert said["Late"] == "4 elapsed hours late"
    assert said["Set by"] == "Safer Peterborough promise: contact within 48 hours"


def test_first_contact_before_its_end_and_made() -> None:
    start = datetime(2012, 3, 12, 9, tzinfo=UTC)
    ends = add_hours(start, 48)
    running = of_first_contact(FIRST_CONTACT, start, ends)
    assert dict(explain(running, add_hours(start, 16.5)))["Left"] == "31 elapsed hours"
    assert dict(explain(running, add_hours(start, 47.5)))["Left"] == "Under 1 elapsed hour"
    made = of_first_contact(FIRST_CONTACT, start, ends, add_hours(start, 49))
    assert dict(explain(made, add_hours(start, 500)))["Done"] == "Wed 14 Mar 2012, 10:00, 1 elapsed hour late"
    long_ago = dict(explain(running, add_hours(start, 48 + 365)))
    # From Wed 14 Mar 09:00 to Thu 29 Mar 15:00, British Summer Time: fifteen nights, one of them an hour short.
    assert long_ago["Late"] == "365 elapsed hours late, 15 calendar days"
    # The promise was another when the case was logged: the sum is the one that gave this case its end.
    shorter = of_first_contact(FIRST_CONTACT, start, add_hours(start, 24))
    assert dict(explain(shorter, start))["Counts"].startswith("24 elapsed hours")


@pytest.mark.parametrize(
    ("band", "days", "due", "what"),
    [
        ("high", 7, date(2014, 12, 29), "Risk review, high risk"),
        ("medium", 14, date(2015, 1, 5), "Risk review, medium risk"),
        ("standard", 28, date(2015, 1, 19), "Risk review, standard risk"),
        (None, 7, date(2014, 12, 29), "Assess the risk"),
    ],
)
def test_reviews_count_calendar_days_by_band_and_never_pause(band: str | None, days: int, due: date, what: str) -> None:
    found = of_review(ASB_VICTIM.review_clock(band), date(2014, 12, 22), due)
    said = dict(explain(found, noon(due + timedelta(3))))
    assert (found.what, said["Counts"]) == (what, f"{days} calendar days: {EVERY_DAY}")
    assert (said["From"], said["Late"]) == ("Mon 22 Dec 2014", "3 calendar days late")
    assert said["Set by"].startswith("Practice chosen here: review high risk weekly")
    assert not {"Moved", "Bank holidays left out", "Weekends left out"} & said.keys()


def test_a_review_that_was_moved_says_from_when() -> None:
    found = of_review(ASB_VICTIM.review_clock("high"), date(2014, 12, 22), date(2014, 12, 24))
    said = dict(explain(found, noon(date(2014, 12, 24))))
    assert said["Moved"] == "From Mon 29 Dec 2014, the day the clock gave"
    assert (said["Falls due"], said["Left"]) == ("Wed 24 Dec 2014", "Until the end of today")


def test_updates_count_what_was_agreed_or_what_is_promised() -> None:
    promise = ASB_VICTIM.updates
    assert promise is not None
    promised = of_update(promise, UpdateOwed(date(2014, 12, 30), date(2014, 12, 12), agreed=False), "")
    assert dict(explain(promised, noon(date(2014, 12, 29))))["Left"] == "1 working day"
    agreed = of_update(promise, UpdateOwed(date(2015, 1, 12), date(2014, 12, 12), agreed=True), "Every month")
    said = dict(explain(agreed, noon(date(2015, 1, 13))))
    assert said["Counts"] == f"31 calendar days: {EVERY_DAY}"
    assert (said["Late"], said["Set by"]) == ("1 calendar day late", "Agreed with the victim: every month")


def test_a_day_that_somebody_set_counts_from_itself() -> None:
    """Wed 24 Dec to Mon 29 Dec is one working day; a Saturday is late on the Sunday, by one that has begun."""
    chosen = of_day_set(
        "Visit Mrs Rivera", date(2014, 12, 24), unit="working", source="Set on the action", private=True
    )
    assert explain(chosen, noon(date(2014, 12, 29))) == (
        ("Counts", "Working days from the day that was set"),
        ("Fell due", "Wed 24 Dec 2014"),
        ("Late", "1 working day late"),
        ("Set by", "Set on the action"),
    )
    weekend = of_day_set("Visit", date(2014, 12, 20), unit="working", source="")
    assert dict(explain(weekend, noon(date(2014, 12, 21))))["Late"] == "1 working day late"
    assert dict(explain(weekend, noon(date(2014, 12, 19))))["Left"] == "Under 1 working day"
    order = of_day_set("Ends", date(2014, 12, 20), unit="calendar", source="", standing="court")
    assert dict(explain(order, noon(date(2014, 12, 27))))["Stands still"] == "court"


def test_weekends_are_told_as_they_fell() -> None:
    """From a Saturday only its Sunday is left out; one weekend goes over the end of a month."""
    from_saturday = Reckoning("", Clock("c", "", 5, "working"), date(2015, 1, 24), date(2015, 2, 2))
    said = dict(explain(from_saturday, noon(date(2015, 2, 2))))
    assert said["Weekends left out"] == "25 Jan 2015, 31 Jan 2015–1 Feb 2015"
    within = Reckoning("", Clock("c", "", 2, "working"), date(2015, 2, 2), date(2015, 2, 4))
    assert "Weekends left out" not in dict(explain(within, noon(date(2015, 2, 3))))


def test_the_sum_is_copied_under_the_reference_without_typed_words() -> None:
    now = noon(date(2014, 12, 24))
    chosen = of_day_set(
        "Visit Mrs Rivera", date(2014, 12, 24), unit="working", source="Set on the action", private=True
    )
    assert copied("ASB-HQ-2014-0001", chosen, now) == (
        "ASB-HQ-2014-0001\nCounts: Working days from the day that was set\nFalls due: Wed 24 Dec 2014\n"
        "Left: Until the end of today\nSet by: Set on the action"
    )
    plain = of_review(ASB_VICTIM.review_clock("high"), date(2014, 12, 22), date(2014, 12, 29))
    assert copied("ASB-HQ-2014-0001", plain, now).startswith("ASB-HQ-2014-0001: Risk review, high risk\nCounts: 7")
