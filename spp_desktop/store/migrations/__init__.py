"""Migrations: how the tables of a store come to be, and to change.

Each compartment carries its own version. Alembic is imported only to migrate; reading a version takes one
statement. A migration runs with the compartment as the connection's own schema, in one transaction, and on
SQLite with foreign keys off, because there a table is altered by making it anew.

To change a table: alter its row in ``store/tables``, add a module to ``versions`` whose ``upgrade`` does the same
with ``alembic.op`` (``op.batch_alter_table`` for anything but a new table), and name it in :data:`VERSIONS`.
``tests/store/test_catalogue.py`` compares the two on both databases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from spp_desktop.domain.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSIONS: tuple[str, ...] = ("0001", "0002")
"""Every version there has been, oldest first; a store at the last is up to date."""

LATEST = VERSIONS[-1]


def version_of(connection: Connection, schema: str | None = None) -> str | None:
    """The version of the compartment in ``schema`` (None: the connection's own); None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version", schema=schema):
        return None
    table = "alembic_version" if schema is None else f'"{schema}".alembic_version'
    version = connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar()  # noqa: S608 - our own schema
    return None if version is None else str(version)


def behind(version: str | None) -> bool:
    """Whether a compartment at this version must be migrated before it is used.

    Raises:
        Refused: it was made by a newer program.
    """
    if version is not None and version not in VERSIONS:
        raise Refused("This store was last opened by a newer version of SPP Desktop. Nothing was changed: update first")
    return version != LATEST


def migrate(connection: Connection) -> None:
    """Bring the compartment that is the connection's own schema to the latest version, in one transaction each.

    The connection must not be in a transaction. Derived things (triggers, indexes over expressions) are made
    anew after each migration.

    Raises:
        Refused: the compartment was made by a newer program.
        StoreTrouble: a migration left a reference to nothing; it was undone.
    """
    version = version_of(connection)
    connection.rollback()
    if not behind(version):
        return
    from spp_desktop.store.migrations.run import upgrade

    for target in VERSIONS[VERSIONS.index(version) + 1 if version else 0 :]:
        upgrade(connection, target)
