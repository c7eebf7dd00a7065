"""Records of declared kinds: their stages, and the clocks between their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.clocks import Clock, Stop
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice, Day, Section, Text
from spp_desktop.domain.records import (
    ADDED,
    RecordClock,
    RecordKind,
    RecordView,
    Stage,
    next_owed,
    owed_on,
    standing_stop,
)
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

DECIDED = Vocabulary("decided", "Decision", terms(("met", "Met"), ("not-met", "Not met")))
ASKED = RecordKind(
    "asked",
    "Request",
    "Requests",
    "actions",
    Section(
        "asked",
        "Request",
        (
            Text(key="who", label="Who asked", searchable=True),
            Day(key="asked", label="Asked on"),
            Day(key="answered", label="Answered on"),
            Choice(key="decision", label="Decision", vocabulary=DECIDED),
            Day(key="decided", label="Decided on"),
            Day(key="held", label="Held on"),
            Day(key="back", label="Back by"),
            Text(key="returned", label="What came back"),
        ),
    ),
    title="who",
    stages=(
        Stage("asked", "Asked"),
        Stage("decision", "To be held", frozenset(("met",))),
        Stage("decision", "Refused", frozenset(("not-met",)), over=True),
        Stage("held", "Held", over=True),
    ),
    clocks=(
        RecordClock(Clock("answer", "Answer", 10, "working", stops=True), "Answer it", "asked", ("answered",)),
        RecordClock(Clock("hold", "Hold", 28, "calendar"), "Hold it", "decided", ("held",),
                    {"decision": frozenset(("met",))}),
        RecordClock(Clock("back", "Back", 0, "calendar"), "Chase it", "back", ("returned",)),
        RecordClock(Clock("look", "Look", 3, "calendar"), "Look at it", ADDED, ("answered", "decided")),
    ),
    valid_from=date(2014, 10, 20),
)  # fmt: skip


def record(stops: tuple[Stop, ...] = (), **answers: str) -> RecordView:
    # Half past midnight in summer is still the day before in UTC: days are London's.
    added = datetime(2014, 6, 1, 23, 30, tzinfo=UTC)
    return RecordView(UUID(int=1), "asked", answers, added, "H. Whitcombe", stops=stops)


def dues(of: RecordView, today: date) -> dict[str, tuple[date, date | None]]:
    return {each.clock.code: (each.due, each.met) for each in owed_on(ASKED, of, today)}


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({}, "Begun", False),
        ({"asked": "2014-12-12"}, "Asked", False),
        ({"asked": "2014-12-12", "decision": "met"}, "To be held", False),
        ({"asked": "2014-12-12", "decision": "not-met"}, "Refused", True),
        ({"decision": "met", "held": "2015-01-20"}, "Held", True),
    ],
)
def test_it_is_at_the_last_stage_it_has_reached(answers: Answers, label: str, over: bool) -> None:
    stage = ASKED.stage(answers)
    assert (stage.label, stage.over) == (label, over)


def test_working_days_run_over_christmas() -> None:
    """From Fri 12 Dec 2014: five days to the 19th, 22 to 24 make eight, 25 and 26 are holidays, 29 and 30 make ten."""
    assert dues(record(asked="2014-12-12"), date(2014, 12, 15))["answer"] == (date(2014, 12, 30), None)


def test_an_open_stop_moves_the_day_due_until_it_ends() -> None:
    """Stopped from Mon 15 Dec: by Wed 17 two working days were lost, by Fri 19 four."""
    still = record((Stop(date(2014, 12, 15), None, "waiting for consent"),), asked="2014-12-12")
    (owed, _) = owed_on(ASKED, still, date(2014, 12, 17))
    assert (owed.due, owed.standing) == (date(2015, 1, 2), "waiting for consent")
    assert dues(still, date(2014, 12, 19))["answer"][0] == date(2015, 1, 6)
    assert standing_stop(still) == Stop(date(2014, 12, 15), None, "waiting for consent")
    ended = replace(still, stops=(Stop(date(2014, 12, 15), date(2014, 12, 17), "waiting for consent"),))
    (owed, _) = owed_on(ASKED, ended, date(2015, 3, 2))
    assert (owed.due, owed.standing, owed.late(date(2015, 3, 2))) == (date(2015, 1, 2), "", True)
    assert standing_stop(ended) is None


def test_a_clock_met_in_time_was_not_late_however_long_ago() -> None:
    met = record(asked="2014-12-12", answered="2014-12-30")
    (owed, *_) = owed_on(ASKED, met, date(2015, 6, 1))
    assert (owed.met, owed.late(date(2015, 6, 1))) == (date(2014, 12, 30), False)
    (owed, *_) = owed_on(ASKED, record(asked="2014-12-12", answered="2014-12-31"), date(2015, 6, 1))
    assert owed.late(date(2015, 6, 1))


def test_a_clock_runs_only_where_its_answer_calls_for_it() -> None:
    assert "hold" not in dues(record(decided="2015-01-05"), date(2015, 1, 6))
    assert "hold" not in dues(record(decided="2015-01-05", decision="not-met"), date(2015, 1, 6))
    assert dues(record(decided="2015-01-05", decision="met"), date(2015, 1, 6))["hold"][0] == date(2015, 2, 2)


def test_a_clock_does_not_run_where_an_answer_keeps_it_from_running() -> None:
    (answer, *_) = ASKED.clocks
    kept = replace(ASKED, clocks=(replace(answer, unless={"decision": frozenset(("not-met",))}),))
    assert len(owed_on(kept, record(asked="2014-12-12", decision="met"), date(2014, 12, 15))) == 1
    assert len(owed_on(kept, record(asked="2014-12-12"), date(2014, 12, 15))) == 1
    assert owed_on(kept, record(asked="2014-12-12", decision="not-met"), date(2014, 12, 15)) == ()


def test_a_day_promised_is_the_day_due_and_words_meet_it() -> None:
    """What meets a clock without naming a day is taken to have met it when the record was added."""
    assert dues(record(back="2015-01-05"), date(2015, 1, 6))["back"] == (date(2015, 1, 5), None)
    assert dues(record(back="2015-01-05", returned="Six pages"), date(2015, 1, 6))["back"][1] == date(2014, 6, 2)


def test_a_clock_may_start_when_the_record_is_added() -> None:
    assert dues(record(), date(2014, 6, 3)) == {"look": (date(2014, 6, 5), None)}


def test_what_is_owed_soonest() -> None:
    several = record(asked="2014-12-12", back="2014-12-16")
    assert next_owed(ASKED, replace(several, withdrawn=True), date(2014, 12, 15)) is None
    found = next_owed(ASKED, several, date(2014, 12, 15))
    assert found is not None
    assert found.what == "Look at it"
    found = next_owed(
        ASKED, replace(several, answers={**several.answers, "answered": "2014-12-13"}), date(2014, 12, 15)
    )
    assert found is not None
    assert found.what == "Chase it"
    assert next_owed(ASKED, record(answered="2014-12-13"), date(2014, 12, 15)) is None


def test_lengths_are_settings() -> None:
    longer = ASKED.with_clocks(lambda clock: replace(clock, length=15) if clock.code == "answer" else clock)
    assert [each.clock.length for each in longer.clocks] == [15, 28, 0, 3]


def test_when_one_may_be_begun() -> None:
    assert not ASKED.offered_on(date(2014, 10, 19))
    assert ASKED.offered_on(date(2014, 10, 20))
    assert not replace(ASKED, valid_to=date(2020, 1, 1)).offered_on(date(2020, 1, 2))


def test_its_name_and_its_words() -> None:
    assert ASKED.title_of({"who": "The victim's sister"}) == "The victim's sister"
    assert ASKED.title_of({}) == "Request"
    assert ASKED.search_words({"who": "Sister", "returned": "Six pages"}) == "Sister"
    assert ASKED.field("nothing") is None


def test_a_declaration_names_only_questions_it_asks() -> None:
    with pytest.raises(ValueError, match="does not ask lost"):
        replace(ASKED, columns=("lost",))
    with pytest.raises(ValueError, match="does not ask lost"):
        replace(ASKED, clocks=(replace(ASKED.clocks[0], unless={"lost": frozenset()}),))
    with pytest.raises(ValueError, match="count days"):
        replace(ASKED, clocks=(RecordClock(Clock("h", "H", 48, "hours"), "Do it", "asked", ("answered",)),))


def test_it_begins_on_the_first_day_answered_and_its_lists_are_of_that_day() -> None:
    """The trust that a decision names ended on 31 March 2013: it may be named for a request of that day alone."""
    trusts = Vocabulary("trusts", "Trust", (Term("pct", "Primary care trust", valid_to=date(2013, 3, 31)),))
    form = replace(ASKED.form, fields=(*ASKED.form.fields[:3], Choice(key="decision", label="By", vocabulary=trusts)))
    kind = replace(ASKED, form=form, stages=(), clocks=())
    assert (kind.held_key, replace(kind, form=Section("x", "X", form.fields[:1])).held_key) == ("asked", "")
    assert kind.begun({"answered": "2013-03-29", "asked": "soon"}, date(2013, 6, 1)) == date(2013, 3, 29)
    assert kind.begun({}, date(2013, 6, 1)) == date(2013, 6, 1)
    today = date(2013, 6, 1)
    assert kind.check({"asked": "2013-03-28", "decision": "pct"}, today) == ()
    (late,) = kind.check({"asked": "2013-04-28", "decision": "pct"}, today)
    assert (late.field, late.severity) == ("decision", "warning")
    assert kind.check({"decision": "pct"}, today, added=date(2013, 3, 1)) == ()


def test_its_own_rules_judge_it_with_those_of_its_questions() -> None:
    def never(answers: Answers, today: date) -> Iterator[Problem]:
        if "held" in answers and today < date(2014, 10, 20):
            yield Problem("held", "Not before there were any")

    kind = replace(ASKED, checks=(never,))
    found = kind.check({"held": "2014-01-01", "lost": "x"}, date(2014, 1, 2))
    assert [problem.field for problem in found] == ["lost", "held"]
    assert kind.check({"held": "2014-10-20"}, date(2014, 10, 20)) == ()


def test_what_runs_is_owed_before_what_stands_still() -> None:
    """Stopped, the answer of Fri 12 Dec stands still; the chase of 5 Jan runs though its day is later."""
    still = record((Stop(date(2014, 12, 15), None, "waiting for consent"),), asked="2014-12-12", back="2015-01-05")
    found = next_owed(ASKED, still, date(2014, 12, 17))
    assert found is not None
    assert (found.what, found.standing) == ("Look at it", "")
    met = replace(still, answers={"asked": "2014-12-12", "decided": "2014-12-13"})
    found = next_owed(ASKED, met, date(2014, 12, 17))
    assert found is not None
    assert (found.what, found.standing) == ("Answer it", "waiting for consent")
