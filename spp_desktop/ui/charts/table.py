"""A chart's table as text and as a page, with its footnotes, for the clipboard."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from spp_desktop.ui.charts.values import ChartTable


def as_text(table: ChartTable) -> str:
    """The table with tabs between cells, as a spreadsheet pastes it; title above, footnotes below."""
    lines = [table.title, "", "\t".join(table.columns), *("\t".join(row) for row in table.rows)]
    notes = ["", *table.footnotes] if table.footnotes else []
    return "\n".join([*(" ".join(line.split("\n")) for line in lines), *notes]) + "\n"


def as_html(table: ChartTable) -> str:
    """The table as a page fragment, as a word processor pastes it; every cell is text, never markup."""
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in table.footnotes)
    return f"<h3>{escape(table.title)}</h3><table><tr>{head}</tr>{rows}</table>{notes}"


def copy_table(table: ChartTable) -> None:
    """Put the table on the clipboard, as text and as a page."""
    held = QMimeData()
    held.setText(as_text(table))
    held.setHtml(as_html(table))
    QGuiApplication.clipboard().setMimeData(held)
