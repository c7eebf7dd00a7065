"""A page of paper for the demonstration store: a small file that any reader of PDF opens."""

from __future__ import annotations

from collections.abc import Sequence

_HEIGHT, _MARGIN, _LEADING = 842, 72, 18
"""An A4 page, its margin and the height of a line, in points."""


def page(lines: Sequence[str]) -> bytes:
    """One A4 page of PDF 1.4 with these lines of Latin letters; the same lines give the same bytes."""
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    drawn = f"BT /F1 12 Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td {shown} ET".encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % _HEIGHT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
