"""Adopting a scale: who may, what becomes of it, and what old scores are read by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from spp_desktop.domain.cases import NewAssessment
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.instruments import Instrument, Option
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, entries, lists, scales, settings
from spp_desktop.services.signed_in import SignedIn
from tests.casework import MONDAY, logged, signed_in

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store


@pytest.fixture
def boss(store: Store) -> SignedIn:
    return signed_in(store, Role.SUPERVISOR, name="Rachel Okaforth")


@pytest.fixture
def me(store: Store) -> SignedIn:
    return signed_in(store)


def doubled() -> Instrument:
    """The shipped matrix with twice the points for daily trouble, and High from 30."""
    first, *others = ASB_MATRIX.questions
    options = (*first.options[:-1], Option("daily", "Every day", 10))
    *lower, high = ASB_MATRIX.bands
    return replace(
        ASB_MATRIX, questions=(replace(first, options=options), *others), bands=(*lower, replace(high, least=30))
    )


def test_a_store_begins_with_what_the_program_ships(me: SignedIn) -> None:
    (only,) = scales.list_scales(me)
    assert (only.scale, only.in_force, only.used, only.note) == (ASB_MATRIX, True, 0, "")
    assert only.scale.illustrative


def test_a_supervisor_adopts_the_scale_as_it_stands(boss: SignedIn, me: SignedIn) -> None:
    done = scales.adopt_scale(boss, ASB_MATRIX, " Partnership board ", " Agreed  12 Mar ")
    assert done.changes.kinds == {"scales"}
    newest, shipped = scales.list_scales(me)
    assert newest.scale == replace(
        ASB_MATRIX,
        version=2,
        source="Partnership board",
        adopted_by="Rachel Okaforth",
        adopted_on=MONDAY.date(),
    )
    assert (newest.in_force, newest.note, shipped.scale, shipped.in_force) == (True, "Agreed 12 Mar", ASB_MATRIX, False)
    assert not newest.scale.illustrative


def test_scores_say_which_version_gave_them_and_are_read_by_it(boss: SignedIn, me: SignedIn) -> None:
    case_id = logged(me).id
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "daily"}))
    scales.adopt_scale(boss, doubled(), "Partnership board", "Daily trouble weighs more")
    entries.assess_risk(me, case_id, NewAssessment({"frequency": "daily"}))
    now, before = cases.open_case(me, case_id).assessments
    assert [(each.version, each.score, each.illustrative) for each in (now, before)] == [(2, 10, False), (1, 5, True)]
    kind = lists.case_type_in_force(me, "asb")
    assert (kind.instrument.version, kind.instrument.band("high").least) == (2, 30)
    assert kind.scale(1) == ASB_MATRIX
    assert kind.scale(2).questions[0].most == 10
    assert kind.scale(99) is kind.instrument
    assert [(each.scale.version, each.used) for each in scales.list_scales(me)] == [(2, 1), (1, 1)]


def test_review_days_of_the_settings_stand_over_those_of_the_scale(store: Store, boss: SignedIn, me: SignedIn) -> None:
    *lower, high = ASB_MATRIX.bands
    scales.adopt_scale(boss, replace(ASB_MATRIX, bands=(*lower, replace(high, review_days=5))), "Board", "Sooner")
    assert lists.case_type_in_force(me, "asb").instrument.band("high").review_days == 5
    settings.change_setting(signed_in(store, Role.ADMINISTRATOR, name="Ad Min"), "asb.review-days.high", 3, "Policy")
    assert lists.case_type_in_force(me, "asb").instrument.band("high").review_days == 3


def test_what_is_not_whole_is_refused_whole(boss: SignedIn) -> None:
    *lower, high = ASB_MATRIX.bands
    with pytest.raises(Invalid) as refused:
        scales.adopt_scale(boss, replace(ASB_MATRIX, bands=(*lower, replace(high, least=90))), " ", " ")
    assert {each.field for each in refused.value.problems} == {"bands.2", "source", "note"}
    assert len(scales.list_scales(boss)) == 1


def test_two_supervisors_do_not_adopt_over_one_another(boss: SignedIn) -> None:
    scales.adopt_scale(boss, ASB_MATRIX, "Board", "First")
    with pytest.raises(Refused, match="Nothing was changed"):
        scales.adopt_scale(boss, ASB_MATRIX, "Board", "Second")
    newest = scales.list_scales(boss)[0].scale
    assert scales.adopt_scale(boss, newest, "Board", "Third").value.scale.version == 3


def test_only_a_supervisor_adopts_and_only_a_scale_there_is(boss: SignedIn, me: SignedIn) -> None:
    with pytest.raises(NotPermitted):
        scales.adopt_scale(me, ASB_MATRIX, "Mine", "Mine")
    with pytest.raises(NotFound):
        scales.adopt_scale(boss, replace(ASB_MATRIX, code="another"), "Board", "x")
