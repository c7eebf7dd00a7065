"""Refused as the wrong role: no case list, and a reference one may not know of answers as one that is not there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from spp_desktop.domain.errors import NotFound, Refused
from spp_desktop.services import cases, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.ui.widgets.sheet import Sheet
from tests.journeys.conftest import Desktop


def case_id(me: SignedIn, reference: str) -> UUID:
    """The id of a case, read past every permission."""
    table = table_of(CaseRow)
    with me.store.read() as connection:
        return connection.execute(select(table.c.id).where(table.c.reference == reference)).scalar_one()


def test_a_board_member_sees_no_case(start_window: Callable[[str], Desktop]) -> None:
    desktop = start_window("Bela Board")
    main = desktop.main
    assert {"asb", "people", "new-case", "my-actions"} & set(main.specs) == set()
    assert main.rail.buttons.keys() <= {"today", "figures"}
    main.go("asb")
    assert main.page_in_view() is main.page("today")
    assert "ASB victims" not in desktop.words()
    assert main._find is None
    assert "case.new" not in main.live_actions()
    with pytest.raises(Refused):
        search.search(desktop.me, "kowalczyk")


def test_a_forbidden_reference_and_an_unknown_one_are_answered_alike(start_window: Callable[[str], Desktop]) -> None:
    desktop = start_window("Bela Board")
    reference = desktop.references["Ewa Kowalczyk"]
    held = case_id(desktop.me, reference)
    answers = []
    for wanted, known_as in ((held, reference), (uuid4(), "ASB-2012-ZZ-9999")):
        with pytest.raises(NotFound) as sought:
            cases.find_case(desktop.me, known_as)
        with pytest.raises(Refused) as opened:
            cases.open_case(desktop.me, wanted)
        answers.append((sought.value.message, type(opened.value), opened.value.message))
    assert answers[0] == answers[1]
    assert answers[0][0] == "No record you can open has that reference"


def test_asking_the_window_for_a_forbidden_case_says_what_it_says_of_none(
    start_window: Callable[[str], Desktop],
) -> None:
    desktop = start_window("Bela Board")
    said = []
    for wanted in (case_id(desktop.me, desktop.references["Ewa Kowalczyk"]), uuid4()):
        desktop.main.open_case(wanted)
        desktop.settle()
        (window,) = desktop.main.case_windows()
        said.append((window.windowTitle(), desktop.words(window)))
        for sheet in window.findChildren(Sheet):
            sheet.close()
        window.close()
        desktop.settle()
    assert said[0] == said[1]
    assert "Kowalczyk" not in str(said)
