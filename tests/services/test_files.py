"""Files of a case: kept encrypted, copied out with a reason, withdrawn, erased, and seen by nobody else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from spp_desktop.domain.audit import AuditQuery
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.files import MOST_BYTES, NewFile
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.retention import Target
from spp_desktop.services import audit, cases, files, retention, search
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store.check import check
from spp_desktop.store.files import CONTENT, content_of
from tests.casework import logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

SCAN = NewFile("diary 3 march.pdf", b"%PDF lanterns and shouting", "diary", "Diary sheet, first fortnight")


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


@pytest.fixture
def case_id(me: SignedIn) -> UUID:
    return logged(me).id


def test_a_file_is_kept_and_a_copy_is_the_file(me: SignedIn, case_id: UUID, tmp_path: Path) -> None:
    file_id = files.attach_file(me, case_id, SCAN).value.id
    (shown,) = files.list_files(me, case_id)
    digest = hashlib.sha256(SCAN.content).hexdigest()
    assert (shown.id, shown.name, shown.title, shown.kind) == (file_id, SCAN.name, SCAN.title, "diary")
    assert (shown.size, shown.sha256, shown.by) == (26, digest, me.officer.name)
    out = tmp_path / "copy.pdf"
    files.save_copy(me, file_id, out, " For the  solicitor ")
    assert out.read_bytes() == SCAN.content


def test_a_copy_is_written_down_with_its_reason(store: Store, me: SignedIn, case_id: UUID, tmp_path: Path) -> None:
    file_id = files.attach_file(me, case_id, SCAN).value.id
    with pytest.raises(Invalid):
        files.save_copy(me, file_id, tmp_path / "copy.pdf", "  ")
    assert not (tmp_path / "copy.pdf").exists()
    files.save_copy(me, file_id, tmp_path / "copy.pdf", "For the solicitor")
    governance = signed_in(store, Role.INFORMATION_GOVERNANCE, name="Greta Gow")
    seen = [line for line in audit.list_operations(governance, AuditQuery()).lines if line.kind == "case.file-saved"]
    assert [line.why for line in seen] == ["For the solicitor"]


def test_its_case_is_found_by_what_it_is_called_until_it_is_withdrawn(me: SignedIn, case_id: UUID) -> None:
    file_id = files.attach_file(me, case_id, SCAN).value.id
    assert case_id in {hit.case_id for hit in search.search(me, "fortnight").hits}
    files.withdraw_file(me, file_id, "Another case's")
    assert files.list_files(me, case_id) == ()
    assert search.search(me, "fortnight").hits == ()
    with pytest.raises(Invalid):
        files.withdraw_file(me, file_id, " ")


def test_a_withdrawn_file_is_copied_no_more(me: SignedIn, case_id: UUID, tmp_path: Path) -> None:
    file_id = files.attach_file(me, case_id, SCAN).value.id
    files.withdraw_file(me, file_id, "Another case's")
    with pytest.raises(NotFound):
        files.save_copy(me, file_id, tmp_path / "copy.pdf", "Why")
    assert not (tmp_path / "copy.pdf").exists()


def test_names_that_would_do_harm_are_made_safe(me: SignedIn, case_id: UUID) -> None:
    files.attach_file(me, case_id, NewFile(r"..\..\Startup\run.bat", b"x"))
    assert [each.name for each in files.list_files(me, case_id)] == ["run.bat"]


def test_who_may_not_know_of_the_case_is_told_nothing(
    store: Store, me: SignedIn, case_id: UUID, tmp_path: Path
) -> None:
    file_id = files.attach_file(me, case_id, SCAN).value.id
    other = signed_in(store, Role.IOM_OFFICER, name="Ian Orme")
    for attempt in (
        lambda: files.list_files(other, case_id),
        lambda: files.attach_file(other, case_id, SCAN),
        lambda: files.save_copy(other, file_id, tmp_path / "copy.pdf", "Why"),
        lambda: files.withdraw_file(other, file_id, "Why"),
    ):
        with pytest.raises((NotPermitted, NotFound)):
            attempt()
    assert not (tmp_path / "copy.pdf").exists()


def test_what_cannot_be_kept_is_refused(me: SignedIn, case_id: UUID, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        files.attach_file(me, case_id, NewFile("empty.pdf", b""))
    with pytest.raises(NotFound):
        files.attach_file(me, case_id, NewFile("a.pdf", b"x", record_id=case_id))
    with pytest.raises(Refused, match="could not be read"):
        files.read_file(tmp_path / "nowhere.pdf")
    large = tmp_path / "film.mp4"
    with large.open("wb") as film:
        film.truncate(MOST_BYTES + 1)
    with pytest.raises(Refused, match="larger than 25 MB"):
        files.read_file(large)
    assert files.list_files(me, case_id) == ()


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF")
    assert files.read_file(scan) == NewFile("scan.pdf", b"%PDF")


def test_history_says_that_a_file_was_kept(me: SignedIn, case_id: UUID) -> None:
    files.attach_file(me, case_id, SCAN)
    assert "File kept" in {line.text for line in cases.case_history(me, case_id)}


def test_governance_sees_that_a_file_was_withdrawn_and_erases_one_with_its_bytes(
    store: Store, me: SignedIn, case_id: UUID
) -> None:
    gone = files.attach_file(me, case_id, NewFile("gone.pdf", b"lanterns")).value.id
    files.withdraw_file(me, gone, "Another case's")
    kept = files.attach_file(me, case_id, SCAN).value.id
    governance = signed_in(store, Role.INFORMATION_GOVERNANCE, Role.SUPERVISOR, name="Greta Gow")
    assert [(each.kind, each.record_id, each.reason) for each in retention.list_withdrawn(governance)] == [
        ("attachment", gone, "Another case's")
    ]
    retention.erase_value(governance, case_id, Target("attachment", kept, frozenset({"name"})), "Asked for")
    with store.read() as connection:
        assert content_of(connection, kept) is None
        assert content_of(connection, gone) == b"lanterns"
    (left,) = files.list_files(me, case_id)
    assert (left.name, left.title) == ("", SCAN.title)
    with pytest.raises(Refused, match="has been erased"):
        files.save_copy(me, kept, Path("nowhere"), "Why")
    assert check(store, {}).findings == ()


def test_the_check_says_of_a_file_that_it_is_missing_or_another(store: Store, me: SignedIn, case_id: UUID) -> None:
    gone = files.attach_file(me, case_id, SCAN).value.id
    other = files.attach_file(me, case_id, SCAN).value.id
    store.aside(CONTENT.delete().where(CONTENT.c.attachment_id == gone))
    store.aside(CONTENT.update().where(CONTENT.c.attachment_id == other).values(content=b"another"))
    assert {(each.record_id, each.message) for each in check(store, {}).findings} == {
        (gone, "what was in the file is missing"),
        (other, "the file is not the one that was kept"),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Pipes and devices are files only where there are such")
def test_what_has_no_end_is_not_waited_for(tmp_path: Path) -> None:
    pipe, devices, folder = tmp_path / "pipe.pdf", tmp_path / "zero.pdf", tmp_path / "folder.pdf"
    os.mkfifo(pipe)
    devices.symlink_to("/dev/zero")
    folder.mkdir()
    for path in (pipe, devices, folder):
        with pytest.raises(Refused, match="no file that can be kept"):
            files.read_file(path)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="No links here")
def test_a_link_is_kept_as_what_it_leads_to_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    link = tmp_path / "shortcut.pdf"
    link.symlink_to(tmp_path / "scan.pdf")
    assert files.read_file(link) == NewFile("shortcut.pdf", b"%PDF")
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(Refused):
        files.read_file(link)
