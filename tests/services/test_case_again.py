"""A case that is open already is read again without another look on the record; its history says why in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from spp_desktop.domain.cases import NewContact
from spp_desktop.domain.errors import NotFound, NotPermitted
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries
from spp_desktop.store import ledger
from tests.casework import logged, signed_in


def looks(store: Any, case_id: Any) -> int:
    with store.read() as connection:
        return sum(each.operation.kind == "case.viewed" for each in ledger.about(connection, case_id))


def test_reading_again_is_the_same_look(store: Any) -> None:
    me = signed_in(store)
    case_id = logged(me).id
    opened = cases.open_case(me, case_id)
    assert looks(store, case_id) == 1
    assert cases.case_as_it_stands(me, case_id) == opened
    assert looks(store, case_id) == 1


def test_reading_again_asks_for_the_same_right(store: Any) -> None:
    me = signed_in(store)
    case_id = logged(me).id
    analyst = signed_in(store, Role.ANALYST, name="Ade Marlowe")
    with pytest.raises(NotPermitted):
        cases.case_as_it_stands(analyst, case_id)
    with pytest.raises(NotFound):
        cases.case_as_it_stands(me, uuid4())


def test_history_gives_the_reason_and_no_codes(store: Any) -> None:
    me = signed_in(store)
    case_id = logged(me).id
    contact = entries.record_contact(me, case_id, NewContact("mobile", "no-answer")).value
    entries.withdraw_contact(me, contact.id, "Another case's")
    withdrawn, made, _ = cases.case_history(me, case_id)
    assert (withdrawn.text, withdrawn.why) == ("Entry withdrawn", "Another case's")
    assert made.why == ""
    assert ("Action", "", "Try to reach them again") in made.details
    assert "No answer" not in str(made.details)
