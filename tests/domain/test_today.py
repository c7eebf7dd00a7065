"""Where something due on a day stands, seen from Monday 12 March 2012: a week's work reaches to Sunday."""

from __future__ import annotations

from datetime import date

import pytest

from spp_desktop.domain.today import DueItem, TodayView, due_group


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2012, 3, 11), "overdue"),
        (date(2012, 3, 12), "today"),
        (date(2012, 3, 13), "week"),
        (date(2012, 3, 18), "week"),
        (date(2012, 3, 19), "later"),
    ],
)
def test_a_week_reaches_six_days_beside_today(due: date, group: str) -> None:
    assert due_group(due, date(2012, 3, 12)) == group


def test_the_items_of_one_group_stay_in_their_order() -> None:
    from uuid import UUID

    items = tuple(
        DueItem("action", what, UUID(int=1), "asb", "ASB-1", None, "", date(2012, 3, 12), "Today", group)  # type: ignore[arg-type]
        for what, group in (("a", "today"), ("b", "overdue"), ("c", "today"))
    )
    view = TodayView(date(2012, 3, 12), items, (), (), {})
    assert [each.what for each in view.group("today")] == ["a", "c"]
