"""An officer's own views of a list: saved, renamed, taken away, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted
from spp_desktop.domain.permissions import Role
from spp_desktop.services import views
from spp_desktop.services.signed_in import SignedIn
from tests.casework import logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

NOISE = CaseQuery(
    "asb", (Filter("open", ("yes",)), Filter("subtype", ("noise",))), text="Kowalczyk", sort="reported", descending=True
)


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def own(me: SignedIn) -> list[tuple[str, int]]:
    return [(each.view.label, each.count) for each in views.case_views(me, "asb") if each.view.own]


def test_what_a_list_shows_is_saved_under_a_name_and_counted(me: SignedIn) -> None:
    logged(me, subtype="noise")
    logged(me, subtype="litter")
    saved = views.save_view(me, " Noise  cases ", NOISE, ("reference", "subtype")).value
    assert own(me) == [("Noise cases", 1)]
    (found,) = (each.view for each in views.case_views(me, "asb") if each.view.own)
    assert found == saved
    assert (found.query.filters, found.query.sort, found.query.descending) == (NOISE.filters, "reported", True)
    assert found.columns == ("reference", "subtype")


def test_words_typed_to_find_somebody_are_not_kept(me: SignedIn) -> None:
    views.save_view(me, "Noise", NOISE)
    assert [each.view.query.text for each in views.case_views(me, "asb") if each.view.own] == [""]


@pytest.mark.parametrize("label", ["", "   ", "noise", "NOISE", "Mine", "x" * 31])
def test_a_name_is_given_short_and_free(me: SignedIn, label: str) -> None:
    views.save_view(me, "Noise", NOISE)
    with pytest.raises(Invalid):
        views.save_view(me, label, NOISE)
    assert own(me) == [("Noise", 0)]


def test_it_is_renamed_kept_anew_and_taken_away(me: SignedIn) -> None:
    logged(me, subtype="litter")
    code = views.save_view(me, "Noise", NOISE).value.code
    views.save_view(me, "Second", NOISE)
    views.update_view(me, code, CaseQuery("asb", (Filter("subtype", ("litter",)),)), ("name",))
    assert own(me) == [("Noise", 1), ("Second", 0)]
    views.rename_view(me, "asb", code, "noise")
    with pytest.raises(Invalid):
        views.rename_view(me, "asb", code, "second")
    views.remove_view(me, "asb", code)
    assert own(me) == [("Second", 0)]


def test_a_view_is_its_officers_alone(store: Store, me: SignedIn) -> None:
    code = views.save_view(me, "Noise", NOISE).value.code
    other = signed_in(store, name="Tom Ellery")
    assert own(other) == []
    for attempt in (
        lambda: views.update_view(other, code, NOISE),
        lambda: views.rename_view(other, "asb", code, "Theirs"),
        lambda: views.remove_view(other, "asb", code),
        lambda: views.remove_view(me, "asb", "high"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert own(me) == [("Noise", 0)]


def test_who_may_not_read_the_cases_has_no_views_of_them(store: Store) -> None:
    analyst = signed_in(store, Role.ANALYST, name="Ade Marlowe")
    with pytest.raises(NotPermitted):
        views.case_views(analyst, "asb")
    with pytest.raises(NotPermitted):
        views.save_view(analyst, "Noise", NOISE)
