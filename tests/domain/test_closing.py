"""The closing checklist as a conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from spp_desktop.domain.cases import AssessmentView, CaseLine, CaseView, ContactView
from spp_desktop.domain.closing import (
    TOLD,
    TRIED,
    Closing,
    ClosingRule,
    check_closing,
    closing_steps,
    closing_summary,
)
from spp_desktop.domain.records import RecordView
from spp_desktop.domain.vocabulary import Vocabulary, terms

TODAY = date(2012, 3, 12)
NOW = datetime(2012, 3, 12, 9, tzinfo=UTC)
RULE = ClosingRule(
    Vocabulary("why", "Why", terms(("stopped", "It stopped"), ("not-asb", "Not ASB"))),
    tries=3,
    exit_risk_days=14,
    survey=True,
    not_told=frozenset(("not-asb",)),
)
LINE = CaseLine(
    UUID(int=1), 1, "asb", "ASB-2012-K7-0001", "Ann", "proposed-closure", "standard", 3, None, (), None, None, "",
    TODAY, 3.0, NOW, None, None, 1,
)  # fmt: skip
VIEW = CaseView(LINE, {}, 1, "", NOW, "Ann", "", "asb", None, None)
EXIT = AssessmentView(UUID(int=2), "m", 1, True, {}, (), 3, 41, 0, "standard", "standard", "", NOW, "Ann", "closing")
WHOLE = Closing("stopped", TOLD, told_on=TODAY, survey_sent=TODAY)


def tried(count: int, *, withdrawn: bool = False) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(UUID(int=9 + n), NOW, NOW, "Ann", "mobile", "no-answer", "out", "", "", False, withdrawn=withdrawn)
        for n in range(count)
    )


def missing(view: CaseView, closing: Closing, rule: ClosingRule = RULE) -> list[str]:
    steps = closing_steps(rule, view, closing, reached=frozenset(("spoke",)), today=TODAY)
    return [problem.field for problem in check_closing(steps)]


def test_nothing_is_missing_when_all_has_happened() -> None:
    assert missing(replace(VIEW, assessments=(EXIT,)), WHOLE) == []


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
    assert missing(replace(VIEW, assessments=(EXIT,)), closing) == [field]


def test_three_tries_stand_for_telling() -> None:
    closing = replace(WHOLE, told=TRIED, told_on=None)
    view = replace(VIEW, assessments=(EXIT,))
    assert missing(replace(view, contacts=tried(2)), closing) == ["told"]
    assert missing(replace(view, contacts=tried(3)), closing) == []
    assert missing(replace(view, contacts=tried(3, withdrawn=True)), closing) == ["told"]
    reached = replace(tried(1)[0], outcome="spoke")
    assert missing(replace(view, contacts=(*tried(2), reached)), closing) == ["told"]


def test_the_exit_assessment_is_one_for_closing_and_fresh() -> None:
    assert missing(VIEW, WHOLE) == ["exit_risk"]
    assert missing(replace(VIEW, assessments=(replace(EXIT, occasion="review"),)), WHOLE) == ["exit_risk"]
    stale = replace(EXIT, at=NOW - timedelta(days=15))
    assert missing(replace(VIEW, assessments=(stale,)), WHOLE) == ["exit_risk"]
    assert missing(replace(VIEW, assessments=(stale, EXIT)), WHOLE) == []


def test_a_case_that_was_never_asb_needs_no_telling_and_no_survey() -> None:
    assert missing(replace(VIEW, assessments=(EXIT,)), Closing("not-asb", "")) == []


def test_a_survey_declined_is_an_answer_and_a_type_may_ask_for_none() -> None:
    view = replace(VIEW, assessments=(EXIT,))
    assert missing(view, replace(WHOLE, survey_sent=None, survey_declined=True)) == []
    assert missing(view, replace(WHOLE, survey_sent=None), replace(RULE, survey=False)) == []


def test_a_survey_on_record_needs_no_answer_at_closing() -> None:
    sent = RecordView(UUID(int=3), "survey", {"sent": "2012-03-09"}, NOW, "Ann")
    view = replace(VIEW, assessments=(EXIT,))
    assert missing(replace(view, records=(sent,)), replace(WHOLE, survey_sent=None)) == []
    assert missing(replace(view, records=(replace(sent, withdrawn=True),)), replace(WHOLE, survey_sent=None)) == [
        "survey"
    ]


def test_the_summary_kept_with_the_move() -> None:
    assert closing_summary(replace(WHOLE, root_cause="partly", words="She is content"), RULE.reasons) == {
        "reason": "It stopped",
        "told": "2012-03-12",
        "survey": "2012-03-12",
        "root_cause": "partly",
        "words": "She is content",
    }
    declined = Closing("stopped", TRIED, survey_declined=True)
    assert closing_summary(declined, RULE.reasons)["survey"] == "declined"
    assert closing_summary(declined, RULE.reasons)["told"] == "tried"
