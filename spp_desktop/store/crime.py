"""Datasets and their counts, and local measures: written in an operation, read as domain values.

Crime counts name nobody, so reads of them take no reader's scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from spp_desktop.domain.figures.datasets import Dataset, Reject
from spp_desktop.domain.figures.measures import Measure, Series, Target
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.store.dialect import passing_through
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.crime import CrimeCountRow, DatasetRejectRow, DatasetRow, MeasureRow
from spp_desktop.store.unit import UnitOfWork

_DATASET = table_of(DatasetRow)
_REJECT = table_of(DatasetRejectRow)
_COUNT = table_of(CrimeCountRow)
_MEASURE = table_of(MeasureRow)
_COUNTING_CACHE_KIB = 2 * 1024


def add_dataset(
    unit: UnitOfWork,
    dataset: Dataset,
    cells: Mapping[tuple[Month, str, str], int],
    rejected: Iterable[Reject] = (),
) -> None:
    """Keep a file's counts by (month, place, crime type) as a new dataset, with the rows that were left out."""
    unit.insert(
        DatasetRow(
            id=dataset.id,
            series=dataset.series.value,
            name=dataset.name,
            source=dataset.source,
            force=dataset.force,
            sha256=dataset.sha256,
            as_at=dataset.as_at,
            imported_by=dataset.imported_by,
            imported_at=dataset.imported_at,
            months=[str(month) for month in dataset.months],
            rows=dataset.rows,
            counted=dataset.counted,
            unplaced=dataset.unplaced,
            outside=dataset.outside,
            rejected=dataset.rejected,
        )
    )
    counts = [
        {"dataset_id": dataset.id, "month": month.ordinal, "place": place, "crime_type": kind, "crimes": crimes}
        for (month, place, kind), crimes in cells.items()
    ]
    if counts:
        unit.loose(insert(_COUNT).inline(), counts)
    rejects = [{"dataset_id": dataset.id, "line": reject.line, "reason": reject.reason} for reject in rejected]
    if rejects:
        unit.loose(insert(_REJECT).inline(), rejects)


def datasets(connection: Connection, series: Series | None = None) -> tuple[Dataset, ...]:
    """Every dataset, or those of a series, in the order they were imported."""
    columns = [column for column in _DATASET.c if column.name not in ("rowid", "revision", "deleted", "stamps")]
    query = select(*columns).order_by(_DATASET.c.imported_at, _DATASET.c.rowid)
    if series is not None:
        query = query.where(_DATASET.c.series == series.value)
    return tuple(_dataset(dict(row._mapping)) for row in connection.execute(query))


def _dataset(values: dict[str, Any]) -> Dataset:
    months = tuple(Month.parse(month) for month in values.pop("months"))
    return Dataset(**{**values, "series": Series(values["series"])}, months=months)


def rejects(connection: Connection, dataset_id: UUID) -> tuple[Reject, ...]:
    """The rows of a dataset's file that were left out, by line."""
    query = select(_REJECT.c.line, _REJECT.c.reason).where(_REJECT.c.dataset_id == dataset_id).order_by(_REJECT.c.line)
    return tuple(Reject(line, reason) for line, reason in connection.execute(query))


def counting(connection: Connection) -> AbstractContextManager[None]:
    """While the counts of many datasets are read: their pages are not kept."""
    return passing_through(connection, _COUNTING_CACHE_KIB)


def cells(connection: Connection, dataset_id: UUID, months: Iterable[Month]) -> Iterator[tuple[int, str, str, int]]:
    """A dataset's counts in these months: month's ordinal, place, crime type, crimes."""
    wanted = {month.ordinal for month in months}
    query = select(_COUNT.c.month, _COUNT.c.place, _COUNT.c.crime_type, _COUNT.c.crimes).where(
        _COUNT.c.dataset_id == dataset_id
    )
    return ((row[0], row[1], row[2], row[3]) for row in connection.execute(query) if row[0] in wanted)


def add_measure(unit: UnitOfWork, measure: Measure) -> None:
    """Keep a version of a local measure."""
    target = measure.target
    unit.insert(
        MeasureRow(
            id=unit.new_id(),
            code=measure.code,
            version=measure.version,
            label=measure.label,
            noun=measure.noun,
            types=list(measure.types),
            valid_from=str(measure.valid_from),
            valid_to=str(measure.valid_to) if measure.valid_to else None,
            source=measure.source,
            baseline=str(measure.baseline) if measure.baseline else None,
            target_reduction=target.reduction if target else None,
            target_by=str(target.by) if target else None,
        )
    )


def measures(connection: Connection) -> tuple[Measure, ...]:
    """Every version of every local measure."""
    query = select(_MEASURE).where(~_MEASURE.c.deleted).order_by(_MEASURE.c.code, _MEASURE.c.version)
    return tuple(_measure(dict(row._mapping)) for row in connection.execute(query))


def _measure(row: dict[str, Any]) -> Measure:
    target = Target(row["target_reduction"], Month.parse(row["target_by"])) if row["target_by"] else None
    return Measure(
        row["code"],
        row["version"],
        row["label"],
        tuple(row["types"]),
        Month.parse(row["valid_from"]),
        row["source"],
        valid_to=Month.parse(row["valid_to"]) if row["valid_to"] else None,
        noun=row["noun"],
        baseline=Months.parse(row["baseline"]) if row["baseline"] else None,
        target=target,
        local=True,
    )
