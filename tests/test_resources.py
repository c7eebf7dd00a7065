"""Shipped files are found, and nothing outside them is."""

from __future__ import annotations

import pytest

from spp_desktop.resources import resource


def test_a_shipped_file_is_found() -> None:
    assert "Apache-2.0" in resource("licences", "libraries.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("parts", [("..", "pyproject.toml"), ("licences", "..", "..", "README.md"), ("/etc/hosts",)])
def test_a_path_that_leads_outside_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="inside the shipped folder"):
        resource(*parts)
