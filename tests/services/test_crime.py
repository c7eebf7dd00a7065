"""Importing police files: whole or not at all, each once, the latest for a month in force, nothing silently altered."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from spp_desktop.domain.errors import NotPermitted
from spp_desktop.domain.figures.datasets import FileStatus
from spp_desktop.domain.figures.months import Month, Months
from spp_desktop.domain.figures.reductions import ReductionsQuestion
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import crime, figures
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "police"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def me(store: Store) -> SignedIn:
    """An analyst signed in."""
    return SignedIn(Officer(UUID(int=1), "Ann Field", (Role.ANALYST,)), store, lambda: NOW)


def published(month: str) -> bytes:
    return lzma.decompress((SHIPPED / f"{month}-cambridgeshire-street.csv.xz").read_bytes())


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write a file and give its path."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


Write = Callable[[str, bytes], Path]


def operations(store: Store) -> int:
    with store.read() as connection:
        return ledger.count(connection)


def january(me: SignedIn) -> int | None:
    month = Months.parse("2025-01")
    return figures.reductions(me, ReductionsQuestion(month, month, measure="all")).total.change.now


def test_a_file_is_kept_once_with_its_hash_and_one_operation(me: SignedIn, file: Write) -> None:
    content = published("2025-01")
    path = file("2025-01-cambridgeshire-street.csv", content)
    done = crime.import_files(me, [path], as_at=date(2025, 3, 1))
    (report,) = done.value.files
    assert report.status is FileStatus.IMPORTED
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert (report.rows, report.unplaced, report.counted) == (6267, 211, 1933)
    assert report.rows == report.counted + report.unplaced + report.outside + len(report.rejected)
    assert done.changes.kinds == {"datasets"}
    assert operations(me.store) == 1
    (line,) = crime.list_datasets(me)
    assert line.dataset.sha256 == report.sha256
    assert line.dataset.as_at == date(2025, 3, 1)
    assert line.dataset.imported_at == NOW
    assert line.dataset.months == (Month(2025, 1),)
    assert line.superseded == ()


def test_importing_the_same_file_again_changes_nothing(me: SignedIn, file: Write) -> None:
    path = file("a.csv", published("2025-01"))
    first = crime.import_files(me, [path]).value.files[0]
    before = january(me)
    again = crime.import_files(me, [file("renamed.csv", published("2025-01"))])
    assert again.value.files[0].status is FileStatus.ALREADY
    assert again.value.files[0].dataset_id == first.dataset_id
    assert not again.changes
    assert january(me) == before
    assert len(crime.list_datasets(me)) == 1
    assert operations(me.store) == 1


def test_another_file_for_a_month_held_supersedes_and_the_older_is_kept(me: SignedIn, file: Write) -> None:
    content = published("2025-01")
    crime.import_files(me, [file("a.csv", content)])
    before = january(me)
    assert before is not None
    rows = content.splitlines(keepends=True)
    at = next(n for n, row in enumerate(rows) if b"Peterborough 0" in row and b"Burglary" in row)
    report = crime.import_files(me, [file("b.csv", b"".join(rows[:at] + rows[at + 1 :]))]).value.files[0]
    assert report.status is FileStatus.SUPERSEDES
    assert january(me) == before - 1
    newest, oldest = crime.list_datasets(me)
    assert oldest.superseded == (Month(2025, 1),)
    assert newest.superseded == ()
    returned = crime.import_files(me, [file("a.csv", content)]).value.files[0]
    assert returned.status is FileStatus.ALREADY
    assert january(me) == before - 1


def test_another_force_for_the_same_month_is_added_not_put_in_its_place(me: SignedIn, file: Write) -> None:
    content = published("2025-01")
    header, row = (
        content.split(b"\n")[0],
        next(r for r in content.split(b"\n") if b"Peterborough 0" in r and b"Burglary" in r),
    )
    transport = row.replace(b"Cambridgeshire Constabulary", b"British Transport Police")
    crime.import_files(me, [file("a.csv", content)])
    before = january(me)
    assert before is not None
    report = crime.import_files(me, [file("btp.csv", header + b"\n" + transport + b"\n")]).value.files[0]
    assert report.status is FileStatus.IMPORTED
    assert january(me) == before + 1
    (month, other) = (Months.parse("2025-01"), Months.parse("2025-02"))
    crime.import_files(me, [file("feb.csv", published("2025-02"))])
    notes = figures.reductions(me, ReductionsQuestion(other, month)).definition.notes
    assert notes == ("Not reported by the same forces in both periods: British Transport Police in one only",)


def test_a_neighbours_file_holds_no_month_and_brings_no_unplaced_rows(me: SignedIn, file: Write) -> None:
    content = published("2025-01").replace(b"Cambridgeshire Constabulary", b"Bedfordshire Police")
    kept = [row for row in content.splitlines(keepends=True) if b"Peterborough 0" not in row]
    neighbour = file("beds.csv", b"".join(kept))
    (report,) = crime.import_files(me, [neighbour]).value.files
    assert (report.status, report.counted, report.unplaced) == (FileStatus.IMPORTED, 0, 211)
    assert "no figure uses it" in report.message
    assert january(me) is None
    crime.import_files(
        me, [file("a.csv", published("2025-01")), file("b.csv", b"".join(kept).replace(b"-01,", b"-02,"))]
    )
    month = Months.parse("2025-01")
    answer = figures.reductions(me, ReductionsQuestion(month, month, measure="all"))
    alone = answer.definition.datasets
    assert [dataset.name for dataset in alone] == ["a.csv"]
    assert 0 < (answer.unplaced_now or 0) < 211
    february = Months.parse("2025-02")
    assert figures.reductions(me, ReductionsQuestion(february, february)).total.change.now is None


def test_files_after_a_refused_one_are_still_imported(me: SignedIn, file: Write) -> None:
    paths = [
        file("cut.csv", published("2025-01")[:-40]),
        file("whole.csv", published("2025-02")),
        file("missing.csv", b"").with_name("nowhere.csv"),
    ]
    report = crime.import_files(me, paths).value
    assert [one.status for one in report.files] == [FileStatus.REFUSED, FileStatus.IMPORTED, FileStatus.REFUSED]
    assert report.refused
    refused = report.files[0].to_json()
    assert refused["sha256"] == hashlib.sha256(published("2025-01")[:-40]).hexdigest()
    assert (refused["rows"], refused["counted"], refused["months"], refused["rejected"]) == (0, 0, [], [])
    assert len(crime.list_datasets(me)) == 1


def test_a_bad_row_is_left_out_alone_and_can_be_read_afterwards(me: SignedIn, file: Write) -> None:
    rows = published("2025-01").splitlines(keepends=True)
    rows[9] = rows[9].replace(b"2025-01", b"2025-13")
    report = crime.import_files(me, [file("a.csv", b"".join(rows))]).value.files[0]
    assert report.status is FileStatus.IMPORTED
    assert report.dataset_id is not None
    assert [reject.line for reject in crime.list_rejects(me, report.dataset_id)] == [10]
    assert report.rows == 6267


def test_stopping_keeps_whole_files_and_nothing_of_the_one_at_hand(me: SignedIn, file: Write) -> None:
    paths = [file("a.csv", published("2025-01")), file("b.csv", published("2025-02"))]
    steps: list[tuple[str, int, int]] = []

    def stop() -> bool:
        return bool(steps) and steps[-1][0] == "Reading file 2 of 2"

    report = crime.import_files(
        me, paths, progress=lambda step, done, of: steps.append((step, done, of)), cancelled=stop
    ).value
    assert report.stopped
    assert len(report.files) == 1
    assert [line.dataset.months for line in crime.list_datasets(me)] == [(Month(2025, 1),)]
    assert operations(me.store) == 1
    assert all(0 < done <= of for _, done, of in steps)


def test_a_file_without_rows_is_held_and_changes_no_figure(me: SignedIn, file: Write) -> None:
    crime.import_files(me, [file("jan.csv", published("2025-01"))])
    before = january(me)
    path = file("empty.csv", published("2025-01").splitlines(keepends=True)[0])
    report = crime.import_files(me, [path]).value.files[0]
    assert (report.status, report.rows, report.months) == (FileStatus.IMPORTED, 0, ())
    assert report.message == "This file has no rows, so no figure uses it"
    assert crime.import_files(me, [path]).value.files[0].status is FileStatus.ALREADY
    assert january(me) == before
    assert [line.dataset.name for line in crime.list_datasets(me)] == ["empty.csv", "jan.csv"]


def test_a_preview_says_what_an_import_would_do_and_keeps_nothing(me: SignedIn, file: Write) -> None:
    january_file = file("a.csv", published("2025-01"))
    crime.import_files(me, [january_file])
    other = file("b.csv", published("2025-01")[: published("2025-01").rindex(b"\n", 0, -1) + 1])
    paths = [january_file, other, file("c.csv", published("2025-02")), file("d.csv", published("2025-02"))]
    before = operations(me.store)
    previewed = crime.preview_files(me, paths)
    assert operations(me.store) == before
    kept = crime.import_files(me, paths).value
    statuses = [report.status for report in kept.files]
    assert [report.status for report in previewed.files] == statuses
    assert statuses == [FileStatus.ALREADY, FileStatus.SUPERSEDES, FileStatus.IMPORTED, FileStatus.ALREADY]


def test_the_illustrative_series_is_kept_once_and_marked(me: SignedIn) -> None:
    first = crime.import_illustrative(me)
    again = crime.import_illustrative(me)
    assert again.value == first.value
    assert not again.changes
    assert operations(me.store) == 1
    (line,) = crime.list_datasets(me)
    assert line.dataset.illustrative
    assert "llustrative" in line.dataset.name


def test_an_officer_without_the_right_imports_nothing(me: SignedIn, file: Write) -> None:
    officer = replace(me.officer, roles=(Role.ASB_OFFICER,))
    with pytest.raises(NotPermitted):
        crime.import_files(replace(me, officer=officer), [file("a.csv", published("2025-01"))])
    assert crime.list_datasets(me) == ()
