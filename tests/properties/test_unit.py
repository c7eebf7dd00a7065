"""Whatever officers do and information governance erases, records, journal, index and chain agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from spp_desktop.domain.journal import Action, Stream
from spp_desktop.domain.retention import Target
from spp_desktop.store import ledger
from spp_desktop.store.check import check
from spp_desktop.store.erase import erase
from spp_desktop.store.index import Indexed
from spp_desktop.store.opened import Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.notice import NoticeRow
from spp_desktop.store.unit import journalled_values

BY, START = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
values = st.none() | st.booleans() | st.integers(-5, 10**12) | words | st.lists(words, max_size=2)
details = st.dictionaries(st.sampled_from(["a", "b", "c"]), values, max_size=3)
steps = st.lists(
    st.tuples(st.just("make"), details)
    | st.tuples(st.just("alter"), st.integers(0, 5), details, st.none() | words)
    | st.tuples(st.just("delete"), st.integers(0, 5))
    | st.tuples(st.just("erase"), st.integers(0, 5), st.none() | st.sampled_from(["details", "details.a", "to_role"])),
    max_size=8,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps)
def test_records_and_journal_agree_whatever_is_done(store: Store, done: list[tuple[Any, ...]]) -> None:
    with store.read() as connection:
        before = set(connection.execute(select(table_of(NoticeRow).c.id)).scalars())
    made: list[UUID] = []
    alive: list[UUID] = []
    for number, (what, *given_) in enumerate(done):
        at = START + timedelta(minutes=number)
        if what == "make":
            with store.write("x.made", by=BY, at=at, stream=Stream.LISTS) as unit:
                record_id = unit.new_id()
                unit.insert(NoticeRow(id=record_id, kind="x", at=at, details=given_[0]))
                unit.index(Indexed("case", record_id, (f"n{number}",)))
            made.append(record_id)
            alive.append(record_id)
        elif alive:
            record_id = alive[given_[0] % len(alive)]
            if what == "alter":
                with store.write("x.altered", by=BY, at=at, stream=Stream.LISTS, why=given_[2]) as unit:
                    unit.update(NoticeRow, record_id, {"details": given_[1], "to_role": given_[2]})
            elif what == "delete":
                with store.write("x.deleted", by=BY, at=at, stream=Stream.LISTS) as unit:
                    unit.tombstone(NoticeRow, record_id)
                    unit.unindex("case", record_id)
                alive.remove(record_id)
            else:
                fields = None if given_[1] is None else frozenset({given_[1]})
                erase(store, [Target("notice", record_id, fields)], by=BY, at=at, why="asked to")
                alive = [one for one in alive if fields is not None or one != record_id]
    assert check(store, {}).findings == ()
    with store.read() as connection:
        for record_id in made:
            row = connection.execute(select(table_of(NoticeRow)).where(table_of(NoticeRow).c.id == record_id)).one()
            changes = ledger.changes_to(connection, record_id)
            assert changes[0].action is Action.MADE
            assert [change.revision for change in changes] == sorted({change.revision for change in changes})
            assert row.revision == changes[-1].revision
            held = journalled_values(NoticeRow, row._mapping)
            erased = {field.field for change in changes for field in change.fields if field.new.erased}
            rebuilt = {field.field: field.new.value for change in changes for field in change.fields}
            for name in (held.keys() | rebuilt.keys()) - erased:
                assert held.get(name) == rebuilt.get(name)
        now = set(connection.execute(select(table_of(NoticeRow).c.id)).scalars())
    assert now - before == set(made)
