"""An officer's own views of a list, in the window: saved, shown with their columns, kept anew, renamed, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from spp_desktop.domain.cases import Filter
from spp_desktop.services import views
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.memory import remember
from spp_desktop.ui.pages.cases import CasesPage
from spp_desktop.ui.pages.cases_views import NameSheet
from tests.ui.sweep import clashing_access_keys, nameless, unlabelled
from tests.ui.test_cases_page import hannah, page, shown, window

__all__ = ["hannah", "page", "window"]

HIGH = Filter("band", ("high",))


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """The columns chosen here are nobody's afterwards."""
    yield
    remember("columns/asb", [])


def tabs(page: CasesPage) -> list[str]:
    return [tab.label for tab in page.tabs.tabs._tabs]


def sheet_of(window: MainWindow) -> NameSheet:
    (found,) = (each for each in window.findChildren(NameSheet) if each.isVisible())
    return found


def saved_as(page: CasesPage, window: MainWindow, name: str) -> None:
    page.save_view()
    sheet = sheet_of(window)
    assert nameless(sheet) + unlabelled(sheet) + clashing_access_keys(sheet) == []
    sheet.label.setText(name)
    sheet.submit()
    work.settle()
    work.settle()


def offered(page: CasesPage) -> dict[str, Any]:
    page.view_button.press()
    (menu,) = (each for each in page.view_button.findChildren(QMenu) if each.isVisible())
    found = {item.text().replace("&", ""): item for item in menu.actions()}
    menu.close()
    return found


def test_nothing_is_offered_while_the_list_shows_what_its_tab_says(page: CasesPage) -> None:
    assert page.view_button.isHidden()
    page.filters.set_filter(HIGH)
    assert not page.view_button.isHidden()
    page.filters.take_away("band")
    assert page.view_button.isHidden()


def test_what_the_list_shows_is_saved_and_comes_back(page: CasesPage, window: MainWindow) -> None:
    page.filters.set_filter(HIGH)
    page._chose_columns(("reference", "state"))
    saved_as(page, window, "High now")
    assert tabs(page)[-1] == "High now"
    assert page.tabs.tabs.code() == page._view
    assert shown(page) == ["Kevin Sprake"]
    page.show_tab(0)
    work.settle()
    assert len(shown(page)) == 4
    page.show_tab(page.tabs.tabs.count() - 1)
    work.settle()
    assert shown(page) == ["Kevin Sprake"]
    visible = [c.key for n, c in enumerate(page.model.columns, 1) if not page.table.isColumnHidden(n)]
    assert visible == ["reference", "state"]


def test_a_name_that_is_taken_is_refused_beside_the_field(page: CasesPage, window: MainWindow) -> None:
    page.filters.set_filter(HIGH)
    page.save_view()
    sheet = sheet_of(window)
    sheet.submit()
    assert sheet.fields["label"].message == "Give the view a name"
    sheet.label.setText("mine")
    sheet.submit()
    work.settle()
    assert sheet.fields["label"].message == "There is a view of this name already"
    sheet.reject()
    assert len(views.case_views(window.me, "asb")) == 6


def test_ones_own_view_is_kept_anew_renamed_and_taken_away(page: CasesPage, window: MainWindow) -> None:
    page.filters.set_filter(HIGH)
    saved_as(page, window, "High now")
    offers = offered(page)
    assert not offers["Save what is shown in this view"].isEnabled()
    page.filters.take_away("band")
    work.settle()
    page.view_button.update_view()
    work.settle()
    work.settle()
    assert len(shown(page)) == 4
    page.view_button.rename()
    sheet = sheet_of(window)
    assert sheet.label.text() == "High now"
    sheet.label.setText("Everything")
    sheet.submit()
    work.settle()
    work.settle()
    assert tabs(page)[-1] == "Everything"
    page.view_button.remove()
    work.settle()
    work.settle()
    assert "Everything" not in tabs(page)
    assert page._view == "open"
    assert len(shown(page)) == 4


@pytest.mark.parametrize("label", ["Save what is shown in this view", "Save as a new view…", "Rename…"])
def test_what_is_offered_on_ones_own_view(page: CasesPage, window: MainWindow, label: str) -> None:
    page.filters.set_filter(HIGH)
    saved_as(page, window, "High now")
    assert label in offered(page)
