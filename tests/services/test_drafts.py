"""Drafts: kept, offered back, thrown away; encrypted with the rest and never journalled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.errors import NotFound
from spp_desktop.domain.permissions import Role
from spp_desktop.services import drafts
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from tests.casework import Wall, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store, now=Wall())


def test_a_draft_is_kept_over_the_one_before_and_offered_back(me: SignedIn) -> None:
    drafts.keep_draft(me, "new-case", "asb", {"name": "Ew"})
    kept = drafts.keep_draft(me, "new-case", "asb", {"name": "Ewa", "hate_strands": ["race"]})
    left = drafts.my_drafts(me)
    assert [(draft.form, dict(draft.values), draft.kept) for draft in left] == [
        ("new-case", {"name": "Ewa", "hate_strands": ["race"]}, kept)
    ]
    assert drafts.find_draft(me, "new-case", "asb") == left[0]


def test_each_form_of_each_case_has_its_own_latest_first(me: SignedIn) -> None:
    saved = logged(me)
    drafts.keep_draft(me, "new-case", "asb", {"name": "Bo"})
    me.now.pass_by(seconds=3)  # type: ignore[attr-defined]  # the test's own clock
    drafts.keep_draft(me, "answers", "asb", {"category": "nuisance"}, case_id=saved.case_id, seen=saved.revision)
    first, second = drafts.my_drafts(me)
    assert (first.form, first.case_id, first.revision) == ("answers", saved.case_id, 1)
    assert (second.form, second.case_id) == ("new-case", None)
    drafts.discard_draft(me, "answers", "asb", saved.case_id)
    assert drafts.find_draft(me, "answers", "asb", saved.case_id) is None
    assert len(drafts.my_drafts(me)) == 1


def test_a_draft_is_its_officers_own(me: SignedIn) -> None:
    drafts.keep_draft(me, "new-case", "asb", {"name": "Ewa"})
    other = signed_in(me.store, name="Imran Qureshi")
    assert drafts.my_drafts(other) == []
    assert drafts.find_draft(other, "new-case", "asb") is None
    drafts.discard_draft(other, "new-case", "asb")
    assert len(drafts.my_drafts(me)) == 1


def test_a_draft_is_no_operation(me: SignedIn) -> None:
    with me.store.read() as connection:
        before = ledger.count(connection)
    drafts.keep_draft(me, "new-case", "asb", {"name": "Ewa"})
    drafts.discard_draft(me, "new-case", "asb")
    with me.store.read() as connection:
        assert ledger.count(connection) == before


def test_a_draft_of_a_kind_one_may_not_work_is_refused_as_unknown(me: SignedIn) -> None:
    boss = signed_in(me.store, Role.SUPERVISOR, name="R")
    for call in (
        lambda: drafts.keep_draft(boss, "new-case", "da", {}),
        lambda: drafts.find_draft(boss, "new-case", "da"),
        lambda: drafts.discard_draft(boss, "new-case", "da"),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_draft_goes_out_of_sight_with_its_case(me: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = logged(me)
    drafts.keep_draft(me, "incident", "asb", {"words": "At the bus stop"}, case_id=saved.case_id)
    kept_from = replace(me.scope, blocked=frozenset((saved.case_id,)))
    monkeypatch.setattr(SignedIn, "scope", property(lambda _self: kept_from))
    assert drafts.my_drafts(me) == []
    assert drafts.find_draft(me, "incident", "asb", saved.case_id) is None
    with pytest.raises(NotFound):
        drafts.keep_draft(me, "incident", "asb", {}, case_id=saved.case_id)
