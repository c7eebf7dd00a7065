"""Every row of a police file is accounted for, and what is not a whole published file is refused."""

from __future__ import annotations

import hashlib
import io
import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.domain.figures.months import Month
from spp_desktop.imports.areas import places
from spp_desktop.imports.police import ImportCancelled, PoliceFile, UnreadableFile, read_file, read_stream

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "police"
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
CITY, OLD, AWAY = ("E01015599", "Peterborough 014A"), ("E01015611", "Peterborough 013B"), ("E01017540", "Bedford 001A")


def row(
    kind: str = "Burglary",
    place: tuple[str, str] = CITY,
    *,
    month: str = "2025-01",
    crime_id: str = "a1",
    force: str = "Cambridgeshire Constabulary",
    at: tuple[str, str] = ("-0.25", "52.57"),
    street: str = "On or near Dean'S Court",
) -> str:
    where = at if place[0] else ("", "")
    return ",".join((crime_id, month, force, force, *where, street, *place, kind, "Under investigation", ""))


def read(*lines: str, end: str = "\n", last: str | None = None, bom: bytes = b"", header: str = HEADER) -> PoliceFile:
    text = end.join((header, *lines)) + (end if last is None else last)
    return read_stream(io.BytesIO(bom + text.encode()), places())


def counts(file: PoliceFile) -> tuple[int, int, int, int, int]:
    return file.rows, file.counted, file.unplaced, file.outside, len(file.rejected)


def test_rows_are_counted_unplaced_or_outside_by_their_small_area() -> None:
    file = read(row(), row(place=OLD), row(place=("", "")), row(place=AWAY), row("Drugs"))
    assert counts(file) == (5, 3, 1, 1, 0)
    january = Month(2025, 1)
    assert file.cells == {
        (january, "E01015599", "burglary"): 1,
        (january, "E01015599", "drugs"): 1,
        (january, "E01015611", "burglary"): 1,
        (january, "", "burglary"): 1,
    }
    assert file.months == (january,)
    assert file.force == "Cambridgeshire Constabulary"


def test_a_small_area_of_the_city_that_is_not_in_the_list_yet_is_counted() -> None:
    assert counts(read(row(place=("E01999999", "Peterborough 025A")))) == (1, 1, 0, 0, 0)


def test_equal_rows_are_all_counted_with_or_without_an_id() -> None:
    asb = row("Anti-social behaviour", crime_id="")
    assert counts(read(asb, asb, asb, row(), row())) == (5, 5, 0, 0, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [None, ""])
def test_either_line_end_a_mark_at_the_start_and_no_last_line_end_are_read(
    end: str, bom: bytes, last: str | None
) -> None:
    assert counts(read(row(), row(place=("", "")), end=end, bom=bom, last=last)) == (2, 1, 1, 0, 0)


def test_blank_lines_are_not_rows_and_quoted_values_may_hold_commas() -> None:
    quoted = row(street='"On or near ""The Green"", Eye"')
    assert counts(read(row(), "", quoted, "", end="\r\n")) == (2, 2, 0, 0, 0)


def test_crime_types_that_are_no_longer_published_are_known() -> None:
    file = read(row("Violent crime", month="2012-02"), row("Public disorder and weapons", month="2012-02"))
    assert {kind for _, _, kind in file.cells} == {"violent-crime", "public-disorder-and-weapons"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(month="2025-13"), "month"),
        (row(month="January"), "month"),
        (row(month=""), "month"),
        (row("Wizardry"), "crime type"),
        (row(""), "crime type"),
        (row(place=("E0101", "Peterborough 014A")), "LSOA"),
        (row(at=("west", "52.57")), "position"),
        (row(at=("-0.25", "")), "position"),
        (row() + ",more", "12 values"),
        ("half,a,row", "12 values"),
        (row(street='"never closed'), "12 values"),
        (HEADER, "position"),
    ],
)
def test_a_bad_row_is_rejected_alone_with_its_line_and_reason(bad: str, reason: str) -> None:
    file = read(row(), bad, row(place=AWAY), row())
    assert counts(file) == (4, 2, 0, 1, 1)
    assert file.rejected[0].line == 3
    assert reason in file.rejected[0].reason


def test_a_reason_never_repeats_what_the_row_says() -> None:
    file = read(row("Mr Nobody of 1 High Street"), row())
    assert "Nobody" not in file.rejected[0].reason


@pytest.mark.parametrize("ends", ["", "\n"])
@pytest.mark.parametrize("kept", [5, 40, 70])
def test_a_last_row_cut_short_refuses_the_whole_file(ends: str, kept: int) -> None:
    with pytest.raises(UnreadableFile, match="cut short"):
        read(row(), row()[:kept], last=ends)


def test_a_last_row_with_a_quotation_cut_short_refuses_the_whole_file() -> None:
    with pytest.raises(UnreadableFile, match="cut short"):
        read(row(), row(street='"never closed'))


def test_a_last_row_that_is_whole_but_bad_is_only_rejected() -> None:
    assert counts(read(row(), row(month="2025-13"))) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize(
    "header",
    [
        row(),
        "",
        HEADER.replace("Crime type", "Crime kind"),
        HEADER.rpartition(",")[0],
        HEADER.lower(),
    ],
)
def test_a_file_without_the_published_header_is_refused(header: str) -> None:
    with pytest.raises(UnreadableFile, match="header"):
        read(row(), header=header)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="header"):
        read_stream(io.BytesIO(b""), places())


@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n"])
def test_a_file_of_the_header_alone_is_one_without_rows(end: str) -> None:
    file = read_stream(io.BytesIO(f"{HEADER}{end}".encode()), places())
    assert (counts(file), file.months, file.force, file.cells) == ((0, 0, 0, 0, 0), (), "", {})


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_that_is_not_utf8_is_refused_with_the_hash_of_all_of_it(encoding: str) -> None:
    content = "\n".join((HEADER, *[row()] * 3000, row(street="Café Road"), *[row()] * 3000)).encode(encoding)
    with pytest.raises(UnreadableFile, match="UTF-8") as refusal:
        read_stream(io.BytesIO(content), places())
    assert refusal.value.sha256 == hashlib.sha256(content).hexdigest()


def test_the_force_is_who_reported_most_rows() -> None:
    other = row(force="British Transport Police")
    assert read(other, row(place=AWAY), row("Drugs")).force == "Cambridgeshire Constabulary"


def test_a_file_that_is_not_there_or_not_a_file_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.csv.xz"
    damaged.write_bytes(b"not packed")
    for path in (tmp_path / "none.csv", tmp_path, damaged):
        with pytest.raises(UnreadableFile) as refusal:
            read_file(path, places())
        assert refusal.value.sha256 is None


def test_reading_tells_how_far_it_is_and_stops_when_told(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("\n".join((HEADER, *[row()] * 20_000)))
    size = path.stat().st_size
    told: list[tuple[str, int, int]] = []
    file = read_file(path, places(), progress=lambda *step: told.append(step))
    assert file.rows == 20_000
    assert len(told) >= 5
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert all(0 < done <= of == size for _, done, of in told)
    with pytest.raises(ImportCancelled):
        read_file(path, places(), cancelled=lambda: True)


ROWS = st.lists(
    st.one_of(
        st.builds(
            row, st.sampled_from(["Burglary", "Drugs", "Nonsense"]), st.sampled_from([CITY, OLD, AWAY, ("", "")])
        ),
        st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=40),
    ),
    max_size=30,
)


@given(ROWS)
def test_whatever_the_rows_none_is_dropped_silently(lines: Sequence[str]) -> None:
    file = read(*lines, row())
    assert file.rows == file.counted + file.unplaced + file.outside + len(file.rejected)
    assert file.rows == sum(1 for line in lines if line) + 1
    assert sum(file.cells.values()) == file.counted + file.unplaced


def test_the_shipped_files_are_those_published() -> None:
    """Each unpacks to the very bytes that were downloaded."""
    known = {
        path.name[:7]: hashlib.sha256(lzma.decompress(path.read_bytes())).hexdigest() for path in SHIPPED.glob("*.xz")
    }
    listed = dict(
        line.split()
        for line in (Path(__file__).parents[1] / "data" / "police" / "published.txt").read_text().splitlines()
    )
    assert known == listed
