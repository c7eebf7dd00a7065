"""The data dictionary says what the program declares."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from spp_desktop.domain import casetypes
from tests.toy import TOY

ROOT = Path(__file__).resolve().parents[2]
DICTIONARY = runpy.run_path(str(ROOT / "packaging" / "dictionary.py"))


def test_the_dictionary_is_not_stale() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == DICTIONARY["render"](), "run python packaging/dictionary.py"


def test_another_case_type_stands_in_it_without_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casetypes, "CASE_TYPES", (*casetypes.CASE_TYPES, TOY))
    text = DICTIONARY["render"]()
    assert "## Lost thing (`toy`, version 2)" in text
    assert "| `things` | What was lost | MultiChoice | `toy-things` | required |" in text
    assert "| `purse` | Purse |  |  |" in text
    assert "Bands: Calm from 0, Bereft from 5." in text


def test_a_stale_dictionary_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: object) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    stale = tmp_path / "data-dictionary.md"
    stale.write_text("old", encoding="utf-8")
    monkeypatch.setitem(DICTIONARY["main"].__globals__, "OUT", stale)
    assert DICTIONARY["main"](["--check"]) == 1
    assert DICTIONARY["main"]([]) == 0
    assert DICTIONARY["main"](["--check"]) == 0
