"""The window: going about, news, keys, menus, questions, the palette, and what happens when something fails."""

from __future__ import annotations

import sys
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.domain.permissions import Right, Role
from spp_desktop.ui import crash, memory, work
from spp_desktop.ui.actions import ACTIONS, LETTERS_LIVE_IN, LIVE_TOGETHER, Action, attach, clashes, key_hints
from spp_desktop.ui.ask import Answer, Choice, Question, Trouble, trouble_of
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import Heading, Page, PageSpec, SizeClass
from spp_desktop.ui.palette import Found, Palette
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import KeyHint
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.window import Window
from tests.ui import sweep
from tests.ui.conftest import OFFICER
from tests.ui.fakes import FakeAsk

BUILT: list[str] = []
OPENED: list[object] = []


class Example(Page):
    """A page that notes what it is told."""

    places = frozenset({"page", "form"})
    hints = ("save", "fix.next", "search", "pane.next", "back", "lock")
    primary = "case.new"

    def __init__(self, window: Window, name: str) -> None:
        super().__init__(window)
        self.name = name
        self.told: list[object] = []
        self.stays = False
        rows = QVBoxLayout(self)
        self.field = QLineEdit()
        rows.addWidget(FieldRow("&Owner", self.field))

    def heading(self) -> Heading:
        return Heading(self.name, "3 open")

    def refresh(self, changes: Changes) -> None:
        self.told.append(changes)

    def set_size_class(self, size: SizeClass) -> None:
        self.told.append(size)

    def show_at(self, **at: object) -> None:
        if at:
            self.told.append(at)

    def may_leave(self) -> bool:
        return not self.stays

    def save(self) -> None:
        self.told.append("saved")


def build_one(window: Window) -> Page:
    BUILT.append("one")
    return Example(window, "One")


def build_two(window: Window) -> Page:
    BUILT.append("two")
    return Example(window, "Two")


def build_case(window: Window, case_id: UUID) -> Page:
    return Example(window, f"ASB-2012-{case_id.int:04}")


HERE = __name__
PAGES = (
    PageSpec("one", "One", "home", f"{HERE}:build_one"),
    PageSpec("two", "Two", "board", f"{HERE}:build_two", "Group", words="the second"),
    PageSpec("erase", "Erase", "warning", f"{HERE}:build_two", right=Right.ERASE),
)


@pytest.fixture
def window(qtbot, me, monkeypatch):
    monkeypatch.setitem(sys.modules, HERE, sys.modules.get(HERE) or sys.modules[__name__])
    BUILT.clear()
    made = MainWindow(me, "Main office", pages=PAGES, first="one", find=find, case_page=f"{HERE}:build_case")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.ask = FakeAsk()
    for case in made.case_windows():
        case.close()


def find(typed: str, limit: str) -> list[Found]:
    """What the palette finds: somebody, whenever the letters fit."""
    people = [("Ewa Kowalczyk", "ASB-2012-0147"), ("Piotr Kowal", "ASB-2011-0702")]
    return [
        Found(name, reference, lambda new, r=reference: OPENED.append((r, new)), private=True)
        for name, reference in people
        if typed.casefold() in name.casefold()
    ]


def test_pages_are_built_on_their_first_visit(window: MainWindow) -> None:
    assert BUILT == ["one"]
    window.go("two")
    window.go("one")
    window.go("two")
    assert BUILT == ["one", "two"]


def test_a_page_the_officer_may_not_have_does_not_exist(window: MainWindow) -> None:
    assert "erase" not in window.rail.buttons
    window.go("erase")
    assert window.page_in_view().name == "One"


def test_the_title_says_page_store_product_and_marking(window: MainWindow) -> None:
    assert window.windowTitle() == "One – Main office – SPP Desktop – RESTRICTED"
    assert window.top.title.text() == "One"
    window.rail.buttons["two"].click()
    assert window.windowTitle() == "Two – Main office – SPP Desktop – RESTRICTED"


def test_back_goes_where_one_was(window: MainWindow) -> None:
    window.go("two", tab="b")
    window.go("one")
    window.back()
    assert window.page_in_view().name == "Two"
    assert window.page_in_view().told[-1] == {"tab": "b"}
    window.back()
    window.back()
    assert window.page_in_view().name == "One"


def test_a_page_may_ask_to_stay(window: MainWindow) -> None:
    window.page_in_view().stays = True
    window.go("two")
    assert window.page_in_view().name == "One"
    assert window.rail.buttons["one"].isChecked()
    assert not window.close()
    window.page("one").stays = False


def test_news_reaches_the_page_in_view_now_and_others_when_next_seen(window: MainWindow) -> None:
    window.go("two")
    one, two = window.page("one"), window.page("two")
    first, second = Changes(kinds=frozenset({"lists"})), Changes(cases=frozenset({UUID(int=1)}))
    one.told.clear()
    window.done(first)
    window.done(second)
    assert two.told[-2:] == [first, second]
    assert one.told == []
    window.go("one")
    assert one.told == [first | second]
    assert "All changes saved 09:14" in window.status.words()


def test_the_window_narrows_with_its_width(window: MainWindow, qtbot) -> None:
    window.resize(1093, 614)
    assert window.rail.width() == 48
    assert window.page("one").told[-1] is SizeClass.COMPACT
    window.resize(1366, 768)
    assert window.rail.width() == 200
    window.resize(1920, 1080)
    assert window.rail.width() == 216
    assert window.page("one").told[-1] is SizeClass.WIDE


def test_five_keys_show_at_most(window: MainWindow) -> None:
    assert key_hints(("save", "open")) == (("Ctrl+S", "save"), ("Enter", "open"))
    shown = [w for w in window.status.findChildren(KeyHint) if not w.isHidden()]
    assert len(shown) == 5


def test_shortcuts_reach_page_and_window(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    page = window.page_in_view()
    qtbot.keyClick(page.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.told[-1] == "saved"
    with qtbot.waitSignal(window.lock_asked):
        qtbot.keyClick(page.field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_f6_goes_round_the_panes(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    window.page_in_view().field.setFocus()
    seen = []
    for _ in range(3):
        window.next_pane()
        focus = QApplication.focusWidget()
        seen.append(next(n for n, pane in enumerate(window.panes()) if pane.isAncestorOf(focus)))
    assert seen == [0, 1, 2]
    window.previous_pane()
    assert window.top.isAncestorOf(QApplication.focusWidget())


def test_menus_come_on_alt_and_hold_what_is_live(window: MainWindow, qtbot) -> None:
    bar = window.menuBar()
    assert not bar.isVisible()
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyPress(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert not bar.isVisible()
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert bar.isVisible()
    files = next(action.menu() for action in bar.actions() if action.text() == "&File")
    files.aboutToShow.emit()
    assert [item.text() for item in files.actions()] == [
        "New case",
        "Save",
        "Lock now",
        "Change your passphrase…",
        "Close window",
    ]


def test_a_case_opens_in_a_window_of_its_own_once(window: MainWindow, qtbot) -> None:
    case = UUID(int=147)
    window.open_case(case)
    window.open_case(case, tab="risk")
    (opened,) = window.case_windows()
    assert opened.windowTitle() == "ASB-2012-0147 – Main office – SPP Desktop – RESTRICTED"
    assert opened.page_in_view().told[-1] == {"tab": "risk"}
    changes = Changes(cases=frozenset({case}))
    opened.done(changes)
    assert opened.page_in_view().told[-1] == changes
    assert window.page_in_view().told[-1] == changes
    opened.close()
    assert window.case_windows() == ()


def test_nothing_is_nameless_unlabelled_or_two_things_at_once(window: MainWindow) -> None:
    assert sweep.nameless(window) == []
    assert sweep.unlabelled(window) == []
    assert sweep.clashing_keys(window) == []
    assert sweep.clashing_access_keys(window) == []


# The table of actions


def test_no_key_means_two_things_at_once() -> None:
    assert clashes() == ()


def test_a_clash_is_found() -> None:
    twice = Action("again", "Again", "again", frozenset({"list"}), ("Ctrl+L",))
    assert clashes((*ACTIONS, twice)) == (("Ctrl+L", ("again", "lock")),)


def test_every_place_is_live_with_some_other(window: MainWindow) -> None:
    assert {place for action in ACTIONS for place in action.live} <= frozenset().union(*LIVE_TOGETHER)
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_single_letters_are_keys_in_lists_only() -> None:
    single = [action for action in ACTIONS if any(len(key) == 1 for key in action.keys)]
    assert [action.id for action in single if not action.live & LETTERS_LIVE_IN] == []


def test_single_letters_can_be_switched_off(window: MainWindow) -> None:
    class Host(QWidget):
        def add_contact(self) -> None: ...

        def copy_row(self) -> None: ...

    host = Host(window)
    assert attach(host, host, {"list"}, OFFICER.roles)["note.add"].shortcut().toString() == "N"
    memory.remember("letters", False)
    try:
        made = attach(host, host, {"list"}, OFFICER.roles)
    finally:
        memory.remember("letters", True)
    assert made["note.add"].shortcuts() == []
    assert made["copy.row"].shortcut().toString() == "Ctrl+C"


def test_an_action_beyond_the_officers_rights_is_absent(qtbot, me) -> None:
    analyst = replace(me, officer=replace(OFFICER, roles=(Role.ANALYST,)))
    window = MainWindow(analyst, "Main office", pages=PAGES, first="one")
    qtbot.addWidget(window)
    assert "case.new" not in window.window_actions
    assert window.top.primary.isHidden()


# Questions


def test_a_question_waits_for_its_reason(window: MainWindow, qtbot) -> None:
    answers: list[Answer] = []
    choices = (Choice("no", "Keep"), Choice("yes", "Refuse bundle", "harm"))
    window.ask.question(Question("Refuse this bundle?", "", choices, "no", reason="Why"), answers.append)
    sheet = window.findChild(Sheet)
    assert sheet.isModal()
    assert not sheet.buttons["yes"].isEnabled()
    qtbot.keyClicks(sheet.reason, "A copy")
    qtbot.mouseClick(sheet.buttons["yes"], Qt.MouseButton.LeftButton)
    assert answers == [Answer("yes", "A copy")]


def test_escape_gives_the_safe_answer_once(window: MainWindow, qtbot) -> None:
    answers: list[Answer] = []
    window.ask.question(Question("Close without saving?"), answers.append)
    qtbot.keyClick(window.findChild(Sheet), Qt.Key.Key_Escape)
    assert answers == [Answer("cancel")]


def test_trouble_says_what_is_safe_and_copies_no_words(window: MainWindow, qtbot) -> None:
    window.ask.trouble(
        trouble_of(StoreTrouble("Drive D: is full"), doing="The disk is full, so this case was not saved")
    )
    sheet = window.findChild(Sheet)
    assert sheet.title.text() == "The disk is full, so this case was not saved"
    sheet._copy_details()
    assert "Drive" not in QApplication.clipboard().text()
    assert "StoreTrouble" in QApplication.clipboard().text()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_what_was_not_saved_is_tried_again_by_return_and_not_by_escape(window: MainWindow, qtbot) -> None:
    tried: list[str] = []
    for pressed in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        window.not_saved(StoreTrouble("The disk is full"), "This case was not saved", lambda: tried.append("again"))
        sheet = next(each for each in window.findChildren(Sheet) if each.isVisible())
        assert sheet.title.text() == "This case was not saved"
        qtbot.keyClick(sheet.default, pressed)
        work.settle()
    assert tried == ["again"]


def test_a_failure_nobody_waits_for_is_said_in_the_window(window: MainWindow) -> None:
    window.ask = fake = FakeAsk()

    def fail() -> None:
        raise Refused("Nothing was changed because the list is in use")

    work.run(fail)
    work.settle()
    assert [trouble.words for trouble in fake.troubles] == ["Nothing was changed because the list is in use"]
    assert isinstance(fake.troubles[0], Trouble)


def test_a_fault_of_the_program_shows_none_of_its_words() -> None:
    try:
        raise ValueError("Ewa Kowalczyk")
    except ValueError as error:
        trouble = trouble_of(error)
        place = crash.where(type(error), error.__traceback__)
    assert "Ewa" not in f"{trouble}{place}"
    assert "test_a_fault_of_the_program" in place


@pytest.mark.logs("Not caught: ValueError")
def test_what_nobody_caught_opens_a_plain_window(qapp, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    crash.install(qapp)
    hook = sys.excepthook
    error = ValueError("Ewa Kowalczyk")
    hook(ValueError, error, None)
    qapp.processEvents()
    crashes = qapp.findChild(crash._Crashes, "crashes")
    assert crashes.window.isVisible()
    assert "Ewa" not in crashes.window._details
    crashes.window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    crashes.deleteLater()


# The palette


def palette_of(window: MainWindow) -> Palette:
    window.open_palette()
    return window.findChild(Palette)


def titles(palette: Palette) -> list[str]:
    return [item.title for item in palette.results.items]


def test_the_palette_finds_people_things_to_do_and_places(window: MainWindow, qtbot) -> None:
    palette = palette_of(window)
    assert titles(palette)[0] == "Do something"
    qtbot.keyClicks(palette.field, "kow")
    qtbot.waitUntil(lambda: "Ewa Kowalczyk" in titles(palette))
    assert titles(palette) == ["People and cases", "Ewa Kowalczyk", "Piotr Kowal"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    OPENED.clear()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert OPENED == [("ASB-2011-0702", True)]


def test_signs_limit_the_palette(window: MainWindow, qtbot) -> None:
    palette = palette_of(window)
    palette.field.setText(">two")
    palette._read()
    assert titles(palette) == ["Go to", "Two"]
    palette.field.setText("@kow")
    palette._read()
    work.settle()
    assert titles(palette) == ["People and cases", "Ewa Kowalczyk", "Piotr Kowal"]
    qtbot.keyClick(palette, Qt.Key.Key_Escape)


def test_enter_goes_there_and_an_action_is_done(window: MainWindow, qtbot) -> None:
    palette = palette_of(window)
    palette.field.setText("two")
    palette._read()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.page_in_view().name == "Two"
    palette = palette_of(window)
    palette.field.setText(">lock")
    palette._read()
    with qtbot.waitSignal(window.lock_asked):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)


def test_the_palette_is_painted_and_named(window: MainWindow, qtbot) -> None:
    palette = palette_of(window)
    assert not palette.grab().isNull()
    assert sweep.nameless(palette) == []
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    window.show_keys()
    window.findChild(Sheet).grab()
    window.findChild(Sheet).close()


def test_a_case_window_has_help_keys_and_search_too(window: MainWindow) -> None:
    window.open_case(UUID(int=3))
    (opened,) = window.case_windows()
    assert {"help", "keys", "search", "lock", "pane.next", "close"} <= set(opened.window_actions)
    assert sweep.nameless(opened) == []
    assert sweep.clashing_keys(opened) == []
    opened.show_keys()
    opened.findChild(Sheet).close()


def test_a_window_begins_on_its_page_and_not_on_the_rail(window: MainWindow) -> None:
    window.show()
    window.activateWindow()
    work.settle()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert not window.rail.isAncestorOf(focus)
    page = window.page_in_view()
    assert page is focus or page.isAncestorOf(focus)
