"""What keeps a record from being altered without an operation: the writer refuses statements nobody vouched for."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, event

ALLOWED = MappingProxyType({"spp_vouched_for": True})
"""Execution options of a statement that the unit of work, the journal or upkeep runs on its own account."""

_HARMLESS = frozenset(
    {"SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "EXPLAIN", "VALUES", "SHOW", "SET"}
)


def guard(writer: Engine) -> None:
    """Make an engine refuse every altering statement that does not carry :data:`ALLOWED`."""
    event.listen(writer, "before_cursor_execute", _refuse)


def _refuse(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: Any,
    _many: bool,
) -> None:
    options = context.execution_options if context is not None else connection.get_execution_options()
    if options.get("spp_vouched_for") or statement.split(None, 1)[0].upper() in _HARMLESS:
        return
    compiled = getattr(context, "compiled", None)
    if compiled is not None and compiled.statement is not None and compiled.statement.is_select:
        return
    raise PermissionError("a statement that alters the store ran outside an operation")
