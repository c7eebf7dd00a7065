"""Migrating: all of it or nothing, nothing lost on the way, and never a newer store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store import migrations
from spp_desktop.store.alone import file_alone, schema_alone
from spp_desktop.store.engine import open_postgres
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.migrations import behind, migrate, run, version_of
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.journal import ChangeRow, OperationRow

KEY, NOW = b"k" * 32, datetime(2026, 3, 2, tzinfo=UTC)

NOW_AT = migrations.LATEST
NEXT = f"{int(NOW_AT) + 1:04}"
NEXT_MODULE = f"""
from alembic import op
import sqlalchemy as sa

revision = "{NEXT}"
down_revision = "{NOW_AT}"


def upgrade():
    with op.batch_alter_table("operation") as batch:
        batch.add_column(sa.Column("extra", sa.String(), nullable=True))
        batch.alter_column("kind", type_=sa.String(80))
    with op.batch_alter_table("indexed", recreate="always" if {{sqlite}} else "auto") as batch:
        batch.add_column(sa.Column("extra", sa.String(), nullable=True))
    {{then}}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A compartment alone, migrated to this version, with an operation, its change, and words indexed."""
    if request.param == "sqlite":
        with file_alone(tmp_path / "one.db", KEY) as alone:
            yield filled(alone)
        return
    engines = open_postgres(request.getfixturevalue("postgres_url"), "moved_")
    try:
        with schema_alone(engines, "general") as alone:
            yield filled(alone)
            alone.rollback()
            alone.exec_driver_sql("DROP SCHEMA moved_general CASCADE", execution_options=dict(ALLOWED))
            alone.commit()
    finally:
        engines.dispose()


def filled(connection: Connection) -> Connection:
    migrate(connection)
    made = {"kind": "x", "by_id": UUID(int=1), "at": NOW, "device_id": UUID(int=2), "compartment": "general"}
    with connection.begin():
        connection.execute(
            table_of(OperationRow).insert(),
            made | {"id": UUID(int=3), "stream": "s", "serial": 1, "stamp": "a", "previous": b"", "hash": b""},
        )
        change = {"operation_id": UUID(int=3), "place": 0, "kind": "k", "record_id": UUID(int=4), "action": "made"}
        connection.execute(table_of(ChangeRow).insert(), change | {"revision": 1, "fields": {}, "salts": b""})
        connection.execute(
            table_of(IndexedRow).insert(),
            {"kind": "case", "record_id": UUID(int=4), "case_type": "", "tokens": "rword"},
        )
    return connection


@pytest.fixture
def coming(connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as it will be with one more version; the file holds that version's module."""
    scripts = tmp_path / "scripts"
    shutil.copytree(run.SCRIPTS / "versions", scripts / "versions")
    module = scripts / "versions" / f"v{NEXT}_next.py"
    module.write_text(NEXT_MODULE.format(sqlite=connection.dialect.name == "sqlite", then=""))
    monkeypatch.setattr(run, "SCRIPTS", scripts)
    monkeypatch.setattr(migrations, "VERSIONS", (*migrations.VERSIONS, NEXT))
    monkeypatch.setattr(migrations, "LATEST", NEXT)
    return module


def counted(connection: Connection) -> tuple[int, int]:
    counts = [
        connection.execute(select(func.count()).select_from(table_of(row))).scalar_one()
        for row in (OperationRow, ChangeRow)
    ]
    connection.rollback()
    return counts[0], counts[1]


def columns(connection: Connection, table: str) -> list[str]:
    found = list(connection.execute(text(f"SELECT * FROM {table}")).keys())
    connection.rollback()
    return found


def test_a_table_made_anew_loses_no_row_that_points_at_it(connection: Connection, coming: Path) -> None:
    assert behind(version_of(connection))
    connection.rollback()
    migrate(connection)
    assert coming.exists()
    assert version_of(connection) == NEXT
    connection.rollback()
    assert counted(connection) == (1, 1)
    assert columns(connection, "operation")[-1] == "extra"
    with connection.begin():
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            found = "SELECT rowid FROM indexed_words WHERE indexed_words MATCH 'rword OR rmore'"
            connection.execute(table_of(IndexedRow).update().values(tokens="rmore"))
            assert len(connection.exec_driver_sql(found).all()) == 1
        with pytest.raises(DatabaseError):
            connection.execute(table_of(ChangeRow).update().values(operation_id=UUID(int=77)))


def test_it_is_done_once(connection: Connection, coming: Path) -> None:
    migrate(connection)
    coming.write_text("raise AssertionError('read again')")
    migrate(connection)
    assert counted(connection) == (1, 1)


@pytest.mark.parametrize("then", ["raise ZeroDivisionError", 'op.execute("SELECT * FROM nowhere")'])
def test_a_migration_that_fails_leaves_nothing(connection: Connection, coming: Path, then: str) -> None:
    coming.write_text(NEXT_MODULE.format(sqlite=connection.dialect.name == "sqlite", then=then))
    with pytest.raises((ZeroDivisionError, DatabaseError)):
        migrate(connection)
    assert version_of(connection) == NOW_AT
    connection.rollback()
    assert "extra" not in columns(connection, "operation")
    assert counted(connection) == (1, 1)
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_leaves_a_reference_to_nothing_is_undone(connection: Connection, coming: Path) -> None:
    if connection.dialect.name != "sqlite":
        # PostgreSQL never lets one be; the same migration fails of itself.
        coming.write_text(NEXT_MODULE.format(sqlite=False, then='op.execute("DELETE FROM operation")'))
        with pytest.raises(DatabaseError):
            migrate(connection)
    else:
        coming.write_text(NEXT_MODULE.format(sqlite=True, then='op.execute("DELETE FROM operation")'))
        with pytest.raises(StoreTrouble, match="Nothing was changed"):
            migrate(connection)
    assert counted(connection) == (1, 1)


def test_a_newer_compartment_is_refused_in_one_sentence(connection: Connection) -> None:
    with connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused) as refused:
        migrate(connection)
    assert "newer version of SPP Desktop" in refused.value.message
    assert version_of(connection) == "9999"


def test_what_has_no_tables_is_at_no_version(tmp_path: Path) -> None:
    with file_alone(tmp_path / "new.db", KEY) as connection:
        assert version_of(connection) is None
        assert behind(None)
        connection.rollback()
        with connection.begin():
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        assert version_of(connection) is None
