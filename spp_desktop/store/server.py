"""Setting up a store on a PostgreSQL server: a schema for each compartment, and a role for each schema.

Accounts are the partnership's own. One granted the general role reaches the general compartment and nothing else; the
confidential role carries the general one.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError

from spp_desktop.domain.errors import Refused
from spp_desktop.store.alone import schema_alone
from spp_desktop.store.dialect import as_role, compartment_roles, not_allowed
from spp_desktop.store.engine import open_postgres
from spp_desktop.store.folder import Compartment
from spp_desktop.store.migrations import migrate
from spp_desktop.store.trouble import explain

ROLES: Mapping[Compartment, str] = {compartment: f"spp_{compartment}" for compartment in Compartment}
"""The role of each compartment, unless the server's own are named."""
NOT_ALLOWED = (
    "This account of the server may not make the schemas and the roles that keep the compartments apart. Nothing was "
    "changed. Ask whoever runs the server to do it, or to name roles that this account belongs to"
)


def set_up_server(url: str, prefix: str = "", *, roles: Mapping[Compartment, str] = ROLES) -> None:
    """Make the compartments' schemas, roles and tables, or bring those that are there up to date.

    A role that the server has is used as it is; one it lacks is made, and needs an account that may (CREATEROLE).

    Raises:
        Refused: the account may not do this, or the tables are a newer program's.
        StoreTrouble: the server could not be reached.
    """
    engines = open_postgres(url, prefix)
    try:
        with engines.writer.begin() as connection:
            compartment_roles(connection, {engines.schemas[each]: roles[each] for each in engines.compartments})
        for compartment in engines.compartments:
            with schema_alone(engines, compartment) as connection:
                as_role(connection, roles[compartment])
                try:
                    migrate(connection)
                finally:
                    connection.rollback()
                    as_role(connection, None)
    except DBAPIError as error:
        raise (Refused(NOT_ALLOWED) if not_allowed(error) else explain(error)) from error
    finally:
        engines.dispose()
