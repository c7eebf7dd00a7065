"""What tests of the window stand on: the theme in force, threads that end, an officer, answers to questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import theme, work
from tests.ui.office import made_office, office  # noqa: F401 - fixtures

NOW = datetime(2012, 3, 12, 9, 14, tzinfo=UTC)
OFFICER = Officer(UUID(int=7), "Rachel Okafor", (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.ANALYST))


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Light colours before each test, and no thread of the window's after it."""
    theme.apply_theme(qapp, theme.Mode.LIGHT)
    qapp.setProperty("namesHidden", False)
    yield
    work.on_unheard(None)
    work.shut()


@pytest.fixture
def me() -> SignedIn:
    """An officer who holds most roles, at a fixed moment, without a store."""
    return SignedIn(OFFICER, None, lambda: NOW)  # type: ignore[arg-type]
