"""Identity: ids that any device can make alone, and the references people read.

An id never changes and never says what it is of. A reference is for people: ``ASB-2012-K7-0147`` is the
147th ASB case logged in 2012 at the store whose code is K7. What leaves in a letter, a text or a file name
is the neutral reference, which shows neither the type of case nor the office.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID, uuid5

_NAMESPACE = UUID("b0d9a9c2-6a59-5d1c-8f62-2a1f5f0e7c11")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a reference survives being read out over a telephone."""


def uuid7(now: datetime) -> UUID:
    """A new UUID of version 7 (RFC 9562): ``now`` to the microsecond, then 62 random bits.

    Ids made later sort later, down to about a quarter of a microsecond; ``now`` must be aware.
    """
    millis, micros = divmod(_micros(now), 1000)
    value = millis << 80 | 0x7 << 76 | (micros * 4096 // 1000) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def named_id(kind: str, *names: str) -> UUID:
    """The same id on every device for a thing that has a name of its own: a setting, a term of a list."""
    return uuid5(_NAMESPACE, "\x1f".join((kind, *names)))


def case_reference(case_type: str, year: int, store_code: str, serial: int) -> str:
    """The reference people use inside the partnership: ``ASB-2012-K7-0147``.

    The serial counts from 1 within type, year and store, and grows past four digits when it must.
    """
    return f"{case_type.upper()}-{year:04d}-{store_code}-{serial:04d}"


def neutral_reference(case_id: UUID) -> str:
    """The reference for what leaves the building: ten characters from the case's id, ``7KQ2M-0XW9D``.

    The same case always has the same one; nothing about the case can be worked out from it.
    """
    digest = int.from_bytes(hashlib.sha256(b"neutral reference" + case_id.bytes).digest()[:7], "big") >> 6
    letters = "".join(_ALPHABET[digest >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


def _micros(now: datetime) -> int:
    if now.tzinfo is None:
        raise ValueError("a time without a zone cannot be placed")
    return int(now.timestamp()) * 1_000_000 + now.microsecond
