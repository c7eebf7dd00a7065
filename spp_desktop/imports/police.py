"""Street-level crime files as data.police.uk publishes them: read once, counted, and every row accounted for.

A row is counted (its small area is in the city), outside (its small area is elsewhere), unplaced (the file gives
none; it belongs to the whole force) or rejected with its line and a reason. Rows are never taken for repeats of
one another: anti-social behaviour rows carry no id, and equal rows are very likely separate incidents.
"""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from spp_desktop.domain.errors import Refused
from spp_desktop.domain.figures.areas import Places
from spp_desktop.domain.figures.datasets import Reject
from spp_desktop.domain.figures.measures import POLICE_CODES
from spp_desktop.domain.figures.months import Month, is_month

HEADER = (
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location"),
    *("LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
)
_WIDTH = len(HEADER)
_SMALL_AREA = re.compile(r"[EWSN][0-9]{8}|95[A-Z]{2}[0-9]{2}[SW][0-9]", re.ASCII)
_ROWS_BETWEEN_LOOKS = 2_000

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


class ImportCancelled(Refused):
    """The officer stopped the import. Nothing of the file at hand is kept."""

    def __init__(self) -> None:
        super().__init__("The import was stopped. Nothing of this file was kept")


class UnreadableFile(Refused):
    """The file is not one that can be counted. ``sha256`` names it where it could be read to its end."""

    def __init__(self, message: str, sha256: str | None = None) -> None:
        super().__init__(message)
        self.sha256 = sha256


@dataclass(frozen=True, slots=True)
class PoliceFile:
    """One file, counted. ``cells`` are crimes by (month, small area, crime type), the small area empty where unplaced.

    rows = counted + unplaced + outside + rejected. ``force`` is who reported most of its rows.
    """

    sha256: str
    force: str
    months: tuple[Month, ...]
    rows: int
    counted: int
    unplaced: int
    outside: int
    rejected: tuple[Reject, ...]
    cells: Mapping[tuple[Month, str, str], int]


class _Hashing(io.RawIOBase):
    """Passes bytes through to the reader and keeps their SHA-256 and number."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._digest = hashlib.sha256()
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        chunk = self._source.read(len(buffer))
        self._digest.update(chunk)
        self.read_so_far += len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def sha256(self) -> str:
        """The digest of the whole source; reads whatever is left of it."""
        while chunk := self._source.read(1 << 20):
            self._digest.update(chunk)
        return self._digest.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file's bytes and their number; a shipped file packed as ``.xz`` is unpacked on the way (number 0).

    Raises UnreadableFile when there is no such file or it cannot be read.
    """
    try:
        if path.suffix == ".xz":
            with lzma.open(path) as packed:
                yield packed, 0  # type: ignore[misc]  # an LZMAFile is a binary file in all but declared type
        else:
            with path.open("rb") as file:
                yield file, path.stat().st_size
    except FileNotFoundError as error:
        raise UnreadableFile("There is no such file") from error
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise UnreadableFile("The file cannot be read") from error


def read_file(
    path: Path, places: Places, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> PoliceFile:
    """Count a street-level file.

    Raises UnreadableFile when it cannot be read, is not UTF-8, lacks the published header, or ends in a row cut
    short; ImportCancelled when ``cancelled`` says so. Nothing is then kept.
    """
    with opened(path) as (source, size):
        return read_stream(source, places, size=size, progress=progress, cancelled=cancelled)


def read_stream(
    source: BinaryIO,
    places: Places,
    *,
    size: int = 0,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> PoliceFile:
    """Count the bytes of a street-level file; see ``read_file``."""
    hashing = _Hashing(source)
    text = io.TextIOWrapper(io.BufferedReader(hashing, 1 << 18), encoding="utf-8-sig", newline="")
    tally = _Tally(places)

    def look() -> None:
        if cancelled is not None and cancelled():
            raise ImportCancelled
        if progress is not None:
            progress("Reading rows", hashing.read_so_far, size)

    try:
        _count(text, tally, look)
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file is not UTF-8 text. Nothing was kept", hashing.sha256()) from error
    except _NotPublished as refusal:
        raise UnreadableFile(f"{refusal.message}. Nothing was kept", hashing.sha256()) from refusal
    return tally.file(hashing.sha256())


class _NotPublished(Refused):
    """The text is not a whole published file."""


_Way = tuple[str, str, str, str]
"""The values of a row that decide where it is counted: month, LSOA code, crime type, force."""


class _Tally:
    """Counts so far. Rows differ in few ways, so each way is judged once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._inside: dict[str, bool] = {"": True}
        self.ways: dict[_Way, list[int]] = {}
        self.rejected: list[Reject] = []
        self.rows = 0

    def judge(self, row: list[str], line: int) -> list[int] | None:
        """The count that rows like this one add to, or None for a row that is rejected."""
        month, small_area, kind = row[1], row[7], row[9]
        reason = ""
        if not is_month(month):
            reason = "The month is not a year and month such as 2025-01"
        elif kind not in POLICE_CODES:
            reason = "The crime type is not one that data.police.uk publishes"
        elif small_area not in self._inside:
            if _SMALL_AREA.fullmatch(small_area):
                self._inside[small_area] = self._places.holds(small_area, row[8])
            else:
                reason = "The LSOA code is not one"
        if reason:
            self.reject(line, reason)
            return None
        return self.ways.setdefault((month, small_area, kind, row[2]), [0])

    def reject(self, line: int, reason: str) -> None:
        """Leave a row out, and say so."""
        self.rejected.append(Reject(line, reason))

    def file(self, sha256: str) -> PoliceFile:
        """The count as a value."""
        cells: Counter[tuple[Month, str, str]] = Counter()
        forces: Counter[str] = Counter()
        months = {text: Month.parse(text) for text in {way[0] for way in self.ways}}
        outside = unplaced = 0
        for (month, small_area, kind, force), (size,) in self.ways.items():
            forces[force] += size
            if not self._inside[small_area]:
                outside += size
                continue
            unplaced += 0 if small_area else size
            cells[months[month], small_area, POLICE_CODES[kind]] += size
        return PoliceFile(
            sha256,
            forces.most_common(1)[0][0] if forces else "",
            tuple(sorted(months.values())),
            self.rows,
            cells.total() - unplaced,
            unplaced,
            outside,
            tuple(self.rejected),
            cells,
        )


def _count(text: io.TextIOWrapper, tally: _Tally, look: Callable[[], None]) -> None:
    """Tally every row. Raises _NotPublished for what is not a whole published file."""
    if tuple(name.strip() for name in _values(text.readline()) or ()) != HEADER:
        raise _NotPublished("The first line is not the header that data.police.uk publishes")
    if _count_rows(text, tally, look):
        raise _NotPublished("The last row is cut short")


def _values(line: str) -> list[str] | None:
    """The values of a line, or None where a quotation mark is never closed. No published value runs over a line."""
    if '"' not in line:
        return line.rstrip("\r\n").split(",")
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return None


def _count_rows(text: io.TextIOWrapper, tally: _Tally, look: Callable[[], None]) -> bool:
    """Tally the rows after the header; returns whether the last one has too few values."""
    ways = tally.ways
    cut_short = False
    for number, line in enumerate(text, 2):
        if number % _ROWS_BETWEEN_LOOKS == 0:
            look()
        row = _values(line) if '"' in line else line.rstrip("\r\n").split(",")
        if row == [""]:
            continue
        tally.rows += 1
        cut_short = row is None or len(row) < _WIDTH
        if row is None or len(row) != _WIDTH:
            tally.reject(number, f"The line does not have {_WIDTH} values")
            continue
        try:
            if row[4] or row[5]:
                float(row[4]), float(row[5])
        except ValueError:
            tally.reject(number, "The position is not two numbers of degrees")
            continue
        size = ways.get((row[1], row[7], row[9], row[2]))
        if size is None:
            size = tally.judge(row, number)
        if size is not None:
            size[0] += 1
    return cut_short
