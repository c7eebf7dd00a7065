"""Cases through their services, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.services import cases
from tests.casework import incident, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


def test_a_case_needs_who_what_and_when_reported_only(store: Store) -> None:
    me = signed_in(store)
    saved = logged(me)
    assert saved.reference == f"ASB-2012-{store.code}-0001"
    incident(me, saved.case_id, qualifiers=("weapon",))
    view = cases.open_case(me, saved.case_id)
    assert view.line.name == "Ewa Kowalczyk"
    assert view.line.flags == ("weapon",)
    assert view.answers == {"category": "personal", "reported": "2012-03-08"}
    assert [line.reference for line in cases.list_cases(me, CaseQuery("asb"))] == [saved.reference]
    assert cases.case_history(me, saved.case_id)
    assert cases.case_views(me, "asb")
