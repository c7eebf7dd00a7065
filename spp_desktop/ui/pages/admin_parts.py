"""What every section of Administration is made of: reading and showing it, its head, its pane, and its dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import Conflict, Invalid, Refused, SppError
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.ask import trouble_of
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import EmptyState
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts
from spp_desktop.ui.window import Window

PANE = {SizeClass.COMPACT: 284, SizeClass.STANDARD: 344, SizeClass.WIDE: 420}
"""Width of the pane at the right of a list, in logical pixels."""


class Section(QWidget):
    """One section. ``fetch`` is called off the UI thread and ``show_read`` gets its value; ``fill`` goes in it.

    ``kinds`` are the kinds of change after which it is read again.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    told = Signal()
    """What its tab says of it may have changed."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_ = window
        self._job: work.Job | None = None
        self.content = QWidget()
        self._trouble = EmptyState("This could not be read", "Nothing in the store has changed or been lost.")
        again = button("Try again", "primary")
        again.clicked.connect(self.read_again)
        self._trouble.row.addWidget(again)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.content)
        self._stack.addWidget(self._trouble)

    @property
    def me(self) -> SignedIn:
        """Whoever is signed in."""
        return self.window_.me

    def may(self, right: Right) -> bool:
        """Whether the officer's roles carry a right."""
        return may(self.me.officer.roles, right)

    def fetch(self) -> Any:
        """Read what the section shows. Called off the UI thread."""
        raise NotImplementedError

    def show_read(self, value: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def read_again(self) -> None:
        """Read, then show; what is shown meanwhile stays."""
        if self._job is not None:
            self._job.cancel()
        self._job = work.run(self.fetch, self._read, self._failed)

    def refresh(self, changes: Changes) -> None:
        """Read again after what concerns it."""
        if changes.kinds & self.kinds:
            self.read_again()

    def count(self) -> int | None:
        """A number for its tab."""
        return None

    def set_size_class(self, size: SizeClass) -> None:
        """Arrange for a window of another width."""

    def panes(self) -> Sequence[QWidget]:
        """Where F6 goes."""
        return (self.content,)

    def _read(self, value: Any) -> None:
        self._stack.setCurrentIndex(0)
        self.show_read(value)
        self.told.emit()

    def _failed(self, error: Exception) -> None:
        words = error.message if isinstance(error, SppError) else trouble_of(error).words
        self._trouble.show_words("This could not be read", words)
        self._stack.setCurrentIndex(1)


class HeadBar(QFrame):
    """The bar over a list: what it is, how much of it there is, and what can be done with it, in ``row``."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setFixedHeight(46)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 0, 14, 0)
        self.row.setSpacing(8)
        self.title = text_label(title, "section")
        self.row.addWidget(self.title)
        self.aside = text_label("", "hint")
        self.row.addWidget(self.aside)
        self.row.addStretch(1)


class Pane(QFrame):
    """The pane beside a list: a name, facts, words, and verbs one under another."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        area, self.rows = scrolled(margins=(16, 14, 16, 14), spacing=10)
        area.setAccessibleName(name)
        outer.addWidget(area)
        self.title = text_label("", "page", wrap=True)
        self.under = text_label("", "hint", wrap=True)
        self.facts = Facts(96)
        self.words = text_label("", "secondary", wrap=True)
        for part in (self.title, self.under, self.facts, self.words):
            self.rows.addWidget(part)
        self.verbs = QVBoxLayout()
        self.verbs.setSpacing(8)
        self.rows.addLayout(self.verbs)
        self.rows.addStretch(1)
        self.set_size_class(SizeClass.STANDARD)

    def say(
        self, title: str, under: str = "", words: str = "", facts: Sequence[tuple[str, QWidget | str]] = ()
    ) -> None:
        """Show another thing."""
        self.title.setText(title)
        self.under.setText(under)
        self.under.setVisible(bool(under))
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.facts.set_facts(facts)
        self.facts.setVisible(bool(facts))

    def add_verb(self, made: QPushButton, pressed: Callable[[], object]) -> QPushButton:
        """Add a verb, as wide as its words."""
        made.clicked.connect(pressed)
        self.verbs.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def set_size_class(self, size: SizeClass) -> None:
        """Narrower in a narrow window."""
        self.setFixedWidth(PANE[size])


def scrolled(
    *, margins: tuple[int, int, int, int] = (20, 14, 16, 14), spacing: int = 14
) -> tuple[QScrollArea, QVBoxLayout]:
    """Rows that scroll when there is no room for them all."""
    inside = QWidget()
    inside.setObjectName("inside")
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(*margins)
    rows.setSpacing(spacing)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area, rows


def beside(content: QWidget, left: Sequence[QWidget], pane: QWidget) -> None:
    """Lay a list out with its pane at the right; the last part of ``left`` takes the height there is."""
    across = QHBoxLayout(content)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    rows = QVBoxLayout()
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    for part in left[:-1]:
        rows.addWidget(part)
    rows.addWidget(left[-1], 1)
    across.addLayout(rows, 1)
    across.addWidget(pane)


def in_three(content: QWidget, left: QWidget, head: QWidget, middle: QWidget, pane: QWidget) -> None:
    """Lay out what there is at the left, what one holds in the middle under its head, its pane at the right."""
    across = QHBoxLayout(content)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    rows = QVBoxLayout()
    rows.setSpacing(0)
    rows.addWidget(head)
    rows.addWidget(middle, 1)
    across.addWidget(left)
    across.addSpacing(1)
    across.addLayout(rows, 1)
    across.addWidget(pane)


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while item := layout.takeAt(0):
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class WorkSheet(Sheet):
    """A dialog that asks a few things, does one of them off the UI thread, and says beside each what was wrong.

    ``saved`` carries what the work returned. While it is at work it cannot be left.
    """

    saved = Signal(object)

    def __init__(self, window: Window, title: str, verb: str, *, harm: bool = False, wide: int | None = None) -> None:
        super().__init__(window, title, wide=wide)
        self.window_ = window
        self.fields: dict[str, FieldRow] = {}
        self.busy = False
        self._message = text_label("", "error", wrap=True)
        self._message.hide()
        self._bar = InlineProgress(cancel=False)
        self._bar.hide()
        self.foot.addStretch(1)
        self.cancel = button("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.foot.addWidget(self.cancel)
        self.go = button(verb, "harm" if harm else "primary")
        self.go.clicked.connect(self.submit)
        self.foot.addWidget(self.go)
        self.go.setDefault(not harm)

    @property
    def me(self) -> SignedIn:
        """Whoever is signed in."""
        return self.window_.me

    def say(self, words: str) -> None:
        """Add a paragraph."""
        self.body.addWidget(text_label(words, "secondary", wrap=True))

    def ask(self, key: str, row: FieldRow) -> FieldRow:
        """Add a field; ``key`` is what a problem with it is called by."""
        self.fields[key] = row
        self.body.addWidget(row)
        return row

    def asked(self) -> None:
        """Everything has been added: the sheet can be shown."""
        self.body.addWidget(self._message)
        self.body.addWidget(self._bar)
        self.open()
        first = next(iter(self.fields.values()), None)
        (first.field if first is not None else self.go).setFocus()

    def problems(self) -> Sequence[tuple[str, str]]:
        """What is wrong with what was typed: the field's key, and what."""
        return ()

    def call(self) -> Callable[[work.Progress], Any]:
        """The work, with what was typed taken out of the fields now; it may tell how far it is."""
        raise NotImplementedError

    def submit(self) -> None:
        """Do it, where nothing is wrong."""
        if self.busy:
            return
        problems = tuple(self.problems())
        self._show(problems)
        if not problems:
            call = self.call()
            self._set_busy(True)
            work.run_long(lambda tell, _stopped: call(tell), self._finished, self.refuse, self._tell, lane="write")

    def refuse(self, error: Exception) -> None:
        """Say why it was not done."""
        self._set_busy(False)
        if isinstance(error, Invalid):
            self._show(tuple((problem.field, problem.message) for problem in error.problems))
        elif isinstance(error, Conflict):
            self._say_message("Somebody else changed this after you opened it. Close this, look, and change it again.")
        elif isinstance(error, Refused):
            self._say_message(error.message)
        else:
            self.window_.failed(error)

    def say_nothing(self) -> None:
        """Take what was said of the whole away: it is said beside a field."""
        self._say_message("")

    def reject(self) -> None:
        """Leave, but not from the middle of the work."""
        if not self.busy:
            super().reject()

    def _finished(self, value: Any) -> None:
        self._set_busy(False)
        self.saved.emit(value)
        self.accept()

    def _show(self, problems: Sequence[tuple[str, str]]) -> None:
        by_key = dict(reversed(problems))
        for key, row in self.fields.items():
            row.set_problem(by_key.get(key, ""))
        elsewhere = [words for key, words in problems if key not in self.fields]
        self._say_message("\n".join(elsewhere))
        first = next((row for key, row in self.fields.items() if key in by_key), None)
        if first is not None:
            first.field.setFocus()

    def _say_message(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self.fit()

    def _tell(self, step: str, finished: int, of: int) -> None:
        self._bar.setVisible(True)
        self._bar.progress(step, finished, of)
        self.fit()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        for made in (self.go, self.cancel):
            made.setEnabled(not busy)
        if not busy:
            self._bar.hide()
            self.fit()


def size_words(count: int) -> str:
    """How large a file is: "412 kB", "3.4 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)):,} kB"
    return f"{count / 1_000_000:,.1f} MB"
