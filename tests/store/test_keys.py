"""Wrapping, sealing and printed recovery keys."""

from __future__ import annotations

import hashlib

import pytest
from argon2.exceptions import HashingError
from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store import keys as keys_module
from spp_desktop.store.folder import Compartment
from spp_desktop.store.keys import (
    SHIPPED,
    Cost,
    Keys,
    WrongKey,
    check_passphrase,
    derive,
    new_key,
    new_pair,
    new_recovery_key,
    purpose_key,
    read_recovery_key,
    seal,
    unseal,
    unwrap,
    vouch,
    vouched,
    wrap,
)
from tests.store.vault_fixtures import CHEAP

SALT = bytes(range(16))


def test_shipped_cost_is_the_one_designed() -> None:
    assert (SHIPPED.memory, SHIPPED.passes) == (256 * 1024, 4)


def test_derives_by_argon2id_as_its_reference_does() -> None:
    # RFC 9106 gives no vector without a secret and associated data; this one is the reference implementation's own
    # (phc-winner-argon2, src/test.c: Argon2id, version 0x13, 2 passes, 2^8 KiB, 1 lane).
    expected = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    assert derive("password", b"somesalt", Cost(memory=256, passes=2, lanes=1)).hex() == expected


def test_each_part_of_the_cost_and_the_salt_matter() -> None:
    ways = {
        derive("correct horse battery", salt, cost)
        for salt in (SALT, SALT[::-1])
        for cost in (CHEAP, Cost(16, 1, 1), Cost(16, 2, 1), Cost(16, 1, 2))
    }
    assert len(ways) == 8


def test_letters_typed_in_two_ways_are_one_passphrase() -> None:
    assert derive("caf\u00e9 au lait", SALT, CHEAP) == derive("cafe\u0301 au lait", SALT, CHEAP)


def test_too_little_memory_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> bytes:
        raise HashingError("Memory allocation error")

    monkeypatch.setattr(keys_module, "hash_secret_raw", fail)
    with pytest.raises(StoreTrouble, match="Too little memory"):
        derive("correct horse battery", SALT, CHEAP)


@pytest.mark.parametrize("passphrase", ["", "short", "eleven char"])
def test_a_short_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(Refused, match="12 characters"):
        check_passphrase(passphrase)


@pytest.mark.parametrize("passphrase", ["twelve chars", "aaaaaaaaaaaa", "  spaces too  ", "ß" * 12, "x" * 4000])
def test_any_longer_one_is_taken(passphrase: str) -> None:
    check_passphrase(passphrase)


def test_keys_are_never_shown() -> None:
    held = Keys(b"g" * 32, b"c" * 32)
    assert "ggg" not in repr(held)
    assert "ccc" not in repr(held)
    assert held.of("general") == b"g" * 32
    assert held.of(Compartment.CONFIDENTIAL) == b"c" * 32
    assert held.compartments == (Compartment.GENERAL, Compartment.CONFIDENTIAL)
    assert Keys(b"g" * 32).compartments == (Compartment.GENERAL,)


def test_new_keys_differ() -> None:
    assert len({new_key() for _ in range(50)}) == 50
    assert len(new_key()) == 32


def test_wrapping_is_bound_to_key_and_place() -> None:
    key, other = new_key(), new_key()
    wrapped = wrap(key, b"secret", b"slot 1")
    assert unwrap(key, wrapped, b"slot 1") == b"secret"
    assert b"secret" not in wrapped
    for key_, wrapped_, place in ((other, wrapped, b"slot 1"), (key, wrapped, b"slot 2"), (key, b"", b"slot 1")):
        with pytest.raises(WrongKey):
            unwrap(key_, wrapped_, place)


@given(st.integers(min_value=0, max_value=12 + 6 + 16 - 1), st.integers(min_value=1, max_value=255))
def test_every_byte_of_a_wrapping_matters(place: int, difference: int) -> None:
    key = bytes(32)
    wrapped = bytearray(wrap(key, b"secret", b""))
    wrapped[place] ^= difference
    with pytest.raises(WrongKey):
        unwrap(key, bytes(wrapped), b"")


def test_a_seal_opens_with_the_private_half_alone() -> None:
    (private, public), (other, _) = new_pair(), new_pair()
    sealed = seal(public, b"compartment key", b"slot 1 general")
    assert unseal(private, sealed, b"slot 1 general") == b"compartment key"
    assert seal(public, b"compartment key", b"slot 1 general") != sealed
    with pytest.raises(WrongKey):
        unseal(other, sealed, b"slot 1 general")
    with pytest.raises(WrongKey):
        unseal(private, sealed, b"slot 1 confidential")
    with pytest.raises(WrongKey):
        unseal(private, sealed[:40], b"slot 1 general")
    # The all-zero point would make a shared secret anybody knows (RFC 7748 §6.1).
    with pytest.raises(WrongKey):
        unseal(private, bytes(32) + sealed[32:], b"slot 1 general")


def test_a_proof_is_of_one_key_and_one_statement() -> None:
    proof = vouch(b"k" * 32, b"slot 1 is Ann's")
    assert vouched(b"k" * 32, b"slot 1 is Ann's", proof)
    assert not vouched(b"k" * 32, b"slot 1 is Bob's", proof)
    assert not vouched(b"j" * 32, b"slot 1 is Ann's", proof)
    assert purpose_key(b"k" * 32, "a") != purpose_key(b"k" * 32, "b")


# --- recovery keys ---------------------------------------------------------------------------------------------


def test_a_recovery_key_is_read_as_it_is_printed() -> None:
    printed = new_recovery_key()
    groups = printed.split("-")
    assert [len(group) for group in groups] == [5] * 8
    assert not set(printed) & set("ILOU")
    assert read_recovery_key(printed) == printed
    assert len({new_recovery_key() for _ in range(50)}) == 50


def test_slips_of_the_eye_are_taken() -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    data = ["0101", "1010", "ABCD", "0000", "1111", "ZYXW", "2345", "6789"]
    groups = [
        letters + alphabet[hashlib.sha256(f"{place}:{letters}".encode()).digest()[0] % 32]
        for place, letters in enumerate(data)
    ]
    printed = "-".join(groups)
    typed = " ".join(groups).lower().replace("0", "o").replace("1", "l")
    assert read_recovery_key(typed) == printed
    assert read_recovery_key(printed.replace("1", "I").replace("-", "")) == printed


def test_a_mistyped_group_is_named() -> None:
    groups = new_recovery_key().split("-")
    wrong = next(
        group
        for group in (groups[4][:-1] + letter for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        if group != groups[4]
    )
    with pytest.raises(Refused, match="Group 5 of the recovery key is mistyped"):
        read_recovery_key("-".join([*groups[:4], wrong, *groups[5:]]))


def test_two_groups_exchanged_are_noticed() -> None:
    noticed = 0
    for _ in range(20):
        groups = new_recovery_key().split("-")
        groups[2], groups[3] = groups[3], groups[2]
        try:
            read_recovery_key("-".join(groups))
        except Refused:
            noticed += 1
    assert noticed >= 18  # a chance of 1 in 1,024 each that both checks happen to fit


@pytest.mark.parametrize("typed", ["", "ABCDE", "x" * 41])
def test_a_key_of_the_wrong_length_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="8 groups of 5"):
        read_recovery_key(typed)
