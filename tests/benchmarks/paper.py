"""A connection that keeps what is written, and answers from memory what a unit of work asks of it.

The store's own functions write onto it as onto a store; the rows go into the file many at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Delete, Insert, ScalarSelect, Table, Update

from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.tables.indexed import IndexedRow
from spp_desktop.store.tables.journal import ChainRow
from spp_desktop.store.tables.legal_order import OrderRow
from spp_desktop.store.unit import UnitOfWork

_ALTERED = {table_of(row).name: table_of(row) for row in (CaseRow, OrderRow)}
"""Tables whose rows stay in hand to the end, so that altering one needs no statement."""
_EVENT = {"kind": "event_kind", "answers": "event_answers", "at": "event_at", "id": "event_id"}
"""Columns of what happened to an order, and what the statement that reads both calls them."""


class _Answer:
    """Rows as a unit of work reads them."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def one(self) -> Any:
        return self._rows[0]

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def all(self) -> Sequence[Any]:
        return self._rows

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> Iterator[Any]:
        return (row[0] for row in self._rows)


class Paper:
    """Stands where a unit of work's connection does. Cases, orders and chains stay in hand to the end and are had
    from :meth:`held`; everything else is handed over by :meth:`tear_off`."""

    dialect = SimpleNamespace(name="sqlite")

    def __init__(self) -> None:
        self.rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.fresh: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.in_hand: dict[UUID, dict[str, Any]] = {}
        self._tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._chains: dict[str, dict[str, Any]] = {}
        self._found: dict[UUID, dict[str, Any]] = {}
        self._serials: dict[int, int] = defaultdict(int)
        self._incidents: dict[UUID | None, int] = defaultdict(int)
        self._links: dict[UUID, list[Any]] = defaultdict(list)
        self._events: dict[UUID, list[Any]] = defaultdict(list)
        self._stream = ""
        self._year = 0
        self._stamp: str | None = None
        self._about: UUID | None = None
        self._got: UUID | None = None

    @contextmanager
    def operation(
        self, kind: str, *, by: UUID, at: datetime, device: UUID, stream: str, about: UUID | None = None
    ) -> Iterator[UnitOfWork]:
        """One operation, as ``Store.write`` does it."""
        self.fresh.clear()
        self._stream, self._year, self._about = stream, at.year, about
        paper: Any = self
        begun: dict[str, Any] = {"by": by, "at": at, "device": device, "stream": stream, "about": about}
        unit = UnitOfWork(paper, kind=kind, compartment="general", **begun)
        yield unit
        unit.finish()

    def tear_off(self) -> dict[Table, list[dict[str, Any]]]:
        """What was written since it was last asked for, by table."""
        rows, self.rows = self.rows, defaultdict(list)
        return rows

    def held(self) -> dict[Table, list[dict[str, Any]]]:
        """The rows that stayed in hand, as they ended."""
        return {
            **{table: self._tables[name] for name, table in _ALTERED.items()},
            table_of(ChainRow): list(self._chains.values()),
            table_of(IndexedRow): list(self._found.values()),
        }

    def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> _Answer:
        """Keep what is written; answer what is asked."""
        if isinstance(statement, Insert):
            rows = parameters if parameters is not None else dict(statement.compile().params)
            self._keep(statement.table, rows if isinstance(rows, list) else [rows])
            return _Answer(())
        if isinstance(statement, Delete):
            # Nothing that is there is ever taken out of the index.
            return _Answer(())
        if isinstance(statement, Update):
            values = dict(parameters)
            self.in_hand[values.pop("id_")].update(values)
            return _Answer(())
        return _Answer(self._asked(statement, parameters or {}))

    def _keep(self, table: Any, rows: list[dict[str, Any]]) -> None:
        name: str = table.name
        self.fresh[name] += rows
        if name in _ALTERED:
            self.in_hand.update((row["id"], row) for row in rows)
            self._tables[name] += rows
        elif name == "chain":
            self._chains[rows[0]["stream"]] = rows[0]
            self._stamp = rows[0]["stamp"]
        elif name == "indexed" and rows[0]["kind"] == "order":
            # Indexed again with everything that happens to it.
            self._found.update((row["record_id"], row) for row in rows)
        else:
            self.rows[table] += rows
            self._remember(name, rows)

    def _remember(self, name: str, rows: list[dict[str, Any]]) -> None:
        if name == "case_order":
            for row in rows:
                kind = self.in_hand[row["case_id"]]["type"]
                self._links[row["order_id"]].append(SimpleNamespace(type=kind, **row))
        elif name == "order_event":
            for row in rows:
                told = {_EVENT.get(key, key): value for key, value in row.items()}
                self._events[row["order_id"]].append(SimpleNamespace(event_by="", **told))

    def _asked(self, statement: Any, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """Rows for the few questions that the store's functions put. What SQLAlchemy says openly of a statement costs
        more to ask than all the rest, so its first column is looked at instead."""
        first = statement._raw_columns[0]
        if isinstance(first, Table):
            self._got = parameters["id_"]
            return [SimpleNamespace(_mapping=self.in_hand[parameters["id_"]])]
        if isinstance(first, ScalarSelect):
            chain = self._chains.get(self._stream)
            return [(chain["serial"], chain["hash"], self._stamp) if chain else (None, None, self._stamp)]
        column = first if isinstance(first, Column) else next(iter(first.clauses))
        match column.table.name:
            case "case":
                self._serials[self._year] += 1
                return [(self._serials[self._year] - 1,)]
            case "case_incident":
                self._incidents[self._about] += 1
                return [(self._incidents[self._about] - 1,)]
            case "person_fact":
                return [SimpleNamespace(**row) for row in self.fresh["person_fact"]]
            case "party":
                return [(row["id"],) for row in self.fresh["party"]]
            case "case_order":
                # Asked of the order that was read just before.
                assert self._got is not None
                return self._links[self._got]
            case "legal_order":
                return self._events[parameters["orders"][0]]
        raise NotImplementedError(column)
