"""A store brought up by its migrations is the store that the tables declare, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from spp_desktop.store.alone import file_alone, schema_alone
from spp_desktop.store.dialect import made_anew
from spp_desktop.store.engine import open_postgres
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.migrations import LATEST, migrate, version_of
from spp_desktop.store.tables import metadata

KEY = b"k" * 32


def catalogue(connection: Connection) -> dict[str, Any]:
    """Everything the database says of its tables, but in which order it was told."""
    seen = inspect(connection)
    found: dict[str, Any] = {}
    for name in seen.get_table_names():
        if name == "alembic_version" or name.startswith("indexed_words_"):
            continue
        found[name] = {
            "columns": [
                (one["name"], str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(name)
            ],
            "key": seen.get_pk_constraint(name),
            "foreign": sorted(map(_plain, seen.get_foreign_keys(name))),
            "unique": sorted(map(_plain, seen.get_unique_constraints(name))),
            "indexes": sorted(map(_plain, seen.get_indexes(name))),
        }
    if connection.dialect.name == "sqlite":
        hung = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name"
        found["hung on"] = [tuple(row) for row in connection.exec_driver_sql(hung)]
    else:
        hung = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        found["hung on"] = [(row[0], row[1].replace(schema, "")) for row in connection.exec_driver_sql(hung)]
        found["hung on"] = [row for row in found["hung on"] if "alembic" not in row[0]]
    # Another connection may be waiting to write.
    connection.rollback()
    return found


def _plain(one: Any) -> str:
    return repr(sorted((key, value) for key, value in one.items() if key != "referred_schema"))


def declare(connection: Connection) -> None:
    """Make every table straight from its declaration."""
    connection.execution_options(**ALLOWED)
    with connection.begin():
        metadata().create_all(connection)
        made_anew(connection)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Connection, Connection]]:
    """A compartment migrated from nothing, and one made from the declarations."""
    if request.param == "sqlite":
        with file_alone(tmp_path / "a.db", KEY) as migrated, file_alone(tmp_path / "b.db", KEY) as declared:
            migrate(migrated)
            declare(declared)
            yield migrated, declared
        return
    url = request.getfixturevalue("postgres_url")
    migrated_engines, declared_engines = open_postgres(url, "migrated_"), open_postgres(url, "declared_")
    try:
        with (
            schema_alone(migrated_engines, "general") as migrated,
            schema_alone(declared_engines, "general") as declared,
        ):
            migrate(migrated)
            declare(declared)
            yield migrated, declared
            declared.rollback()
            migrated.rollback()
            for schema in ("migrated_general", "declared_general"):
                migrated.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE", execution_options=dict(ALLOWED))
            migrated.commit()
    finally:
        migrated_engines.dispose()
        declared_engines.dispose()


def test_migrations_lead_to_what_the_tables_declare(both: tuple[Connection, Connection]) -> None:
    migrated, declared = both
    expected = catalogue(declared)
    assert len(expected) > len(metadata().tables)
    made = catalogue(migrated)
    assert version_of(migrated) == LATEST
    assert made.keys() == expected.keys()
    for name, described in expected.items():
        assert made[name] == described, name


def test_every_foreign_key_is_indexed_or_unique() -> None:
    """A record erased or altered looks for what points at it; without an index that reads whole tables."""
    for table in metadata().tables.values():
        covered = {next(iter(index.columns)).name for index in table.indexes}
        covered |= {column.name for column in table.c if column.unique}
        missing = {key.parent.name for key in table.foreign_keys} - covered
        assert not missing, f"{table.name}: {missing}"
