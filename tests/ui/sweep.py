"""Sweeps over whatever a window holds: nothing without a name, no field without its label, no key with two meanings."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from spp_desktop.ui.widgets.choice import MultiChoice
from spp_desktop.ui.widgets.segmented import SegmentedControl

EDITORS = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, SegmentedControl, MultiChoice)
NAMED = (*EDITORS, QAbstractButton, QAbstractItemView, QTabBar)


def nameless(root: QWidget) -> list[str]:
    """Controls that take the keyboard and would be silent to a screen reader."""
    found = (widget for kind in NAMED for widget in root.findChildren(kind))
    return sorted({_where(w) for w in found if _ours(w) and _reachable(w) and not _name(w)})


def unlabelled(root: QWidget) -> list[str]:
    """Fields that no label is the buddy of. A search or filter field says by ``ownLabel`` that it needs none."""
    buddies = {label.buddy() for label in root.window().findChildren(QLabel) if label.buddy() is not None}
    found = (widget for kind in EDITORS for widget in root.findChildren(kind))
    return sorted(
        {
            _where(w)
            for w in found
            if _ours(w) and w not in buddies and not w.property("ownLabel") and not _inside(w, MultiChoice)
        }
    )


def clashing_keys(window: QWidget) -> list[str]:
    """Keys that two enabled actions live at the same moment both answer to."""
    meaning: dict[tuple[str, object], set[str]] = defaultdict(set)
    for action in window.findChildren(QAction):
        owner = action.parent()
        if not isinstance(owner, QWidget) or not owner.isVisibleTo(window) or not action.isEnabled():
            continue
        everywhere = action.shortcutContext() == Qt.ShortcutContext.WindowShortcut
        for key in action.shortcuts():
            meaning[key.toString(QKeySequence.SequenceFormat.PortableText), None if everywhere else owner].add(
                action.objectName() or action.text()
            )
    wide = {key: names for (key, owner), names in meaning.items() if owner is None}
    clashes = [f"{key}: {sorted(names)}" for (key, _), names in meaning.items() if len(names) > 1]
    narrow = [(key, names) for (key, owner), names in meaning.items() if owner is not None]
    return sorted(clashes + [f"{key}: {sorted(names | wide[key])}" for key, names in narrow if key in wide])


def clashing_access_keys(root: QWidget) -> list[str]:
    """Underlined letters that two visible controls of one page share."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in (QAbstractButton, QLabel):
        for widget in root.findChildren(kind):
            if widget.isVisibleTo(root) and not (isinstance(widget, QLabel) and widget.buddy() is None):
                letter = QKeySequence.mnemonic(widget.text()).toString()
                if letter:
                    found[letter].add(widget.text())
    return sorted(f"{letter}: {sorted(texts)}" for letter, texts in found.items() if len(texts) > 1)


def _ours(widget: QWidget) -> bool:
    """Not a part that Qt made inside a control of its own."""
    parent = widget.parentWidget()
    return not (
        widget.objectName().startswith("qt_")
        or isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit)
        or _inside(widget, QComboBox)
        or any(p.inherits("QCalendarWidget") or p.inherits("QTabBar") for p in _ancestors(widget))
    )


def _reachable(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def _inside(widget: QWidget, kind: type[QWidget]) -> bool:
    return any(isinstance(parent, kind) for parent in _ancestors(widget))


def _ancestors(widget: QWidget) -> list[QWidget]:
    found = []
    parent = widget.parentWidget()
    while parent is not None:
        found.append(parent)
        parent = parent.parentWidget()
    return found


def _where(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parentWidget()).__name__}"
