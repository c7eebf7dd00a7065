"""Running one migration. The only module that imports Alembic beside the migrations themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select

from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.store.dialect import dangling, foreign_keys, made_anew
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.keys import new_key
from spp_desktop.store.tables import metadata
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.erasure import ErasureKeyRow

SCRIPTS = Path(__file__).parent
"""The folder that holds ``versions``; files, also in the built program, because Alembic reads them as such."""


def upgrade(connection: Connection, target: str) -> None:
    """Run the migration that leads to ``target``; all of it or nothing."""
    connection = connection.execution_options(**ALLOWED)
    scripts = ScriptDirectory(str(SCRIPTS))
    with _without_foreign_keys(connection), connection.begin():
        environment = EnvironmentContext(Config(), scripts)
        environment.configure(
            connection=connection,
            target_metadata=metadata(),
            render_as_batch=True,
            transactional_ddl=True,
            fn=lambda revision, _context: scripts._upgrade_revs(target, revision),
        )
        environment.run_migrations()
        made_anew(connection)
        _give_erasure_key(connection)
        if dangling(connection):
            raise StoreTrouble(
                "The store could not be brought up to date. Nothing was changed. Tell your administrator"
            )


def _give_erasure_key(connection: Connection) -> None:
    key = table_of(ErasureKeyRow)
    if connection.execute(select(key.c.rowid)).first() is None:
        connection.execute(key.insert().values(key=new_key()))


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    foreign_keys(connection, on=False)
    try:
        yield
    finally:
        foreign_keys(connection, on=True)
