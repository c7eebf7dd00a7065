"""Datasets: what was imported, from which file, and which of them is in force for a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.figures.months import Month


class FileStatus(StrEnum):
    """What became of a file. Each value is the word printed."""

    IMPORTED = "imported"
    ALREADY = "already imported"
    SUPERSEDES = "supersedes"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row left out: its line in the file (the header is line 1) and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What an import, or its preview, makes of one file: rows = counted + unplaced + outside + rejected.

    A refused file has every count 0. ``sha256`` is None where the file could not be read.
    """

    file: str
    sha256: str | None
    status: FileStatus
    message: str
    months: tuple[Month, ...] = ()
    rows: int = 0
    counted: int = 0
    unplaced: int = 0
    outside: int = 0
    rejected: tuple[Reject, ...] = ()
    dataset_id: UUID | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values in the published shape."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "months": [str(month) for month in self.months],
            "rows": self.rows,
            "counted": self.counted,
            "unplaced": self.unplaced,
            "outside": self.outside,
            "rejected": [{"line": reject.line, "reason": reject.reason} for reject in self.rejected],
            "status": self.status.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each file, in the order given; ``stopped`` when the officer stopped before the last.

    Files after the one at hand when it was stopped are not in the list.
    """

    files: tuple[FileReport, ...]
    stopped: bool = False

    @property
    def refused(self) -> bool:
        """Whether any file was refused."""
        return any(report.status is FileStatus.REFUSED for report in self.files)

    def to_json(self) -> dict[str, Any]:
        """Plain values in the published shape."""
        return {"files": [report.to_json() for report in self.files]}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One imported file, never altered. ``as_at`` is the day it describes the world as of."""

    id: UUID
    series: Series
    name: str
    source: str
    force: str
    sha256: str
    as_at: date
    imported_by: UUID
    imported_at: datetime
    months: tuple[Month, ...]
    rows: int
    counted: int
    unplaced: int
    outside: int
    rejected: int

    @property
    def illustrative(self) -> bool:
        """Whether every figure from it must say that it is illustrative."""
        return self.series is Series.ILLUSTRATIVE


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """A dataset in the list, and those of its months for which a later one is in force."""

    dataset: Dataset
    superseded: tuple[Month, ...]


def in_force(datasets: Iterable[Dataset]) -> dict[UUID, tuple[Month, ...]]:
    """Which months of which dataset figures use: for each force and month, the dataset imported last.

    Of datasets imported at one moment the one given later counts as the later. A re-issued month thereby supersedes
    the one before it, which is kept. A dataset wholly superseded is absent.
    """
    latest: dict[tuple[Series, str, Month], Dataset] = {}
    for dataset in sorted(datasets, key=lambda dataset: dataset.imported_at):
        for month in dataset.months:
            latest[dataset.series, dataset.force, month] = dataset
    used: dict[UUID, list[Month]] = {}
    for (_, _, month), dataset in latest.items():
        used.setdefault(dataset.id, []).append(month)
    return {dataset_id: tuple(sorted(months)) for dataset_id, months in used.items()}


def home_force(datasets: Iterable[Dataset]) -> str | None:
    """The force that reports most of the city's crime in these datasets; None when no row of theirs is in the city.

    Only its files say that a month is held, and only its unplaced rows stand beside the city's figures. Other forces
    (the railway's police, a neighbour) may add rows that lie in the city, never a month or unplaced rows.
    """
    counted: Counter[str] = Counter()
    for dataset in datasets:
        counted[dataset.force] += dataset.counted
    (force, most), *_ = counted.most_common(1) or [("", 0)]
    return force if most else None


def held_months(datasets: Iterable[Dataset]) -> tuple[Month, ...]:
    """The months that files of the home force hold, in order."""
    known = tuple(datasets)
    home = home_force(known)
    return tuple(sorted({month for dataset in known if dataset.force == home for month in dataset.months}))


def with_superseded(datasets: Iterable[Dataset]) -> tuple[DatasetLine, ...]:
    """The list of datasets, latest first, each with its superseded months."""
    known = sorted(datasets, key=lambda dataset: dataset.imported_at)
    used = in_force(known)
    return tuple(
        DatasetLine(dataset, tuple(month for month in dataset.months if month not in used.get(dataset.id, ())))
        for dataset in reversed(known)
    )


def held_already(datasets: Iterable[Dataset], series: Series, force: str, months: Iterable[Month]) -> tuple[Month, ...]:
    """Those of the months that a dataset of the same series and force holds already."""
    held = {
        month for dataset in datasets if (dataset.series, dataset.force) == (series, force) for month in dataset.months
    }
    return tuple(sorted(held.intersection(months)))
