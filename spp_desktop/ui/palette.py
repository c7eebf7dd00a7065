"""Ctrl+K: people and cases, things to do, places to go, found by a few letters.

``>`` limits to actions, ``@`` to people, ``#`` to references. Reading waits 60 ms after the last key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from spp_desktop.ui import icons, privacy, theme, work
from spp_desktop.ui.actions import ACTIONS, shown
from spp_desktop.ui.marks import mark_of, paint_mark
from spp_desktop.ui.widgets.buttons import choice_button
from spp_desktop.ui.widgets.card import Picture
from spp_desktop.ui.widgets.labels import KeyHint, rule, text_label
from spp_desktop.ui.widgets.sheet import Overlay

if TYPE_CHECKING:
    from spp_desktop.ui.frame import MainWindow
    from spp_desktop.ui.window import Window

WAIT_MS = 60
MOST_EACH = 8
ROW, HEADING = 40, 34
Limit = Literal["all", "people", "cases", "actions"]
LIST_HEIGHT = 340
LIMITS: tuple[tuple[Limit, str], ...] = (
    ("all", "All"),
    ("people", "People"),
    ("cases", "Cases"),
    ("actions", "Actions"),
)
SIGNS: dict[str, Limit] = {">": "actions", "@": "people", "#": "cases"}
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the palette offers.

    ``title`` is bold, ``words`` follow it, ``aside`` stands at the right. ``band`` draws a risk mark in place of
    ``icon``. ``open(new_window)`` is what Enter does. ``private`` hides the title while names are hidden.
    """

    title: str
    words: str
    open: Callable[[bool], object]
    icon: str = "person_alert"
    band: str | None = None
    marked: bool = False
    aside: str = ""
    private: bool = False
    heading: bool = False


Find = Callable[[str, Limit], Sequence[Found]]
"""Answers a search off the UI thread: the words typed, and what they are limited to (all, people or cases)."""


def _no_opening(_new_window: bool) -> None:
    """A heading opens nothing."""


def heading(words: str) -> Found:
    """A line between groups."""
    return Found(words, "", _no_opening, heading=True)


class _Results(QAbstractListModel):
    """What is offered now, headings among it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: tuple[Found, ...] = ()

    def set_items(self, items: Sequence[Found]) -> None:
        """Offer something else."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A line in words."""
        if index.isValid() and role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            item = self.items[index.row()]
            return f"{item.title} {item.words}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be taken."""
        if index.isValid() and self.items[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _Painter(QStyledItemDelegate):
    """Paints headings and results, what was typed underlined."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower than results."""
        return QSize(100, HEADING if self._palette.results.items[index.row()].heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        item = self._palette.results.items[index.row()]
        box: QRect = option.rect
        painter.save()
        if item.heading:
            face = theme.font("caption")
            face.setWeight(face.Weight.DemiBold)
            painter.setFont(face)
            painter.setPen(theme.colour("text-3"))
            painter.drawText(box.adjusted(16, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, item.title)
        else:
            self._paint_result(painter, box, item, here=index.row() == self._palette.list.currentIndex().row())
        painter.restore()

    def _paint_result(self, painter: QPainter, box: QRect, item: Found, *, here: bool) -> None:
        ink = "on-select" if here and theme.is_high_contrast() else ""
        if here:
            painter.fillRect(box, theme.colour("select"))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        middle = box.top() + (box.height() - 20) / 2
        if item.marked:
            paint_mark(painter, mark_of("risk", item.band), box.left() + 16, middle, 20)
        else:
            painter.drawPixmap(QPointF(box.left() + 16, middle), icons.pixmap(item.icon, ink or "text-2", size=20))
        left = box.left() + 50
        aside = "Enter" if here else item.aside
        right = box.right() - 16 - (QFontMetrics(theme.font("body")).horizontalAdvance(aside) + 12 if aside else 0)
        if item.private and privacy.hidden():
            painter.fillRect(QRect(left, box.center().y() - 4, 120, 8), theme.colour("line-strong"))
            left += 128
        else:
            left = self._paint_title(painter, QRect(left, box.top(), right - left, box.height()), item.title, ink)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(ink or "text-2"))
        room = QRect(left, box.top(), max(0, right - left), box.height())
        words = QFontMetrics(theme.font("body")).elidedText(item.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(theme.colour(ink or "text-3"))
        painter.drawText(box.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, aside)

    def _paint_title(self, painter: QPainter, box: QRect, title: str, ink: str) -> int:
        """Paint the bold title with what was typed underlined; returns where the next words begin."""
        face = theme.font("strong")
        metrics = QFontMetrics(face)
        words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(face)
        painter.setPen(theme.colour(ink or "text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        typed = self._palette.typed()
        at = words.casefold().find(typed.casefold()) if typed else -1
        if at >= 0:
            start = box.left() + metrics.horizontalAdvance(words[:at])
            wide = metrics.horizontalAdvance(words[at : at + len(typed)])
            painter.fillRect(QRect(start, box.center().y() + 9, wide, 1), theme.colour(ink or "accent"))
        return box.left() + metrics.horizontalAdvance(words) + 8


class Palette(Overlay):
    """The palette over a window, whose own actions come before those of ``main``, where pages are; ``find`` searches
    people and cases."""

    def __init__(self, window: Window, main: MainWindow, find: Find | None) -> None:
        super().__init__(window, "Search or go to", wide=theme.width("palette"), top=60)
        self._window, self._main = window, main
        self._find = find
        self._found: tuple[Found, ...] = ()
        self._job: work.Job | None = None
        self.field = QLineEdit()
        self.field.setProperty("role", "search")
        self.field.setAccessibleName("Search or go to")
        self.field.setPlaceholderText("A name, a reference, a postcode, or something to do")
        self.results = _Results(self)
        self.list = QListView()
        self._limits = QButtonGroup(self)
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._read)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.finished.connect(self._ended)
        self._offer()
        self.field.setFocus()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 10, 16, 10)
        head.setSpacing(8)
        head.addWidget(Picture("search", size=20))
        head.addWidget(self.field, 1)
        for place, (limit, label) in enumerate(LIMITS):
            made = choice_button(label)
            made.setProperty("limit", limit)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setChecked(limit == "all")
            self._limits.addButton(made, place)
            head.addWidget(made)
        self._limits.idClicked.connect(self._limited)
        self.rows.addLayout(head)
        self.rows.addWidget(rule())
        self.list.setAccessibleName("Results")
        self.list.setModel(self.results)
        self.list.setItemDelegate(_Painter(self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._clicked)
        self.rows.addWidget(self.list)
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        keys = QHBoxLayout(foot)
        keys.setContentsMargins(16, 7, 16, 7)
        keys.setSpacing(16)
        for caps, does in (("↑+↓", "choose"), ("Enter", "open"), ("Ctrl+Enter", "new window"), ("Esc", "close")):
            keys.addWidget(KeyHint(caps, does))
        keys.addStretch(1)
        keys.addWidget(text_label("Searches are logged", "status"))
        self.rows.addWidget(foot)

    def typed(self) -> str:
        """What was typed, without a limiting sign."""
        text = self.field.text().strip()
        return text[1:].strip() if text[:1] in SIGNS else text

    def limit(self) -> Limit:
        """What the search is limited to, by a sign or by the buttons."""
        sign = self.field.text().strip()[:1]
        if sign in SIGNS:
            return SIGNS[sign]
        return LIMITS[max(0, self._limits.checkedId())][0]

    # Reading

    def _typed(self) -> None:
        self._wait.start()

    def _limited(self, _place: int) -> None:
        self._read()
        self.field.setFocus()

    def _read(self) -> None:
        """Search for what was typed; what comes back late, after other words, is dropped."""
        if self._job is not None:
            self._job.cancel()
        typed, limit = self.typed(), self.limit()
        self._found = ()
        self._offer()
        if self._find is not None and typed and limit != "actions":
            self._job = work.run(_Search(self._find, typed, limit), self._take)

    def _take(self, found: Sequence[Found]) -> None:
        self._found = tuple(found)
        self._offer()

    def _offer(self) -> None:
        """Show what was found, then what can be done, then where one can go."""
        limit, typed = self.limit(), self.typed().casefold()
        groups: list[tuple[str, tuple[Found, ...]]] = []
        if limit != "actions":
            groups.append(("People and cases", self._found[:MOST_EACH]))
        if limit in {"all", "actions"}:
            groups.append(("Do something", tuple(self._things_to_do(typed))[:MOST_EACH]))
            groups.append(("Go to", tuple(self._places(typed))[:MOST_EACH]))
        self.results.set_items([line for name, items in groups if items for line in (heading(name), *items)])
        self._step(0)

    def _things_to_do(self, typed: str) -> Iterator[Found]:
        live = self._main.live_actions() | self._window.live_actions()
        for action in ACTIONS:
            if action.palette and action.id in live and _matches(typed, action.label):
                item = live[action.id]
                yield Found(action.label, "", _Trigger(item), action.icon or "arrow_right", aside=shown(action.key))

    def _places(self, typed: str) -> Iterator[Found]:
        for spec in self._main.specs.values():
            if _matches(typed, spec.label):
                yield Found(spec.label, spec.words, _Go(self._main, spec.key), spec.icon)

    # Choosing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the field work on the list."""
        if watched is not self.field or not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(new_window=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            return super().eventFilter(watched, event)
        return True

    def _step(self, step: int) -> None:
        places = [n for n, item in enumerate(self.results.items) if not item.heading]
        if not places:
            return
        here = self.list.currentIndex().row()
        there = places.index(here) + step if here in places else 0
        self.list.setCurrentIndex(self.results.index(places[there % len(places)]))
        self.list.viewport().update()

    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._open(new_window=False)

    def _open(self, *, new_window: bool) -> None:
        here = self.list.currentIndex().row()
        if 0 <= here < len(self.results.items) and not self.results.items[here].heading:
            chosen = self.results.items[here]
            self.accept()
            chosen.open(new_window)

    def _ended(self) -> None:
        self._wait.stop()
        if self._job is not None:
            self._job.cancel()


@dataclass(frozen=True, slots=True)
class _Search:
    """One search, to be run off the UI thread."""

    find: Find
    typed: str
    limit: Limit

    def __call__(self) -> Sequence[Found]:
        return self.find(self.typed, self.limit)


@dataclass(frozen=True, slots=True)
class _Trigger:
    """Does an action."""

    action: QAction

    def __call__(self, _new_window: bool) -> None:
        self.action.trigger()


@dataclass(frozen=True, slots=True)
class _Go:
    """Goes to a page."""

    main: MainWindow
    key: str

    def __call__(self, _new_window: bool) -> None:
        self.main.go(self.key)


def _matches(typed: str, label: str) -> bool:
    """Whether every word typed begins a word of the label."""
    words = label.casefold().split()
    return all(any(word.startswith(part) for word in words) for part in typed.split())
