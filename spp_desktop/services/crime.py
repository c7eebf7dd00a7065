"""Importing crime figures: looking at files first, keeping them as datasets, listing what is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.figures.datasets import (
    Dataset,
    DatasetLine,
    FileReport,
    FileStatus,
    ImportReport,
    Reject,
    held_already,
    with_superseded,
)
from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.figures.months import Month
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import Right
from spp_desktop.imports.areas import places
from spp_desktop.imports.illustrative import NAME, SOURCE, IllustrativeSeries, read_illustrative
from spp_desktop.imports.police import ImportCancelled, PoliceFile, UnreadableFile, read_file
from spp_desktop.resources import resource
from spp_desktop.services.gate import gate
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import crime as kept
from spp_desktop.store.unit import UnitOfWork

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]
POLICE_SOURCE = "data.police.uk street-level crime"
_CHANGED = Changes(kinds=frozenset({"datasets"}))


@gate(Right.FIGURES_IMPORT)
def preview_files(
    me: SignedIn, paths: Sequence[Path], *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ImportReport:
    """What an import of these files would do. Keeps nothing.

    ``progress`` is told the step, bytes of the file read and bytes in all (0 where not known).
    """
    with me.store.read() as connection:
        held = list(kept.datasets(connection, Series.POLICE))

    def look(path: Path, file: PoliceFile) -> FileReport:
        twin = next((dataset for dataset in held if dataset.sha256 == file.sha256), None)
        if twin is not None:
            return _already(path, file, twin)
        report = _report(path, file, held)
        held.append(_dataset(me, path, file, me.today(), UUID(int=0)))
        return report

    return _each(paths, look, progress, cancelled)


@gate(Right.FIGURES_IMPORT)
def import_files(
    me: SignedIn,
    paths: Sequence[Path],
    *,
    as_at: date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Done[ImportReport]:
    """Import street-level police files, each in a transaction of its own, in the order given.

    A file held already changes nothing. A file for a month already held supersedes: figures use the later one, and
    the older is kept. A refused file, and the one at hand when the officer stops, leave nothing. ``as_at`` is the day
    the files describe the world as of; today where it is not given.
    """

    def keep(path: Path, file: PoliceFile) -> FileReport:
        try:
            with me.store.write("crime.imported", by=me.officer.id, at=me.now(), stream=Stream.FIGURES) as unit:
                held = _held_but(unit, file.sha256)
                dataset = _dataset(me, path, file, as_at or me.today(), unit.new_id())
                unit.concern(dataset.id)
                kept.add_dataset(unit, dataset, file.cells, file.rejected)
        except _HeldAlready as again:
            return _already(path, file, again.dataset)
        return _report(path, file, held, dataset.id)

    report = _each(paths, keep, progress, cancelled)
    changed = any(file.dataset_id for file in report.files if file.status is not FileStatus.ALREADY)
    return Done(report, _CHANGED if changed else Changes())


@gate(Right.FIGURES_IMPORT)
def import_shipped_police(
    me: SignedIn, *, as_at: date | None = None, progress: Progress | None = None
) -> Done[ImportReport]:
    """Import the real police files that ship with the program, exactly as published, for a demonstration store."""
    return import_files(me, sorted(resource("police").glob("*.csv.xz")), as_at=as_at, progress=progress)


@gate(Right.FIGURES_IMPORT)
def import_illustrative(me: SignedIn) -> Done[UUID]:
    """Keep the shipped illustrative series as a dataset of its own kind, for a demonstration store."""
    series = read_illustrative()
    try:
        return Done(_keep_illustrative(me, series), _CHANGED)
    except _HeldAlready as again:
        return Done(again.dataset.id, Changes())


def _keep_illustrative(me: SignedIn, series: IllustrativeSeries) -> UUID:
    now = me.now()
    with me.store.write("crime.imported", by=me.officer.id, at=now, stream=Stream.FIGURES) as unit:
        _held_but(unit, series.sha256)
        crimes = sum(series.cells.values())
        dataset = Dataset(
            id=unit.new_id(),
            series=Series.ILLUSTRATIVE,
            name=NAME,
            source=SOURCE,
            force="",
            sha256=series.sha256,
            as_at=date(2012, 3, 8),
            imported_by=me.officer.id,
            imported_at=now,
            months=series.months,
            rows=crimes,
            counted=crimes,
            unplaced=0,
            outside=0,
            rejected=0,
        )
        unit.concern(dataset.id)
        kept.add_dataset(unit, dataset, series.cells)
    return dataset.id


@gate(Right.FIGURES_READ)
def list_datasets(me: SignedIn) -> tuple[DatasetLine, ...]:
    """Every dataset, latest first, with the months for which a later one is in force."""
    with me.store.read() as connection:
        return with_superseded(kept.datasets(connection))


@gate(Right.FIGURES_READ)
def list_rejects(me: SignedIn, dataset_id: UUID) -> tuple[Reject, ...]:
    """The rows of a dataset's file that were left out, by line, with why."""
    with me.store.read() as connection:
        return kept.rejects(connection, dataset_id)


def _each(
    paths: Sequence[Path],
    do: Callable[[Path, PoliceFile], FileReport],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> ImportReport:
    """Read each file and do with it; a file that cannot be read is reported and the rest go on."""
    reports: list[FileReport] = []
    for number, path in enumerate(paths, 1):

        def step(_: str, done: int, of: int, at: int = number) -> None:
            if progress is not None:
                progress(f"Reading file {at} of {len(paths)}", done, of)

        try:
            file = read_file(path, places(), progress=step, cancelled=cancelled)
            if cancelled is not None and cancelled():
                raise ImportCancelled
            reports.append(do(path, file))
        except ImportCancelled:
            return ImportReport(tuple(reports), stopped=True)
        except UnreadableFile as refusal:
            reports.append(FileReport(str(path), refusal.sha256, FileStatus.REFUSED, refusal.message))
    return ImportReport(tuple(reports))


class _HeldAlready(Exception):
    """This very file is a dataset already; leaving the operation by it writes nothing, not even an entry."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self.dataset = dataset


def _held_but(unit: UnitOfWork, sha256: str) -> tuple[Dataset, ...]:
    """The datasets held, none of which is of this very file. Raises _HeldAlready when one is."""
    held = kept.datasets(unit.connection)
    for dataset in held:
        if dataset.sha256 == sha256:
            raise _HeldAlready(dataset)
    return held


def _dataset(me: SignedIn, path: Path, file: PoliceFile, as_at: date, dataset_id: UUID) -> Dataset:
    return Dataset(
        id=dataset_id,
        series=Series.POLICE,
        name=path.name.removesuffix(".xz"),
        source=POLICE_SOURCE,
        force=file.force,
        sha256=file.sha256,
        as_at=as_at,
        imported_by=me.officer.id,
        imported_at=me.now(),
        months=file.months,
        rows=file.rows,
        counted=file.counted,
        unplaced=file.unplaced,
        outside=file.outside,
        rejected=len(file.rejected),
    )


def _report(path: Path, file: PoliceFile, held: Sequence[Dataset], dataset_id: UUID | None = None) -> FileReport:
    replaced = held_already(held, Series.POLICE, file.force, file.months)
    if replaced:
        message = f"Figures for {_listed(replaced)} now use this file; the older file is kept"
        return _told(path, file, FileStatus.SUPERSEDES, message, dataset_id)
    if not file.counted:
        none = "No row of this file is in the city" if file.rows else "This file has no rows"
        message = f"{none}, so no figure uses it"
        return _told(path, file, FileStatus.IMPORTED, message, dataset_id)
    left_out = len(file.rejected)
    message = f"{left_out} row{'' if left_out == 1 else 's'} left out" if left_out else "Every row is accounted for"
    return _told(path, file, FileStatus.IMPORTED, message, dataset_id)


def _already(path: Path, file: PoliceFile, twin: Dataset) -> FileReport:
    return _told(path, file, FileStatus.ALREADY, "This very file is held already. Nothing was changed", twin.id)


def _told(path: Path, file: PoliceFile, status: FileStatus, message: str, dataset_id: UUID | None) -> FileReport:
    return FileReport(
        str(path),
        file.sha256,
        status,
        message,
        file.months,
        file.rows,
        file.counted,
        file.unplaced,
        file.outside,
        file.rejected,
        dataset_id,
    )


def _listed(months: Sequence[Month]) -> str:
    return ", ".join(month.label for month in months)
