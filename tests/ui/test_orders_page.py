"""The register of orders and tools in the main window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.orders import NewOrder, OrderQuery
from spp_desktop.domain.permissions import Role
from spp_desktop.services import orders, today
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.order_sheets import tools_offered
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.orders import OrdersPage
from spp_desktop.ui.pages.today_items import DueTable, item_key
from tests.casework import Wall, logged, signed_in
from tests.services.test_orders import asbo, breached, responsible


def settle() -> None:
    for _ in range(3):
        work.settle()
        QApplication.processEvents()


@pytest.fixture
def me(sqlite_store: Any) -> SignedIn:
    return signed_in(sqlite_store, now=Wall())


@pytest.fixture
def shared(me: SignedIn) -> tuple[str, str]:
    """Two cases of which an ASBO with an open breach serves both, an order on premises the first; their references."""
    case, other = logged(me), logged(me, "Amy Neighbour")
    order = asbo(me, case.id, responsible(me, case.id))
    breached(me, order.id)
    orders.link_order(me, order.id, other.id)
    place = {"place": "4 Elm Street", "applied": "2012-03-09"}
    orders.add_order(me, case.id, NewOrder("premises-closure", "premises", place))
    return case.reference, other.reference


@pytest.fixture
def page(me: SignedIn, shared: tuple[str, str], qtbot: Any) -> Iterator[OrdersPage]:
    window = MainWindow(me, "Main office", first="orders")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    settle()
    found = window.page_in_view()
    assert isinstance(found, OrdersPage)
    assert shared
    yield found
    window.close()
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rows(page: OrdersPage) -> list[str]:
    return [page.model.row(place).tool for place in range(page.model.rowCount())]


def test_each_order_stands_once_with_counts_above(page: OrdersPage) -> None:
    assert rows(page) == ["asbo"]
    assert page.heading().aside == "1 in force, each counted once"
    told = {page.tabs.tabs.tabText(place) for place in range(page.tabs.tabs.count())}
    assert any(each.startswith("Breach, no outcome") for each in told)
    page.tabs.tabs.chosen.emit("all")
    settle()
    assert rows(page) == ["asbo", "premises-closure"]
    page.tabs.tabs.chosen.emit("over")
    settle()
    assert rows(page) == []
    assert page.empty.isVisible()


def test_it_is_narrowed_by_tool_and_words(page: OrdersPage) -> None:
    page.tabs.tabs.chosen.emit("all")
    settle()
    page.tool.set_value("premises-closure")
    page.tool.changed.emit("premises-closure")
    QTest.qWait(200)
    settle()
    assert rows(page) == ["premises-closure"]
    page.tool.set_value(None)
    page.filters.line.setText("sprake")
    QTest.qWait(200)
    settle()
    assert rows(page) == ["asbo"]
    page.filters.line.setText("nobody at all")
    QTest.qWait(200)
    settle()
    assert rows(page) == []


def test_the_pane_opens_every_case_it_serves(page: OrdersPage, shared: tuple[str, str]) -> None:
    links = {each.text(): each for each in page.pane.findChildren(QPushButton)}
    assert set(links) == set(shared)
    links[shared[1]].click()
    settle()
    window = page.window_
    assert isinstance(window, MainWindow)
    (opened,) = window.case_windows()
    assert opened.page_in_view().heading().title == shared[1]
    opened.close()
    settle()


def test_enter_opens_the_case_on_its_orders(page: OrdersPage, shared: tuple[str, str]) -> None:
    page.open_current()
    settle()
    window = page.window_
    assert isinstance(window, MainWindow)
    (opened,) = window.case_windows()
    here: Any = opened.page_in_view()
    assert here.heading().title == shared[0]
    assert here.tabs.code() == "orders"
    opened.close()
    settle()


def test_a_row_is_copied_without_names(page: OrdersPage) -> None:
    page.copy_row()
    assert "Sprake" not in QApplication.clipboard().text()
    assert "ASBO on application" in QApplication.clipboard().text()


def test_it_is_read_again_when_an_order_changes(page: OrdersPage, me: SignedIn) -> None:
    (order,) = orders.list_orders(me, page.query())
    done = orders.record_event(me, order.id, "end", {"happened": "2012-03-12", "how": "discharged"})
    page.refresh(done.changes)
    settle()
    assert rows(page) == []


def test_a_narrow_window_and_the_filter_key(page: OrdersPage) -> None:
    page.set_size_class(SizeClass.COMPACT)
    page.focus_filter()
    assert page.panes()[0] is page.table
    page.show_at(view="breach")
    settle()
    assert rows(page) == ["asbo"]


def test_an_order_is_reviewed_from_today(page: OrdersPage, me: SignedIn) -> None:
    (order,) = orders.list_orders(me, page.query())
    answers = {**order.form_answers, "review_due": "2012-03-14"}
    orders.change_order(me, order.id, answers, order.revision)
    window = page.window_
    assert isinstance(window, MainWindow)
    window.go("today")
    settle()
    whole = DueTable(window, "Due")
    (item,) = (each for each in today.today(me, "all").items if each.kind == "order")
    whole.show_items([item])
    whole.select_id(item_key(item))
    whole.set_review()
    assert "Review the order" in window.toast_frame.accessibleName()
    whole.mark_done()
    settle()
    (sheet,) = (each for each in window.findChildren(FormSheet) if each.isVisible())
    sheet.form.show_answers({**sheet.form.answers(), "next_review": "2012-09-14"})
    sheet.submit()
    settle()
    assert [each.review_due for each in orders.list_orders(me, OrderQuery("in-force"))] == [date(2012, 9, 14)]
    whole.deleteLater()


def test_the_tools_that_cannot_be_had_today_come_last_with_their_day() -> None:
    offered = [label for _, label in tools_offered(Toolkit(), date(2012, 3, 12))]
    assert offered.index("ASBO on application") < offered.index("Civil injunction, from 23 Mar 2015")
    later = [label for _, label in tools_offered(Toolkit(), date(2016, 3, 12))]
    assert later.index("Civil injunction") < later.index("ASBO on application, to 22 Mar 2015")


def test_who_reads_no_case_has_no_register(sqlite_store: Any, qtbot: Any) -> None:
    window = MainWindow(signed_in(sqlite_store, Role.ANALYST, name="Ade Marlowe", now=Wall()), "Main office")
    qtbot.addWidget(window)
    assert "orders" not in window.rail.buttons
    settle()
