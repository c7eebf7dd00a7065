"""Diary sheets: due back on the day agreed, and what they show."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.kinds.diary import DIARY_SHEET
from spp_desktop.domain.records import RecordView, owed_on

SHEET = {"given": "2012-03-01", "what_for": "Noise after eleven", "due": "2012-03-15"}


def test_what_a_sheet_asks() -> None:
    """Given on, what for, due back, returned, what it shows, usable as evidence."""
    assert {each.key for each in DIARY_SHEET.form.fields} == {"given", "what_for", "due", "returned", "shows", "usable"}
    assert DIARY_SHEET.title_of(SHEET) == "Noise after eleven"


def test_it_is_collected_on_the_day_agreed() -> None:
    sheet = RecordView(UUID(int=1), "diary", SHEET, datetime(2012, 3, 1, tzinfo=UTC), "Ann")
    (owed,) = owed_on(DIARY_SHEET, sheet, date(2012, 3, 16))
    assert (owed.due, owed.late(date(2012, 3, 15)), owed.late(date(2012, 3, 16))) == (date(2012, 3, 15), False, True)


@pytest.mark.parametrize(
    ("more", "label", "over"),
    [
        ({}, "Given", False),
        ({"returned": "2012-03-15"}, "Returned, to be read", False),
        ({"returned": "2012-03-15", "usable": "part"}, "Evidence", True),
        ({"returned": "2012-03-15", "usable": "no"}, "Not evidence", True),
    ],
)
def test_how_far_it_has_come(more: dict[str, str], label: str, over: bool) -> None:
    stage = DIARY_SHEET.stage({**SHEET, **more})
    assert (stage.label, stage.over) == (label, over)


@pytest.mark.parametrize(("key", "day"), [("returned", "2012-02-29"), ("due", "2012-02-28")])
def test_days_out_of_order_are_marked(key: str, day: str) -> None:
    found = DIARY_SHEET.check({**SHEET, key: day}, date(2012, 3, 16))
    assert [(each.field, each.severity) for each in found] == [(key, "warning")]
    assert found[0].message == "Before “Given on”, 1 Mar 2012"
