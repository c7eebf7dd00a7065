"""Keys: random ones for the compartments, derived ones from passphrases, sealed ones for the slots.

A compartment's key is 32 random bytes that never change hands unwrapped. A passphrase becomes a key by Argon2id
(RFC 9106); small secrets are wrapped with AES-256-GCM; a key is sealed to a slot's X25519 public key by
ephemeral Diffie-Hellman, HKDF-SHA256 and AES-256-GCM, so that it can be given to an officer who is not there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.store.folder import Compartment

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSPHRASE = 12


class WrongKey(Exception):
    """What was wrapped does not open with this key, or was altered."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: memory in KiB, passes over it, lanes worked side by side."""

    memory: int
    passes: int
    lanes: int


SHIPPED = Cost(memory=256 * 1024, passes=4, lanes=4)
"""About half a second on an office laptop. Four lanes as RFC 9106 recommends: they shorten the officer's wait
where there are cores, and cost an attacker the same memory."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The compartment keys an officer holds; never shown, logged or written in the clear."""

    general: bytes = field(repr=False)
    confidential: bytes | None = field(default=None, repr=False)

    def of(self, compartment: str) -> bytes | None:
        """The key of one compartment, None where it is not held."""
        return self.general if compartment == Compartment.GENERAL else self.confidential

    @property
    def compartments(self) -> tuple[Compartment, ...]:
        """The compartments these keys open."""
        return (Compartment.GENERAL,) if self.confidential is None else tuple(Compartment)


def new_key() -> bytes:
    """A compartment's key."""
    return secrets.token_bytes(KEY_BYTES)


def check_passphrase(passphrase: str) -> None:
    """Refused where a passphrase is shorter than twelve characters; anything longer is taken as it is."""
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise Refused(
            f"A passphrase needs {SHORTEST_PASSPHRASE} characters or more. Nothing was changed. Three or four words do"
        )


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase stands for, by Argon2id; StoreTrouble where the memory it takes is not free."""
    secret = _normal(passphrase).encode()
    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory, cost.lanes, KEY_BYTES, Type.ID)
    except HashingError as error:
        raise StoreTrouble(
            "Too little memory is free to check a passphrase. Close other programs, try again"
        ) from error


def _normal(passphrase: str) -> str:
    """One form for letters that keyboards send in several (RFC 8265, OpaqueString: NFC)."""
    return unicodedata.normalize("NFC", passphrase)


# --- wrapping and sealing --------------------------------------------------------------------------------------


def wrap(key: bytes, secret: bytes, associated: bytes) -> bytes:
    """The secret under the key, bound to what it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, associated)


def unwrap(key: bytes, wrapped: bytes, associated: bytes) -> bytes:
    """The secret again; WrongKey where the key or what it belongs to is another, or a byte was altered."""
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], associated)
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error


def new_pair() -> tuple[bytes, bytes]:
    """A slot's private and public X25519 keys, 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(public: bytes, secret: bytes, associated: bytes) -> bytes:
    """The secret for whoever holds the private half; nobody else, the sealer included, can open it again."""
    passing = X25519PrivateKey.generate()
    theirs = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    return theirs + wrap(_agreed(shared, theirs, public), secret, associated)


def unseal(private: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What was sealed to this pair; WrongKey where it was sealed to another or altered."""
    mine = X25519PrivateKey.from_private_bytes(private)
    theirs, wrapped = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError as error:
        raise WrongKey from error
    return unwrap(_agreed(shared, theirs, mine.public_key().public_bytes_raw()), wrapped, associated)


def _agreed(shared: bytes, passing: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=passing + public, info=b"spp-desktop seal 1").derive(shared)


def purpose_key(key: bytes, purpose: str) -> bytes:
    """A key for one further purpose, from which the compartment's key cannot be found."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"spp-desktop {purpose}".encode()).derive(key)


def vouch(key: bytes, statement: bytes) -> bytes:
    """Proof that somebody who held the key made the statement."""
    return hmac.digest(purpose_key(key, "vouch 1"), statement, "sha256")


def vouched(key: bytes, statement: bytes, proof: bytes) -> bool:
    """Whether the proof is one for this statement."""
    return hmac.compare_digest(vouch(key, statement), proof)


# --- recovery keys ---------------------------------------------------------------------------------------------

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS = 8
_GROUP_DATA = 4


def new_recovery_key() -> str:
    """A key to print: eight groups of five letters and digits, 160 random bits and a check in each group."""
    drawn = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_DATA)) for _ in range(_GROUPS))
    return "-".join(data + _check_letter(place, data) for place, data in enumerate(drawn))


def read_recovery_key(typed: str) -> str:
    """The recovery key as printed, from what somebody typed; Refused naming the group that is wrong.

    Lower case, spaces and dashes anywhere, and O for 0 or I and L for 1, are all taken.
    """
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)
    size = _GROUP_DATA + 1
    if len(letters) != _GROUPS * size:
        raise Refused(f"A recovery key has {_GROUPS} groups of {size}. Nothing was changed. Type it as it is printed")
    groups = [letters[start : start + size] for start in range(0, len(letters), size)]
    for place, group in enumerate(groups):
        if _check_letter(place, group[:_GROUP_DATA]) != group[_GROUP_DATA]:
            raise Refused(f"Group {place + 1} of the recovery key is mistyped. Nothing was changed. Look at it again")
    return "-".join(groups)


def _check_letter(place: int, data: str) -> str:
    """One letter over a group and its place, so that a slip or two groups exchanged show at once."""
    return _LETTERS[hashlib.sha256(f"{place}:{data}".encode()).digest()[0] % len(_LETTERS)]
