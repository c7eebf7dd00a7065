"""Words typed to look for somebody, kept with the search for audit: those that would find what is erased go with it.

Who searched and when stays. A search goes by the rule it was answered by: every word it holds is a word of one
record that is erased. A name, a phone number or an e-mail address tells who is meant by any word of it, as typed,
misspelt or begun.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.errors import Refused
from spp_desktop.domain.journal import covers
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.retention import OPERATION, Target
from spp_desktop.domain.search import SHORTEST_SLIP, finds, index_tokens, query_tokens
from spp_desktop.domain.text import fold
from spp_desktop.store import ledger
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.journal import ChangeRow, OperationRow

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]

TYPED: Mapping[str, str] = {"person.searched": "terms", "case.not-found": "asked"}
"""Operations that keep what somebody typed, and under which name."""
STEP = "Going through the words of past searches"
_AT_ONCE = 1_000

_TELLING = frozenset(kind.value for kind in (FactKind.NAME, FactKind.PHONE, FactKind.EMAIL))
_ANSWERS = frozenset(f"answers.{each.key}" for kind in CASE_TYPES for each in kind.fields if each.searchable)
_ORDERS = frozenset(
    f"answers.{each.key}"
    for kind in CASE_TYPES
    if kind.orders is not None
    for form in kind.orders.every_form()
    for each in form.fields
    if each.searchable
)
_ASKED = (each for kind in CASE_TYPES for record in kind.records for each in record.form.fields)
_FOUND_BY: Mapping[str, frozenset[str]] = {
    "case": _ANSWERS | {"reference", "name"},
    "party": frozenset(("place", "note")),
    "person_fact": frozenset(("text", "postcode")),
    "incident": frozenset(("police_reference", "crime_reference", "place", "postcode", "words")),
    "contact": frozenset(("with_whom", "words")),
    "legal_order": _ORDERS | {"place", "postcode"},
    "order_event": _ORDERS,
    "case_record": frozenset(f"answers.{each.key}" for each in _ASKED if each.searchable),
}
"""By kind of record, the fields whose words find it."""

_OPERATION, _CHANGE = table_of(OperationRow), table_of(ChangeRow)


@dataclass(frozen=True, slots=True)
class Findable:
    """What erased words were found by, in order: ``telling`` any one of which says who is meant, and the rest by
    record."""

    telling: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]

    def found_by(self, typed: str) -> bool:
        """Whether what somebody typed would have found it."""
        query = query_tokens(typed)
        if finds(query.loose, self.telling, every=False):
            return True
        # A query looks for its first words alone, and for some joined; what was typed is kept whole.
        folded = fold(typed)
        if any(token in folded for token in self.telling if len(token) >= SHORTEST_SLIP and token.isalpha()):
            return True
        return any(finds(query.words, tokens) for tokens in self.records)


def findable(connection: Connection, targets: Sequence[Target]) -> Findable:
    """What the words about to be erased were found by, those long altered included."""
    telling: set[str] = set()
    records: dict[UUID, set[str]] = {}
    for target in targets:
        said = list(_said(connection, target))
        tells = any(field == "kind" and words in _TELLING for field, words in said)
        names = target.kind == "person_fact"
        for field, words in said:
            if field in _FOUND_BY.get(target.kind, ()) and covers(target.fields, field):
                kept = telling if tells else records.setdefault(target.record_id, set())
                kept.update(index_tokens(words, names=names))
    return Findable(tuple(sorted(telling)), tuple(tuple(sorted(each)) for each in records.values()))


def searches_for(
    connection: Connection, wanted: Findable, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> list[Target]:
    """The searches of a compartment that keep words which would find these.

    Raises:
        Refused: stopped.
    """
    if not wanted.telling and not wanted.records:
        return []
    found = []
    with closing(_typed(connection)) as everything:
        for count, (operation, kind, typed) in enumerate(everything):
            if count % _AT_ONCE == 0:
                if cancelled is not None and cancelled():
                    raise Refused("The erasing was stopped. Nothing was changed")
                if progress is not None:
                    progress(STEP, count, 0)
            if wanted.found_by(typed):
                found.append(Target(OPERATION, operation, frozenset((TYPED[kind],))))
    return found


def _typed(connection: Connection) -> Generator[tuple[UUID, str, str], None, None]:
    query = (
        select(_OPERATION.c.id, _OPERATION.c.kind, _CHANGE.c.fields)
        .join(_CHANGE, _CHANGE.c.operation_id == _OPERATION.c.id)
        .where(_OPERATION.c.kind.in_(sorted(TYPED)), _CHANGE.c.kind == OPERATION)
    )
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            typed = row.fields.get(TYPED[row.kind], {}).get("n")
            if isinstance(typed, str):
                yield row.id, row.kind, typed


def _said(connection: Connection, target: Target) -> Iterator[tuple[str, str]]:
    """Every text that a record's fields hold or held, by field."""
    if target.kind not in _FOUND_BY:
        return
    for change in ledger.changes_to(connection, target.record_id, after=-1):
        for one in change.fields:
            for sealed in (one.old, one.new):
                if sealed is not None and isinstance(sealed.value, str) and sealed.value:
                    yield one.field, sealed.value
