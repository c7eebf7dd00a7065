"""What a row keeps of stamps, and what that makes of values written without seeing one another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from spp_desktop.domain.journal import Stamp, Stream, Written
from spp_desktop.store import ledger
from spp_desktop.store.guard import ALLOWED
from spp_desktop.store.stamps import current, made_at, replaced_by, rewritten
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.tables.person import PersonFactRow, PersonRow

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

BY, NOW = UUID(int=1), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HERE, THERE = UUID(int=11), UUID(int=12)
FIRST, MINE, THEIRS = Stamp(1, 0, HERE), Stamp(2, 0, HERE), Stamp(2, 0, THERE)
ORDER = ("safe", "not-asked", "unsafe")


def test_a_field_not_named_carries_the_stamp_of_the_making() -> None:
    stamps = made_at(FIRST)
    assert current(stamps, "safety", "safe") == (Written(FIRST, "safe"),)
    assert replaced_by(stamps, "safety", "safe", None) == (FIRST,)


def test_a_value_that_replaces_all_stands_alone() -> None:
    stamps = made_at(FIRST)
    assert rewritten(stamps, "safety", "safe", Written(MINE, "unsafe", (FIRST,)), ORDER) == "unsafe"
    assert stamps == {"": FIRST.text, "safety": MINE.text}


def test_values_written_apart_both_stay_and_the_safer_is_in_force() -> None:
    stamps = made_at(FIRST)
    rewritten(stamps, "safety", "not-asked", Written(THEIRS, "unsafe", (FIRST,)), ORDER)
    assert rewritten(stamps, "safety", "unsafe", Written(MINE, "safe", (FIRST,)), ORDER) == "unsafe"
    assert [one.value for one in current(stamps, "safety", "unsafe")] == ["unsafe", "safe"]
    assert replaced_by(stamps, "safety", "unsafe", None) == (THEIRS,)
    assert replaced_by(stamps, "safety", "unsafe", {THEIRS, MINE}) == (MINE, THEIRS)


def made_fact(store: Store) -> UUID:
    with store.write("person.made", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        person, fact = unit.new_id(), unit.new_id()
        unit.insert(PersonRow(id=person))
        unit.insert(
            PersonFactRow(
                id=fact, person_id=person, kind="phone", text="07700 900142", text_key="07700 900142",
                safety="unsafe", recorded_at=NOW, by_id=BY,
            )
        )  # fmt: skip
        kept = [[THEIRS.text, "unsafe"], [MINE.text, "not-asked"]]
        unit.connection.execute(
            table_of(PersonFactRow).update().values(stamps={"": FIRST.text, "safety": kept}),
            execution_options=dict(ALLOWED),
        )
    return fact


def test_an_edit_replaces_what_the_officer_saw_and_the_rest_waits(store: Store) -> None:
    fact = made_fact(store)
    with store.write("person.edited", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(PersonFactRow, fact, {"safety": "safe"})
        kept = unit.get(PersonFactRow, fact)
    assert kept["safety"] == "not-asked"
    assert [value for _, value in kept["stamps"]["safety"]] == ["not-asked", "safe"]
    with store.read() as connection:
        (*_, last) = ledger.changes_to(connection, fact)
    assert [(one.new.value, one.replaces) for one in last.fields] == [("safe", (THEIRS,))]


def test_a_decision_settles_what_it_names_and_stands(store: Store) -> None:
    fact = made_fact(store)
    with store.write("person.settled", by=BY, at=NOW, stream=Stream.LISTS, why="rang her sister") as unit:
        unit.update(PersonFactRow, fact, {"safety": "safe"}, settles={"safety": {THEIRS, MINE}})
        stamp = unit.stamp
        kept = unit.get(PersonFactRow, fact)
    assert (kept["safety"], kept["stamps"]["safety"]) == ("safe", stamp.text)
    with store.read() as connection:
        (*_, last) = ledger.changes_to(connection, fact)
    assert last.fields[0].replaces == (MINE, THEIRS)


def test_a_decision_for_the_value_in_force_is_a_change_too(store: Store) -> None:
    fact = made_fact(store)
    with store.write("person.settled", by=BY, at=NOW, stream=Stream.LISTS) as unit:
        unit.update(PersonFactRow, fact, {"safety": "unsafe"}, settles={"safety": {THEIRS, MINE}})
        kept = unit.get(PersonFactRow, fact)
    assert (kept["safety"], kept["revision"]) == ("unsafe", 2)
    assert isinstance(kept["stamps"]["safety"], str)


def test_the_band_of_a_case_never_follows_the_clock() -> None:
    assert CaseRow.safer["band"][-1] == "high"
