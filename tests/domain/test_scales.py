"""Adopting a scale: kept and read again, checked, and told apart from the version before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.instruments import Band, Instrument, Option, Question, Trigger
from spp_desktop.domain.scales import clean_scale, differences, read_scale, scale_document, scale_problems, unused

SMALL = Instrument(
    "small",
    "A small scale",
    1,
    (
        Question("often", "1", "How often?", (Option("no", "Never", 0), Option("daily", "Daily", 5))),
        Question(
            "told", "2", "Who was told?", (Option("no", "Nobody", 0), Option("police", "Police", 0)), scored=False
        ),
    ),
    (Band("standard", "Standard", 0, 28), Band("medium", "Medium", 2, 14), Band("high", "High", 4, 7)),
    (Trigger("weapon", "A weapon", (frozenset(("qualifier:weapon",)),)),),
    "Chosen here",
)


def question(place: int, scale: Instrument = SMALL, **changed: object) -> Instrument:
    questions = list(scale.questions)
    questions[place] = replace(questions[place], **changed)  # type: ignore[arg-type]  # any of its fields
    return replace(scale, questions=tuple(questions))


@pytest.mark.parametrize("scale", [SMALL, ASB_MATRIX])
def test_what_is_kept_reads_as_it_was(scale: Instrument) -> None:
    written = json.loads(json.dumps(scale_document(scale)))
    read = read_scale(
        written, code=scale.code, version=2, source=scale.source, adopted_by="R. Okaforth", adopted_on=date(2012, 3, 12)
    )
    assert read == replace(scale, version=2, adopted_by="R. Okaforth", adopted_on=date(2012, 3, 12))
    assert not read.illustrative


def test_what_was_added_gets_a_code_and_a_number_of_its_own() -> None:
    added = Question("", "", "  How  often? ", (Option("", " Never "), Option("", "never", 3)))
    cleaned = clean_scale(
        replace(SMALL, questions=(*SMALL.questions, added), triggers=(*SMALL.triggers, Trigger("", " A weapon ")))
    )
    new = cleaned.questions[-1]
    assert (new.key, new.number, new.text) == ("how-often", "3", "How often?")
    assert [(each.code, each.label) for each in new.options] == [("never", "Never"), ("never-2", "never")]
    assert [each.code for each in cleaned.triggers] == ["weapon", "a-weapon"]
    assert clean_scale(SMALL) == SMALL


def test_a_code_nobody_has() -> None:
    assert unused("never", ()) == "never"
    assert unused("never", ("never", "never-2")) == "never-3"
    assert unused("", ("answer",)) == "answer-2"


def test_the_shipped_scale_may_be_adopted_as_it_stands() -> None:
    assert scale_problems(ASB_MATRIX, ASB_MATRIX) == ()
    assert differences(ASB_MATRIX, ASB_MATRIX) == ()


@pytest.mark.parametrize(
    ("scale", "field"),
    [
        (question(0, text=""), "questions.0.text"),
        (question(0, options=(Option("no", "Never"),)), "questions.0.options"),
        (question(0, options=(Option("no", ""), Option("daily", "Daily", 5))), "questions.0.options.0"),
        (question(0, options=(Option("no", "Never", -1), Option("daily", "Daily", 5))), "questions.0.options.0"),
        (question(0, options=(Option("no", "Never"), Option("daily", "Daily", 100))), "questions.0.options.1"),
        (question(1, options=(Option("no", "Nobody"), Option("police", "Police", 1))), "questions.1.options.1"),
        (replace(SMALL, triggers=(Trigger("weapon", ""),)), "triggers.0"),
        (replace(SMALL, bands=SMALL.bands[:2]), "bands"),
        (replace(SMALL, bands=(*SMALL.bands[:2], Band("high", "High", 6, 7))), "bands.2"),
        (replace(SMALL, bands=(SMALL.bands[0], Band("medium", "Medium", 4, 14), SMALL.bands[2])), "bands.2"),
        (replace(SMALL, bands=(*SMALL.bands[:2], Band("high", "High", 4, 0))), "bands.2"),
    ],
)
def test_what_stops_a_scale_being_adopted(scale: Instrument, field: str) -> None:
    assert field in {each.field for each in scale_problems(scale, SMALL)}


def test_a_scale_asks_something() -> None:
    assert "questions" in {each.field for each in scale_problems(replace(SMALL, questions=()), SMALL)}


def test_how_one_version_differs_from_another() -> None:
    first = Question(
        "often",
        "1",
        "How often is it?",
        (Option("no", "Not once", 0), Option("daily", "Daily", 6), Option("w", "Weekly", 3)),
    )
    new = Question("worse", "3", "Is it worse?", (Option("no", "No"), Option("yes", "Yes", 2)))
    after = replace(
        SMALL,
        questions=(first, new),
        bands=(SMALL.bands[0], Band("medium", "Medium", 3, 10), SMALL.bands[2]),
        triggers=(Trigger("threats", "Threats to life"),),
    )
    assert differences(SMALL, after) == (
        "Question 1 asks: How often is it?",
        "Question 1: “Never” now reads “Not once”",
        "Question 1: “Daily” gives 6 points, not 5",
        "Question 1: “Weekly” added, 3 points",
        "Added: Is it worse?",
        "Left out: Who was told?",
        "Medium begins at 3 points, not 2",
        "Medium is reviewed every 10 calendar days, not 14",
        "Always High: Threats to life",
        "No longer always High: A weapon",
    )
    shorter = question(0, options=SMALL.questions[0].options[:1])
    assert differences(SMALL, shorter) == ("Question 1: “Daily” left out",)
