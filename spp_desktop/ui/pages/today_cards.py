"""The cards at the right of Today: alerts, reviews due by band, and the city's target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.figures.page import FiguresPage
from spp_desktop.domain.figures.status import RATINGS
from spp_desktop.domain.instruments import Band
from spp_desktop.ui import theme
from spp_desktop.ui.marks import mark_of, paint_mark
from spp_desktop.ui.pages.today_read import Notable
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.card import Card, Picture
from spp_desktop.ui.widgets.labels import rule, text_label
from spp_desktop.ui.widgets.tags import Family, Tag, TagLabel

MOST_ALERTS = 6
MORE_ALERTS = 24
"""How many alerts show at first, and how many each press for more adds."""
_FAMILIES: Mapping[str, Family] = {"green": "green", "amber": "amber", "red": "red"}
NONE = "none"


class AlertsCard(Card):
    """What needs a look or a decision, by reference and never by name."""

    pressed = Signal(object)
    """The button of an alert was pressed: the alert."""

    def __init__(self) -> None:
        super().__init__("Alerts")
        self.head.addWidget(text_label("No names shown here", "caption"))
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._lines: list[QWidget] = []
        self._buttons: list[QPushButton] = []
        self._most = MOST_ALERTS
        self._shown: tuple[Notable, ...] = ()

    def show_alerts(self, alerts: Sequence[Notable]) -> None:
        """Show these, the first few of them unless more are asked for."""
        self._shown = tuple(alerts)
        self.set_count(str(len(alerts)) if alerts else "")
        self._draw()

    def buttons(self) -> tuple[QPushButton, ...]:
        """The alerts' buttons, in order."""
        return tuple(self._buttons)

    def _draw(self) -> None:
        for old in self._lines:
            old.hide()
            old.deleteLater()
        self._lines, self._buttons = [], []
        shown = self._shown[: self._most]
        for alert in shown:
            self._add(self._line(alert))
        if len(shown) < len(self._shown):
            left = len(self._shown) - len(shown)
            count = f"{MORE_ALERTS} more of {left:,}" if left > MORE_ALERTS else f"{left} more"
            more = button(f"Show {count}", "link")
            more.clicked.connect(self._show_more)
            self._add(more)
        if not shown:
            line = text_label("Nothing needs a decision.", "secondary")
            line.setContentsMargins(14, 6, 14, 14)
            self._add(line)

    def _add(self, line: QWidget) -> None:
        self.body.addWidget(line)
        self._lines.append(line)

    def _show_more(self) -> None:
        self._most += MORE_ALERTS
        self._draw()

    def _line(self, alert: Notable) -> QWidget:
        line = QWidget()
        outer = QVBoxLayout(line)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(rule())
        row = QHBoxLayout()
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(12)
        row.addWidget(Picture(alert.icon, "red-text" if alert.urgent else "text-2", size=20))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text_label(alert.title, "strong", wrap=True))
        words.addWidget(text_label(alert.detail, "caption", wrap=True))
        row.addLayout(words, 1)
        made = button(alert.verb, "quiet", extent="small")
        made.setAccessibleName(f"{alert.verb}: {alert.title}, {alert.detail}")
        made.clicked.connect(lambda _checked=False, one=alert: self.pressed.emit(one))
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(row)
        self._buttons.append(made)
        return line


class BandCount(QAbstractButton):
    """How many reviews of one band fall due; a press opens that list."""

    def __init__(self, code: str, label: str, note: str) -> None:
        super().__init__()
        self.code, self._label, self._note = code, label, note
        self._count = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show another count."""
        self._count = count
        self.setAccessibleName(f"{self._label}: {count:,} reviews due, {self._note}")
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the mark, the count and how often."""
        return QSize(76, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark, the count and how often such a case is reviewed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.colour("surface-alt"))
        paint_mark(painter, mark_of("risk", None if self.code == NONE else self.code), 1, 6, 18)
        painter.setFont(theme.font("page"))
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(24, 0, self.width() - 24, 30), Qt.AlignmentFlag.AlignVCenter, f"{self._count:,}")
        face = theme.font("caption")
        painter.setFont(face)
        painter.setPen(theme.colour("text-2"))
        words = QFontMetrics(face).elidedText(self._note, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRect(1, 30, self.width() - 1, 20), Qt.AlignmentFlag.AlignVCenter, words)


class ReviewsCard(Card):
    """Reviews due in the next five working days, by band."""

    band_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Reviews due, next 5 working days")
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        self.body.addLayout(self._row)
        self._bands: list[BandCount] = []

    def show_counts(self, kind: CaseType, counts: Callable[[str], int]) -> None:
        """Show the bands of a type, the highest first, and what nobody has assessed."""
        every = [(band.code, band.label, _often(band)) for band in reversed(kind.instrument.bands)]
        every.append((NONE, "Not assessed", "not assessed"))
        if [band.code for band in self._bands] != [code for code, _, _ in every]:
            self._make(every)
        total = 0
        for band in self._bands:
            band.show_count(counts(band.code))
            total += counts(band.code)
        self.set_count(f"{total:,}")

    def _make(self, every: Sequence[tuple[str, str, str]]) -> None:
        for old in self._bands:
            old.hide()
            old.deleteLater()
        self._bands = []
        for code, label, note in every:
            made = BandCount(code, label, note)
            made.clicked.connect(lambda _checked=False, chosen=code: self.band_chosen.emit(chosen))
            self._row.addWidget(made)
            self._bands.append(made)


def _often(band: Band) -> str:
    return f"every {band.review_days} days"


class Gauge(QWidget):
    """A rolling year on a line between the target and the baseline, with the path to the target."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(96)
        self._now, self._final, self._base, self._path = 0.0, 0.0, 0.0, 0.0
        self._month = self._by = ""

    def show_levels(self, now: float, base: float, final: float, path: float, month: str, by: str) -> None:
        """Show these levels, crimes a year; ``month`` is that of ``now`` and of ``path``, ``by`` the target's."""
        self._now, self._base, self._final, self._path = now, base, final, path
        self._month, self._by = month, by
        self.setAccessibleName(
            f"{now:,.0f} now, target {final:,.0f} by {by}, path for {month} {path:,.0f}, baseline {base:,.0f}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the band below the target, the line, and what each mark says."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        levels = (self._now, self._final, self._base, self._path)
        low, high = min(levels), max(levels)
        pad = max(1.0, (high - low) * 0.16)
        low, high = low - pad, high + pad
        wide = self.width() - 2

        def at(level: float) -> float:
            return 1 + wide * (level - low) / (high - low)

        bar = QRectF(1, 34, wide, 18)
        painter.setPen(QPen(theme.colour("line-strong"), 1))
        painter.setBrush(theme.colour("sunken"))
        painter.drawRect(bar)
        painter.setBrush(theme.colour("green-soft"))
        painter.drawRect(QRectF(1, 34, at(self._final) - 1, 18))
        painter.setPen(QPen(theme.colour("accent"), 4))
        painter.drawLine(QPointF(at(self._now), 43), QPointF(at(self._base), 43))
        painter.setPen(QPen(theme.colour("text"), 2))
        painter.drawLine(QPointF(at(self._final), 30), QPointF(at(self._final), 58))
        pen = QPen(theme.colour("text-2"), 1.4)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(at(self._path), 30), QPointF(at(self._path), 58))
        self._dots(painter, at)
        self._words(painter, at)

    def _dots(self, painter: QPainter, at: Callable[[float], float]) -> None:
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(QPointF(at(self._base), 43), 5, 5)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QPointF(at(self._now), 43), 5, 5)

    def _words(self, painter: QPainter, at: Callable[[float], float]) -> None:
        self._say(painter, at(self._now), 8, f"{self._now:,.0f} now", "strong", "text")
        self._say(painter, at(self._base), 8, f"{self._base:,.0f} baseline", "caption", "text-2")
        self._say(painter, at(self._final), 60, f"{self._final:,.0f} target", "caption", "text")
        self._say(painter, at(self._final), 76, f"by {self._by}", "caption", "text-3")
        if abs(at(self._path) - at(self._final)) > 90:
            self._say(painter, at(self._path), 60, f"{self._path:,.0f}", "caption", "text-2")
            self._say(painter, at(self._path), 76, f"path for {self._month}", "caption", "text-3")

    def _say(self, painter: QPainter, middle: float, top: int, words: str, style: str, role: str) -> None:
        face = theme.font(style)
        wide = QFontMetrics(face).horizontalAdvance(words) + 2
        left = min(max(0.0, middle - wide / 2), self.width() - wide)
        painter.setFont(face)
        painter.setPen(theme.colour(role))
        painter.drawText(QRectF(left, top, wide, 18), Qt.AlignmentFlag.AlignCenter, words)


class TargetCard(Card):
    """Where the city stands against its target; a press opens Figures."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__("City target")
        self._open = button("Open", "quiet", extent="small", tip="Open Figures")
        self._open.setAccessibleName("Open Figures")
        self._open.clicked.connect(self.asked)
        self.head.addWidget(self._open)
        self._tag = TagLabel(Tag("", "line"))
        self._illustrative = TagLabel(Tag("Illustrative", "amber"))
        line = QHBoxLayout()
        line.setSpacing(10)
        self._figure = text_label("", "figure")
        line.addWidget(self._figure)
        self._label = text_label("", "secondary", wrap=True)
        line.addWidget(self._label, 1)
        self.body.addLayout(line)
        tags = QHBoxLayout()
        tags.setSpacing(6)
        tags.addWidget(self._tag)
        tags.addWidget(self._illustrative)
        tags.addStretch(1)
        self.body.addLayout(tags)
        self.gauge = Gauge()
        self.body.addWidget(self.gauge)
        self._words = text_label("", "caption", wrap=True)
        self.body.addWidget(self._words)

    def show_page(self, page: FiguresPage) -> None:
        """Show the figures a page holds."""
        targeted = page.path is not None
        self.title.setText(
            f"{'City target' if targeted else 'The city'}: {_lower(page.measure.label.partition(',')[0])}"
        )
        self._figure.setText(page.headline.figure)
        self._label.setText(page.headline.label)
        self._illustrative.setHidden(not page.illustrative)
        self._tag.setHidden(page.status is None)
        if page.status is not None:
            family = _FAMILIES.get(RATINGS[page.status], "grey")
            self._tag.show_tag(Tag(page.status.value, family, "checkmark_circle" if family == "green" else ""))
        self._words.setText(self._said(page))
        self._show_gauge(page)

    def _show_gauge(self, page: FiguresPage) -> None:
        path, series = page.path, page.series
        now = series.rolled[-1] if series is not None and series.rolled else None
        self.gauge.setHidden(path is None or now is None)
        if path is not None and series is not None and now is not None:
            month = series.months.last
            self.gauge.show_levels(now, path.level, path.final, path.at(month), month.label, path.target.by.label)

    def _said(self, page: FiguresPage) -> str:
        path, series = page.path, page.series
        now = series.rolled[-1] if series is not None and series.rolled else None
        stands = ""
        if path is not None and series is not None and now is not None:
            left = path.target.by - series.months.last
            gap = path.headroom(now)
            if gap >= 0:
                stands = f"{gap:,.0f} below the target level, {max(0, left)} months to hold. "
            else:
                stands = f"{-gap:,.0f} above the target level, {max(0, left)} months left. "
        return f"{stands}Definition {page.measure.version}. {page.footer.caveat}".strip()


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
