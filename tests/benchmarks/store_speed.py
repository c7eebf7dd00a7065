"""What reading, writing, importing and exporting cost beside the bare statements and files."""

from __future__ import annotations

import lzma
import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from spp_desktop.domain.cases import CaseQuery, Filter, NewContact
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.exports import CaseExport, reader_of
from spp_desktop.resources import resource
from spp_desktop.services import cases, crime, entries, exports, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.engine import connect_file
from spp_desktop.store.engine import sqlcipher as driver
from tests.benchmarks.large_store import MANY
from tests.benchmarks.measure import Line, Statement, beside, hearing, p95, run_raw, timed, under, within, worked

OPEN = (Filter("open", ("yes",)),)
FIRST_PAGE = CaseQuery("asb", OPEN)
RESORTED = replace(FIRST_PAGE, sort="band", descending=True)
TYPED = ("hann", "kowa", "0770", "pe1 ", "thom", "noise", "asb-2024", "petr", "mill", "rivera")
SAVES, WARMING = 60, 5
COLUMNS = 20
NAMED_CACHE_KIB = 64 * 1024
EVERY_LINE = CaseQuery("asb")
_CONTROL = frozenset({"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where measuring happens: a copy of the large store that somebody has signed in to, and room for files."""

    me: SignedIn
    room: Path

    def raw(self) -> Any:
        """A bare connection to the store's file, with the settings the program's own have."""
        assert self.me.store.folder is not None
        assert self.me.store.keys is not None
        return connect_file(self.me.store.folder.database("general"), self.me.store.keys.general)

    def twin(self, name: str) -> Any:
        """A bare connection to a copy of the store's file as it stands."""
        assert self.me.store.folder is not None
        assert self.me.store.keys is not None
        with self.me.store.alone() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.me.store.folder.database("general"), self.room / name)
        return connect_file(self.room / name, self.me.store.keys.general)


def asked(me: SignedIn, call: Callable[[], object]) -> list[Statement]:
    """What a call asks of the database, without what begins and ends a transaction."""
    call()
    with hearing(me) as statements:
        call()
    return [each for each in statements if each[0] not in _CONTROL]


def against_raw(place: Place, what: str, call: Callable[[], object], times: float) -> Line:
    """A call beside its own statements on a bare connection."""
    statements = asked(place.me, call)
    raw = place.raw()
    reference, ours = beside(lambda: run_raw(raw, statements), call)
    raw.close()
    return within(what, reference, ours, times)


# --- reading -----------------------------------------------------------------------------------------------------


def lists(place: Place, small: Place) -> Iterator[Line]:
    """The case list: its first page, a page far down, another order; and whether size matters."""
    me = place.me
    ids = cases.case_ids(me, FIRST_PAGE)
    middle = list(ids[len(ids) // 2 : len(ids) // 2 + 100])

    def first() -> object:
        return cases.list_cases(me, FIRST_PAGE)

    def jump() -> object:
        return cases.case_lines(me, middle)

    yield against_raw(place, f"case list, first page of {len(ids):,} read", first, 2)
    yield against_raw(place, "case list, jump to the middle read", jump, 2)
    yield against_raw(place, "case list, sorted again, first page read", lambda: cases.list_cases(me, RESORTED), 2)
    few = small.me
    short = cases.case_ids(few, FIRST_PAGE)
    some = list(short[len(short) // 2 : len(short) // 2 + 100])
    reference, ours = beside(lambda: cases.list_cases(few, FIRST_PAGE), first)
    yield within(f"case list, first page: {len(ids):,} open cases beside {len(short):,}", reference, ours, 1.25)
    reference, ours = beside(lambda: cases.case_lines(few, some), jump)
    yield within(f"case list, jump: {len(ids):,} open cases beside {len(short):,}", reference, ours, 1.25)


def opening(place: Place) -> Iterator[Line]:
    """Opening a case with as many contacts as the budget names."""
    me = place.me
    busy = busiest(place)
    with hearing(me) as statements:
        cases.open_case(me, busy)
    count = sum(each[0] not in _CONTROL for each in statements)
    yield against_raw(place, f"open a case with {MANY} contacts, read", lambda: cases.case_as_it_stands(me, busy), 3)
    yield under("open a case, statements with the look recorded", count, 12, unit="statements")


def busiest(place: Place) -> UUID:
    """The case with the most contacts."""
    raw = place.raw()
    (found,) = raw.execute("SELECT case_id FROM contact GROUP BY case_id ORDER BY count(*) DESC LIMIT 1").fetchone()
    raw.close()
    return UUID(bytes=found)


def searching(place: Place) -> Iterator[Line]:
    """What a pause in typing asks for, as names, numbers, postcodes and words are typed."""
    me = place.me
    typed = [each[:length] for each in TYPED for length in range(2, len(each) + 1)]
    raw = place.raw()
    ours, reference = [], []
    for each in typed:
        statements = asked(me, lambda words=each: search.search(me, words))  # type: ignore[misc]
        reference.append(min(worked(lambda: run_raw(raw, statements)) for _ in range(3)))  # noqa: B023 - run at once
        ours.append(min(worked(lambda: search.search(me, each)) for _ in range(3)))  # noqa: B023 - run at once
    raw.close()
    yield within("search read, p95 over what is typed", p95(reference), p95(ours), 2, most=50)


def encrypted(place: Place) -> Iterator[Line]:
    """The same reads of the encrypted file and of a plain copy, both warm, both with the cache the budget names."""
    me = place.me
    cipher = place.twin("cipher.db")
    plain_file = place.room / "plain.db"
    cipher.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain_file),))
    cipher.execute("SELECT sqlcipher_export('plain')").fetchall()
    cipher.execute("DETACH DATABASE plain")
    plain = driver.connect(str(plain_file), isolation_level=None)
    for each in (cipher, plain):
        each.execute(f"PRAGMA cache_size = {-NAMED_CACHE_KIB}").fetchall()
    page = asked(me, lambda: cases.list_cases(me, FIRST_PAGE))
    points = [row[0] for row in cipher.execute('SELECT id FROM "case" ORDER BY random() LIMIT 500').fetchall()]
    scan: list[Statement] = [("SELECT count(*) FROM contact WHERE words LIKE '%zzzz%'", ())]
    reads: Sequence[tuple[str, Sequence[Statement], float]] = (
        ("points", [('SELECT * FROM "case" WHERE id = ?', (each,)) for each in points], 1.3),
        ("a page", page * 5, 1.3),
        ("a scan", scan, 3.5),
    )
    for what, read, times in reads:
        reference, ours = beside(partial(run_raw, plain, read), partial(run_raw, cipher, read), 9)
        yield within(f"encrypted store beside plain SQLite, {what}", reference, ours, times)
    cipher.close()
    plain.close()


# --- writing -----------------------------------------------------------------------------------------------------


def saving(place: Place) -> Iterator[Line]:
    """Logging a contact, beside the rows it writes inserted bare with the same durability; then without the disk."""
    me = place.me
    targets = [line.id for line in cases.list_cases(me, EVERY_LINE, limit=SAVES + WARMING)]
    reference, ours = _saves(place, targets, "twin.db")
    yield within("save a contact, on the disk", reference, ours, 3)
    with me.store.unwaiting():
        reference, ours = _saves(place, targets, "twin-unwaiting.db", waiting=False)
    yield under("save a contact, our own cost without the disk", max(0.0, ours - reference), 4, reference=reference)


def _saves(place: Place, targets: Sequence[UUID], name: str, *, waiting: bool = True) -> tuple[float, float]:
    me = place.me
    twin = place.twin(name)
    if not waiting:
        twin.execute("PRAGMA synchronous = OFF")

    def save(case_id: UUID) -> object:
        return entries.record_contact(
            me, case_id, NewContact("text", "reply", "Quiet since the warning. Slept through")
        )

    def insert(statements: Sequence[Statement]) -> None:
        twin.execute("BEGIN IMMEDIATE")
        run_raw(twin, statements)
        twin.execute("COMMIT")

    taken = timed if waiting else worked
    ours, reference = [], []
    for case_id in targets:
        with hearing(me) as statements:
            took = taken(partial(save, case_id))
        writes = [each for each in statements if each[0].startswith(("INSERT", "UPDATE", "DELETE"))]
        ours.append(took)
        reference.append(taken(partial(insert, writes)))
    twin.close()
    # The first few warm both files.
    return statistics.median(reference[WARMING:]), statistics.median(ours[WARMING:])


def importing(place: Place) -> Iterator[Line]:
    """The shipped police files, beside pandas reading, counting and inserting them."""
    # Here and not above: what the windows take up is measured with this module loaded.
    import pandas as pd

    me = place.me
    files = []
    for packed in sorted(resource("police").glob("*.csv.xz")):
        files.append(place.room / packed.name.removesuffix(".xz"))
        files[-1].write_bytes(lzma.decompress(packed.read_bytes()))
    twin = place.twin("import.db")
    ours = timed(lambda: crime.import_files(me, files))
    raw = place.raw()
    held = {row[0] for row in raw.execute("SELECT DISTINCT place FROM crime_count").fetchall()}
    raw.close()
    twin.execute("CREATE TABLE counted (month TEXT, place TEXT, kind TEXT, crimes INTEGER)")

    def with_pandas() -> None:
        for file in files:
            frame = pd.read_csv(file)
            frame = frame[frame["LSOA code"].fillna("").isin(held)]
            counted = frame.groupby(["Month", "LSOA code", "Crime type"], dropna=False).size().reset_index()
            twin.execute("BEGIN IMMEDIATE")
            rows = [tuple(row) for row in counted.astype(object).where(counted.notna(), None).values.tolist()]
            twin.executemany("INSERT INTO counted VALUES (?, ?, ?, ?)", rows)
            twin.execute("COMMIT")

    reference = timed(with_pandas)
    twin.close()
    yield within("import the eleven shipped police files", reference, ours, 2)


def exporting(place: Place) -> Iterator[Line]:
    """A case list to Excel, beside a bare loop that writes the same cells."""
    from openpyxl import Workbook

    me = place.me
    kind = case_type("asb")
    columns = [each for each in kind.columns if not each.personal][:COLUMNS]
    order = CaseExport(
        EVERY_LINE, "measuring", "nobody", "internal", tuple(each.key for each in columns), destroy_by=None
    )
    lines = cases.case_lines(me, cases.case_ids(me, EVERY_LINE))
    readers = [reader_of(each) for each in columns]
    cells = [[_plain(read(line)) for read in readers] for line in lines]

    def bare() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in cells:
            sheet.append(row)
        book.save(place.room / "bare.xlsx")

    reference = timed(bare)
    ours = timed(lambda: exports.export_cases(me, order, place.room / "ours.xlsx"))
    yield within(f"case list of {len(cells):,} x {len(columns)} to Excel, read and written", reference, ours, 1.3)


def _plain(value: object) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list | frozenset) else value
