"""What a cell of a list holds: small values, each of which can be said in words and painted in a box."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from spp_desktop.ui import icons, privacy, theme
from spp_desktop.ui.marks import mark_of, paint_mark, risk_phrase
from spp_desktop.ui.widgets.tags import Clock, Tag, TrendKind, paint_clock, paint_tag, paint_trend, tag_width

Style = Literal["body", "strong", "dim", "group"]
PAD = 7
_INKS: Mapping[str, str] = {"body": "text", "strong": "text", "dim": "text-2", "group": "text"}


@dataclass(frozen=True, slots=True)
class Words:
    """Text. ``private`` is a name or free text, hidden while names are; ``right`` sets it to the right edge.

    ``short`` is painted where the text does not fit.
    """

    text: str
    style: Style = "body"
    private: bool = False
    right: bool = False
    icon: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """A number that has gone over what was promised: bold, red and with a sign, at the right edge."""

    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk mark with its score, and an arrow when it moved since the assessment before."""

    band: str | None
    score: int | None = None
    change: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating mark, with words beside it where there are any."""

    code: str | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags in order of weight; those that do not fit are counted in the last one."""

    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """An arrow and a word."""

    kind: TrendKind
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick box that the row's own state fills."""

    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The heading of a group of rows, over the whole width: words, a count, and the colour role of its ink."""

    text: str
    count: int | None = None
    ink: str = "text"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Anything else: how to paint it in a box, and what it says. ``paint(painter, box, selected)``."""

    said: str
    paint: Callable[[QPainter, QRect, bool], None] = field(compare=False)


Cell = Words | Late | Risk | Rating | Tags | Clock | Trend | Tick | Group | Drawn
BLANK = Words("")


@singledispatch
def say(cell: Cell) -> str:
    """The whole cell in words: for a screen reader, a tooltip and a copied row."""
    raise TypeError(f"{type(cell).__name__} is no cell")


@say.register
def _(cell: Words) -> str:
    return cell.text


@say.register
def _(cell: Late) -> str:
    return cell.said or f"{cell.text}, late"


@say.register
def _(cell: Risk) -> str:
    return risk_phrase(cell.band, cell.score, cell.of, cell.change)


@say.register
def _(cell: Rating) -> str:
    return cell.words or mark_of("rating", cell.code).words


@say.register
def _(cell: Tags) -> str:
    return ", ".join(tag.text for tag in cell.tags)


@say.register
def _(cell: Clock) -> str:
    return cell.text


@say.register
def _(cell: Trend) -> str:
    return cell.words


@say.register
def _(cell: Tick) -> str:
    return "ticked" if cell.on else "not ticked"


@say.register
def _(cell: Group) -> str:
    return cell.text if cell.count is None else f"{cell.text}, {cell.count:,}"


@say.register
def _(cell: Drawn) -> str:
    return cell.said


@singledispatch
def paint(cell: Cell, painter: QPainter, box: QRect, ink: str) -> None:  # noqa: ARG001  (each kind of cell uses them)
    """Paint a cell in a box that has its padding off. ``ink`` overrides every colour role, or is empty."""
    raise TypeError(f"{type(cell).__name__} is no cell")


@paint.register
def _(cell: Words, painter: QPainter, box: QRect, ink: str) -> None:
    if cell.icon:
        painter.drawPixmap(QPointF(box.left(), box.top() + (box.height() - 16) / 2), icons.pixmap(cell.icon))
        box = box.adjusted(20, 0, 0, 0)
    if cell.private and cell.text and privacy.hidden():
        painter.fillRect(QRect(box.left(), box.center().y() - 4, box.width() * 2 // 3, 8), theme.colour("line-strong"))
        return
    style = "strong" if cell.style in {"strong", "group"} else "body"
    fits = not cell.short or QFontMetrics(theme.font(style)).horizontalAdvance(cell.text) <= box.width()
    _text(painter, cell.text if fits else cell.short, box, ink or _INKS[cell.style], style, right=cell.right)


@paint.register
def _(cell: Late, painter: QPainter, box: QRect, ink: str) -> None:
    face = theme.font("strong")
    wide = QFontMetrics(face).horizontalAdvance(cell.text)
    role = ink or "red-text"
    picture = icons.pixmap("error_circle", role)
    painter.drawPixmap(QPointF(box.right() - wide - 19, box.top() + (box.height() - 16) / 2), picture)
    _text(painter, cell.text, box, role, "strong", right=True)


@paint.register
def _(cell: Risk, painter: QPainter, box: QRect, ink: str) -> None:
    extent = theme.height("mark")
    paint_mark(
        painter,
        mark_of("risk", cell.band),
        box.left(),
        box.top() + (box.height() - extent) / 2,
        extent,
        selected=bool(ink),
    )
    if cell.score is None:
        return
    words = str(cell.score)
    left = box.left() + extent + 6
    _text(painter, words, QRect(left, box.top(), box.right() - left + 1, box.height()), ink or "text", "body")
    if cell.change:
        drawing, role = ("arrow_up", "red-text") if cell.change > 0 else ("arrow_down", "green-text")
        after = left + max(16, QFontMetrics(theme.font("body")).horizontalAdvance(words)) + 1
        painter.drawPixmap(QPointF(after, box.top() + (box.height() - 16) / 2), icons.pixmap(drawing, ink or role))


@paint.register
def _(cell: Rating, painter: QPainter, box: QRect, ink: str) -> None:
    extent = theme.height("mark")
    paint_mark(
        painter,
        mark_of("rating", cell.code),
        box.left(),
        box.top() + (box.height() - extent) / 2,
        extent,
        selected=bool(ink),
    )
    _text(painter, cell.words, box.adjusted(extent + 6, 0, 0, 0), ink or "text", "body")


@paint.register
def _(cell: Tags, painter: QPainter, box: QRect, ink: str) -> None:
    top = box.top() + (box.height() - theme.height("tag")) / 2
    left, right = box.left(), box.right() + 1
    for place, tag in enumerate(cell.tags):
        rest = len(cell.tags) - place - 1
        more = tag_width(Tag(f"+{rest}")) + 5 if rest else 0
        if place and left + tag_width(tag) + more > right:
            paint_tag(painter, Tag(f"+{rest + 1}", "line"), left, top, ink)
            return
        left += paint_tag(painter, tag, left, top, ink, most=max(24, right - left - more)) + 5


@paint.register
def _(cell: Clock, painter: QPainter, box: QRect, ink: str) -> None:
    paint_clock(painter, cell, box, ink)


@paint.register
def _(cell: Trend, painter: QPainter, box: QRect, ink: str) -> None:
    paint_trend(painter, cell.kind, cell.words, box, ink)


@paint.register
def _(cell: Tick, painter: QPainter, box: QRect, _ink: str) -> None:
    paint_tick(painter, box.left(), box.top() + (box.height() - 16) / 2, on=cell.on)


@paint.register
def _(cell: Group, painter: QPainter, box: QRect, ink: str) -> None:
    _text(painter, cell.text, box, ink or cell.ink, "strong")
    if cell.count is not None:
        wide = QFontMetrics(theme.font("strong")).horizontalAdvance(cell.text) + 5
        _text(painter, f"{cell.count:,}", box.adjusted(wide, 0, 0, 0), ink or cell.ink, "body")


@paint.register
def _(cell: Drawn, painter: QPainter, box: QRect, ink: str) -> None:
    cell.paint(painter, box, bool(ink))


def paint_tick(painter: QPainter, left: float, top: float, *, on: bool) -> None:
    """Paint a tick box of 16 pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent" if on else "control"), 1))
    painter.setBrush(theme.colour("accent" if on else "surface"))
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, 15, 15), 3, 3)
    if on:
        painter.drawPixmap(QPointF(left, top), icons.pixmap("checkmark", "on-accent"))
    painter.restore()


def _text(painter: QPainter, words: str, box: QRect, role: str, style: str, *, right: bool = False) -> None:
    face = theme.font(style)
    painter.setFont(face)
    painter.setPen(theme.colour(role))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
