"""The parts of a page, by what an officer does with them."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from spp_desktop.domain.dates import When
from spp_desktop.ui import privacy
from spp_desktop.ui.widgets.buttons import button, disable
from spp_desktop.ui.widgets.card import EmptyState, SafeContactStrip
from spp_desktop.ui.widgets.chips import AddChip, Chip
from spp_desktop.ui.widgets.choice import CHOOSE_FROM_LIST, ChoiceBox, MultiChoice
from spp_desktop.ui.widgets.day import REAL_DATE, DayEdit, WhenEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.flow import FlowLayout
from spp_desktop.ui.widgets.labels import KeyHint, text_label
from spp_desktop.ui.widgets.notices import InlineProgress, Toast
from spp_desktop.ui.widgets.segmented import SegmentedControl, TriAnswer
from spp_desktop.ui.widgets.status import StatusBar
from spp_desktop.ui.widgets.strips import Facts, FilterBar, SelectionBar, Tab, TabStrip
from spp_desktop.ui.widgets.text import LongText, worked_out
from spp_desktop.ui.widgets.timeline import Entry, Period, Timeline
from tests.ui.sweep import nameless, unlabelled


def monday() -> date:
    """Mon 12 Mar 2012."""
    return date(2012, 3, 12)


OWNERS = (("hw", "Hannah Whitfield"), ("iq", "Imran Qureshi"), ("gt", "George Tolley"))


@pytest.mark.parametrize(
    ("typed", "day", "shown"),
    [("5/3/12", date(2012, 3, 5), "5 Mar 2012"), ("5 mar", date(2012, 3, 5), "5 Mar 2012"),
     ("today", date(2012, 3, 12), "12 Mar 2012"), ("+3d", date(2012, 3, 15), "15 Mar 2012"), ("", None, "")],
)  # fmt: skip
def test_a_day_is_typed_as_it_is_spoken(qtbot, typed: str, day: date | None, shown: str) -> None:
    edit = DayEdit(monday)
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, typed)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value() == day
    assert edit.text() == shown
    assert edit.problem() == ""


def test_words_that_are_no_day_stay_and_are_marked(qtbot) -> None:
    edit = DayEdit(monday)
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, "31/2/2012")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.value(), edit.text(), edit.problem()) == (None, "31/2/2012", REAL_DATE)


def test_a_day_is_picked_from_the_calendar(qtbot) -> None:
    edit = DayEdit(monday)
    qtbot.addWidget(edit)
    edit.show()
    heard = []
    edit.committed.connect(lambda: heard.append(edit.value()))
    qtbot.keyClick(edit, Qt.Key.Key_F4)
    assert edit._calendar.selectedDate() == QDate(2012, 3, 12)
    edit._calendar.clicked.emit(QDate(2012, 2, 20))
    assert edit.value() == date(2012, 2, 20)
    assert heard[-1] == date(2012, 2, 20)


def test_a_moment_keeps_its_time_when_the_day_is_picked(qtbot) -> None:
    edit = WhenEdit(monday)
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, "sat 2340")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value() == When(date(2012, 3, 10), time(23, 40))
    edit.take(date(2012, 3, 9))
    assert edit.value() == When(date(2012, 3, 9), time(23, 40))


def test_segments_can_be_unset(qtbot) -> None:
    segments = SegmentedControl((("p", "Personal"), ("n", "Nuisance")))
    qtbot.addWidget(segments)
    heard: list[str | None] = []
    segments.changed.connect(heard.append)
    assert segments.value() is None
    qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert segments.value() == "p"
    qtbot.keyClick(segments, Qt.Key.Key_Right)
    qtbot.keyClick(segments, Qt.Key.Key_Backspace)
    assert segments.value() is None
    assert heard == ["p", "n", None]


def test_segments_are_pressed_with_the_mouse(qtbot) -> None:
    segments = SegmentedControl((("p", "Personal"), ("n", "Nuisance")))
    qtbot.addWidget(segments)
    segments.resize(segments.sizeHint())
    segments.show()
    where = segments.rect().center()
    where.setX(segments.width() - 10)
    qtbot.mouseClick(segments, Qt.MouseButton.LeftButton, pos=where)
    assert segments.value() == "n"
    qtbot.mouseClick(segments, Qt.MouseButton.LeftButton, pos=where)
    assert segments.value() is None


def test_yes_no_dont_know_and_not_asked_all_look_different(qtbot) -> None:
    tri = TriAnswer()
    qtbot.addWidget(tri)
    tri.resize(tri.sizeHint())
    looks = []
    for answer in (None, "yes", "no", "unknown"):
        tri.set_value(answer)
        looks.append(tri.grab().toImage())
    assert all(one != other for n, one in enumerate(looks) for other in looks[n + 1 :])


def test_letters_answer_and_move_on(qtbot) -> None:
    tri = TriAnswer()
    qtbot.addWidget(tri)
    assert tri.accessibleDescription() == "Not asked yet"
    with qtbot.waitSignal(tri.answered):
        qtbot.keyClick(tri, Qt.Key.Key_D)
    assert tri.value() == "unknown"
    qtbot.keyClick(tri, Qt.Key.Key_Backspace)
    assert tri.value() is None
    assert tri.accessibleDescription() == "Not asked yet"


def test_a_choice_is_found_by_any_part_of_its_label(qtbot) -> None:
    box = ChoiceBox(OWNERS)
    qtbot.addWidget(box)
    assert box.value() is None
    qtbot.keyClicks(box.line(), "qure")
    box.line().editingFinished.emit()
    assert box.value() == "iq"
    assert box.currentText() == "Imran Qureshi"


def test_words_that_are_no_choice_are_marked_and_nothing_is_chosen(qtbot) -> None:
    box = ChoiceBox(OWNERS)
    qtbot.addWidget(box)
    box.set_value("hw")
    heard: list[str | None] = []
    box.changed.connect(heard.append)
    box.line().selectAll()
    qtbot.keyClicks(box.line(), "nobody")
    box.line().editingFinished.emit()
    assert (box.value(), box.problem()) == (None, CHOOSE_FROM_LIST)
    assert heard == [None]


def test_a_recorded_choice_that_is_no_longer_offered_still_shows(qtbot) -> None:
    box = ChoiceBox(OWNERS)
    qtbot.addWidget(box)
    box.set_value("old", keep_label="Left the team")
    assert (box.value(), box.currentText()) == ("old", "Left the team")


def test_several_choices_are_added_and_taken_away(qtbot) -> None:
    box = MultiChoice(OWNERS)
    qtbot.addWidget(box)
    assert box.value() is None
    heard: list[object] = []
    box.changed.connect(heard.append)
    for words in ("tolley", "hannah"):
        qtbot.keyClicks(box._add.line(), words)
        box._add.line().editingFinished.emit()
    assert box.value() == ("hw", "gt")
    chips = [chip for chip in box.findChildren(Chip) if not chip.isHidden()]
    qtbot.keyClick(chips[0], Qt.Key.Key_Delete)
    assert box.value() == ("gt",)
    assert heard == [("gt",), ("hw", "gt"), ("gt",)]


def test_long_text_grows_to_eight_lines_and_no_further(qtbot) -> None:
    box = LongText()
    qtbot.addWidget(box)
    box.resize(300, box.height())
    box.show()
    three = box.height()
    box.setPlainText("\n".join("abcdefgh"[:6]))
    six = box.height()
    box.setPlainText("\n".join("x" * 30))
    eight = box.height()
    assert three < six < eight
    box.setPlainText("\n".join("x" * 60))
    assert box.height() == eight


def test_a_field_row_tells_eye_and_ear_the_same(qtbot) -> None:
    field = QLineEdit()
    row = FieldRow("&Owner", field, hint="Who works it", required=True)
    qtbot.addWidget(row)
    assert row.label.buddy() is field
    assert field.accessibleName() == "Owner, required"
    assert field.accessibleDescription() == "Who works it"
    row.set_problem("Choose an owner")
    assert row.message == "Choose an owner"
    assert field.accessibleDescription() == "Error: Choose an owner Who works it"
    assert field.property("state") == "error"
    row.set_problem("Odd owner", "warning")
    assert field.property("state") == "warning"
    assert field.accessibleDescription().startswith("Warning: Odd owner")
    row.set_problem("")
    assert (row.message, field.property("state")) == ("", "")
    assert not unlabelled(row)
    assert not nameless(row)


def test_the_sweep_finds_a_field_without_a_label(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    rows = QVBoxLayout(page)
    rows.addWidget(QLineEdit())
    assert len(nameless(page)) == 1
    assert len(unlabelled(page)) == 1


def test_a_chip_goes_by_key_and_by_its_cross(qtbot) -> None:
    chip = Chip("Status", "Open")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    heard: list[str] = []
    chip.removed.connect(lambda: heard.append("removed"))
    chip.clicked.connect(lambda: heard.append("changed"))
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    cross = chip.rect().center()
    cross.setX(chip.width() - 12)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center() / 2)
    assert heard == ["removed", "removed", "changed"]
    assert chip.accessibleName() == "Filter: Status Open"


def test_a_toast_offers_undo_and_passes_from_the_corner(qtbot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    host.show()
    toast = Toast(host)
    undone: list[bool] = []
    toast.say("3 cases assigned", lambda: undone.append(True))
    assert toast.isVisible()
    assert toast.geometry().bottom() < 600
    assert toast.undo()
    assert undone == [True]
    assert not toast.isVisible()
    assert not toast.undo()
    toast.say("Saved")
    toast._timer.timeout.emit()
    toast._timer.stop()
    assert not toast.isVisible()


def test_progress_says_how_far_in_numbers_and_can_be_cancelled(qtbot) -> None:
    bar = InlineProgress("Reading police file")
    qtbot.addWidget(bar)
    bar.progress("Reading police file", 12_400, 31_000)
    assert bar.words() == "Reading police file, 12,400 of 31,000"
    with qtbot.waitSignal(bar.cancelled):
        qtbot.mouseClick(bar._cancel, Qt.MouseButton.LeftButton)
    assert bar.words() == "Cancelling…"


def test_the_status_bar_says_marking_state_and_notes(qtbot) -> None:
    bar = StatusBar("RESTRICTED")
    qtbot.addWidget(bar)
    bar.set_saved("All changes saved 09:14")
    bar.set_note("data", "Made-up data")
    assert bar.words() == ("RESTRICTED", "All changes saved 09:14", "Made-up data")
    bar.set_note("data", "")
    bar.set_keys([(key, "does") for key in "ABCDEFG"])
    assert bar.words() == ("RESTRICTED", "All changes saved 09:14")
    assert len([hint for hint in bar.findChildren(KeyHint) if not hint.isHidden()]) == 5


def test_what_somebody_typed_is_never_markup(qtbot) -> None:
    label = text_label("<b>bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_disabled_control_says_why(qtbot) -> None:
    save = button("&Save", "primary", icon="save")
    qtbot.addWidget(save)
    disable(save, "2 things to fix first")
    assert save.toolTip() == save.accessibleDescription() == "2 things to fix first"


def test_the_strip_says_when_safe_contact_was_never_asked(qtbot) -> None:
    strip = SafeContactStrip()
    qtbot.addWidget(strip)
    strip.show_rule("")
    assert "not asked yet" in strip.accessibleName()
    strip.show_rule("Text after 16:00. Never ring.")
    assert strip.accessibleName() == "Safe contact: Text after 16:00. Never ring."
    with qtbot.waitSignal(strip.contact_asked):
        qtbot.mouseClick(strip.contact, Qt.MouseButton.LeftButton)


def test_a_worked_out_value_can_be_read_but_not_typed(qtbot) -> None:
    field = worked_out("Central and North")
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "x")
    assert field.text() == "Central and North"
    assert field.isReadOnly()


def test_names_can_be_hidden_on_screen(qtbot) -> None:
    label = privacy.PrivateLabel("Ewa Kowalczyk")
    qtbot.addWidget(label)
    label.resize(200, 20)
    seen = label.grab().toImage()
    assert privacy.toggle()
    hidden = label.grab().toImage()
    assert not privacy.toggle()
    assert seen != hidden
    assert label.grab().toImage() == seen


def test_parts_wrap_where_they_do_not_fit(qtbot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host)
    for n in range(6):
        flow.addWidget(Chip("Filter", str(n)))
    flow.addWidget(AddChip())
    assert flow.heightForWidth(2000) < flow.heightForWidth(200)


def test_an_empty_state_says_what_and_what_next(qtbot) -> None:
    empty = EmptyState("No ASB cases match these filters", "There are 19 open cases in all.")
    qtbot.addWidget(empty)
    assert empty.accessibleName() == "No ASB cases match these filters. There are 19 open cases in all."
    assert not empty.grab().isNull()


def test_saved_views_keep_the_one_in_view_and_say_their_counts(qtbot) -> None:
    strip = TabStrip("Saved views")
    qtbot.addWidget(strip)
    chosen: list[str] = []
    strip.chosen.connect(chosen.append)
    strip.set_tabs([Tab("open", "Open", 84), Tab("high", "High risk", 17, errors=1)])
    assert strip.code() == "open"
    strip.choose(1)
    strip.choose(7)
    assert chosen == ["high"]
    strip.set_tabs([Tab("new", "New"), Tab("open", "Open", 83), Tab("high", "High risk", 18)])
    assert strip.code() == "high"
    assert chosen == ["high"]
    assert strip.accessibleTabName(2) == "High risk, 18"
    strip.set_tabs([Tab("open", "Open", 84)])
    assert strip.code() == "open"
    assert not strip.grab().isNull()


def test_filters_stand_in_words_and_can_be_taken_away(qtbot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(1000, 42)
    bar.show()
    removed: list[str] = []
    bar.removed.connect(removed.append)
    bar.set_filters([("status", "Status", "Open"), ("band", "Risk", "High or Medium")])
    bar.set_count(61, 84)
    chips = [chip for chip in bar.findChildren(Chip) if not chip.isHidden()]
    assert [chip.text() for chip in chips] == ["Status Open", "Risk High or Medium"]
    assert bar.count.text() == "Showing 61 of 84"
    qtbot.keyClick(chips[1], Qt.Key.Key_Delete)
    assert removed == ["band"]
    assert nameless(bar) == []
    assert unlabelled(bar) == []


def test_the_quick_filter_empties_and_then_leaves(qtbot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    typed: list[str] = []
    left: list[bool] = []
    bar.typed.connect(typed.append)
    bar.line.left.connect(lambda: left.append(True))
    qtbot.keyClicks(bar.line, "ko")
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert left == []
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert typed == ["k", "ko", ""]
    assert left == [True]


def test_the_selection_bar_comes_and_goes(qtbot) -> None:
    bar = SelectionBar("Exports are logged")
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_count(3)
    assert not bar.isHidden()
    bar.show_count(0)
    assert bar.isHidden()


def test_a_timeline_says_opens_and_hides_free_text(qtbot) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(320, 300)
    timeline.set_entries(
        [Period("Last week"), Entry(5, "Text to mobile", "Feels unsafe.", "H. Whitfield", "chat", "blue", fixed=True)]
    )
    assert timeline.model().index(1, 0).data() == "Text to mobile. Feels unsafe. H. Whitfield"
    opened: list[object] = []
    timeline.opened.connect(opened.append)
    timeline.activated.emit(timeline.model().index(1, 0))
    timeline.activated.emit(timeline.model().index(0, 0))
    assert opened == [5]
    seen = timeline.grab().toImage()
    privacy.toggle()
    assert timeline.grab().toImage() != seen


def test_facts_are_replaced_whole(qtbot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    facts.set_facts([("Risk", "High, 29 of 41"), ("Owner", "Hannah Whitfield")])
    facts.set_facts([("Risk", "Medium")])
    shown = [label.text() for label in facts.findChildren(QLabel) if not label.parentWidget().isHidden()]
    assert shown == ["Risk", "Medium"]
