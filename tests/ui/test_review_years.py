"""What is published of case reviews, from the menu of the main window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.permissions import Role
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import records
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.review_years import ReviewYearsSheet
from tests.casework import MONDAY, Wall, logged, signed_in
from tests.ui import sweep


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def me(sqlite_store: Any, wall: Wall) -> SignedIn:
    return signed_in(sqlite_store, now=wall)


@pytest.fixture
def window(me: SignedIn, qtbot: Any) -> Iterator[MainWindow]:
    made = MainWindow(me, "Main office")
    qtbot.addWidget(made)
    made.show()
    work.settle()
    yield made
    work.settle()


def asked(window: MainWindow) -> list[ReviewYearsSheet]:
    window.live_actions()["case-review.years"].trigger()
    work.settle()
    QApplication.processEvents()
    return window.findChildren(ReviewYearsSheet)


def test_the_four_figures_of_a_year_are_shown_and_copied(window: MainWindow, me: SignedIn, wall: Wall) -> None:
    wall.now = datetime(2015, 6, 1, 9, tzinfo=UTC)
    case_id = logged(me).case_id
    answers = {"applied": "2015-04-07", "decision": "met", "decided": "2015-04-20", "held": "2015-05-05",
               "recommended": "yes"}  # fmt: skip
    records.add_record(me, case_id, NewRecord("case-review", answers))
    (sheet,) = asked(window)
    words = "1 Apr 2015 to 31 Mar 2016: 1 application, threshold not met 0, reviews held 1, with recommendations 1"
    assert sheet.copy_text.splitlines()[0] == words
    assert len(sheet.copy_text.splitlines()) == 2
    assert [*sweep.nameless(sheet), *sweep.clashing_access_keys(sheet)] == []
    sheet._copy()
    assert QApplication.clipboard().text() == sheet.copy_text
    sheet.close()


def test_before_there_were_case_reviews_it_says_so(window: MainWindow, wall: Wall, monkeypatch: Any) -> None:
    said: list[str] = []
    monkeypatch.setattr(window, "toast", said.append)
    assert wall.now == MONDAY
    assert asked(window) == []
    assert said == ["Case reviews began on 20 Oct 2014"]


def test_who_reads_no_cases_is_not_offered_it(sqlite_store: Any, qtbot: Any) -> None:
    board = MainWindow(signed_in(sqlite_store, Role.BOARD, name="Bela Board"), "Main office")
    qtbot.addWidget(board)
    assert "case-review.years" not in board.live_actions()
