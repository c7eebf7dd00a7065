"""Retention: references alone, decisions with the words owed, and an erasing that says what it did."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from spp_desktop.domain.audit import AuditQuery
from spp_desktop.domain.cases import CaseQuery, NewContact
from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.services import audit, cases, entries, retention
from spp_desktop.ui import theme, work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.retention import RetentionPage
from spp_desktop.ui.tables.cells import say
from tests.casework import logged
from tests.services.test_retention import due
from tests.ui import sweep
from tests.ui.office import (
    Office,
    pressed,
    sheet_of,
    submitted,
)

KEEPER, OFFICER = "Greta Gow", "Hannah Whitfield"
NAME = "Zebulon Quillfeather"


def page_of(window: MainWindow) -> RetentionPage:
    page = window.page_in_view()
    assert isinstance(page, RetentionPage)
    return page


def at_retention(office: Office, section: str = "due") -> RetentionPage:
    window = office.window(KEEPER)
    window.go("retention", section=section)
    work.settle()
    return page_of(window)


def rows(page: RetentionPage) -> list[list[str]]:
    model = page.section().table.rows()
    cells = range(model.columnCount())
    return [[say(model.cell(model.index(row, column))) for column in cells] for row in range(model.rowCount())]


def take(page: RetentionPage, place: int = 0) -> Any:
    section = page.section()
    section.table.take_place(place)
    work.settle()
    return section


def words(root: Any) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root))


@pytest.fixture
def case(office: Office) -> tuple[UUID, str]:
    """A case of Hannah's whose review day has come, with one contact on it."""
    hannah = office.seats[OFFICER]
    saved = logged(hannah, NAME)
    entries.record_contact(hannah, saved.case_id, NewContact("phone", "spoke", words="Rang", with_whom="The warden"))
    due(hannah, saved.case_id, date(2012, 3, 1))
    return saved.case_id, saved.reference


def test_only_who_may_erase_has_the_page(office: Office) -> None:
    for name in office.seats:
        assert ("retention" in office.window(name).specs) == (name == KEEPER)


def test_lists_say_what_they_are_for_when_there_is_nothing_in_them(office: Office) -> None:
    page = at_retention(office)
    said = []
    for code in ("due", "held", "withdrawn"):
        page.tabs.set_code(code)
        page.show_section(code)
        said.append(words(page.section()))
    assert "No case is due for review" in said[0]
    assert "No case is on hold" in said[1]
    assert "Nothing has been withdrawn" in said[2]


def test_a_case_due_is_known_by_reference_class_and_days_alone(office: Office, case: tuple[UUID, str]) -> None:
    page = at_retention(office)
    assert rows(page) == [[case[1], "ASB case", "Open", "1 Mar 2012", ""]]
    section = take(page)
    shown = words(section)
    assert "6 years after closure, or the end of an order" in shown
    assert "Limitation-type practice" in shown
    assert NAME not in shown
    assert page.tabs.code() == "due"
    looked = [line.kind for line in audit.list_operations(office.seats[KEEPER], AuditQuery()).lines]
    assert "case.viewed" not in looked


def test_a_case_is_kept_for_longer_with_a_reason(office: Office, case: tuple[UUID, str]) -> None:
    page = at_retention(office)
    sheet = pressed(take(page), "keep_case")
    submitted(sheet)
    assert {key for key, _ in sheet.problems()} == {"why", "until"}
    sheet.reason.setPlainText("An order is in force")
    sheet.until.set_value(date(2013, 3, 1))
    submitted(sheet)
    assert rows(page) == []
    assert retention.find_case(office.seats[KEEPER], case[1]).review == date(2013, 3, 1)


def test_a_hold_is_put_on_shown_and_lifted(office: Office, case: tuple[UUID, str]) -> None:
    page = at_retention(office)
    section = take(page)
    sheet = pressed(section, "hold_case")
    sheet.until.set_value(date(2012, 3, 1))
    submitted(sheet)
    assert {key for key, _ in sheet.problems()} == {"reason", "until"}
    sheet.reason.setPlainText("Inquiry 12/7")
    sheet.until.set_value(None)
    submitted(sheet)
    section = take(page)
    assert not section.erase.isEnabled()
    assert not section.value.isEnabled()
    page.tabs.set_code("held")
    page.show_section("held")
    assert rows(page)[0][-1] == "Until it is lifted"
    held = take(page)
    assert "Inquiry 12/7" in words(held)
    sheet = pressed(held, "lift_hold")
    submitted(sheet)
    assert sheet.problems()
    sheet.reason.setPlainText("It reported")
    submitted(sheet)
    assert rows(page) == []


def test_any_case_is_found_by_its_reference(office: Office) -> None:
    saved = logged(office.seats[OFFICER], NAME)
    page = at_retention(office)
    sheet = pressed(page.section(), "find_case")
    submitted(sheet)
    sheet.reference.setText("ASB-2012-ZZ-9999")
    submitted(sheet)
    assert "There is no case with this reference" in words(sheet)
    sheet.reference.setText(saved.reference.lower())
    submitted(sheet)
    section = page.section()
    assert section.case().reference == saved.reference
    assert rows(page)[0][3] == "When it is closed"
    assert section.value.isEnabled()
    assert not section.erase.isEnabled()


def test_erasing_a_case_says_what_goes_and_asks_for_its_reference(office: Office, case: tuple[UUID, str]) -> None:
    page = at_retention(office)
    take(page).erase_case()
    work.settle()
    sheet = sheet_of(page)
    said = words(sheet)
    assert "1 contact" in said
    assert "1 person known from it alone" in said
    assert "There is no backup that could hold it." in said
    sheet.reason.setPlainText("Six years after closure")
    sheet.typed.setText("ASB-2012")
    submitted(sheet)
    assert [key for key, _ in sheet.problems()] == ["typed"]
    assert retention.list_due(office.seats[KEEPER])
    sheet.typed.setText(case[1].lower())
    submitted(sheet)
    result = sheet_of(page)
    assert "Records erased" in words(result)
    assert "None holds it" in words(result)
    result.close_.click()
    assert rows(page) == []
    assert cases.list_cases(office.seats[OFFICER], CaseQuery("asb")) == []


def test_an_erasing_can_be_stopped_and_then_nothing_is_lost(
    office: Office, case: tuple[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_retention(office)
    take(page).erase_case()
    work.settle()
    sheet = sheet_of(page)
    sheet.reason.setPlainText("Six years after closure")
    sheet.typed.setText(case[1])
    real = retention.erase_case

    def stopped_at_once(*given: Any, **named: Any) -> Any:
        sheet.progress.cancelled.emit()
        return real(*given, **named)

    monkeypatch.setattr(retention, "erase_case", stopped_at_once)
    submitted(sheet)
    assert "stopped" in words(sheet)
    assert not sheet.progress.isVisible()
    assert [line.name for line in cases.list_cases(office.seats[OFFICER], CaseQuery("asb"))] == [NAME]


def test_a_value_is_shown_for_a_reason_then_erased(office: Office, case: tuple[UUID, str]) -> None:
    page = at_retention(office)
    take(page).erase_value()
    work.settle()
    sheet = sheet_of(page)
    labels = {sheet.record.itemText(place): str(place) for place in range(sheet.record.count())}
    wanted = next(code for label, code in labels.items() if label.startswith("Contact"))
    assert not any(NAME in label for label in labels)
    sheet.record.set_value(sheet.record.itemData(int(wanted)))
    sheet._chosen(sheet.record.value())
    sheet.field.set_value("with_whom")
    sheet.show_words()
    work.settle()
    assert "The warden" not in words(sheet)
    assert "Say why" in words(sheet)
    sheet.reason.setPlainText("Complaint 12")
    sheet.show_words()
    work.settle()
    assert "The warden" in words(sheet)
    assert "Rang" not in words(sheet)
    looked = audit.list_operations(office.seats[KEEPER], AuditQuery(kind="retention.read")).lines
    assert [line.why for line in looked] == ["Complaint 12"]
    submitted(sheet)
    assert "1" in words(sheet_of(page))
    (contact,) = cases.open_case(office.seats[OFFICER], case[0]).contacts
    assert (contact.with_whom, contact.words) == ("", "Rang")


def test_a_withdrawn_entry_is_listed_and_read_for_a_reason(office: Office, case: tuple[UUID, str]) -> None:
    hannah = office.seats[OFFICER]
    (contact,) = cases.open_case(hannah, case[0]).contacts
    entries.withdraw_contact(hannah, contact.id, "Filed on the wrong case")
    page = at_retention(office, "withdrawn")
    assert [row[:2] + row[3:] for row in rows(page)] == [[case[1], "Contact", OFFICER, "Filed on the wrong case"]]
    section = take(page)
    assert "The warden" not in words(section)
    section.read_entry()
    work.settle()
    sheet = sheet_of(page)
    assert sheet.target().record_id == contact.id
    assert sheet.target().fields is None
    sheet.reason.setPlainText("Complaint 13")
    sheet.show_words()
    work.settle()
    assert "The warden" in words(sheet)


def test_what_cannot_be_read_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise StoreTrouble("The disk does not answer")

    monkeypatch.setattr(retention, "list_due", broken)
    page = at_retention(office)
    assert "The disk does not answer" in words(page.section())


@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_nothing_is_nameless_or_has_two_meanings(office: Office, case: tuple[UUID, str], mode: theme.Mode) -> None:
    from PySide6.QtWidgets import QApplication

    theme.apply_theme(QApplication.instance(), mode)
    page = at_retention(office)
    for size in SizeClass:
        page.set_size_class(size)
        for code in ("due", "held", "withdrawn"):
            page.tabs.set_code(code)
            page.show_section(code)
            assert not page.grab().isNull()
            assert sweep.nameless(page) == []
            assert sweep.unlabelled(page) == []
            assert sweep.clashing_access_keys(page.section()) == [], code
    assert sweep.clashing_keys(page.window()) == []
    page.show_tab(0)
    for verb in ("keep_case", "hold_case", "erase_value", "erase_case", "find_case"):
        getattr(take(page), verb)()
        work.settle()
        sheet = sheet_of(page)
        assert sweep.nameless(sheet) == [], verb
        assert sweep.unlabelled(sheet) == [], verb
        assert sweep.clashing_access_keys(sheet) == [], verb
        sheet.reject()
        for each in page.window().findChildren(QDialog):
            each.deleteLater()
    theme.apply_theme(QApplication.instance(), theme.Mode.LIGHT)
