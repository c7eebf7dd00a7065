"""Statements written once, and what converts the values of their rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.journal import Stream
from spp_desktop.services import cases
from spp_desktop.store import case_lists
from spp_desktop.store.statements import one_of, written_once
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.notice import NoticeRow
from tests.casework import MONDAY, logged, signed_in

if TYPE_CHECKING:
    from sqlalchemy import Select

    from spp_desktop.domain.casetype import CaseType
    from spp_desktop.domain.permissions import Scope
    from spp_desktop.store.opened import Store

BY = UUID(int=1)


def test_a_statement_is_written_at_the_first_call_alone() -> None:
    written: list[str] = []

    @written_once
    def cases_of(kind: str) -> str:
        written.append(kind)
        return f"SELECT {kind}"

    assert [cases_of("asb"), cases_of("asb"), cases_of("da")] == ["SELECT asb", "SELECT asb", "SELECT da"]
    assert written == ["asb", "da"]


def test_codes_are_parameters_that_need_no_spelling_out() -> None:
    compiled = select(column("x")).where(one_of(column("x"), {"b", "a"})).compile(dialect=sqlite.dialect())
    assert str(compiled).endswith("IN (?, ?)")
    assert sorted(compiled.params.values()) == ["a", "b"]


def test_what_is_typed_above_a_list_is_in_no_statement_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[CaseQuery] = []
    write = case_lists._page

    def noted(kind: CaseType, query: CaseQuery, scope: Scope) -> Select[Any]:
        kept.append(query)
        return write(kind, query, scope)

    monkeypatch.setattr(case_lists, "_page", noted)
    me = signed_in(store)
    logged(me)
    assert [len(cases.list_cases(me, CaseQuery("asb", text=typed))) for typed in ("kowal", "nobody")] == [1, 0]
    assert {query.text for query in kept} == {""}


def test_the_answers_of_a_line_are_a_mapping_like_any_other(store: Store) -> None:
    me = signed_in(store)
    logged(me)
    (line,) = cases.list_cases(me, CaseQuery("asb"))
    assert line.answers == {"category": "personal"}
    assert (list(line.answers), len(line.answers), line.answers.get("tenure")) == (["category"], 1, None)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2012, 3, 12, 8, 30, 0, 5, UTC),
        datetime(2012, 7, 12, 8, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_in_utc_to_the_microsecond(store: Store, moment: datetime) -> None:
    with store.write("notice.made", by=BY, at=MONDAY, stream=Stream.LISTS) as unit:
        notice = unit.new_id()
        unit.insert(NoticeRow(id=notice, kind="a.b", at=moment))
    with store.read() as connection:
        table = table_of(NoticeRow)
        (kept,) = connection.execute(select(table.c.at).where(table.c.at == moment, table.c.id == notice)).scalars()
    assert (kept, kept.tzinfo) == (moment, UTC)


def test_a_moment_without_a_zone_is_not_kept(store: Store) -> None:
    naive = datetime(2012, 3, 12, 8)  # noqa: DTZ001 - what must be refused
    table = table_of(NoticeRow)
    with store.read() as connection, pytest.raises(StatementError, match="zone"):
        connection.execute(select(table.c.id).where(table.c.at == naive))
