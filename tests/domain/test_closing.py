"""What must have happened before a case closes, and what a closing would leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from spp_desktop.domain.cases import ActionView, AssessmentView, CaseLine, CaseView, ContactView
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.closing import (
    FINISHED,
    HANDED,
    LEFT,
    TOLD,
    TRIED,
    Closing,
    ClosingRule,
    Fate,
    Step,
    check_closing,
    closing_steps,
    loose_ends,
    order_words,
    tries,
    watcher,
)
from spp_desktop.domain.orders import OrderEvent, OrderView
from spp_desktop.domain.records import RecordView
from spp_desktop.domain.vocabulary import Vocabulary, terms
from tests.toy import TOY

TODAY = date(2012, 3, 12)
NOW = datetime(2012, 3, 12, 9, tzinfo=UTC)
RULE = ClosingRule(
    Vocabulary("why", "Why", terms(("stopped", "It stopped"), ("not-asb", "Not ASB"))),
    tries=3,
    exit_risk_days=14,
    survey=True,
    not_told=frozenset(("not-asb",)),
)
KIND = replace(ASB_VICTIM, closing=RULE)
LINE = CaseLine(
    UUID(int=1), 1, "asb", "ASB-2012-K7-0001", "Ann", "proposed-closure", "standard", 3, None, (), None, None, "",
    TODAY, 3.0, NOW, None, None, 1,
)  # fmt: skip
VIEW = CaseView(LINE, {}, 1, "", NOW, "Ann", "", "asb", None, None)
EXIT = AssessmentView(UUID(int=2), "m", 1, True, {}, (), 3, 41, 0, "standard", "standard", "", NOW, "Ann", "closing")
SCORED = replace(VIEW, assessments=(EXIT,))
WHOLE = Closing("stopped", TOLD, told_on=TODAY, survey_sent=TODAY)
ACTION = ActionView(
    UUID(int=5), "visit", "Fit a lock", date(2012, 3, 20), None, "", "housing-association", None, "", "", NOW, "Ann"
)
REFERRAL = RecordView(UUID(int=6), "onward-referral", {"referred": "2012-03-01"}, NOW, "Ann")
ORDER = OrderView(
    UUID(int=7), "asbo", "person", UUID(int=8), "Kevin Sprake", "", "", None, date(2012, 3, 1), date(2014, 3, 1),
    None, "", None, {}, NOW, "Ann", UUID(int=1),
)  # fmt: skip
BREACH = OrderEvent(UUID(int=9), "breach", date(2012, 3, 10), {}, NOW, "Ann")


def contact(days: int, outcome: str = "no-answer", **more: Any) -> ContactView:
    at = NOW - timedelta(days=days)
    return ContactView(UUID(int=20 + days), at, at, "Ann", "mobile", outcome, "out", "", "", False, **more)


def steps(view: CaseView = SCORED, closing: Closing = WHOLE, rule: ClosingRule = RULE) -> dict[str, Step]:
    return {step.key: step for step in closing_steps(replace(KIND, closing=rule), view, closing, TODAY)}


def missing(view: CaseView, closing: Closing = WHOLE, rule: ClosingRule = RULE) -> list[str]:
    return [problem.field for problem in check_closing(tuple(steps(view, closing, rule).values()))]


def test_nothing_is_missing_when_all_has_happened() -> None:
    assert missing(SCORED) == []


def test_the_steps_are_in_the_order_one_would_talk() -> None:
    assert list(steps()) == [
        "told", "handled", "wishes", "orders", "open", "exit_risk", "survey", "root_cause", "next", "reason",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("closing", "field"),
    [
        (replace(WHOLE, reason="bored"), "reason"),
        (replace(WHOLE, told_on=None), "told"),
        (replace(WHOLE, told=TRIED), "told"),
        (replace(WHOLE, told=""), "told"),
        (replace(WHOLE, survey_sent=None), "survey"),
    ],
)
def test_each_step_can_be_what_is_missing(closing: Closing, field: str) -> None:
    """D §2.1: closing requires a reason, the victim told (or tried 3 times), exit RAM, survey sent."""
    assert missing(SCORED, closing) == [field]


def test_three_tries_since_somebody_was_reached_stand_for_telling() -> None:
    """D §7, 15: no contact means three attempts logged."""
    closing = replace(WHOLE, told=TRIED, told_on=None)
    three = tuple(contact(days) for days in (3, 1, 2))
    assert missing(replace(SCORED, contacts=three[:2]), closing) == ["told"]
    assert missing(replace(SCORED, contacts=three), closing) == []
    assert missing(replace(SCORED, contacts=(*three[:2], replace(three[2], withdrawn=True))), closing) == ["told"]
    assert missing(replace(SCORED, contacts=(*three, contact(5, "spoke"))), closing) == []
    after = replace(SCORED, contacts=(*three, contact(0, "spoke")))
    assert missing(after, closing) == ["told"]
    assert steps(after, closing)["told"].missing == "0 of 3 tries are logged"
    assert steps(replace(SCORED, contacts=three), closing)["told"].found == (
        "Tried and not reached: 11 Mar 2012, 10 Mar 2012, 9 Mar 2012"
    )


def test_a_type_that_asks_no_outcome_of_a_contact_counts_every_one() -> None:
    asked = replace(TOY.contact, fields=TOY.contact.fields[1:])
    view = replace(VIEW, contacts=(contact(1, "spoke"),))
    assert len(tries(replace(TOY, contact=asked), view)) == 1


def test_the_exit_assessment_is_one_for_closing_and_fresh() -> None:
    assert missing(VIEW) == ["exit_risk"]
    assert missing(replace(VIEW, assessments=(replace(EXIT, occasion="review"),))) == ["exit_risk"]
    stale = replace(EXIT, at=NOW - timedelta(days=15))
    assert missing(replace(VIEW, assessments=(stale,))) == ["exit_risk"]
    assert missing(replace(VIEW, assessments=(EXIT, stale))) == []
    assert missing(replace(VIEW, assessments=(replace(EXIT, at=NOW - timedelta(days=14)),))) == []
    assert steps()["exit_risk"].found == "Standard, 3 of 41, 12 Mar 2012"


def test_a_case_that_was_never_asb_needs_no_telling_and_no_survey() -> None:
    closing = Closing("not-asb", "")
    assert missing(SCORED, closing) == []
    assert steps(SCORED, closing)["told"].found == "Not needed where it closes as: not asb"


def test_a_survey_declined_is_an_answer_and_a_type_may_ask_for_none() -> None:
    assert missing(SCORED, replace(WHOLE, survey_sent=None, survey_declined=True)) == []
    assert missing(SCORED, replace(WHOLE, survey_sent=None), replace(RULE, survey=False)) == []


def test_a_survey_on_record_needs_no_answer_and_tells_how_it_was_handled() -> None:
    back = {"sent": "2012-03-09", "handling": "fairly", "words": "They rang when they said"}
    sent = RecordView(UUID(int=3), "survey", back, NOW, "Ann")
    view = replace(SCORED, records=(sent,))
    unsaid = replace(WHOLE, survey_sent=None)
    assert missing(view, unsaid) == []
    assert steps(view, unsaid)["survey"].found == "A survey is on record"
    assert steps(view, unsaid)["handled"].found == "Fairly satisfied. They rang when they said"
    gone = replace(SCORED, records=(replace(sent, withdrawn=True),))
    assert missing(gone, unsaid) == ["survey"]
    assert not steps(gone, unsaid)["handled"].done


def test_what_is_asked_and_does_not_stop_a_closing() -> None:
    asked = steps()
    for key in ("handled", "wishes", "root_cause", "next"):
        assert (asked[key].done, asked[key].needed) == (False, False)
    said = steps(SCORED, replace(WHOLE, handled="Well", wishes="Quiet", root_cause="no", next="Ring 101"))
    assert all(step.done for step in said.values())
    before = steps(replace(SCORED, answers={"wishes": "For it to stop"}))["wishes"]
    assert (before.done, before.found) == (True, "For it to stop")


def test_an_order_in_force_needs_somebody_who_watches_it() -> None:
    view = replace(SCORED, orders=(ORDER,))
    assert missing(view) == ["orders"]
    assert steps(view)["orders"].missing == "Say who watches 1 order from now on"
    named = replace(WHOLE, watchers={ORDER.id: "PC Hall"})
    assert missing(view, named) == []
    assert watcher(ORDER, named) == "PC Hall"
    assert missing(replace(view, orders=(replace(ORDER, answers={"supervisor": "Probation"}),))) == []
    assert missing(replace(view, orders=(replace(ORDER, ends=date(2012, 3, 11)),))) == []
    assert steps()["orders"].found == "No order is in force"
    assert order_words(KIND, ORDER, TODAY) == ("ASBO on application against Kevin Sprake: in force to 1 Mar 2014")
    area = replace(ORDER, tool="dispersal-order", name="", place="Lincoln Road", postcode="PE1 1HZ")
    assert order_words(KIND, area, TODAY).endswith("against Lincoln Road, PE1 1HZ: in force to 1 Mar 2014")
    assert order_words(replace(TOY, orders=None), replace(ORDER, name=""), TODAY) == "asbo: in force to 1 Mar 2014"


def test_what_is_open_is_finished_handed_on_or_left_with_a_reason() -> None:
    ordered = replace(ORDER, ends=date(2012, 3, 11), events=(BREACH,))
    view = replace(SCORED, actions=(ACTION,), records=(REFERRAL,), orders=(ordered,))
    ends = loose_ends(KIND, view, TODAY)
    assert [(end.about, end.id) for end in ends] == [
        ("action", ACTION.id), ("record", REFERRAL.id), ("breach", BREACH.id),
    ]  # fmt: skip
    assert ends[0].what == "Action: Fit a lock (Housing association, due 20 Mar 2012)"
    assert ends[1].what.startswith("Onward referral:")
    assert ends[2].what == "Breach on 10 Mar 2012, no outcome: ASBO on application"
    assert missing(view) == ["open"]
    assert steps(view)["open"].missing == "Say what becomes of 3 things still open"
    fates = {
        ACTION.id: Fate(FINISHED),
        REFERRAL.id: Fate(HANDED, "Her GP"),
        BREACH.id: Fate(LEFT, "Court on 2 Apr"),
    }
    assert missing(view, replace(WHOLE, fates=fates)) == []
    assert missing(view, replace(WHOLE, fates=fates | {REFERRAL.id: Fate(FINISHED)})) == ["open"]
    assert missing(view, replace(WHOLE, fates=fates | {BREACH.id: Fate(LEFT, "  ")})) == ["open"]
    assert missing(view, replace(WHOLE, fates=fates | {ACTION.id: Fate(LEFT)})) == ["open"]
    assert steps()["open"].found == "Nothing is open"


def test_what_is_over_is_not_left_open() -> None:
    done = replace(ACTION, done=TODAY)
    again = replace(ACTION, kind="retry")
    ended = replace(REFERRAL, answers={**REFERRAL.answers, "agreed": "no"})
    gone = replace(REFERRAL, withdrawn=True)
    survey = RecordView(UUID(int=3), "survey", {"sent": "2012-03-09"}, NOW, "Ann")
    unknown = replace(REFERRAL, kind="no-such-kind")
    shared = RecordView(UUID(int=4), "disclosure", {"what": "Her address", "decision": "shared"}, NOW, "Ann")
    view = replace(SCORED, actions=(done, again), records=(ended, gone, survey, unknown, shared))
    assert loose_ends(KIND, view, TODAY) == ()


def test_more_is_to_come_of_a_record_that_is_owed_something_or_has_not_ended() -> None:
    due_back = {"what": "Her address", "decision": "shared", "keep_until": "2012-04-01"}
    shared = RecordView(UUID(int=4), "disclosure", due_back, NOW, "Ann")
    asked = replace(shared, answers={"what": "Her address"})
    (first,) = loose_ends(KIND, replace(SCORED, records=(shared,)), TODAY)
    (second,) = loose_ends(KIND, replace(SCORED, records=(asked,)), TODAY)
    assert (first.what, second.what) == ("Disclosure: Her address, shared", "Disclosure: Her address, requested")


def test_a_bare_action_and_a_breach_of_another_type_are_named_by_what_they_are() -> None:
    bare = replace(ACTION, due=None, agency="", owner="")
    view = replace(SCORED, actions=(bare,), orders=(replace(ORDER, events=(BREACH,)),))
    action, breach = loose_ends(replace(TOY, orders=None), view, TODAY)
    assert action.what == "Action: Fit a lock"
    assert breach.what == "Breach on 10 Mar 2012, no outcome: asbo"
