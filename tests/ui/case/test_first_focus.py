"""Where the keyboard is when a case has been read."""

from __future__ import annotations

import pytest

from spp_desktop.ui.case.window import CasePage
from tests.ui.case.conftest import Open


def test_the_list_is_in_view_before_it_has_the_keyboard(open_case: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    give = CasePage._first_focus

    def watched(page: CasePage) -> None:
        seen.append(page.timeline.list.isVisible())
        give(page)

    monkeypatch.setattr(CasePage, "_first_focus", watched)
    desk = open_case()
    assert seen == [True]
    assert desk.page.window().focusWidget() is desk.page.timeline.list
