"""Files kept with a case: names any disk takes, and what cannot be kept."""

from __future__ import annotations

import pytest

from spp_desktop.domain.files import MOST_BYTES, NewFile, file_problems, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("diary sheet.pdf", "diary sheet.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\hw\Desktop\photo 1.jpg", "photo 1.jpg"),
        ('a<b>:"c|d?*.txt', "abcd.txt"),
        ("nul.txt", "file nul.txt"),
        ("COM1", "file COM1"),
        ("console.txt", "console.txt"),
        ("CON .txt", "file CON .txt"),
        ("lpt\u00b9.pdf", "file lpt\u00b9.pdf"),
        ("letter. . ", "letter"),
        ("", "file"),
        ("...", "file"),
        # A right-to-left override would show an .exe as a .pdf.
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("ended\u2028here\x85.pdf", "endedhere.pdf"),
        ("x" * 119 + ". tail" + "y" * 12, "x" * 119),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 200, "x" * 120),
        ("x" * 100 + "." + "y" * 60, ("x" * 100 + "." + "y" * 60)[:120]),
    ],
)
def test_a_name_any_disk_takes(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert safe_name(kept) == kept
    assert len(kept) <= 120


def test_what_can_be_kept() -> None:
    assert file_problems(NewFile("a.pdf", b"%PDF")) == ()
    assert file_problems(NewFile("a.pdf", b"x" * MOST_BYTES)) == ()


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewFile("a.pdf", b""), "file"),
        (NewFile("a.pdf", b"x" * (MOST_BYTES + 1)), "file"),
        (NewFile("a.pdf", b"x", kind="film"), "kind"),
    ],
)
def test_what_cannot_be_kept(new: NewFile, field: str) -> None:
    assert [each.field for each in file_problems(new)] == [field]
