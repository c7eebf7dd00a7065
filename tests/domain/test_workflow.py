"""States and moves."""

from __future__ import annotations

import pytest

from spp_desktop.domain.workflow import Move, State, Workflow

FLOW = Workflow(
    "new",
    (State("new", "New", triage=True), State("work", "Work"), State("done", "Done", open=False)),
    (
        Move("new", "work", "Start"),
        Move("work", "done", "Finish"),
        Move("work", "new", "Put back"),
        Move("done", "work", "Reopen"),
    ),
    reopened="work",
    reopen_months=12,
)


def test_moves_are_offered_in_order_and_others_are_none() -> None:
    assert [move.label for move in FLOW.from_state("work")] == ["Finish", "Put back"]
    assert FLOW.from_state("nowhere") == ()
    assert FLOW.move("new", "done") is None


def test_a_state_there_is_not() -> None:
    with pytest.raises(KeyError):
        FLOW.state("nowhere")


def test_a_move_to_a_state_there_is_not_is_refused_when_declared() -> None:
    with pytest.raises(ValueError, match="No such state: gone"):
        Workflow("new", FLOW.states, (Move("new", "gone", "Go"),), reopened="work", reopen_months=1)
