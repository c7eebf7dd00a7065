"""The unit of work: records and journal together or not at all."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from spp_desktop.domain.errors import Conflict, NotFound, StoreTrouble
from spp_desktop.domain.journal import Action, Stream
from spp_desktop.store import ledger, opened
from spp_desktop.store.engine import open_engines, open_postgres
from spp_desktop.store.keys import Keys
from spp_desktop.store.opened import Several, Store
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.notice import NoticeRow
from spp_desktop.store.tables.officer import OfficerRow
from tests.stores import CONFIDENTIAL_KEY, GENERAL_KEY

BY = UUID(int=1)
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def made(store: Store, name: str = "Ann Field", compartment: str = "general") -> UUID:
    with store.write("officer.made", by=BY, at=NOW, stream=Stream.LISTS, compartment=compartment) as unit:
        record_id = unit.new_id()
        unit.insert(OfficerRow(id=record_id, name=name, name_key=name.lower(), office="North"))
    return record_id


def names(store: Store, compartment: str = "general") -> list[str]:
    with store.read(compartment) as connection:
        return list(connection.execute(select(table_of(OfficerRow).c.name)).scalars())


@pytest.mark.parametrize("compartment", ["general", "confidential"])
def test_a_record_and_its_journal_are_written_to_one_compartment(store: Store, compartment: str) -> None:
    record_id = made(store, compartment=compartment)
    other = "confidential" if compartment == "general" else "general"
    assert names(store, compartment) == ["Ann Field"]
    assert names(store, other) == []
    with store.read(compartment) as connection:
        (change,) = ledger.changes_to(connection, record_id)
        assert ledger.count(connection) == 1
    with store.read(other) as connection:
        assert ledger.count(connection) == 0
    assert change.action is Action.MADE
    assert {field.field: field.new.value for field in change.fields} == {
        "name": "Ann Field",
        "roles": [],
        "office": "North",
        "team": "",
        "active": True,
    }


def test_an_error_leaves_nothing(store: Store) -> None:
    made(store)
    with (
        contextlib.suppress(ZeroDivisionError),
        store.write("officer.made", by=BY, at=NOW, stream=Stream.LISTS) as unit,
    ):
        unit.insert(OfficerRow(id=unit.new_id(), name="Bo", name_key="bo"))
        assert unit.select(select(table_of(OfficerRow).c.name)).scalars().all() == ["Ann Field", "Bo"]
        raise ZeroDivisionError
    assert names(store) == ["Ann Field"]
    with store.read() as connection:
        assert ledger.count(connection) == 1
        assert list(ledger.broken(connection)) == []


def test_an_update_journals_old_and_new_of_what_changed_alone(store: Store) -> None:
    record_id = made(store)
    with store.write("officer.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        revision = unit.update(OfficerRow, record_id, {"name": "Ann Fell", "name_key": "ann fell", "office": "North"})
    assert revision == 2
    with store.read() as connection:
        first, second = ledger.changes_to(connection, record_id)
    assert [(one.field, one.old and one.old.value, one.new.value) for one in second.fields] == [
        ("name", "Ann Field", "Ann Fell")
    ]
    assert len(first.fields) == 5


def test_values_that_are_not_new_alter_nothing(store: Store) -> None:
    record_id = made(store)
    with store.write("officer.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        assert unit.update(OfficerRow, record_id, {"office": "North"}) == 1
    with store.read() as connection:
        assert len(ledger.changes_to(connection, record_id)) == 1


def test_a_stale_revision_is_a_conflict_with_both_versions(store: Store) -> None:
    record_id = made(store)
    with store.write("officer.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(OfficerRow, record_id, {"office": "South", "team": "Blue"}, revision=1)
    with (
        pytest.raises(Conflict) as raised,
        store.write("officer.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit,
    ):
        unit.update(
            OfficerRow,
            record_id,
            {"office": "East", "active": False},
            revision=1,
            show=lambda field, value: (field.title(), f"<{value}>"),
        )
    assert raised.value.revision == 2
    shown = {one.field: (one.label, one.before, one.mine, one.theirs) for one in raised.value.differences}
    assert shown == {
        "office": ("Office", "<North>", "<East>", "<South>"),
        "team": ("Team", "<>", "<>", "<Blue>"),
        "active": ("Active", "<True>", "<False>", "<True>"),
    }


def test_a_document_is_journalled_by_its_keys(store: Store) -> None:
    with store.write("notice.made", by=BY, at=NOW, stream=Stream.AUDIT) as unit:
        record_id = unit.new_id()
        unit.insert(NoticeRow(id=record_id, kind="x", at=NOW, details={"count": 1, "who": None}))
    with store.write("notice.edited", by=BY, at=NOW, stream=Stream.AUDIT) as unit:
        unit.update(NoticeRow, record_id, {"details": {"count": 1, "who": "K7"}})
        unit.update(NoticeRow, record_id, {"details": {"who": "K8"}})
    with store.read() as connection:
        first, second = ledger.changes_to(connection, record_id)
    assert [one.field for one in first.fields] == ["at", "details.count", "kind"]
    assert [(one.field, one.old and one.old.value, one.new.value) for one in second.fields] == [
        ("details.count", 1, None),
        ("details.who", None, "K8"),
    ]


def test_a_deleted_record_stays_and_cannot_be_altered(store: Store) -> None:
    record_id = made(store)
    with store.write("officer.deleted", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        assert unit.tombstone(OfficerRow, record_id, revision=1) == 2
        assert unit.get(OfficerRow, record_id)["deleted"] is True
    with pytest.raises(NotFound), store.write("x.y", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(OfficerRow, record_id, {"office": "South"})
    with pytest.raises(NotFound), store.write("x.y", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.tombstone(OfficerRow, uuid4())


def test_looking_is_an_operation_without_changes(store: Store) -> None:
    case_id = uuid4()
    with store.write("case.viewed", by=BY, at=NOW, stream=Stream.AUDIT, about=case_id):
        pass
    with store.write("person.searched", by=BY, at=NOW, stream=Stream.AUDIT, why="call back") as unit:
        unit.say(terms="o'brien")
        unit.concern(case_id)
    with store.read() as connection:
        searched, viewed = ledger.about(connection, case_id)
    assert (viewed.operation.kind, viewed.changes) == ("case.viewed", ())
    assert {one.field: one.new.value for one in searched.changes[0].fields} == {"terms": "o'brien", "why": "call back"}


def test_nothing_alters_a_record_without_an_operation(store: Store) -> None:
    record_id = made(store)
    officers = table_of(OfficerRow)
    with store.write("case.viewed", by=BY, at=NOW, stream=Stream.AUDIT) as unit:
        for statement in (
            delete(officers),
            insert(officers).values(name="Bo"),
            officers.update().values(name="Bo"),
            text("UPDATE officer SET name = 'Bo'"),
            text("WITH a AS (SELECT 1) DELETE FROM officer"),
            text("DROP TABLE officer"),
        ):
            with pytest.raises(PermissionError):
                unit.connection.execute(statement)
        with pytest.raises(PermissionError):
            unit.loose(delete(officers))
    with pytest.raises(PermissionError):
        store.aside(delete(officers))
    with pytest.raises((DBAPIError, StoreTrouble)), store.read() as connection:
        connection.execute(delete(officers))
    assert names(store) == ["Ann Field"]
    assert record_id


def test_a_reader_is_not_taken_for_a_writer(store: Store) -> None:
    made(store)
    with store.write("x.y", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        cte = select(table_of(OfficerRow).c.name).cte("officers")
        assert unit.select(select(cte.c.name)).scalars().all() == ["Ann Field"]
        assert unit.by == BY


def test_a_conflict_is_told_in_bare_words_unless_somebody_says_how(store: Store) -> None:
    record_id = made(store)
    with store.write("officer.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(OfficerRow, record_id, {"office": "South"})
    with pytest.raises(Conflict) as raised, store.write("x.y", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.tombstone(OfficerRow, record_id, revision=1)
    (difference,) = raised.value.differences
    assert (difference.label, difference.before, difference.mine, difference.theirs) == (
        "office",
        "North",
        "North",
        "South",
    )


def test_many_records_are_made_as_one_is(store: Store) -> None:
    with store.write("officer.made", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        ids = [unit.new_id(), unit.new_id()]
        unit.insert(OfficerRow(id=ids[0], name="Ann", name_key="ann"))
        unit.insert_many(OfficerRow, [{"id": ids[1], "name": "Bo", "name_key": "bo", "roles": ["board"]}])
        one, other = (dict(unit.get(OfficerRow, record_id)) for record_id in ids)
        different = {name for name in one if one[name] != other[name]}
    assert different == {"rowid", "id", "name", "name_key", "roles"}
    with store.read() as connection:
        (first,), (second,) = (ledger.changes_to(connection, record_id) for record_id in ids)
        assert [field.field for field in first.fields] == [field.field for field in second.fields]
        assert list(ledger.broken(connection)) == []


def test_a_record_that_lacks_a_column_is_not_made(store: Store) -> None:
    with (
        pytest.raises(TypeError, match="officer lacks name_key"),
        store.write("x.y", by=BY, at=NOW, stream="s") as unit,
    ):
        unit.insert_many(OfficerRow, [{"id": unit.new_id(), "name": "Bo"}])
    assert names(store) == []


def beside(store: Store) -> Store:
    """Another window or command at work on the same store, at the same device."""
    if store.folder is None:
        url = store.engines.writer.url.render_as_string(hide_password=False)
        return Store(open_postgres(url), store.device, None)
    keys = Keys(GENERAL_KEY, CONFIDENTIAL_KEY)
    return Store(open_engines(store.folder, keys), store.device, store.folder, keys)


def test_two_at_work_at_once_write_one_chain(store: Store) -> None:
    other = beside(store)
    failed: list[BaseException] = []

    def work(mine: Store, name: str) -> None:
        try:
            for number in range(25):
                made(mine, f"{name} {number}")
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)

    threads = [Thread(target=work, args=(one, name)) for one, name in ((store, "Ann"), (other, "Bo"), (store, "Cy"))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        other.close()
    assert failed == []
    with store.read() as connection:
        chain = list(ledger.chain(connection, store.device.id, Stream.LISTS))
        assert list(ledger.broken(connection)) == []
    assert [entry.operation.serial for entry in chain] == list(range(1, 76))
    stamps = [entry.operation.stamp for entry in chain]
    assert stamps == sorted(set(stamps))
    assert len(names(store)) == 75


def test_what_was_saved_is_saved_though_the_head_cannot_be_kept(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreTrouble("The disk is full")

    monkeypatch.setattr(opened, "keep_head", full)
    made(sqlite_store)
    assert names(sqlite_store) == ["Ann Field"]


def waits(store: Store) -> str:
    """How a commit of the writer waits for the disk, in the database's own words."""
    with store.alone() as connection:
        asked = "PRAGMA synchronous" if connection.dialect.name == "sqlite" else "SHOW synchronous_commit"
        return str(connection.exec_driver_sql(asked).scalar_one())


def test_the_disk_is_waited_for_again_whatever_happened(store: Store) -> None:
    before = waits(store)
    with contextlib.suppress(ZeroDivisionError), store.unwaiting():
        assert waits(store) in ("0", "off")
        made(store)
        raise ZeroDivisionError
    assert waits(store) == before
    assert names(store) == ["Ann Field"]


def test_what_is_worked_out_is_written_without_the_journal_and_nothing_else_is(store: Store) -> None:
    record_id = made(store)
    with store.write("x", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        before = unit.get(OfficerRow, record_id)
        unit.work_out(OfficerRow, record_id, {"name_key": "field ann"})
        after = unit.get(OfficerRow, record_id)
        with pytest.raises(PermissionError):
            unit.work_out(OfficerRow, record_id, {"name": "Ann Other"})
    assert before is not None
    assert after is not None
    assert after["name_key"] == "field ann"
    assert {**after, "name_key": before["name_key"]} == dict(before)


def officer_in(several: Several, stream: Stream, name: str) -> None:
    with several.operation("officer.made", stream=stream) as unit:
        unit.insert(OfficerRow(id=unit.new_id(), name=name, name_key=name.lower(), office="North"))


def test_several_operations_are_saved_together_each_in_its_own_stream(store: Store) -> None:
    with store.together(by=BY, at=NOW) as several:
        officer_in(several, Stream.LISTS, "Ann Field")
        officer_in(several, Stream.PLANS, "Ben Field")
        officer_in(several, Stream.LISTS, "Cat Field")
    assert sorted(names(store)) == ["Ann Field", "Ben Field", "Cat Field"]
    with store.read() as connection:
        chains = {head.stream: head.serial for head in ledger.heads(connection)}
        assert list(ledger.broken(connection)) == []
    assert chains == {"lists": 2, "plans": 1}


def two_of_which_one_fails(store: Store) -> None:
    with store.together(by=BY, at=NOW) as several:
        officer_in(several, Stream.LISTS, "Ann Field")
        with several.operation("officer.altered", stream=Stream.PLANS) as unit:
            unit.update(OfficerRow, uuid4(), {"office": "South"})


def test_one_that_fails_takes_those_before_it_with_it(store: Store) -> None:
    with pytest.raises(NotFound):
        two_of_which_one_fails(store)
    assert names(store) == []
    with store.read() as connection:
        assert ledger.count(connection) == 0
    with store.together(by=BY, at=NOW) as several:
        assert several.head is None
    with store.read() as connection:
        assert ledger.count(connection) == 0
