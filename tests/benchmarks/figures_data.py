"""Twenty years of monthly counts for every small area and crime type, as the importer would keep them."""

from __future__ import annotations

import hashlib
from datetime import date
from random import Random

from spp_desktop.domain.figures.datasets import Dataset
from spp_desktop.domain.figures.measures import POLICE_CODES, Series
from spp_desktop.domain.figures.months import Month
from spp_desktop.domain.journal import Stream
from spp_desktop.imports.areas import places
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import crime

LAST = Month.parse("2025-09")
YEARS = 20


def add_years(me: SignedIn, years: int = YEARS) -> None:
    """Keep one dataset for each month, up to :data:`LAST`."""
    chance = Random(2012)
    small_areas = sorted(places().small_areas)
    with me.store.unwaiting():
        for back in range(years * 12):
            month = LAST + -back
            cells = {
                (month, small_area, kind): chance.randint(1, 9)
                for small_area in small_areas
                for kind in POLICE_CODES.values()
            }
            _keep(me, month, cells)


def _keep(me: SignedIn, month: Month, cells: dict[tuple[Month, str, str], int]) -> None:
    crimes = sum(cells.values())
    with me.store.write("crime.imported", by=me.officer.id, at=me.now(), stream=Stream.FIGURES) as unit:
        dataset = Dataset(
            id=unit.new_id(),
            series=Series.POLICE,
            name=f"{month}.csv",
            source="made up, to measure with",
            force="Cambridgeshire Constabulary",
            sha256=hashlib.sha256(str(month).encode()).hexdigest(),
            as_at=date(2025, 10, 13),
            imported_by=me.officer.id,
            imported_at=me.now(),
            months=(month,),
            rows=crimes,
            counted=crimes,
            unplaced=0,
            outside=0,
            rejected=0,
        )
        unit.concern(dataset.id)
        crime.add_dataset(unit, dataset, cells)
