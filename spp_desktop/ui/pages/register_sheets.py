"""Questions about lists that have left: whether one was destroyed, and whether names may go with another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.disclosure import basis
from spp_desktop.domain.exports import ExportLine, NamesRequest
from spp_desktop.services import exports
from spp_desktop.ui import work
from spp_desktop.ui.ask import CANCEL, Answer, Choice, Question

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

REFUSE = Choice("refuse", "Refuse", "harm")
APPROVE_PLAIN = Choice("plain", "Approve, not encrypted")
APPROVE = Choice("approve", "Approve, encrypted", "primary")


def confirm_destroyed(window: Window, line: ExportLine) -> None:
    """Ask whether the recipient's copy of a list is destroyed, and record it."""
    me = window.me
    words = (
        f"{line.number}: {line.rows:,} rows for {line.recipient}, to be destroyed by {show_day(line.destroy_by)}. "
        "Confirm only what the recipient has told you."
    )

    def answered(answer: Answer) -> None:
        if answer.code == "confirm":
            work.run(
                lambda: exports.confirm_destroyed(me, line.id, revision=line.revision),
                _say(window, f"{line.number}: destruction confirmed"),
                window.failed,
                lane="write",
            )

    confirm = Choice("confirm", "Confirm destroyed", "primary")
    window.ask.question(Question("Is the list destroyed?", words, (CANCEL, confirm)), answered)


def decide_names(window: Window, asked: NamesRequest) -> None:
    """Ask a supervisor whether names may go, once, to one recipient."""
    me = window.me
    kind = case_type(asked.case_type)
    words = (
        f"{asked.asked_by} asks to send names of {kind.plural} to {asked.recipient}, once. "
        f"Reason: {asked.reason}. Power: {basis(asked.basis).label}."
    )

    def answered(answer: Answer) -> None:
        if answer.code == "approve":
            _run(window, lambda: exports.approve_names(me, asked.id), "Names approved for one export")
        elif answer.code == "plain":
            _why_plain(window, asked)
        elif answer.code == "refuse":
            _why_refused(window, asked)

    window.ask.question(Question("Let these names go?", words, (CANCEL, REFUSE, APPROVE_PLAIN, APPROVE)), answered)


def _why_plain(window: Window, asked: NamesRequest) -> None:
    me = window.me

    def answered(answer: Answer) -> None:
        if answer.code == "approve" and answer.words:
            _run(
                window,
                lambda: exports.approve_names(me, asked.id, unencrypted_reason=answer.words),
                "Names approved for one export, not encrypted",
            )

    approve = Choice("approve", "Approve", "primary")
    question = Question(
        "Why need the file not be encrypted?",
        "It is kept in the register.",
        (CANCEL, approve),
        reason="Reason",
    )
    window.ask.question(question, answered)


def _why_refused(window: Window, asked: NamesRequest) -> None:
    me = window.me

    def answered(answer: Answer) -> None:
        if answer.code == "refuse" and answer.words:
            _run(window, lambda: exports.refuse_names(me, asked.id, answer.words), "Names refused")

    question = Question(
        "Refuse these names?", "Whoever asked sees why.", (CANCEL, Choice("refuse", "Refuse", "harm")), reason="Reason"
    )
    window.ask.question(question, answered)


def _run(window: Window, call: Callable[[], Done[NamesRequest]], said: str) -> None:
    work.run(call, _say(window, said), window.failed, lane="write")


def _say(window: Window, words: str) -> Callable[[Done[ExportLine] | Done[NamesRequest]], None]:
    def done(result: Done[ExportLine] | Done[NamesRequest]) -> None:
        window.done(result.changes, words)

    return done
