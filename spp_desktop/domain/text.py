"""One spelling of any text: what forms, imports and bundles all pass typed words through."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLANKS_AT_LINE_END = re.compile(r"[ \t]+(?=\n|$)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_UNSEEN = frozenset("\u200b\u200e\u200f\u2060\ufeff\u00ad\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks nobody can see: zero-width spaces, soft hyphens, and the marks that reorder text to deceive."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´＇"))


def clean_text(text: str) -> str:
    """The text in composed form, with plain spaces, ``\\n`` line ends, and nothing that cannot be seen or stored.

    Blanks at line ends and blank space around the whole are dropped. Cleaning twice changes nothing.
    """
    plain = _SPACES.sub(" ", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    # Most of what is typed is ASCII, and is gone through many times faster so.
    kept = _CONTROLS.sub("", plain) if plain.isascii() else "".join(filter(_storable, plain))
    return _BLANKS_AT_LINE_END.sub("", unicodedata.normalize("NFC", kept)).strip()


def clean_line(text: str) -> str:
    """As ``clean_text``, on one line with single spaces: names, references, places."""
    return " ".join(clean_text(text).split())


def fold(text: str) -> str:
    """A key that sorts and compares names: no case, accents, apostrophes or punctuation, single spaces."""
    if text.isascii():
        return _SIGNS.sub(" ", text.lower().translate(_APOSTROPHES)).strip()
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).casefold().translate(_LETTERS)
    letters = (char for char in lowered if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def _storable(char: str) -> bool:
    if char in "\n\t":
        return True
    if char in _UNSEEN or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
        return False
    return unicodedata.category(char) not in ("Cc", "Cs")
