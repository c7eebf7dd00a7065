"""Scoring, bands, triggers and overrides, on a scale small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from spp_desktop.domain.instruments import (
    Band,
    Instrument,
    Option,
    Question,
    Trigger,
    carried_answers,
    check_assessment,
    check_override,
    offered_triggers,
    score,
)

YES_NO = (Option("no", "No", 0), Option("yes", "Yes", 3))
SCALE = Instrument(
    "toy",
    "Toy scale",
    1,
    (
        Question("often", "1", "Often?", YES_NO),
        Question("worse", "2", "Worse?", YES_NO),
        Question("who", "3", "Who?", ()),
    ),
    (Band("low", "Low", 0, 28), Band("mid", "Mid", 3, 14), Band("top", "Top", 6, 7)),
    (
        Trigger("knife", "A knife", (frozenset(("q:weapon",)), frozenset(("f:hate", "f:repeat")))),
        Trigger("talk", "Talk"),
    ),
    source="A test",
)


def test_points_band_and_gaps() -> None:
    result = score(SCALE, {"often": "yes", "worse": "no"})
    assert (result.score, result.maximum, result.band, result.unanswered) == (3, 6, "mid", ("who",))


def test_unanswered_is_counted_and_is_not_a_no() -> None:
    assert score(SCALE, {}).unanswered == ("often", "worse", "who")
    assert score(SCALE, {"often": "no", "worse": "no"}).unanswered == ("who",)


@pytest.mark.parametrize(("yes", "band"), [(0, "low"), (1, "mid"), (2, "top")])
def test_bands_begin_at_their_least(yes: int, band: str) -> None:
    answers = dict.fromkeys(("often", "worse")[:yes], "yes")
    assert score(SCALE, answers).band == band


def test_any_trigger_gives_the_highest_band() -> None:
    result = score(SCALE, {}, ["knife", "unknown"])
    assert (result.points_band, result.band, result.automatic) == ("low", "top", ("knife",))


@pytest.mark.parametrize(
    ("shown", "offered"),
    [
        ({"q:weapon"}, ("knife",)),
        ({"f:hate", "f:repeat", "other"}, ("knife",)),
        ({"f:hate"}, ()),
        (set(), ()),
    ],
)
def test_triggers_are_offered_when_a_whole_set_of_circumstances_shows(
    shown: set[str], offered: tuple[str, ...]
) -> None:
    assert offered_triggers(SCALE, shown) == offered
    every = tuple(trigger.code for trigger in SCALE.triggers)
    assert offered_triggers(SCALE, shown, every) == every


def test_answers_the_scale_does_not_have_are_named() -> None:
    found = check_assessment(SCALE, {"often": "maybe", "other": "yes", "worse": "no"}, ["knife", "gun"])
    assert [problem.field for problem in found] == ["often", "other", "triggers"]


@pytest.mark.parametrize(
    ("chosen", "reason", "may_lower", "before", "fields"),
    [
        ("mid", "", False, None, []),
        ("top", "", False, None, ["reason"]),
        ("top", "He was followed home", False, None, []),
        ("low", "Looks better", False, None, ["band"]),
        ("low", "", True, None, ["reason"]),
        ("low", "Moved away", True, None, []),
        ("mid", "", False, "top", ["band", "reason"]),
        ("mid", "Moved away", True, "top", []),
        ("top", "Still followed", False, "top", []),
        ("none", "x", True, None, ["band"]),
    ],
)
def test_raising_needs_a_reason_and_lowering_a_supervisor(
    chosen: str, reason: str, may_lower: bool, before: str | None, fields: list[str]
) -> None:
    result = score(SCALE, {"often": "yes"})
    found = check_override(SCALE, result, chosen, reason, may_lower=may_lower, before=before)
    assert [problem.field for problem in found] == fields


def test_a_new_scoring_starts_from_the_answers_this_version_still_knows() -> None:
    assert carried_answers(SCALE, {"often": "yes", "worse": "maybe", "gone": "yes"}) == {"often": "yes"}


def test_a_scale_is_illustrative_until_published_or_adopted() -> None:
    assert SCALE.illustrative
    assert not replace(SCALE, adopted_by="R Okafor", adopted_on=date(2012, 3, 1)).illustrative
    assert not replace(SCALE, published=True).illustrative


def test_bands_by_code_and_rank() -> None:
    assert SCALE.band("mid").review_days == 14
    assert [SCALE.rank(code) for code in ("low", "mid", "top", None)] == [0, 1, 2, -1]
    with pytest.raises(KeyError):
        SCALE.band("none")


@pytest.mark.parametrize(
    "bands", [(), (Band("a", "A", 1, 1),), (Band("a", "A", 0, 1), Band("b", "B", 5, 1), Band("c", "C", 3, 1))]
)
def test_bands_rise_from_nothing(bands: tuple[Band, ...]) -> None:
    with pytest.raises(ValueError, match="rise from 0"):
        replace(SCALE, bands=bands)


def test_two_questions_never_share_a_key() -> None:
    with pytest.raises(ValueError, match="share a key"):
        replace(SCALE, questions=(SCALE.questions[0], SCALE.questions[0]))
