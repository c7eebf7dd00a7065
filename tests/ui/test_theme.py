"""Tokens, theme, icons and marks."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from spp_desktop.resources import resource
from spp_desktop.ui import icons, theme
from spp_desktop.ui.marks import RATING_MARKS, RISK_MARKS, MarkLabel, risk_phrase, signed
from spp_desktop.ui.tokens import tokens

# WCAG pairs and least ratios of the house style.
TEXT_PAIRS = [
    ("text", "surface"), ("text", "canvas"), ("text", "rail"), ("text", "select"), ("text-2", "surface"),
    ("text-2", "rail"), ("text-2", "sunken"), ("text-3", "surface"), ("text-3", "canvas"), ("text-3", "rail"),
    ("text-3", "select"), ("accent", "surface"), ("accent", "canvas"), ("on-accent", "accent"),
    ("on-accent", "accent-hover"), ("on-accent", "accent-press"), ("red-text", "surface"), ("red-text", "select"),
    ("amber-text", "surface"), ("green-text", "surface"), ("blue-text", "surface"), ("purple-text", "surface"),
    ("text", "amber-soft"), ("text", "red-soft"), ("text", "purple-soft"), ("on-select", "select"),
    ("on-red", "red"), ("on-amber", "amber"), ("on-green", "green"), ("on-blue", "blue"), ("on-grey", "grey"),
    ("on-purple", "purple"),
]  # fmt: skip
EDGE_PAIRS = [("control", "surface"), ("control", "canvas"), ("focus", "surface"), ("amber-edge", "surface"),
              ("red", "surface"), ("green", "surface"), ("blue", "surface")]  # fmt: skip


def luminance(hex_colour: str) -> float:
    """Relative luminance, WCAG 2."""
    parts = [int(hex_colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_can_be_read(scheme: str) -> None:
    colours = getattr(tokens(), scheme)
    faint = [pair for pair in TEXT_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    faint += [pair for pair in EDGE_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert faint == []


def test_both_schemes_have_the_same_roles() -> None:
    assert set(tokens().light) == set(tokens().dark)


def test_a_forced_scheme_reaches_palette_sheet_and_painters(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "dark")
    assert theme.is_dark()
    assert theme.colour("canvas") == QColor("#13181D")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#13181D")
    assert "#13181D" in qapp.styleSheet()
    assert "@" not in qapp.styleSheet()
    theme.apply_theme(qapp, "light")
    assert not theme.is_dark()
    assert theme.colour("canvas") == QColor("#F3F5F7")


def test_larger_text_adds_fifteen_per_cent(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light", larger_text=True)
    assert theme.font("body").pixelSize() == 15
    assert theme.height("row") == 34
    assert theme.height("control") == 34
    theme.apply_theme(qapp, "light")
    assert theme.height("row") == 30


def test_a_contrast_theme_takes_every_colour_from_the_system() -> None:
    system = QPalette()
    role = QPalette.ColorRole
    for where, colour in ((role.Window, "#000000"), (role.WindowText, "#FFFFFF"), (role.Highlight, "#1AEBFF"),
                          (role.HighlightedText, "#000000")):  # fmt: skip
        system.setColor(where, QColor(colour))
    colours = theme.contrast_colours(system)
    assert set(colours) == set(tokens().light)
    assert colours["surface"] == colours["amber"] == "#000000"
    assert colours["text"] == colours["red"] == colours["line-strong"] == "#ffffff"
    assert colours["select"] == "#1aebff"
    assert colours["on-select"] == "#000000"


def test_an_icon_changes_colour_with_the_theme(qapp: QApplication, qtbot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.dress(button, "save", "text")
    light = button.icon().pixmap(16, 16).toImage()
    theme.apply_theme(qapp, "dark")
    dark = button.icon().pixmap(16, 16).toImage()
    assert light != dark
    inked = {dark.pixelColor(x, y).name() for x in range(16) for y in range(16) if dark.pixelColor(x, y).alpha() == 255}
    assert inked == {"#e7ecf1"}


def test_an_icon_that_does_not_ship_is_not_passed_over(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no_such_drawing")


def test_the_notice_ships_with_the_icons() -> None:
    assert "MIT License" in resource("icons", "NOTICE.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("mark", "inked"),
    [(RISK_MARKS["high"], "#a81b26"), (RISK_MARKS["medium"], "#e9a823"), (RATING_MARKS["green"], "#23804f")],
)
def test_a_mark_is_filled_with_its_colour(qapp: QApplication, mark, inked: str) -> None:
    picture = icons.drawing("marks", mark.drawing, width=18).toImage()
    assert picture.pixelColor(4, 9).name() == inked


def test_marks_of_one_kind_differ_without_colour(qapp: QApplication) -> None:
    for marks in (RISK_MARKS, RATING_MARKS):
        assert len({(mark.drawing, mark.letter) for mark in marks.values()}) == len(marks)
        assert len({mark.letter for mark in marks.values()}) == len(marks)


def test_a_mark_says_its_whole_phrase(qtbot) -> None:
    label = MarkLabel("risk", "high", phrase=risk_phrase("high", 29, 41, 7))
    qtbot.addWidget(label)
    assert label.accessibleName() == "High, 29 of 41, up 7"
    label.show_mark(None)
    assert label.accessibleName() == "Not assessed"
    assert not label.grab().isNull()


@pytest.mark.parametrize(
    ("value", "places", "text"), [(-13.1, 1, "−13.1"), (7, 0, "+7"), (-0.04, 1, "0.0"), (0, 0, "0")]
)
def test_a_minus_is_a_minus(value: float, places: int, text: str) -> None:
    assert signed(value, places) == text
