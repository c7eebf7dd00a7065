"""A journey: an order that serves two cases is breached, told once, and counts once wherever it is looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.cases import NewParty
from spp_desktop.domain.orders import OrderQuery
from spp_desktop.services import cases, entries, orders, today
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.order_sheets import ToolSheet
from spp_desktop.ui.case.orders import Orders
from spp_desktop.ui.case.window import CasePage
from spp_desktop.ui.pages.orders import OrdersPage
from tests.casework import somebody
from tests.journeys.conftest import Desktop
from tests.journeys.test_case_work import kept, open_case, take_up

Start = Callable[[str], Desktop]


def on_orders(desktop: Desktop, page: CasePage) -> Orders:
    """The tab of a case in view, with the keyboard on it: Ctrl+7."""
    desktop.press("Ctrl+7")
    desktop.settle()
    tab = page._tabs["orders"]
    assert isinstance(tab, Orders)
    return tab


def test_an_order_is_breached_and_counted_once_from_two_cases(start_window: Start) -> None:
    desktop = start_window("Hannah Whitfield")
    me = desktop.me
    first = cases.find_case(me, desktop.references["Ewa Kowalczyk"])
    second = cases.find_case(me, desktop.references["Siobhan O'Brien"])
    entries.add_party(me, first, NewParty("responsible", facts=somebody("Kevin Sprake", birth="1988-05-02")))

    # Ewa's officer records the ASBO.
    window, page = open_case(desktop)
    tab = on_orders(desktop, page)
    tab.add()
    picking = desktop.dialog(ToolSheet)
    desktop.type("ASBO on app")
    offered = QApplication.activePopupWidget()
    QTest.keyClick(offered, Qt.Key.Key_Down)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert picking.rules.text() == "Until 22 Mar 2015. From age 10. At least 2 years. Breach is a crime."
    picking.submit()
    form = desktop.dialog(FormSheet)
    form.start_at("issued")
    desktop.type("1 mar")
    form.start_at("expires")
    desktop.type("1 mar 2014")
    desktop.press("Ctrl+Return")
    desktop.settle()
    take_up(desktop, window)
    (order,) = kept(desktop, first).orders
    assert (order.tool, order.name, order.starts, order.ends) == (
        "asbo",
        "Kevin Sprake",
        date(2012, 3, 1),
        date(2014, 3, 1),
    )

    # It serves Siobhan's case too, and is breached there.
    orders.link_order(me, order.id, second)
    other_window, other = open_case(desktop, "Siobhan O'Brien")
    its_tab = on_orders(desktop, other)
    (row,) = its_tab.rows(its_tab.view)
    its_tab.verbs(row)[1].do()
    breach = desktop.dialog(FormSheet)
    breach.start_at("happened")
    desktop.press("Ctrl+A")
    desktop.type("sat")
    breach.start_at("evidence")
    desktop.type("Seen at the launderette")
    desktop.press("Ctrl+Return")
    desktop.settle()
    take_up(desktop, other_window)

    # Both cases tell the one breach; register and Today count it once.
    for case_id in (first, second):
        (there,) = kept(desktop, case_id).orders
        assert there.id == order.id
        assert [each.happened for each in there.breaches] == [date(2012, 3, 10)]
    assert orders.count_orders(me, OrderQuery())["breach"] == 1
    assert sum(alert.kind == "breach" for alert in today.today(me, "all").alerts) == 1
    desktop.main.go("orders", view="breach")
    desktop.settle()
    register = desktop.main.page_in_view()
    assert isinstance(register, OrdersPage)
    assert register.model.rowCount() == 1
    words = desktop.words(register)
    assert desktop.references["Ewa Kowalczyk"] in words
    assert desktop.references["Siobhan O'Brien"] in words
    assert "perpetrator" not in words.lower()

    # What came of it is told once too, from either case.
    (row,) = (each for each in its_tab.rows(its_tab.view) if each.id == order.id)
    its_tab.verbs(row)[1].do()
    outcome = desktop.dialog(FormSheet)
    outcome.form.show_answers({**outcome.form.answers(), "outcome": "charged"})
    outcome.submit()
    desktop.settle()
    assert orders.count_orders(me, OrderQuery())["breach"] == 0
    assert register.model.rowCount() == 0
    assert window.isVisible()
