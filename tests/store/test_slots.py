"""Who can open which compartment, and what nobody can do to a slot."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.errors import Refused, StoreTrouble, WrongUse
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import Keys, WrongKey, new_key, new_pair
from spp_desktop.store.slots import (
    SealedKey,
    Slot,
    Slots,
    find,
    first_slots,
    forged,
    open_recovery,
    open_slot,
    renamed,
    tag_of,
    with_confidential,
    with_fresh,
    with_fresh_in_force,
    with_officer,
    with_passphrase,
    with_recovery,
    without,
    without_confidential,
    without_fresh,
)
from spp_desktop.store.unlock import parse_slots
from tests.store.vault_fixtures import CHEAP, NAME, PASSPHRASE

GENERAL, CONFIDENTIAL = Compartment.GENERAL, Compartment.CONFIDENTIAL
STORE = UUID(int=1)
CREATOR, LEAD = UUID(int=2), UUID(int=3)
G, C = b"g" * 32, b"c" * 32
LEADS = "another long passphrase"


def started() -> tuple[Slots, str]:
    return first_slots(STORE, CREATOR, NAME, PASSPHRASE, G, CHEAP)


def with_lead() -> Slots:
    """A store with a creator and a domestic abuse lead who holds the confidential key."""
    slots, _ = started()
    slots = with_officer(slots, Keys(G), LEAD, "Iris Lodge", LEADS, cost=CHEAP)
    return with_confidential(slots, slot_of(slots, LEAD).id, C)


def slot_of(slots: Slots, officer: UUID) -> Slot:
    slot = slots.of_officer(officer)
    assert slot is not None
    return slot


def opened(slots: Slots, officer: UUID, passphrase: str) -> Keys:
    return open_slot(slots, slot_of(slots, officer), passphrase).keys


# --- opening ---------------------------------------------------------------------------------------------------


def test_the_creator_opens_general_alone() -> None:
    slots, _ = started()
    assert opened(slots, CREATOR, PASSPHRASE) == Keys(G)
    with pytest.raises(WrongKey):
        opened(slots, CREATOR, PASSPHRASE + "r")


def test_the_general_recovery_key_opens_general_alone() -> None:
    slots, printed = started()
    assert open_recovery(slots, GENERAL, printed).held == {GENERAL: G}
    with pytest.raises(WrongKey):
        open_recovery(slots, GENERAL, started()[1])
    with pytest.raises(WrongKey):
        open_recovery(slots, CONFIDENTIAL, printed)


def test_a_slot_opens_what_its_officer_is_cleared_for() -> None:
    slots = with_lead()
    assert opened(slots, LEAD, LEADS) == Keys(G, C)
    assert opened(slots, CREATOR, PASSPHRASE) == Keys(G)


def test_no_name_and_no_key_is_in_the_slots() -> None:
    slots = with_lead()
    for slot in slots.slots:
        for part in (slot.private, *(held.sealed for held in slot.held.values())):
            assert G not in part
            assert C not in part
        assert "marguerite" not in repr(slot).lower()


def test_a_sealed_key_moved_to_another_slot_does_not_open() -> None:
    slots = with_lead()
    mine, theirs = slot_of(slots, CREATOR), slot_of(slots, LEAD)
    slots = slots.put(replace(mine, held={**mine.held, CONFIDENTIAL: theirs.held[CONFIDENTIAL]}))
    with pytest.raises(WrongKey):
        opened(slots, CREATOR, PASSPHRASE)


def test_a_sealed_key_called_by_the_other_compartment_does_not_open() -> None:
    slots, _ = started()
    mine = slot_of(slots, CREATOR)
    slots = slots.put(replace(mine, held={CONFIDENTIAL: mine.held[GENERAL]}))
    with pytest.raises(WrongKey):
        open_slot(slots, slot_of(slots, CREATOR), PASSPHRASE)


def test_a_slot_of_another_store_does_not_open() -> None:
    slots, _ = started()
    with pytest.raises(WrongKey):
        opened(replace(slots, store_id=UUID(int=9)), CREATOR, PASSPHRASE)


# --- finding ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [NAME, NAME.upper(), f"  {NAME.replace(' ', '   ')} "])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    slots = with_lead()
    found = find(slots, typed)
    assert found is not None
    assert found.officer == CREATOR


def test_an_unknown_name_is_not_found_and_no_name_needs_one_officer() -> None:
    slots, _ = started()
    assert find(slots, "Nobody") is None
    only = find(slots, None)
    assert only is not None
    assert only.officer == CREATOR
    with pytest.raises(WrongUse, match="several officers"):
        find(with_lead(), None)


def test_tags_of_two_stores_do_not_agree() -> None:
    assert tag_of(started()[0], NAME) != tag_of(started()[0], NAME)


def test_a_slot_that_was_removed_meanwhile() -> None:
    slots, _ = started()
    with pytest.raises(Refused, match="not there any more"):
        slots.slot(uuid4())
    assert slots.of_officer(uuid4()) is None


# --- making and removing ---------------------------------------------------------------------------------------


def test_an_officer_who_is_not_there_gets_a_slot() -> None:
    slots, _ = started()
    slots = with_officer(slots, Keys(G, C), LEAD, "Iris Lodge", LEADS, cost=CHEAP, one_time=True)
    assert slot_of(slots, LEAD).one_time
    # A general slot is all that is made, whatever its maker holds.
    assert opened(slots, LEAD, LEADS) == Keys(G)


def test_one_slot_and_one_name_each() -> None:
    slots = with_lead()
    with pytest.raises(Refused, match="has a key slot already"):
        with_officer(slots, Keys(G), LEAD, "Someone Else", LEADS, cost=CHEAP)
    with pytest.raises(Refused, match="Another officer has this name"):
        with_officer(slots, Keys(G), uuid4(), NAME.upper(), LEADS, cost=CHEAP)
    with pytest.raises(Refused, match="12 characters"):
        with_officer(slots, Keys(G), uuid4(), "Someone Else", "short", cost=CHEAP)


def test_a_name_altered_is_found_by_the_new_one() -> None:
    slots = with_lead()
    mine = slot_of(slots, CREATOR).id
    after = renamed(slots, mine, "Marguerite Stone")
    assert find(after, NAME) is None
    assert opened(after, CREATOR, PASSPHRASE) == Keys(G)
    assert renamed(slots, mine, NAME.lower()) == slots
    with pytest.raises(Refused, match="Another officer has this name"):
        renamed(slots, mine, "iris lodge")


def test_a_passphrase_changes_without_another_key() -> None:
    slots = with_lead()
    after = with_passphrase(slots, slot_of(slots, LEAD).id, Keys(G, C), "a third passphrase")
    assert opened(after, LEAD, "a third passphrase") == Keys(G, C)
    assert [slot.id for slot in after.slots] == [slot.id for slot in slots.slots]
    assert slot_of(after, LEAD).public != slot_of(slots, LEAD).public
    with pytest.raises(WrongKey):
        opened(after, LEAD, LEADS)
    with pytest.raises(Refused, match="12 characters"):
        with_passphrase(slots, slot_of(slots, LEAD).id, Keys(G, C), "short")


def test_a_reset_without_the_confidential_key_takes_it_away() -> None:
    slots = with_lead()
    after = with_passphrase(slots, slot_of(slots, LEAD).id, Keys(G), "one-time words", one_time=True)
    assert opened(after, LEAD, "one-time words") == Keys(G)
    assert slot_of(after, LEAD).one_time


def test_a_reset_gives_nothing_the_slot_did_not_hold() -> None:
    slots = with_lead()
    after = with_passphrase(slots, slot_of(slots, CREATOR).id, Keys(G, C), "a third passphrase")
    assert opened(after, CREATOR, "a third passphrase") == Keys(G)


def test_a_slot_is_removed_but_not_the_last_nor_recovery() -> None:
    slots = with_lead()
    after = without(slots, slot_of(slots, LEAD).id)
    assert after.of_officer(LEAD) is None
    with pytest.raises(Refused, match="last officer"):
        without(after, slot_of(after, CREATOR).id)
    recovery = slots.recovery(GENERAL)
    assert recovery is not None
    with pytest.raises(Refused, match="recovery slot is not removed"):
        without(slots, recovery.id)


# --- confidential ----------------------------------------------------------------------------------------------


def test_the_lead_makes_a_confidential_recovery_key() -> None:
    slots, printed = with_recovery(with_lead(), CONFIDENTIAL, C, cost=CHEAP)
    assert open_recovery(slots, CONFIDENTIAL, printed).held == {CONFIDENTIAL: C}
    again, second = with_recovery(slots, CONFIDENTIAL, C, cost=CHEAP)
    assert len(again.slots) == len(slots.slots)
    with pytest.raises(WrongKey):
        open_recovery(again, CONFIDENTIAL, printed)
    assert open_recovery(again, CONFIDENTIAL, second).held == {CONFIDENTIAL: C}


def test_no_confidential_key_for_a_passphrase_somebody_else_chose() -> None:
    slots = with_lead()
    other = uuid4()
    slots = with_officer(slots, Keys(G), other, "New Worker", "chosen by admin", cost=CHEAP, one_time=True)
    with pytest.raises(Refused, match="somebody else chose"):
        with_confidential(slots, slot_of(slots, other).id, C)
    chosen = with_passphrase(slots, slot_of(slots, other).id, Keys(G), "chosen by myself")
    given = with_confidential(chosen, slot_of(chosen, other).id, C)
    assert opened(given, other, "chosen by myself") == Keys(G, C)


def test_a_confidential_slot_is_removed_and_recovery_kept() -> None:
    slots, _ = with_recovery(with_lead(), CONFIDENTIAL, C, cost=CHEAP)
    slots = with_fresh(slots, CONFIDENTIAL, C, new_key())
    after = without_confidential(slots, slot_of(slots, LEAD).id)
    assert opened(after, LEAD, LEADS) == Keys(G)
    assert CONFIDENTIAL not in slot_of(after, LEAD).fresh
    recovery = after.recovery(CONFIDENTIAL)
    assert recovery is not None
    with pytest.raises(Refused, match="recovery slot is not removed"):
        without_confidential(after, recovery.id)


# --- re-keying -------------------------------------------------------------------------------------------------


def test_the_next_key_reaches_everybody_left_without_their_passphrase() -> None:
    slots, printed = with_recovery(with_lead(), CONFIDENTIAL, C, cost=CHEAP)
    slots = without(slots, slot_of(slots, CREATOR).id)
    fresh = b"f" * 32
    between = with_fresh(slots, CONFIDENTIAL, C, fresh)
    assert between.renewing == (CONFIDENTIAL,)
    lead = open_slot(between, slot_of(between, LEAD), LEADS)
    assert (lead.keys, lead.fresh) == (Keys(G, C), {CONFIDENTIAL: fresh})
    after = with_fresh_in_force(between, CONFIDENTIAL)
    assert after.renewing == ()
    assert opened(after, LEAD, LEADS) == Keys(G, fresh)
    assert open_recovery(after, CONFIDENTIAL, printed).held == {CONFIDENTIAL: fresh}
    assert forged(after, CONFIDENTIAL, fresh) == ()
    assert without_fresh(between, CONFIDENTIAL) == slots


def test_a_re_key_leaves_the_other_compartment_alone() -> None:
    slots = with_lead()
    after = with_fresh_in_force(with_fresh(slots, GENERAL, G, b"f" * 32), GENERAL)
    assert opened(after, LEAD, LEADS) == Keys(b"f" * 32, C)
    assert opened(after, CREATOR, PASSPHRASE) == Keys(b"f" * 32)


def test_a_slot_slipped_into_the_file_is_given_no_key() -> None:
    slots = with_lead()
    _, public = new_pair()
    true = slot_of(slots, CREATOR)
    slipped = replace(true, id=uuid4(), public=public, held={GENERAL: SealedKey(b"x", true.held[GENERAL].proof)})
    swapped = replace(slot_of(slots, LEAD), public=public)
    assert forged(slots.put(slipped), GENERAL, G) == (slipped.id,)
    assert forged(slots.put(swapped), CONFIDENTIAL, C) == (swapped.id,)
    with pytest.raises(StoreTrouble, match="written by another program"):
        with_fresh(slots.put(slipped), GENERAL, G, new_key())


# --- the file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 1, "slots": [{}]}', b"\xff"])
def test_a_damaged_file_is_trouble(content: bytes) -> None:
    with pytest.raises(StoreTrouble, match="damaged"):
        parse_slots(content)


def test_a_newer_file_is_refused() -> None:
    with pytest.raises(Refused, match="newer SPP Desktop"):
        parse_slots(b'{"format": 2}')
