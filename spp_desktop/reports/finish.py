"""The one finishing pass over a workbook: what openpyxl leaves out of the package is put in.

openpyxl writes formulas without their values and charts without their points or alternative text, so Protected View
and previewers show blanks. ``finish`` adds all three and gives every entry the same date, so that the same figures
make the same file. A long list's rows are streamed into the package, and nothing stands in a temporary file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING

from lxml import etree
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from spp_desktop.reports.cells import content, stamp

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CHART_NS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING_NS = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"

_CONTENT_TYPES = "[Content_Types].xml"
_ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_REFERENCE = re.compile(r"^(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!]+))!(?P<cells>.+)$")

Cached = int | float | str | None
"""The value of a formula: None for one whose answer is blank."""


@dataclass(slots=True)
class Finishing:
    """What the package lacks: formula values by sheet and cell, alternative texts by sheet in the charts' order."""

    made: datetime
    cached: dict[str, dict[str, Cached]] = field(default_factory=dict)
    alt: dict[str, list[str]] = field(default_factory=dict)

    def value(self, sheet: str, cell: str, value: Cached) -> None:
        """Remember what a formula comes to."""
        self.cached.setdefault(sheet, {})[cell] = value


def set_properties(workbook: Workbook, *, title: str, marking: str, made: datetime, organisation: str) -> None:
    """The document's own properties: the organisation is the author, and the marking travels with the file."""
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = content(organisation).text
    properties.title = content(title).text
    properties.subject = properties.category = content(marking).text
    properties.language = "en-GB"
    properties.created = properties.modified = stamp(made)


class _InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's writer, but for its temporary files: what a sheet holds must not stand in plain on the disk."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        writer = WorksheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def parts_of(workbook: Workbook) -> dict[str, bytes]:
    """The package openpyxl makes of a workbook, by part name; the dates of its properties are left as they were set."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _InMemory(workbook, archive).write_data()
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def finish(workbook: Workbook, finishing: Finishing, out: IO[bytes]) -> None:
    """Write the finished package of a workbook whose cells are all there."""
    with _open(out) as archive:
        _write_parts(archive, _finished(parts_of(workbook), workbook, finishing))


def finish_long(
    before: Workbook, rows: Iterable[str], after: Iterator[tuple[Workbook, Finishing]], out: IO[bytes]
) -> None:
    """Write a package whose first sheet is long.

    ``before`` holds that sheet's heading row; ``rows`` are its other rows as XML, read once. When they are written,
    ``after`` gives the same workbook again, now knowing how many rows there were, for every part but that sheet.
    """
    parts = parts_of(before)
    long_sheet = "xl/worksheets/sheet1.xml"
    head, _, tail = _DIMENSION.sub(b"", parts[long_sheet]).partition(b"</sheetData>")
    with _open(out) as archive:
        _write(archive, _CONTENT_TYPES, parts[_CONTENT_TYPES])
        with archive.open(_entry(long_sheet), "w", force_zip64=True) as sheet:
            sheet.write(head)
            for batch in _batches(rows):
                sheet.write(batch)
            sheet.write(b"</sheetData>" + tail)
        workbook, finishing = next(after)
        rest = _finished(parts_of(workbook), workbook, finishing)
        _write_parts(archive, {name: data for name, data in rest.items() if name not in {long_sheet, _CONTENT_TYPES}})


def _batches(rows: Iterable[str], size: int = 256) -> Iterator[bytes]:
    held: list[str] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()


def _open(out: IO[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ENTRY_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_entry(name), data)


def _write_parts(archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> None:
    for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
        _write(archive, name, parts[name])


def _finished(parts: Mapping[str, bytes], workbook: Workbook, finishing: Finishing) -> dict[str, bytes]:
    done = dict(parts)
    for number, sheet in enumerate(workbook.worksheets, start=1):
        if sheet.title in finishing.cached:
            name = f"xl/worksheets/sheet{number}.xml"
            done[name] = _with_values(done[name], finishing.cached[sheet.title])
    drawn = [sheet for sheet in workbook.worksheets if sheet._charts]
    for number, sheet in enumerate(drawn, start=1):
        name = f"xl/drawings/drawing{number}.xml"
        done[name] = _with_alt(done[name], finishing.alt.get(sheet.title, []))
    for name, data in parts.items():
        if name.startswith("xl/charts/chart"):
            done[name] = _with_points(data, workbook, finishing.cached)
    return done


def _tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def _xml(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _with_values(data: bytes, values: Mapping[str, Cached]) -> bytes:
    root = etree.fromstring(data)
    for cell in root.iter(_tag(SHEET_NS, "c")):
        if cell.find(_tag(SHEET_NS, "f")) is None:
            continue
        value = values[cell.get("r")]
        held = cell.find(_tag(SHEET_NS, "v"))
        if isinstance(value, str) or value is None:
            cell.set("t", "str")
            held.text = value or ""
        else:
            cell.attrib.pop("t", None)
            held.text = str(value)
    return _xml(root)


def _with_alt(data: bytes, texts: Sequence[str]) -> bytes:
    root = etree.fromstring(data)
    frames = list(root.iter(_tag(DRAWING_NS, "cNvPr")))
    for frame, text in zip(frames, texts, strict=True):
        frame.set("descr", content(text).text)
    return _xml(root)


def _with_points(data: bytes, workbook: Workbook, cached: Mapping[str, Mapping[str, Cached]]) -> bytes:
    root = etree.fromstring(data)
    for reference in list(root.iter(_tag(CHART_NS, "numRef"), _tag(CHART_NS, "strRef"))):
        formula = reference.find(_tag(CHART_NS, "f"))
        numeric = reference.tag == _tag(CHART_NS, "numRef")
        cells = _referred(workbook, formula.text)
        name = "numCache" if numeric else "strCache"
        cache = etree.Element(_tag(CHART_NS, name))
        if numeric:
            etree.SubElement(cache, _tag(CHART_NS, "formatCode")).text = cells[0].number_format if cells else "General"
        etree.SubElement(cache, _tag(CHART_NS, "ptCount")).set("val", str(len(cells)))
        for place, cell in enumerate(cells):
            value = cached.get(cell.parent.title, {}).get(cell.coordinate) if cell.data_type == "f" else cell.value
            if value is None or value == "" or (numeric and isinstance(value, str)):
                continue
            point = etree.SubElement(cache, _tag(CHART_NS, "pt"))
            point.set("idx", str(place))
            etree.SubElement(point, _tag(CHART_NS, "v")).text = str(value)
        formula.addnext(cache)
    return _xml(root)


def _referred(workbook: Workbook, reference: str) -> list[Cell]:
    found = _REFERENCE.match(reference)
    if found is None:
        raise ValueError(f"A chart refers to {reference}, which names no sheet")
    title = found["bare"] or found["quoted"].replace("''", "'")
    left, top, right, bottom = range_boundaries(found["cells"])
    rows = workbook[title].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
    return [cell for row in rows for cell in row]
