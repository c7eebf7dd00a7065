"""Scales in Administration: read, adopted as they stand, edited into the next version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from spp_desktop.domain.permissions import Role
from spp_desktop.services import scales
from spp_desktop.ui import work
from spp_desktop.ui.pages.admin_scale_editors import read_points
from spp_desktop.ui.pages.admin_scale_sheets import AdoptSheet
from tests.ui import sweep
from tests.ui.office import Office, pressed, submitted

NAME = "Hannah Whitfield"


@pytest.fixture
def supervised(office: Office) -> Office:
    seat = office.seats[NAME]
    office.seats[NAME] = replace(seat, officer=replace(seat.officer, roles=(Role.ASB_OFFICER, Role.SUPERVISOR)))
    return office


def test_a_scale_is_read_as_it_is_asked(office: Office) -> None:
    section = office.section("Ade Marlowe", "scales")
    assert section.pane.under.text() == "Version 1, in force"
    read = [label.text().replace("\N{NO-BREAK SPACE}", " ") for label in section.reading.findChildren(QLabel)]
    assert read[:2] == [
        "1. How often is there trouble, apart from today?",
        "Never before 0 · Occasionally 1 · Most months 2 · Most weeks 3 · Most days 4 · Every day 5",
    ]
    assert len(read) == 28
    assert "No · Yes (no points)" in read
    assert section.pane.words.text().startswith("Illustrative: no published source")
    assert not section.adopt.isVisible()
    assert not section.edit.isVisible()


def test_it_is_adopted_as_it_stands(supervised: Office) -> None:
    section = supervised.section(NAME, "scales")
    sheet = pressed(section, "adopt_scale")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    submitted(sheet)
    assert sheet.isVisible()
    assert scales.list_scales(supervised.seats[NAME])[0].scale.version == 1
    sheet.source.setText("Safer Peterborough board, 12 Mar 2012")
    sheet.note.setPlainText("Agreed for a year")
    submitted(sheet)
    work.settle()
    assert section.pane.under.text() == "Version 2, in force"
    assert section.versions.rows().rowCount() == 2
    assert not section.current().scale.illustrative


def test_it_is_edited_into_the_next_version(supervised: Office) -> None:
    section = supervised.section(NAME, "scales")
    sheet = pressed(section, "edit_scale")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    first = sheet.editor
    first.text.setText("How often is there trouble?")
    first.take_answer(1)
    first.add_answer()
    words, points = first.answers[-1]
    words.setText("More than once a day")
    points.setText("7")
    sheet.add_question()
    sheet.editor.text.setText("Is anybody new at risk?")
    sheet.parts.select_id("13")
    sheet.leave_out()
    sheet.parts.select_id("bands")
    sheet.editor.least[2].setText("20")
    sheet.parts.select_id("triggers")
    sheet.editor.take_trigger(0)
    sheet.go_on()
    adopt = next(each for each in section.window().findChildren(AdoptSheet) if each.isVisible())
    adopt.source.setText("The partnership's own")
    adopt.note.setPlainText("Shorter to ask")
    submitted(adopt)
    work.settle()
    now = scales.list_scales(supervised.seats[NAME])[0].scale
    assert (now.version, now.questions[0].text, now.band("high").least) == (2, "How often is there trouble?", 20)
    assert [(each.label, each.points) for each in now.questions[0].options] == [
        ("Never before", 0), ("Most months", 2), ("Most weeks", 3), ("Most days", 4), ("Every day", 5),
        ("More than once a day", 7),
    ]  # fmt: skip
    assert now.questions[-1].text == "Is anybody new at risk?"
    assert "others" not in {each.key for each in now.questions}
    assert [each.code for each in now.triggers] == ["threats-to-life", "weapon", "hate-and-repeat", "immediate-risk"]


def test_what_is_wrong_is_said_where_it_is(supervised: Office) -> None:
    section = supervised.section(NAME, "scales")
    sheet = pressed(section, "edit_scale")
    sheet.go_on()
    assert "Nothing is different yet" in sheet.trouble.text()
    sheet.parts.select_id("bands")
    sheet.editor.least[1].setText("30")
    sheet.parts.select_id("0")
    sheet.go_on()
    assert sheet.parts.current() == "bands"
    assert sheet.trouble.text() == "Each band begins above the one before it, the lowest at 0"
    sheet.editor.least[1].setText("14")
    sheet.parts.select_id("4")
    sheet.editor.answers[3][1].setText("six")
    sheet.parts.select_id("0")
    sheet.go_on()
    assert (sheet.parts.current(), sheet.trouble.text()) == ("4", "Points are from 0 to 99")
    sheet.editor.scored.setChecked(False)
    sheet.editor.scored.setChecked(True)
    assert [points.text() for _, points in sheet.editor.answers] == ["0", "0", "0", "0"]
    sheet.reject()
    assert len(scales.list_scales(supervised.seats[NAME])) == 1


@pytest.mark.parametrize(("typed", "points"), [("5", 5), (" 12 ", 12), ("", -1), ("-3", -1), ("1.5", -1), ("²", -1)])
def test_points_are_whole_numbers(typed: str, points: int) -> None:
    assert read_points(typed) == points
