"""What is asked as a case closes, and how the answers are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from spp_desktop.domain.cases import MoveView
from spp_desktop.domain.closing import FINISHED, HANDED, LEFT, Closing, Fate
from spp_desktop.domain.conversation import (
    TOPICS,
    answers_of,
    begins,
    closing_field,
    closing_of,
    conversation,
    finished,
    proposal,
)
from spp_desktop.domain.fields import Choice
from tests.domain.test_closing import ACTION, KIND, NOW, ORDER, REFERRAL, TODAY, VIEW, WHOLE, steps

LOOSE = replace(VIEW, actions=(ACTION,), records=(REFERRAL,), orders=(ORDER,))
EVERYTHING = Closing(
    "stopped",
    "told",
    told_on=date(2012, 3, 9),
    survey_sent=date(2012, 3, 10),
    root_cause="partly",
    words="Quiet for six weeks",
    handled="Well, in the end",
    wishes="For it to stay so",
    next="Ring the neighbourhood team",
    watchers={ORDER.id: "PC Hall"},
    fates={ACTION.id: Fate(FINISHED, "Seen fitted"), REFERRAL.id: Fate(HANDED, "Her GP")},
)
PROPOSED = MoveView(UUID(int=30), "monitoring", "proposed-closure", NOW, "Ann", "", {"reason": "stopped"})


def test_every_step_is_asked_about_and_says_why() -> None:
    assert [topic.key for topic in TOPICS] == list(steps())
    assert all(topic.why.endswith(".") and topic.question.endswith("?") for topic in TOPICS)


def test_each_order_and_each_open_thing_is_asked_about_by_itself() -> None:
    asked = {section.key: section.fields for section in conversation(KIND, LOOSE, TODAY)}
    assert [field.key for field in asked["orders"]] == [f"watch.{ORDER.id}"]
    assert [field.key for field in asked["open"]] == [
        f"fate.{ACTION.id}", f"why.{ACTION.id}", f"fate.{REFERRAL.id}", f"why.{REFERRAL.id}",
    ]  # fmt: skip
    offered = [[term.code for term in field.vocabulary.terms] for field in asked["open"] if isinstance(field, Choice)]
    assert offered == [[FINISHED, HANDED, LEFT], [HANDED, LEFT]]
    assert [field.key for field in asked["reason"]] == ["reason", "words"]
    assert asked["reason"][0].terms is KIND.closing.reasons
    quiet = {section.key: section.fields for section in conversation(KIND, VIEW, TODAY)}
    assert (quiet["orders"], quiet["open"], quiet["exit_risk"]) == ((), (), ())


def test_what_was_answered_comes_back_as_it_was() -> None:
    assert closing_of(answers_of(EVERYTHING)) == EVERYTHING
    declined = Closing("stopped", "tried", survey_declined=True)
    assert closing_of(answers_of(declined)) == declined
    assert answers_of(declined) == {"reason": "stopped", "told": "tried", "survey": "declined"}
    assert closing_of({}) == Closing("", "")


def test_a_day_is_of_a_survey_that_was_sent() -> None:
    assert closing_of({"survey": "declined", "survey_sent": "2012-03-10"}).survey_sent is None
    assert closing_of({"survey_sent": "2012-03-10"}).survey_sent is None


def test_a_supervisor_goes_on_from_where_the_officer_stopped() -> None:
    view = replace(VIEW, moves=(PROPOSED,))
    assert proposal(view) == PROPOSED
    assert begins(view, TODAY) == {"reason": "stopped"}
    elsewhere = replace(view, line=replace(view.line, state="monitoring"))
    assert proposal(elsewhere) is None
    assert proposal(replace(VIEW, moves=(replace(PROPOSED, closing={}),))) is None
    assert begins(VIEW, TODAY) == {}


def test_whoever_supervises_an_order_is_offered_as_its_watcher() -> None:
    supervised = replace(ORDER, answers={"supervisor": "Probation"})
    other = replace(ORDER, id=UUID(int=31))
    assert begins(replace(VIEW, orders=(supervised, other)), TODAY) == {f"watch.{ORDER.id}": "Probation"}


def test_only_open_actions_are_finished_by_saying_so() -> None:
    assert finished(KIND, LOOSE, EVERYTHING, TODAY) == ((ACTION.id, "Seen fitted"),)
    assert finished(KIND, LOOSE, replace(EVERYTHING, fates={ACTION.id: Fate(LEFT, "Not wanted")}), TODAY) == ()
    assert finished(KIND, LOOSE, WHOLE, TODAY) == ()
    assert finished(KIND, VIEW, EVERYTHING, TODAY) == ()


def test_history_names_each_question() -> None:
    for key in answers_of(EVERYTHING):
        assert closing_field(KIND, key) is not None, key
    assert closing_field(KIND, "no-such") is None
    fate = closing_field(KIND, f"fate.{ACTION.id}")
    assert fate is not None
    assert (fate.label, fate.show(HANDED)) == ("Something still open", "Handed on")
