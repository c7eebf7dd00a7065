"""A file is there whole or not at all, and with a password never in plain on the disk."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msoffcrypto
import pytest

from spp_desktop.domain.errors import Refused
from spp_desktop.reports.landing import landing
from tests.reports.test_case_list import book, write

DATA = write(book())


def whole(file: IO[bytes]) -> None:
    file.write(DATA)


def failing(number: int) -> Callable[[IO[bytes]], None]:
    def write_some(file: IO[bytes]) -> None:
        file.write(DATA[:100])
        raise OSError(number, "from the disk")

    return write_some


def test_it_appears_only_when_landed(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    with landing(out, whole) as file:
        assert not out.exists()
        assert file.part.name.startswith(".")
        assert file.sha256 == hashlib.sha256(DATA).hexdigest()
        file.land()
        assert out.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [out]


def test_what_has_not_landed_is_gone(tmp_path: Path) -> None:
    with landing(tmp_path / "list.xlsx", whole):
        pass
    assert not list(tmp_path.iterdir())


def test_it_takes_the_place_of_an_older_file_only_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.write_bytes(b"older")
    with landing(out, whole):
        assert out.read_bytes() == b"older"
    assert out.read_bytes() == b"older"
    with landing(out, whole) as file:
        file.land()
    assert out.read_bytes() == DATA


def test_what_landed_is_taken_away_when_the_rest_fails(tmp_path: Path) -> None:
    def land_then_fail() -> None:
        with landing(tmp_path / "list.xlsx", whole) as file:
            file.land()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        land_then_fail()
    assert not list(tmp_path.iterdir())


def test_an_older_file_is_back_when_the_rest_fails(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.write_bytes(b"older")

    def land_then_fail() -> None:
        with landing(out, whole) as file:
            file.land()
            assert out.read_bytes() == DATA
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        land_then_fail()
    assert [(path, path.read_bytes()) for path in tmp_path.iterdir()] == [(out, b"older")]


def test_an_older_file_is_back_when_the_new_one_cannot_land(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.write_bytes(b"older")

    def land_nothing() -> None:
        with landing(out, whole) as file:
            file.part.unlink()
            file.land()

    with pytest.raises(Refused, match="no such folder"):
        land_nothing()
    assert [(path, path.read_bytes()) for path in tmp_path.iterdir()] == [(out, b"older")]


def test_a_folder_of_that_name_stays_where_it_is(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.mkdir()
    (out / "inside.txt").write_text("still here")
    with pytest.raises(Refused, match="name of a folder"), landing(out, whole) as file:
        file.land()
    assert [path.name for path in tmp_path.rglob("*")] == ["list.xlsx", "inside.txt"]


def test_a_failure_before_landing_leaves_an_older_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.write_bytes(b"older")

    def fail() -> None:
        with landing(out, whole):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [(path, path.read_bytes()) for path in tmp_path.iterdir()] == [(out, b"older")]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "open in another program"),
        (errno.EIO, "Try another folder"),
    ],
)
def test_the_disk_is_quoted_in_an_officers_words(tmp_path: Path, number: int, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused, landing(tmp_path / "list.xlsx", failing(number)):
        pytest.fail("it was not written")
    assert str(tmp_path) not in refused.value.message
    assert not list(tmp_path.iterdir())


def test_with_a_password_nothing_plain_touches_the_disk(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def watched(file: IO[bytes]) -> None:
        whole(file)
        seen.extend(path.read_bytes() for path in tmp_path.iterdir())

    with landing(tmp_path / "list.xlsx", watched, "correct horse battery") as file:
        seen.append(file.part.read_bytes())
        file.land()
    assert seen[:-1] == [b""]
    assert b"PK\x03\x04" not in seen[-1]
    plain = io.BytesIO()
    with (tmp_path / "list.xlsx").open("rb") as locked:
        opened = msoffcrypto.OfficeFile(locked)
        opened.load_key(password="correct horse battery", verify_password=True)
        opened.decrypt(plain, verify_integrity=True)
    assert plain.getvalue() == DATA
