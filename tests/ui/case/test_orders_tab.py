"""The Orders and tools tab of a case, its sheets, and what the timeline tells of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu

from spp_desktop.domain.orders import NewOrder, OrderView
from spp_desktop.services import orders
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.happenings import timeline_of
from spp_desktop.ui.case.orders import OrderMenu, Orders, ends_cell
from spp_desktop.ui.tables.cells import say
from spp_desktop.ui.widgets.timeline import Entry
from tests.casework import logged
from tests.services.test_orders import asbo, breached, responsible
from tests.ui.case.conftest import Desk, Open


def with_orders(me: SignedIn, case_id: UUID) -> None:
    """An ASBO with a breach that nothing has come of, a contract that ends soon, a warning letter."""
    who = responsible(me, case_id)
    breached(me, asbo(me, case_id, who).id, words="Shouted at the launderette")
    abc = {"issued": "2011-10-01", "expires": "2012-03-19", "conditions": ("noise",)}
    orders.add_order(me, case_id, NewOrder("abc", "person", abc, who))
    orders.add_order(me, case_id, NewOrder("warning-letter", "person", {"issued": "2011-08-01"}, who))


def shown(desk: Desk) -> Orders:
    """The tab, in view."""
    desk.page.show_at(tab="orders")
    desk.settle()
    tab = desk.page._tabs["orders"]
    assert isinstance(tab, Orders)
    return tab


def listed(tab: Orders) -> list[tuple[str, ...]]:
    """What each row says."""
    columns = [each for each in tab.columns() if each.key in ("tool", "standing", "ends", "breaches")]
    return [tuple(say(each.cell(row)) for each in columns) for row in tab.rows(tab.view)]


def kept(desk: Desk) -> tuple[OrderView, ...]:
    found: tuple[OrderView, ...] = desk.stored().orders
    return found


def test_what_ends_first_stands_first(open_case: Open) -> None:
    tab = shown(open_case(before=with_orders))
    assert listed(tab) == [
        ("Acceptable behaviour contract (ABC)", "In force to 19 Mar 2012", "7 calendar days", ""),
        ("ASBO on application", "In force to 1 Mar 2014", "23 months", "1 open"),
        ("Warning letter", "Given 1 Aug 2011", "", ""),
    ]
    assert tab.summary(tab.view) == "2 in force, 1 without an outcome"


def test_how_long_is_left_is_told_in_calendar_days(open_case: Open) -> None:
    tab = shown(open_case(before=with_orders))
    order = tab.rows(tab.view)[0]
    assert say(ends_cell(order, date(2011, 12, 1))) == "3 months"
    assert say(ends_cell(order, date(2011, 11, 20))) == "3 months"
    told = {day: say(ends_cell(order, date(2012, 3, day))) for day in (12, 18, 19, 20)}
    assert told == {12: "7 calendar days", 18: "Tomorrow", 19: "Today", 20: ""}


def test_one_in_hand_tells_what_it_says_and_what_happened_to_it(open_case: Open) -> None:
    tab = shown(open_case(before=with_orders))
    detail = tab.detail(tab.rows(tab.view)[1])
    facts = dict(detail.facts)
    assert detail.title == "ASBO on application: Kevin Sprake"
    assert facts["Stands"] == "In force to 1 Mar 2014"
    assert facts["Court reference"] == "PM12/0417"
    assert facts["Conditions"] == "Not to approach or contact somebody, Not to enter an area or a place"
    breach = "What happened: Shouted at the launderette. Evidence: Seen by the launderette. No outcome yet"
    assert facts["Breach, 10 Mar 2012"] == breach
    assert [tag.text for tag in detail.tags] == ["In force", "Breach, no outcome yet"]


def test_adding_one_asks_the_tool_then_its_own_form(open_case: Open) -> None:
    desk = open_case(before=responsible)
    shown(desk).add()
    first = desk.sheet()
    first.submit()
    assert first.isVisible()
    assert "Choose a tool" in first.tool.accessibleDescription()
    first.tool.set_value("abc")
    first.tool.changed.emit("abc")
    assert first.rules.text() == "Usually 6 months. Voluntary: breach is no offence."
    first.submit()
    form = desk.sheet()
    assert form.title.text() == "Acceptable behaviour contract (ABC)"
    assert "court" not in form.form.fields
    form.form.show_answers({"issued": "2012-03-01", "expires": "2013-03-01"})
    assert {each.message for each in form.form.check()} == {"Acceptable behaviour contract (ABC): usually 6 months"}
    form.submit()
    desk.settle()
    (order,) = kept(desk)
    assert (order.tool, order.name, order.ends) == ("abc", "Kevin Sprake", date(2013, 3, 1))


def test_an_order_on_premises_names_nobody(open_case: Open) -> None:
    desk = open_case()
    shown(desk).add()
    first = desk.sheet()
    first.tool.set_value("premises-closure")
    first.submit()
    assert first.isVisible()
    first.against.set_value("premises")
    first.submit()
    form = desk.sheet()
    form.form.show_answers({**form.form.answers(), "place": "4 Elm Street"})
    form.submit()
    desk.settle()
    (order,) = kept(desk)
    assert (order.against, order.place, order.person_id) == ("premises", "4 Elm Street", None)
    assert order.answers["basis"] == "Anti-social Behaviour Act 2003 Parts 1 and 1A"


def test_a_form_put_right(open_case: Open) -> None:
    desk = open_case(before=with_orders)
    tab = shown(desk)
    tab.table.select_id(tab.rows(tab.view)[1].id)
    tab.verbs(tab.in_hand())[0].do()
    form = desk.sheet()
    assert form.form.answers()["court_reference"] == "PM12/0417"
    form.form.show_answers({**form.form.answers(), "court_reference": "PM12/0418"})
    form.submit()
    desk.settle()
    assert {each.answers.get("court_reference") for each in kept(desk)} == {None, "PM12/0418"}


def test_a_breach_then_what_came_of_it(open_case: Open) -> None:
    desk = open_case(before=asbo)
    tab = shown(desk)
    breach = tab.verbs(tab.rows(tab.view)[0])[1]
    assert breach.label == "Breach…"
    breach.do()
    sheet = desk.sheet()
    assert sheet.form.answers()["happened"] == "2012-03-12"
    sheet.form.show_answers({"happened": "2012-03-11", "evidence": "CCTV"})
    sheet.submit()
    desk.settle()
    outcome = tab.verbs(tab.rows(tab.view)[0])[1]
    assert outcome.label == "Breach outcome…"
    outcome.do()
    sheet = desk.sheet()
    sheet.form.show_answers({**sheet.form.answers(), "outcome": "charged"})
    sheet.submit()
    desk.settle()
    facts = dict(tab.detail(tab.rows(tab.view)[0]).facts)
    assert facts["Breach, 11 Mar 2012"] == "Evidence: CCTV. Charged, 12 Mar 2012"


def menu_of(tab: Orders, place: int) -> QMenu:
    return OrderMenu(tab, tab.toolkit, tab.rows(tab.view)[place])


def pressed(menu: QMenu, label: str) -> None:
    next(each for each in menu.actions() if each.text() == label).trigger()


def test_the_menu_offers_what_the_order_can_have(open_case: Open) -> None:
    tab = shown(open_case(before=with_orders))
    offered = {place: [each.text() for each in menu_of(tab, place).actions() if each.text()] for place in (1, 2)}
    assert offered[1] == [
        "Another breach…",
        "Vary…",
        "Extend…",
        "Review…",
        "End early…",
        "Serves another case too…",
        "Withdraw an entry…",
        "Withdraw this order…",
    ]
    # A letter is given once: nothing of it can be extended.
    assert offered[2] == ["Serves another case too…", "Withdraw this order…"]


def test_vary_extend_and_end(open_case: Open) -> None:
    desk = open_case(before=with_orders)
    tab = shown(desk)
    pressed(menu_of(tab, 1), "Vary…")
    sheet = desk.sheet()
    assert set(sheet.form.answers()["conditions"]) == {"contact", "area"}
    sheet.form.show_answers({**sheet.form.answers(), "conditions": ("curfew",)})
    sheet.submit()
    desk.settle()
    assert dict(tab.detail(tab.rows(tab.view)[1]).facts)["Conditions"] == "To be at home between hours"
    pressed(menu_of(tab, 1), "End early…")
    sheet = desk.sheet()
    sheet.form.show_answers({**sheet.form.answers(), "how": "discharged"})
    sheet.submit()
    desk.settle()
    assert [row.ended for row in kept(desk) if row.tool == "asbo"] == [date(2012, 3, 12)]


def test_an_order_serves_another_case_too(open_case: Open) -> None:
    made: list[str] = []

    def before(me: SignedIn, case_id: UUID) -> None:
        with_orders(me, case_id)
        made.append(logged(me, "Amy Neighbour").reference)

    desk = open_case(before=before)
    tab = shown(desk)
    pressed(menu_of(tab, 1), "Serves another case too…")
    sheet = desk.sheet()
    sheet.form.show_answers({"reference": "ASB-2012-ZZ-9999"})
    sheet.submit()
    desk.settle()
    assert sheet.isVisible()
    sheet.form.show_answers({"reference": made[0]})
    sheet.submit()
    desk.settle()
    (order,) = (each for each in kept(desk) if each.tool == "asbo")
    assert made[0] in order.references


def test_what_was_recorded_by_mistake_is_withdrawn(open_case: Open) -> None:
    desk = open_case(before=with_orders)
    tab = shown(desk)
    pressed(menu_of(tab, 1), "Withdraw an entry…")
    sheet = desk.sheet()
    event = next(each for each in kept(desk) if each.tool == "asbo").events[0]
    sheet.form.show_answers({"event": str(event.id), "why": "Somebody else"})
    sheet.submit()
    desk.settle()
    assert all(each.events == () for each in kept(desk))
    pressed(menu_of(tab, 1), "Withdraw this order…")
    sheet = desk.sheet()
    sheet.form.show_answers({"why": "Another Sprake"})
    sheet.submit()
    desk.settle()
    assert "asbo" not in {each.tool for each in kept(desk)}


def test_the_timeline_tells_orders_and_opens_them(open_case: Open) -> None:
    desk = open_case(before=with_orders)
    page = desk.page
    happened = timeline_of(page.kind_in_force(), desk.stored(), desk.me.now())
    told = {each.title: each for each in happened if isinstance(each, Entry)}
    assert {"ASBO on application", "Breach: ASBO on application", "Warning letter"} <= set(told)
    assert told["ASBO on application"].facts == "Against Kevin Sprake"
    assert told["Breach: ASBO on application"].facts == "Sat 10 Mar 2012. Seen by the launderette"
    page.timeline.opened.emit(told["ASBO on application"].id)
    desk.settle()
    tab: Any = page._tabs["orders"]
    assert tab.in_hand().tool == "asbo"


def test_several_responsible_are_chosen_among_and_the_victim_never_unasked(open_case: Open) -> None:
    desk = open_case(before=responsible)
    shown(desk).add()
    assert desk.sheet().against.currentText().startswith("Kevin Sprake")
    other = open_case()
    shown(other).add()
    assert other.sheet().against.value() is None
