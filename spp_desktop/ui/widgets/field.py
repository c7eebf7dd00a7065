"""One row of a form: a label that is the field's buddy, the field, its hint, and what is wrong beneath it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from spp_desktop.ui import icons
from spp_desktop.ui.widgets.labels import text_label

State = Literal["", "error", "warning"]
NOT_ANSWERED = "not answered"


class FieldRow(QWidget):
    """A field under its label. ``&`` in the label marks an access key; ``required`` says so beside it.

    The field takes the label as accessible name, and hint and problem as accessible description, so a screen
    reader says on arrival what the eye sees.
    """

    def __init__(
        self, label: str, field: QWidget, *, hint: str = "", required: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._hint_text = hint
        self._state: State = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        self.label = text_label(label, "label")
        self.label.setBuddy(field)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(4)
        head.addWidget(self.label)
        self.aside = text_label("required" if required else "", "caption")
        head.addWidget(self.aside)
        if not required:
            self.aside.hide()
        head.addStretch()
        rows.addLayout(head)
        rows.addWidget(field)
        self._hint = text_label(hint, "caption", wrap=True)
        rows.addWidget(self._hint)
        self._hint.setHidden(not hint)
        self._problem = QWidget(self)
        line = QHBoxLayout(self._problem)
        line.setContentsMargins(0, 1, 0, 0)
        line.setSpacing(5)
        self._sign = QLabel()
        self._sign.setFixedSize(16, 16)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._words = text_label("", "error", wrap=True)
        line.addWidget(self._words, 1)
        self._problem.hide()
        rows.addWidget(self._problem)
        field.setAccessibleName(label.replace("&", "") + (", required" if required else ""))
        field.setAccessibleDescription(hint)

    @property
    def state(self) -> State:
        """Whether an error or a warning stands under the field."""
        return self._state

    @property
    def message(self) -> str:
        """The problem shown; empty when there is none."""
        return self._words.text() if self._state else ""

    def set_hint(self, hint: str) -> None:
        """Show another hint under the field."""
        self._hint_text = hint
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not self._state)
        self._describe()

    def set_aside(self, words: str) -> None:
        """Show a word beside the label, such as "required" or "not answered"."""
        self.aside.setText(words)
        self.aside.setHidden(not words)

    def set_problem(self, message: str, state: State = "error") -> None:
        """Show what is wrong in one sentence, or nothing for an empty one; a screen reader is told."""
        state = state if message else ""
        if (state, message) == (self._state, self._words.text()):
            return
        self._state = state
        self._words.setText(message)
        self._words.setProperty("role", state or "error")
        _repolish(self._words)
        self._draw_sign()
        self._problem.setVisible(bool(message))
        self._hint.setVisible(bool(self._hint_text) and not message)
        self._mark_field(state)
        self._describe()
        if message:
            QAccessible.updateAccessibility(QAccessibleEvent(self.field, QAccessible.Event.DescriptionChanged))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign again in the theme's colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._draw_sign()

    def _mark_field(self, state: State) -> None:
        marker = getattr(self.field, "set_state", None)
        if callable(marker):
            marker(state)
        elif self.field.property("state") != state:
            self.field.setProperty("state", state)
            _repolish(self.field)

    def _draw_sign(self) -> None:
        if self._state:
            drawing, role = ("error_circle", "red-text") if self._state == "error" else ("warning", "amber-text")
            self._sign.setPixmap(icons.pixmap(drawing, role))

    def _describe(self) -> None:
        said = f"{'Error' if self._state == 'error' else 'Warning'}: {self.message}" if self._state else ""
        self.field.setAccessibleDescription(" ".join(part for part in (said, self._hint_text) if part))


def _repolish(widget: QWidget) -> None:
    """Let the style sheet see a property that has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
