"""Questions and messages to the officer, behind a port so that tests can answer them.

Pages call ``window.ask``; they never make a message box. Everything is opened and answered later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from spp_desktop.domain.errors import Conflict, Refused, SppError, StoreTrouble
from spp_desktop.ui import icons
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import selectable, text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.text import LongText


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question: a verb."""

    code: str
    label: str
    kind: Literal["plain", "primary", "harm"] = "plain"


CANCEL = Choice("cancel", "Cancel")
OK = Choice("ok", "OK", "primary")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a title that is a sentence, words under it, and verbs, the default last.

    ``safe`` is the code that Esc gives. ``reason`` is the label of a box for words; when ``reason_needed`` the
    default waits until there are some.
    """

    title: str
    words: str = ""
    choices: tuple[Choice, ...] = (CANCEL, OK)
    safe: str = "cancel"
    reason: str = ""
    reason_needed: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The verb chosen, and the words given with it."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong: what happened to the officer's work, what is safe, what to do.

    ``details`` is what *Copy details for IT* copies: ids and codes, never a name or a word from a record.
    """

    title: str
    words: str = ""
    safe: tuple[str, ...] = ()
    to_do: str = ""
    choices: tuple[Choice, ...] = (Choice("ok", "Close", "primary"),)
    details: str = ""
    icon: str = "error_circle"
    escape: str = field(default="ok")


Answered = Callable[[Answer], None]
Chosen = Callable[[Sequence[str]], None]


class Ask(Protocol):
    """How a page asks. ``answered`` is called later, also when the officer pressed Esc."""

    def question(self, question: Question, answered: Answered) -> None:
        """Ask; the answer's code is one of the choices."""

    def trouble(self, trouble: Trouble, answered: Answered | None = None) -> None:
        """Say what went wrong."""

    def files_to_open(self, title: str, pattern: str, chosen: Chosen, *, many: bool = False) -> None:
        """Ask for files, as in ``"Police files (*.csv)"``; ``chosen`` is not called when there are none."""

    def file_to_save(self, title: str, name: str, pattern: str, chosen: Chosen) -> None:
        """Ask where to save; ``chosen`` gets one path, and is not called when there is none."""

    def folder(self, title: str, chosen: Chosen) -> None:
        """Ask for a folder; ``chosen`` gets one path."""


AGAIN = Choice("again", "Try again", "primary")


def trouble_of(error: BaseException, *, doing: str = "", again: bool = False) -> Trouble:
    """An error said the house way. ``doing`` is the work in hand: "This case was not saved".

    With ``again`` trouble with the disk offers to try once more.
    """
    if isinstance(error, Conflict):
        return Trouble(doing or "Somebody else changed this record", error.message)
    if isinstance(error, StoreTrouble):
        return Trouble(
            doing or "The store could not be read or written",
            error.message,
            safe=("What is on screen is still here. Do not close this window yet.",
                  "Nothing already in the store has changed or been lost."),
            to_do=f"put right what is said above, then {'choose Try again' if again else 'try again'}.",
            choices=(Choice("ok", "Close"), AGAIN) if again else (Choice("ok", "Close", "primary"),),
            details=_details(error),
            icon="hard_drive",
        )  # fmt: skip
    if isinstance(error, Refused | SppError):
        return Trouble(doing or "This was not done", error.message, safe=("Nothing was changed.",))
    return Trouble(
        doing or "Something in the program went wrong",
        "This is a fault of the program and not of anything you did.",
        safe=("Nothing already in the store has changed or been lost.",),
        to_do="copy the details for IT, then try again.",
        details=_details(error),
    )


def _details(error: BaseException) -> str:
    """Where an error came from, without the words it carries: those may hold what somebody typed."""
    lines = [type(error).__name__]
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"{code.co_qualname} line {trace.tb_lineno}")
        trace = trace.tb_next
    return "\n".join(lines)


class _Dialog(Sheet):
    """A sheet of words and verbs that answers once."""

    def __init__(self, window: QWidget, title: str, choices: Sequence[Choice], safe: str, answered: Answered) -> None:
        super().__init__(window, title)
        self._answered: Answered | None = answered
        self._safe = safe
        self._details = ""
        self.reason: LongText | None = None
        self.foot.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}
        for choice in choices:
            made = button(choice.label, choice.kind)
            made.setProperty("choice", choice.code)
            made.clicked.connect(self._pressed)
            self.foot.addWidget(made)
            self.buttons[choice.code] = made
        default = next((c for c in reversed(choices) if c.kind != "harm"), choices[-1])
        self.buttons[default.code].setDefault(True)
        self.buttons[default.code].setFocus()
        self.default = self.buttons[default.code]
        self.finished.connect(self._dismissed)

    def ask_reason(self, label: str, *, needed: bool) -> None:
        """Add a box for words; the verbs but the safe one wait for them when they are needed."""
        self.reason = LongText()
        self.body.addWidget(FieldRow(label, self.reason, required=needed))
        self.reason.setFocus()
        if needed:
            self.reason.textChanged.connect(self._weigh)
            self._weigh()

    def offer_details(self, details: str) -> None:
        """Add the button that copies details for IT."""
        self._details = details
        copy = button("Copy details for IT", "link")
        copy.clicked.connect(self._copy_details)
        self.foot.insertWidget(0, copy)

    def _copy_details(self) -> None:
        QApplication.clipboard().setText(self._details)

    def _weigh(self) -> None:
        said = bool(self.reason and self.reason.value())
        for code, made in self.buttons.items():
            made.setEnabled(said or code == self._safe)
            made.setToolTip("" if made.isEnabled() else "Give the reason first")

    def _pressed(self) -> None:
        pressed = self.sender()
        self._reply(str(pressed.property("choice")))
        self.accept()

    def _dismissed(self) -> None:
        self._reply(self._safe)

    def _reply(self, code: str) -> None:
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(Answer(code, self.reason.value() if self.reason else ""))


class WindowAsk:
    """Asks in dialogs on a window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def question(self, question: Question, answered: Answered) -> None:
        """Ask in a dialog."""
        sheet = _Dialog(self._window, question.title, question.choices, question.safe, answered)
        if question.words:
            sheet.body.addWidget(text_label(question.words, wrap=True))
        if question.reason:
            sheet.ask_reason(question.reason, needed=question.reason_needed)
        sheet.open()

    def trouble(self, trouble: Trouble, answered: Answered | None = None) -> None:
        """Say what went wrong in a dialog."""
        sheet = _Dialog(self._window, trouble.title, trouble.choices, trouble.escape, answered or _unheard)
        sheet.side.addWidget(_badge(trouble.icon))
        sheet.side.addStretch(1)
        if trouble.words:
            sheet.body.addWidget(selectable(text_label(trouble.words, wrap=True)))
        for line in trouble.safe:
            sheet.body.addLayout(_tick(line))
        if trouble.to_do:
            sheet.body.addLayout(_to_do(trouble.to_do))
        if trouble.details:
            sheet.offer_details(trouble.details)
        sheet.open()

    def files_to_open(self, title: str, pattern: str, chosen: Chosen, *, many: bool = False) -> None:
        """Ask with the system's own dialog."""
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilter(pattern)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        _open_files(dialog, chosen)

    def file_to_save(self, title: str, name: str, pattern: str, chosen: Chosen) -> None:
        """Ask with the system's own dialog."""
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(pattern)
        dialog.selectFile(name)
        _open_files(dialog, chosen)

    def folder(self, title: str, chosen: Chosen) -> None:
        """Ask with the system's own dialog."""
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        _open_files(dialog, chosen)


def _open_files(dialog: QFileDialog, chosen: Chosen) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def _unheard(_answer: Answer) -> None:
    """Nobody waits for the answer to a message."""


def _badge(icon: str) -> QLabel:
    badge = QLabel()
    badge.setFixedSize(40, 40)
    badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
    badge.setProperty("role", "badge")
    badge.setPixmap(icons.pixmap(icon, "red-text", size=20))
    return badge


def _to_do(words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(5)
    row.addWidget(text_label("What to do:", "strong"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text_label(words, wrap=True), 1)
    return row


def _tick(line: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Picture("checkmark_circle", "green-text", size=20), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text_label(line, wrap=True), 1)
    return row
