"""A day or a moment typed as it is spoken, or picked from a calendar, or left empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QWidget

from spp_desktop.domain.dates import When, parse_day, parse_when, show_day, show_when
from spp_desktop.ui import icons

REAL_DATE = "Enter a real date, such as 5 Mar 2012"
REAL_MOMENT = "Enter a real date and time, such as 5 Mar 2012 23:40"


class _Spoken(QLineEdit):
    """A line whose words are read on leaving it. F4 opens the calendar."""

    committed = Signal()
    """The words were read again: ``value()`` and ``problem()`` may differ."""

    def __init__(self, today: Callable[[], date], *, ahead: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._today = today
        self._ahead = ahead
        self._calendar: QCalendarWidget | None = None
        action = self.addAction(icons.icon("calendar_ltr"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip("Choose from a calendar (F4)")
        action.triggered.connect(self.open_calendar)
        icons.dress(action, "calendar_ltr")
        self.editingFinished.connect(self.read_words)

    def changeEvent(self, event: QEvent) -> None:
        """Dress the calendar's button again with the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            for action in self.actions():
                if action.property("iconDrawing"):
                    icons.dress(action, "calendar_ltr")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 opens the calendar."""
        if event.key() == Qt.Key.Key_F4:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def read_words(self) -> None:
        """Read what was typed and show it the one way days are shown."""
        self.committed.emit()

    def picked(self) -> date | None:
        """The day in hand, for the calendar to start on."""
        raise NotImplementedError

    def take(self, day: date) -> None:
        """Take a day picked from the calendar."""
        raise NotImplementedError

    def open_calendar(self) -> None:
        """Show a month under the field, on the day in hand."""
        if self.isReadOnly():
            return
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlag(Qt.WindowType.Popup)
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            self._calendar.setAccessibleName("Calendar")
            self._calendar.clicked.connect(self._pick)
            self._calendar.activated.connect(self._pick)
        start = self.picked() or self._today()
        self._calendar.setSelectedDate(QDate(start.year, start.month, start.day))
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._calendar.show()
        self._calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _pick(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.take(date(day.year(), day.month(), day.day()))
        self.setFocus(Qt.FocusReason.PopupFocusReason)


class DayEdit(_Spoken):
    """A day: "5/3/12", "5 mar", "sat", "today", "+3d". Empty is an answer that nobody has given.

    ``value()`` is the day, or None when empty or unreadable; ``problem()`` says which. ``today`` is asked each
    time words are read, ``ahead`` reads "fri" as the next Friday and not the last.
    """

    def __init__(self, today: Callable[[], date], *, ahead: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(today, ahead=ahead, parent=parent)
        self.setPlaceholderText("e.g. 5 Mar 2012")

    def value(self) -> date | None:
        """The day, or None."""
        return parse_day(self.text(), self._today(), ahead=self._ahead) if self.text().strip() else None

    def set_value(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText(show_day(day) if day else "")

    def problem(self) -> str:
        """Why the words are no day; empty when they are one or there are none."""
        return REAL_DATE if self.text().strip() and self.value() is None else ""

    def read_words(self) -> None:
        """Show the day read; words that are no day stay as they are, for the officer to put right."""
        day = self.value()
        if day is not None:
            self.setText(show_day(day))
        super().read_words()

    def picked(self) -> date | None:
        """The day in hand."""
        return self.value()

    def take(self, day: date) -> None:
        """Take a day from the calendar, keeping nothing of what was typed."""
        self.set_value(day)
        self.textEdited.emit(self.text())
        super().read_words()


class WhenEdit(_Spoken):
    """A moment: "sat 2340", "yesterday 9pm", or a day whose time nobody knows."""

    def __init__(self, today: Callable[[], date], *, ahead: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(today, ahead=ahead, parent=parent)
        self.setPlaceholderText("e.g. sat 2340")

    def value(self) -> When | None:
        """The moment, or None."""
        return parse_when(self.text(), self._today(), ahead=self._ahead) if self.text().strip() else None

    def set_value(self, when: When | None) -> None:
        """Show a moment, or nothing."""
        self.setText(show_when(when) if when else "")

    def problem(self) -> str:
        """Why the words are no moment; empty when they are one or there are none."""
        return REAL_MOMENT if self.text().strip() and self.value() is None else ""

    def read_words(self) -> None:
        """Show the moment read; words that are none stay as they are."""
        when = self.value()
        if when is not None:
            self.setText(show_when(when))
        super().read_words()

    def picked(self) -> date | None:
        """The day in hand."""
        when = self.value()
        return when.day if when else None

    def take(self, day: date) -> None:
        """Take a day from the calendar and keep the time in hand."""
        held = self.value()
        self.set_value(When(day, held.time if held else None))
        self.textEdited.emit(self.text())
        super().read_words()
