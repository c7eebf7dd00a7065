"""Choices from a list: one with typing to find it, or several shown as chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from spp_desktop.ui.widgets.chips import Chip
from spp_desktop.ui.widgets.flow import FlowLayout

CHOOSE_FROM_LIST = "Choose one from the list"
ADD_ANOTHER = "Add another"


class ChoiceBox(QComboBox):
    """One of a long list, or none. Typing finds any part of a label; F4 opens the list.

    ``options`` are (code, label). A code that is no longer offered, once recorded, still shows by its label when
    given with ``keep_label``.
    """

    changed = Signal(object)
    """The new code, or None, whenever the officer chooses or empties the field."""

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._line = QLineEdit(self)
        self._line.setPlaceholderText(placeholder)
        self.setLineEdit(self._line)
        self._line.editingFinished.connect(self._settle)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._last: str | None = None
        self.activated.connect(self._settle)
        self.set_options(options)

    def line(self) -> QLineEdit:
        """The line that is typed in."""
        return self._line

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer another list; what was chosen stays when it is still offered."""
        kept = self._last
        self.blockSignals(True)
        self.clear()
        for code, label in options:
            self.addItem(label, code)
        self.blockSignals(False)
        self.set_value(kept)

    def value(self) -> str | None:
        """The code chosen; None while empty or while what was typed is not in the list."""
        found = self._found()
        return None if found < 0 else str(self.itemData(found))

    def set_value(self, code: str | None, *, keep_label: str = "") -> None:
        """Show a choice without announcing a change."""
        place = -1 if code is None else self.findData(code)
        if place < 0 and code is not None and keep_label:
            self.addItem(keep_label, code)
            place = self.count() - 1
        self._last = code if place >= 0 else None
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText("")
        self._line.setCursorPosition(0)

    def problem(self) -> str:
        """Why what was typed is no choice; empty when it is one or nothing was typed."""
        return CHOOSE_FROM_LIST if self.currentText().strip() and self._found() < 0 else ""

    def _found(self) -> int:
        text = self.currentText().strip()
        flags = Qt.MatchFlag.MatchFixedString
        return self.findText(text, flags) if text else -1

    def _settle(self) -> None:
        typed = self.currentText().strip()
        if typed and self._found() < 0:
            near = self.findText(typed, Qt.MatchFlag.MatchContains)
            again = [place for place in range(self.count()) if typed.casefold() in self.itemText(place).casefold()]
            if len(again) == 1:
                self.setCurrentIndex(near)
        code = self.value()
        if code is not None:
            self.setCurrentIndex(self._found())
        if code != self._last:
            self._last = code
            self.changed.emit(code)
        if not self._line.hasFocus():
            self._line.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 opens the list."""
        if event.key() == Qt.Key.Key_F4:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a form never changes an answer under the pointer."""
        event.ignore()


class MultiChoice(QFrame):
    """Several from a list: each shown as a chip, and a box to add another.

    ``value()`` is a tuple of codes in the list's order; None while nobody has answered.
    """

    changed = Signal(object)

    def __init__(
        self, options: Sequence[tuple[str, str]], *, placeholder: str = "Add", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._labels = dict(options)
        self._chosen: list[str] = []
        self._placeholder = placeholder
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(6)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        self._add = ChoiceBox((), placeholder=placeholder, parent=self)
        self._outer.addWidget(self._add)
        self._outer.addWidget(self._chips)
        self._add.changed.connect(self._added)
        self.setFocusProxy(self._add)
        self._show()

    def value(self) -> tuple[str, ...] | None:
        """The codes chosen, in the list's order; None while unanswered."""
        return tuple(code for code in self._labels if code in self._chosen) or None

    def set_value(self, codes: Iterable[str] | None, *, labels: Iterable[tuple[str, str]] = ()) -> None:
        """Show these codes without announcing a change; ``labels`` name codes the list no longer offers."""
        self._labels.update(labels)
        self._chosen = [code for code in codes or () if code in self._labels]
        self._show()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer another list; what was chosen stays where it is still offered."""
        self._labels = dict(options)
        self.set_value(self._chosen)

    def problem(self) -> str:
        """Why what was typed is no choice."""
        return self._add.problem()

    def set_state(self, state: str) -> None:
        """Show the edge of an error or a warning on the box."""
        self._add.setProperty("state", state)
        self._add.style().unpolish(self._add)
        self._add.style().polish(self._add)

    def setAccessibleName(self, name: str) -> None:
        """Name the box as the whole."""
        super().setAccessibleName(name)
        self._add.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """Describe the box as the whole."""
        super().setAccessibleDescription(description)
        self._add.setAccessibleDescription(description)

    def _added(self, code: str | None) -> None:
        if code is None or code in self._chosen:
            return
        self._chosen.append(code)
        self._show()
        self.changed.emit(self.value())

    def _remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, QObject):
            self._chosen.remove(chip.property("code"))
            self._show()
            self._add.setFocus()
            self.changed.emit(self.value())

    def _show(self) -> None:
        while item := self._flow.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for code in self.value() or ():
            chip = Chip("", self._labels[code], parent=self._chips)
            chip.setAccessibleName(self._labels[code])
            chip.setProperty("code", code)
            chip.removed.connect(self._remove)
            chip.clicked.connect(self._remove)
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._chosen))
        self._add.line().setPlaceholderText(ADD_ANOTHER if self._chosen else self._placeholder)
        self._add.set_value(None)
        self._add.set_options([(code, label) for code, label in self._labels.items() if code not in self._chosen])

    def changeEvent(self, event: QEvent) -> None:
        """Set the chips out again when the theme changes their size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._flow.invalidate()
