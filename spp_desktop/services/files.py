"""Files of a case: keeping one, saving a copy elsewhere, taking a misfiled one out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from spp_desktop.domain.cases import Saved
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.files import MOST_BYTES, FileView, NewFile, file_problems, safe_name
from spp_desktop.domain.permissions import Right
from spp_desktop.domain.text import clean_line
from spp_desktop.services.casework import Work, case_with, locate, working
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import files as kept
from spp_desktop.store.cases import forget
from spp_desktop.store.tables.case_record import AttachmentRow, CaseRecordRow


def read_file(path: Path) -> NewFile:
    """A file on disk, to be kept. Raises Refused where it cannot be read, is no plain file, or is too large.

    No more is read than may be kept, however much there turns out to be: a device and a pipe have no end.
    """
    try:
        if path.exists() and not path.is_file():
            raise Refused("That is no file that can be kept. Choose a document or a picture")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise Refused("The file could not be read, so it was not kept. Is it open in another program?") from None
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise Refused(f"The file is larger than {limit} MB, so it was not kept. Keep a smaller copy of it")
    return NewFile(path.name, content)


@gate(Right.CASE_READ)
def list_files(me: SignedIn, case_id: UUID) -> tuple[FileView, ...]:
    """What is known of a case's files, newest first. Raises NotFound for a case the officer may not know of."""
    place = locate(me, case_id)
    need_over(me, Right.CASE_READ, place.type)
    with me.store.read(place.compartment) as connection:
        return kept.files_of(connection, case_id)


@gate(Right.CASE_WRITE)
def attach_file(me: SignedIn, case_id: UUID, new: NewFile) -> Done[Saved]:
    """Keep a file with a case, or with one of its records."""
    if problems := file_problems(new):
        raise Invalid(problems)
    with working(me, case_id, "case.file") as work:
        if new.record_id is not None:
            record = work.unit.get(CaseRecordRow, new.record_id)
            if record is None or record["deleted"] or record["withdrawn"] or record["case_id"] != case_id:
                raise NotFound
        cleaned = replace(new, name=safe_name(new.name), title=clean_line(new.title))
        file_id = kept.add_file(work.unit, work.on, cleaned)
    return _saved(work, file_id)


@gate(Right.CASE_READ)
def save_copy(me: SignedIn, file_id: UUID, out: Path, reason: str) -> Done[Saved]:
    """Save a copy of a file outside the store, with its SHA-256 and the reason recorded.

    Raises:
        Invalid: no reason was given.
        NotFound: there is no such file, or the officer may not know of its case.
        Refused: its content was erased, or the disk says no.
    """
    from spp_desktop.reports.landing import landing

    if not clean_line(reason):
        raise Invalid((Problem("reason", "Say why a copy is needed"),))
    case_id = case_with(me, AttachmentRow, file_id)
    with working(me, case_id, "case.file-saved", right=Right.CASE_READ, why=clean_line(reason)) as work:
        row = work.unit.get(AttachmentRow, file_id)
        if row is None or row["deleted"] or row["withdrawn"]:
            raise NotFound
        content = kept.content_of(work.unit.connection, file_id)
        if content is None:
            raise Refused("What was in this file has been erased. No copy was made")
        work.unit.say(file=file_id, sha256=row["sha256"])
        with landing(out, partial(_write, content)) as copy:
            copy.land()
    return Done(Saved(file_id, case_id, work.row["reference"], row["revision"]), Changes())


@gate(Right.CASE_WRITE)
def withdraw_file(me: SignedIn, file_id: UUID, reason: str) -> Done[Saved]:
    """Take a misfiled file out of its case; it stays for information governance to see that there was one."""
    words = clean_line(reason)
    if not words:
        raise Invalid((Problem("reason", "Say why it is withdrawn"),))
    with working(me, case_with(me, AttachmentRow, file_id), "case.entry-withdrawn", why=words) as work:
        row = work.unit.get(AttachmentRow, file_id)
        if row is None or row["withdrawn"]:
            raise NotFound
        now = work.unit.update(AttachmentRow, file_id, {"withdrawn": True, "withdrawn_reason": words})
        forget(work.unit, "case", file_id)
    return _saved(work, file_id, now)


def _write(content: bytes, file: IO[bytes]) -> None:
    file.write(content)


def _saved(work: Work, file_id: UUID, revision: int = 1) -> Done[Saved]:
    return Done(Saved(file_id, work.on.id, work.row["reference"], revision), work.changes)
