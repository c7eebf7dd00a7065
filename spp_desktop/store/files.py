"""Files kept with a case: what is known of each is a record, its bytes lie beside it and are not journalled."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from spp_desktop.domain.files import FileView, NewFile
from spp_desktop.domain.search import index_tokens
from spp_desktop.store.case_lists import OFFICER
from spp_desktop.store.cases import OnCase
from spp_desktop.store.index import Indexed
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case_record import AttachmentContentRow, AttachmentRow
from spp_desktop.store.unit import UnitOfWork

FILE = table_of(AttachmentRow)
CONTENT = table_of(AttachmentContentRow)

_OF_CASE = (
    select(FILE, OFFICER.c.name.label("by_name"))
    .select_from(FILE.outerjoin(OFFICER, OFFICER.c.id == FILE.c.by_id))
    .where(FILE.c.case_id == bindparam("case"), FILE.c.deleted.is_(False), FILE.c.withdrawn.is_(False))
    .order_by(FILE.c.added_at.desc(), FILE.c.rowid.desc())
)


def files_of(connection: Connection, case_id: UUID) -> tuple[FileView, ...]:
    """A case's files, newest first, without those withdrawn."""
    return tuple(_view(row) for row in connection.execute(_OF_CASE, {"case": case_id}))


def content_of(connection: Connection, file_id: UUID) -> bytes | None:
    """A file's bytes; None where they were erased."""
    kept = connection.execute(select(CONTENT.c.content).where(CONTENT.c.attachment_id == file_id)).scalar()
    return None if kept is None else bytes(kept)


def add_file(unit: UnitOfWork, on: OnCase, new: NewFile) -> UUID:
    """Keep a file with a case; returns its id."""
    file_id = unit.new_id()
    unit.insert(
        AttachmentRow(
            id=file_id,
            case_id=on.id,
            record_id=new.record_id,
            kind=new.kind,
            name=new.name,
            title=new.title,
            size=len(new.content),
            sha256=hashlib.sha256(new.content).hexdigest(),
            added_at=unit.at,
            by_id=unit.by,
            agency=on.agency,
            retention=on.retention,
        )
    )
    unit.loose(CONTENT.insert().values(attachment_id=file_id, case_id=on.id, content=new.content))
    index_file(unit, on, file_id, new.name, new.title)
    return file_id


def index_file(unit: UnitOfWork, on: OnCase, file_id: UUID, name: str, title: str) -> None:
    """Make a case found by what its files are called."""
    unit.index(Indexed("case", file_id, tuple(index_tokens(f"{name}\n{title}")), on.id, on.type, unit.at))


def _view(row: Any) -> FileView:
    return FileView(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        name=row.name,
        title=row.title,
        size=row.size,
        sha256=row.sha256,
        added=row.added_at,
        by=row.by_name or "",
        record_id=row.record_id,
        revision=row.revision,
    )
