"""Settings and lists as the store keeps them: only what was altered or added to what the program ships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.ids import named_id
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.journal import ChangeRow, OperationRow
from spp_desktop.store.tables.officer import OfficerRow
from spp_desktop.store.tables.setting import SettingRow
from spp_desktop.store.tables.term import TermRow
from spp_desktop.store.unit import UnitOfWork

SETTING = table_of(SettingRow)
TERM = table_of(TermRow)
OFFICER = table_of(OfficerRow)
OPERATION = table_of(OperationRow)
CHANGE = table_of(ChangeRow)

# Read by every operation on a case, so written once.
_ALTERED_SETTINGS = select(SETTING.c.key, SETTING.c.value, SETTING.c.source, SETTING.c.revision).where(
    SETTING.c.deleted.is_(False)
)
_ALTERED_TERMS = (
    select(TERM.c.vocabulary, TERM.c.code, TERM.c.label, TERM.c.valid_from, TERM.c.valid_to)
    .where(TERM.c.deleted.is_(False))
    .order_by(TERM.c.vocabulary, TERM.c.position, TERM.c.rowid)
)


class TermOf(NamedTuple):
    """A store's own term and the list it belongs to."""

    vocabulary: str
    code: str
    label: str
    valid_from: date | None
    valid_to: date | None


def altered_settings(connection: Connection) -> dict[str, tuple[Any, str, int]]:
    """The settings somebody altered: key to value, source and revision."""
    return {row.key: (row.value, row.source, row.revision) for row in connection.execute(_ALTERED_SETTINGS)}


def altered_by(connection: Connection) -> dict[str, tuple[str, datetime]]:
    """Who altered each setting last, and when: key to name and moment."""
    rows = connection.execute(
        select(SETTING.c.key, OPERATION.c.at, OFFICER.c.name)
        .select_from(SETTING)
        .join(CHANGE, CHANGE.c.record_id == SETTING.c.id)
        .join(OPERATION, OPERATION.c.id == CHANGE.c.operation_id)
        .outerjoin(OFFICER, OFFICER.c.id == OPERATION.c.by_id)
        .order_by(CHANGE.c.revision)
    )
    return {row.key: (row.name or "", row.at) for row in rows}


def keep_setting(unit: UnitOfWork, key: str, value: object, source: str, *, revision: int | None = None) -> int:
    """Set a setting; returns its revision afterwards."""
    setting_id = named_id("setting", key)
    if unit.get(SettingRow, setting_id) is None:
        unit.insert(SettingRow(id=setting_id, key=key, value=value, source=source))
        return 1
    return unit.update(SettingRow, setting_id, {"value": value, "source": source}, revision=revision)


def altered_terms(connection: Connection) -> tuple[TermOf, ...]:
    """The terms this store altered or added, in the order of their lists."""
    return tuple(TermOf(*row) for row in connection.execute(_ALTERED_TERMS))


def relisted(altered: Iterable[TermOf], shipped: Iterable[Vocabulary]) -> dict[str, Vocabulary]:
    """Shipped lists with the terms that a store altered or added."""
    changed: dict[str, list[TermOf]] = {}
    for each in altered:
        changed.setdefault(each.vocabulary, []).append(each)
    return {each.code: each.with_terms(_term(each, row) for row in changed.get(each.code, ())) for each in shipped}


def keep_term(unit: UnitOfWork, vocabulary: str, term: Term, position: int) -> UUID:
    """Add a term to a list, or alter its label and dates."""
    term_id = named_id("term", vocabulary, term.code)
    values: dict[str, Any] = {"label": term.label, "valid_from": term.valid_from, "valid_to": term.valid_to}
    if unit.get(TermRow, term_id) is None:
        unit.insert(TermRow(id=term_id, vocabulary=vocabulary, code=term.code, position=position, **values))
    else:
        unit.update(TermRow, term_id, values)
    return term_id


def _term(shipped: Vocabulary, row: TermOf) -> Term:
    """A store's term; what the program acts on (parent, marks, key) stays as shipped."""
    known = shipped.term(row.code)
    return Term(
        row.code,
        row.label,
        row.valid_from,
        row.valid_to,
        known.parent if known else "",
        known.marks if known else frozenset(),
        known.key if known else "",
    )
