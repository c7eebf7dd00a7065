"""The case list: what it shows, how it is narrowed and ordered, what is done to several cases, what is never copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from spp_desktop.domain.cases import CaseQuery, Filter, NewAssessment
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.exports import filter_words
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import privacy, work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages import cases_filters as filters
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.cases_bulk import AssignSheet, DaySheet
from spp_desktop.ui.pages.cases_columns import columns_unasked, contact_words
from spp_desktop.ui.registry import PAGES
from spp_desktop.ui.tables.cells import say
from tests import casework
from tests.ui.fakes import FakeAsk
from tests.ui.sweep import clashing_keys, nameless, unlabelled

ASB = case_type("asb")
NAMES = ("Ewa Kowalczyk", "Kevin Sprake", "Siobhan Keane", "Rui Ferreira")


@pytest.fixture
def hannah(sqlite_store: Any) -> SignedIn:
    """An officer with four cases, the second of them assessed."""
    me = casework.signed_in(sqlite_store)
    made = [casework.logged(me, name) for name in NAMES]
    worst = {question.key: question.options[-1].code for question in ASB.instrument.questions}
    entries.assess_risk(me, made[1].case_id, NewAssessment(worst))
    return me


@pytest.fixture
def window(hannah: SignedIn, qtbot: Any) -> Iterator[MainWindow]:
    """The main window on the case list."""
    yield from _window(hannah, qtbot)


def _window(me: SignedIn, qtbot: Any) -> Iterator[MainWindow]:
    made = MainWindow(me, "Main office", first="asb")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    work.settle()
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow) -> CasesPage:
    """The case list."""
    found = window.page_in_view()
    assert isinstance(found, CasesPage)
    return found


def press(*keys: str) -> None:
    for key in keys:
        combination = QKeySequence(key)[0]
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
        work.settle()


def shown(page: CasesPage) -> list[str]:
    """The names in the list, in order."""
    return [page.model.row(place).name for place in range(page.model.rowCount())]


def readable(root: QWidget) -> str:
    """Every word a label or button of a part shows."""
    from PySide6.QtWidgets import QAbstractButton, QLabel

    found = [each for kind in (QLabel, QAbstractButton) for each in root.findChildren(kind) if each.isVisible()]
    return "\n".join(each.text() for each in found)


def test_the_list_opens_on_open_cases_with_the_keyboard_in_it(page: CasesPage, window: MainWindow) -> None:
    assert page.model.rowCount() == 4
    assert page.table.hasFocus()
    assert window.top.aside.text() == "4 open cases"
    assert page.filters.count.text() == "Showing 4"
    assert nameless(page) + unlabelled(page) + clashing_keys(window) == []


def test_columns_follow_the_width_of_the_window() -> None:
    compact, standard, wide = (columns_unasked(ASB, size) for size in SizeClass)
    assert "owner" not in compact
    assert set(standard) - set(compact) == {"owner"}
    assert set(wide) - set(standard) == {"state"}


def test_words_typed_narrow_the_list_and_escape_brings_it_back(page: CasesPage) -> None:
    press("/")
    assert page.filters.line.hasFocus()
    QTest.keyClicks(page.filters.line, "keane")
    press("Return")
    assert shown(page) == ["Siobhan Keane"]
    assert page.filters.count.text() == "Showing 1 of 4"
    press("/", "Escape", "Return")
    assert page.model.rowCount() == 4


def test_a_filter_set_twice_lets_either_value_through_and_once_more_takes_it_away(page: CasesPage) -> None:
    owners: dict[str, str] = {}
    first = filters.offers(ASB, "band", None, owners, date(2012, 3, 12))
    high = next(each for each in first if each.words == "High")
    second = filters.offers(ASB, "band", high.filter, owners, date(2012, 3, 12))
    both = next(each for each in second if each.words == "Not assessed").filter
    assert filters.chips(ASB, (both,), owners) == (("band", "Risk", "High or Not assessed"),)
    page.filters.set_filter(both)
    work.settle()
    assert page.model.rowCount() == 4
    page.filters.set_filter(high.filter)
    work.settle()
    assert shown(page) == ["Kevin Sprake"]
    again = next(each for each in filters.offers(ASB, "band", high.filter, owners, date(2012, 3, 12)) if each.on)
    assert filters.with_filter((high.filter,), again.filter) == ()


def test_every_filter_offered_is_one_the_store_knows(page: CasesPage, hannah: SignedIn) -> None:
    owners = {str(hannah.officer.id): hannah.officer.name}
    for key in filters.filter_keys(ASB):
        offered = filters.offers(ASB, key, None, owners, hannah.today())
        assert offered, key
        for offer in offered:
            assert not any(code in offer.words.split() for code in offer.filter.values if "-" in code), key
            cases.count_cases(hannah, CaseQuery("asb", (offer.filter,)))


def test_backspace_takes_the_last_filter_away(page: CasesPage) -> None:
    page.filters.set_filter(Filter("band", ("high",)))
    work.settle()
    assert page.model.rowCount() == 1
    page.table.setFocus()
    press("Backspace")
    assert page.model.rowCount() == 4


def test_nothing_found_says_which_filter_to_loosen(page: CasesPage) -> None:
    page.filters.set_filter(Filter("band", ("standard",)))
    work.settle()
    words = readable(page)
    assert "No ASB victim cases match these filters" in words
    assert "There are 4 open cases in all. Without the risk filter this list would show 4." in words
    assert page.preview.isHidden()
    page.clear_filter()
    work.settle()
    assert page.model.rowCount() == 4
    assert not page.preview.isHidden()


def test_a_heading_orders_the_list_and_again_the_other_way(page: CasesPage) -> None:
    page._sort("name", False)
    work.settle()
    by_surname = ["Rui Ferreira", "Siobhan Keane", "Ewa Kowalczyk", "Kevin Sprake"]
    assert shown(page) == by_surname
    page.table._ask_sort("name")
    work.settle()
    assert shown(page) == by_surname[::-1]


def test_the_case_in_hand_and_the_ticks_stay_through_a_change(page: CasesPage, hannah: SignedIn) -> None:
    page._sort("name", False)
    work.settle()
    page.table.take_place(2)
    kept = page.table.current()
    page.model.set_ticked([kept.row])
    new = casework.logged(hannah, "Aaron Aardvark")
    changes = cases.assign_case(hannah, new.case_id, hannah.officer.id).changes
    page.window_.broadcast(changes)  # type: ignore[attr-defined]
    work.settle()
    assert shown(page)[0] == "Aaron Aardvark"
    assert page.table.current().row == kept.row
    assert page.model.ticked == {kept.row}
    assert page.window_.top.aside.text() == "5 open cases"  # type: ignore[attr-defined]


def test_a_copied_row_names_nobody(page: CasesPage) -> None:
    press("Ctrl+C")
    text = QApplication.clipboard().text()
    line = page.table.current()
    assert line.reference in text
    assert line.name not in text


def test_the_preview_says_first_how_to_make_contact(page: CasesPage, hannah: SignedIn, qtbot: Any) -> None:
    line = next(row for row in cases.list_cases(hannah, CaseQuery("asb")) if row.name == "Ewa Kowalczyk")
    answers = cases.open_case(hannah, line.id).answers
    told = {**answers, "safe_words": "After 16:00 only", "safe_text": "safe", "safe_letter": "unsafe"}
    done = cases.save_answers(hannah, line.id, told, line.revision)
    page.window_.broadcast(done.changes)  # type: ignore[attr-defined]
    work.settle()
    page.table.select_id(line.row)
    qtbot.waitUntil(lambda: "After 16:00 only" in readable(page.preview), timeout=3000)
    words = readable(page.preview)
    assert "Safe: text message. Not: letter." in words
    assert words.index("Safe contact") < words.index("Next actions")
    press("F9")
    assert page.preview.isHidden()


def test_a_case_merely_passed_is_not_looked_at(page: CasesPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    real = cases.open_case
    monkeypatch.setattr(cases, "open_case", lambda me, case_id: looked.append(case_id) or real(me, case_id))
    page._settle.stop()
    press("Down", "Down", "Down")
    last = page.table.current().id
    qtbot.waitUntil(lambda: bool(looked), timeout=3000)
    work.settle()
    assert looked == [last]


def test_names_are_hidden_on_screen_but_not_references(page: CasesPage) -> None:
    privacy.toggle()
    page.repaint()
    column = next(c for c in page.model.columns if c.key == "name")
    assert column.private
    assert not next(c for c in page.model.columns if c.key == "reference").private


def test_reviews_are_set_for_those_whose_risk_allows_it(page: CasesPage, hannah: SignedIn) -> None:
    fake = FakeAsk()
    page.window_.ask = fake
    page.model.set_ticked(page.model.ids())
    page.set_review()
    work.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DaySheet)
    sheet.day.setText("+5w")
    sheet.verb.click()
    work.settle()
    (question,) = fake.questions
    assert question.title == "0 cases given a review day, 4 not"
    assert "At this risk the latest day is" in question.words
    assert not any(name in question.words for name in NAMES)
    page.set_review()
    work.settle()
    again = QApplication.activeModalWidget()
    assert isinstance(again, DaySheet)
    again.day.setText("+2d")
    again.verb.click()
    work.settle()
    assert {line.next_review for line in cases.list_cases(hannah, CaseQuery("asb"))} == {date(2012, 3, 14)}


def test_only_who_may_allocate_is_offered_to_assign(page: CasesPage) -> None:
    assert "Assign" not in [each.text().replace("&", "") for each in page.bar.findChildren(type(page.columns_button))]


def test_a_supervisor_gives_ticked_cases_to_an_officer(hannah: SignedIn, qtbot: Any) -> None:
    boss = replace(hannah, officer=casework.officer(hannah.store, "Rachel Okafor", Role.SUPERVISOR))
    windows = _window(boss, qtbot)
    window = next(windows)
    page = window.page_in_view()
    assert isinstance(page, CasesPage)
    page.model.set_ticked(list(page.model.ids())[:2])
    assert page.bar.isVisible()
    page.assign()
    work.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, AssignSheet)
    sheet.assign.click()
    assert sheet.row.message
    sheet.officer.set_value(str(hannah.officer.id))
    sheet.assign.click()
    work.settle()
    owners = [line.owner_id for line in cases.list_cases(boss, CaseQuery("asb"))]
    assert owners.count(hannah.officer.id) == 2
    next(windows, None)


def test_cases_ticked_one_by_one_are_what_is_asked_for(hannah: SignedIn) -> None:
    every = cases.list_cases(hannah, CaseQuery("asb"))
    chosen = Filter("case", (str(every[0].id), str(every[2].id)))
    query = CaseQuery("asb", (chosen,))
    assert {line.id for line in cases.list_cases(hannah, query)} == {every[0].id, every[2].id}
    assert filter_words(ASB, query, {}) == "2 cases ticked one by one"


@pytest.mark.parametrize(
    ("hours", "due", "words"),
    [
        (26.9, "2012-03-14T09:14", ("26 h", False)),
        (48.5, "2012-03-14T09:14", ("48 h", True)),
        (None, "2012-03-13T16:14", ("31 h left", False)),
        (None, "2012-03-12T08:14", ("1 h late", True)),
        (None, "2012-03-12T09:13", ("1 h late", True)),
        (None, "2012-03-10T09:13", ("2 days late", True)),
    ],
)
def test_first_contact_in_hours(hannah: SignedIn, hours: float | None, due: str, words: tuple[str, bool]) -> None:
    line = cases.list_cases(hannah, CaseQuery("asb"))[0]
    told = replace(line, first_contact_hours=hours, first_contact_due=datetime.fromisoformat(due).replace(tzinfo=UTC))
    assert contact_words(told, casework.MONDAY, 48) == words


def test_every_cell_of_every_column_can_be_said(page: CasesPage) -> None:
    for column in page.model.columns:
        assert isinstance(say(column.cell(page.model.row(0))), str)


class _Shown(QObject):
    """Notes whatever is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's own name)
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(repr(watched))
        return False


def test_no_page_shows_a_part_of_itself_as_a_window(window: MainWindow, qapp: QApplication) -> None:
    watch = _Shown()
    qapp.installEventFilter(watch)
    for key in ("today", "my-actions", "people", "register", "new-case"):
        assert key in window.specs
        window.go(key)
        work.settle()
    qapp.removeEventFilter(watch)
    assert watch.seen == []


def test_every_page_of_the_rail_names_its_parts(window: MainWindow) -> None:
    for key in ("today", "my-actions", "people", "register", "new-case"):
        window.go(key)
        work.settle()
        page = window.page_in_view()
        assert page is not None
        assert nameless(page) + unlabelled(page) + clashing_keys(window) == [], key
    assert {spec.key for spec in PAGES} >= set(window.specs)


def test_alt_s_offers_an_order_for_each_column_that_has_one(page: CasesPage) -> None:
    menu = page.table.sort_menu()
    offered = {item.text().replace("&", "") for item in menu.actions()}
    assert {"Reference", "Victim", "Risk", "Area", "Next review"} <= offered
    assert "Flags" not in offered
    assert page.table.focusPolicy() & Qt.FocusPolicy.TabFocus
    menu.deleteLater()


def test_a_column_that_comes_back_with_a_wider_window_takes_its_share(page: CasesPage, window: MainWindow) -> None:
    window.resize(1093, 600)
    QApplication.processEvents()
    window.resize(1500, 800)
    QApplication.processEvents()
    assert page.table.widths() == {}
    shown_now = [n for n in range(page.model.columnCount()) if not page.table.isColumnHidden(n)]
    total = sum(page.table.columnWidth(n) for n in shown_now)
    assert abs(total - page.table.viewport().width()) < len(shown_now)
