"""What the views say of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from spp_desktop.domain.cases import AssessmentView, FlagView, PartyView
from spp_desktop.domain.today import DueItem, TodayView
from tests.domain.test_closing import VIEW

NOW = datetime(2012, 3, 12, 9, tzinfo=UTC)
TODAY = date(2012, 3, 12)


def test_the_main_party_and_where_else_they_are() -> None:
    other = PartyView(UUID(int=1), "witness", "person", "Bo", "B", also_in=("ASB-2012-K7-0009",))
    main = PartyView(UUID(int=2), "victim", "person", "Ann", "A", main=True, also_in=("ASB-2012-K7-0002",))
    view = replace(VIEW, parties=(other, main))
    assert view.main_party is main
    assert view.also_in == ("ASB-2012-K7-0002",)
    assert VIEW.main_party is None
    assert VIEW.also_in == ()


def test_a_flag_shows_to_its_last_day() -> None:
    flag = FlagView(UUID(int=1), "staff-safety", "Staff safety", "dog", TODAY, date(2012, 3, 16), None, "Ann")
    assert flag.in_force(date(2012, 3, 16))
    assert not flag.in_force(date(2012, 3, 17))
    assert not replace(flag, ended=TODAY).in_force(TODAY)
    assert replace(flag, expires=None).in_force(date(2099, 1, 1))


def test_an_overridden_assessment() -> None:
    scored = AssessmentView(
        UUID(int=1), "m", 1, True, {}, (), 3, 41, 0, "standard", "standard", "", NOW, "Ann", "review"
    )
    assert not scored.overridden
    assert replace(scored, band="high").overridden


def test_todays_items_by_group() -> None:
    late = DueItem("action", "Visit", UUID(int=1), "asb", "R", None, "Ann", TODAY, "1 day late", "overdue")
    view = TodayView(TODAY, (late, replace(late, group="week")), (), (), {})
    assert view.group("overdue") == (late,)
    assert view.group("today") == ()
