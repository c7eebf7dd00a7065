"""A store on a server: the server itself keeps an account without the confidential role out of that schema."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, exc, make_url, select, text

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.retention import Target
from spp_desktop.store import erase
from spp_desktop.store.device import new_device
from spp_desktop.store.engine import open_postgres
from spp_desktop.store.folder import Compartment
from spp_desktop.store.opened import Store
from spp_desktop.store.server import ROLES, set_up_server
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.officer import OfficerRow

BY, NOW = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL
REFUSED = "permission denied for schema confidential"
OFFICER = table_of(OfficerRow)

Account = Callable[..., str]


@pytest.fixture
def admin(postgres_store: Store, postgres_url: str) -> Iterator[Connection]:
    """The server as who runs it; the store is empty."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
    assert postgres_store


@pytest.fixture
def account(admin: Connection, postgres_url: str) -> Iterator[Account]:
    """``account("spp_general", options="CREATEROLE")``: the address of a server account of these roles."""
    made: list[str] = []

    def make(*roles: str, options: str = "") -> str:
        name = f"account_{len(made)}"
        password = secrets.token_hex(8)
        admin.exec_driver_sql(f"CREATE ROLE {name} LOGIN {options} PASSWORD '{password}'")
        made.append(name)
        for role in roles:
            admin.exec_driver_sql(f"GRANT {role} TO {name}")
        return make_url(postgres_url).set(username=name, password=password).render_as_string(hide_password=False)

    yield make
    for name in made:
        admin.exec_driver_sql(f"DROP OWNED BY {name} CASCADE")
        admin.exec_driver_sql(f"DROP ROLE {name}")


def made(store: Store, compartment: Compartment, name: str = "Somebody") -> None:
    with store.write("x.made", by=BY, at=NOW, stream=Stream.LISTS, compartment=compartment) as unit:
        unit.insert(OfficerRow(id=UUID(int=3), name=name, name_key=name.lower(), roles=["board"]))


def test_the_general_role_reaches_nothing_confidential(account: Account, postgres_store: Store) -> None:
    made(postgres_store, CONFIDENTIAL)
    store = Store(open_postgres(account(ROLES[GENERAL])), new_device(), None)
    try:
        made(store, GENERAL)
        with store.read(GENERAL) as connection:
            assert connection.execute(select(OFFICER.c.name)).scalars().all() == ["Somebody"]
        for statement in ("SELECT count(*) FROM {0}.officer", "SELECT * FROM {0}.indexed", "DELETE FROM {0}.operation"):
            asked = text(statement.format("confidential"))
            with pytest.raises(exc.ProgrammingError, match=REFUSED), store.engines.readers.connect() as connection:
                connection.execute(asked)
        with pytest.raises(exc.ProgrammingError, match=REFUSED):
            made(store, CONFIDENTIAL)
        with pytest.raises(exc.ProgrammingError, match="permission denied to set role"), store.alone() as connection:
            connection.exec_driver_sql("SET ROLE spp_confidential")
    finally:
        store.close()


def test_an_account_of_no_role_reaches_nothing_at_all(account: Account) -> None:
    engine = create_engine(account())
    for schema in ("general", "confidential"):
        with engine.connect() as connection, pytest.raises(exc.ProgrammingError, match=f"denied for schema {schema}"):
            connection.execute(text(f"SELECT * FROM {schema}.officer"))
    engine.dispose()


def test_the_confidential_role_works_in_both_and_erases_for_good(account: Account) -> None:
    store = Store(open_postgres(account(ROLES[CONFIDENTIAL])), new_device(), None)
    try:
        for compartment in Compartment:
            made(store, compartment)
            target = Target("officer", UUID(int=3), frozenset({"name"}))
            done = erase.erase(store, [target], by=BY, at=NOW, why="asked to", compartment=compartment)
            assert done.cleaned
            with store.read(compartment) as connection:
                assert connection.execute(select(OFFICER.c.name)).scalars().all() == [""]
    finally:
        store.close()


def test_an_account_that_may_not_make_roles_is_told_so_and_nothing_is_made(
    account: Account, admin: Connection, postgres_url: str
) -> None:
    names = {GENERAL: "plain_general", CONFIDENTIAL: "plain_confidential"}
    with pytest.raises(Refused, match="Ask whoever runs the server"):
        set_up_server(account(), "plain_", roles=names)
    roles = admin.execute(text("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'plain_%'")).scalar()
    schemas = admin.execute(text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'plain_%'")).scalar()
    assert (roles, schemas) == (0, 0)


def test_roles_that_the_server_has_are_used_by_an_account_that_belongs_to_them(
    account: Account, admin: Connection
) -> None:
    names = {GENERAL: "Partnership", CONFIDENTIAL: "Partnership confidential"}
    for name in names.values():
        admin.exec_driver_sql(f'CREATE ROLE "{name}"')
    admin.exec_driver_sql('GRANT "Partnership" TO "Partnership confidential"')
    url = account(*(f'"{name}"' for name in names.values()))
    admin.exec_driver_sql("GRANT CREATE ON DATABASE postgres TO account_0")
    try:
        for _again in range(2):
            set_up_server(url, "told_", roles=names)
        owners = admin.execute(
            text("SELECT DISTINCT schemaname, tableowner FROM pg_tables WHERE schemaname LIKE 'told_%' ORDER BY 1 DESC")
        )
        assert [tuple(row) for row in owners] == [
            ("told_general", "Partnership"),
            ("told_confidential", "Partnership confidential"),
        ]
    finally:
        for name in names.values():
            admin.exec_driver_sql(f'DROP OWNED BY "{name}" CASCADE')
            admin.exec_driver_sql(f'DROP ROLE "{name}"')


def test_a_server_that_is_not_there_is_trouble(postgres_url: str) -> None:
    with pytest.raises(StoreTrouble):
        set_up_server(
            make_url(postgres_url).set(port=1, query={}, host="127.0.0.1").render_as_string(hide_password=False)
        )


def test_tables_made_before_there_were_roles_are_given_to_them(admin: Connection, postgres_url: str) -> None:
    admin.exec_driver_sql("ALTER TABLE confidential.officer OWNER TO CURRENT_USER")
    admin.exec_driver_sql("ALTER SCHEMA confidential OWNER TO CURRENT_USER")
    set_up_server(postgres_url)
    owner = admin.execute(
        text("SELECT tableowner FROM pg_tables WHERE schemaname || tablename = 'confidentialofficer'")
    )
    schema = admin.execute(text("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'confidential'"))
    assert owner.scalar() == schema.scalar() == ROLES[CONFIDENTIAL]
