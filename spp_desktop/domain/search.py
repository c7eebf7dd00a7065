"""What is found by what: text to tokens for the index, and what somebody typed to what must match.

A token is lower-case letters and digits only, so that no text is ever query syntax. Three kinds carry a mark
that no word starts with: ``0r`` a telephone number backwards (found by its last digits), ``0p`` how a name
sounds, ``0d`` a name with one letter left out (two names one slip apart share such a form).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal
from uuid import UUID

from spp_desktop.domain.text import fold

LAST_DIGITS = 3
"""How few of a number's last digits find it."""
SHORTEST_SOUND, SHORTEST_SLIP = 3, 4
"""Names of fewer letters are looked for only as they are typed; those of three also by how they sound."""
SHORTEST_NUMBER = 6
"""Digits typed in groups are one number from this many on."""
MOST_WORDS = 8
"""Words of a query beyond these are not looked for."""

_REVERSED, _SOUND, _SHORT = "0r", "0p", "0d"
_PARTICLES = frozenset(("o", "d", "mc", "mac", "fitz"))
"""Beginnings of names that some write apart: ``O Brien``, ``Mc Donald``."""
_PHONE = re.compile(r"(?<![\w\-])(?:\+|0)\d(?:[ \-.()]{0,2}\d){8,13}(?!\w)")
_DIGITS = re.compile(r"(?<![\w\-])\+?\d+(?:[ .()]{1,2}\d+)+(?![\w\-])")
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b", re.IGNORECASE)
_MARKS = re.compile("['’‘ʼ]")
_APOSTROPHE = re.compile(r"\w+['’‘ʼ]\w+")
_JOINED = re.compile(r"[^\s\-‐‑–/]+(?:[\-‐‑–/][^\s\-‐‑–/]+)+")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token to look for: whole, or as the start of one."""

    token: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What must match: one of the alternatives of every word.

    ``words`` matches what was typed; ``loose`` also matches names that sound alike or are one slip away, and is
    what to ask when ``words`` found too few.
    """

    words: tuple[tuple[Alternative, ...], ...]
    loose: tuple[tuple[Alternative, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result. ``detail`` is shown under the title; ``at`` is when, for what hangs on a case; ``tab`` is the tab
    and the list of its case that show a record."""

    kind: Literal["reference", "person", "incident", "contact", "record", "order"]
    title: str
    detail: str
    case_id: UUID | None = None
    person_id: UUID | None = None
    case_type: str = ""
    reference: str = ""
    at: datetime | None = None
    tab: str = ""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Results in the order they are shown: references, people, then newest incidents, contacts and records."""

    text: str
    hits: tuple[SearchHit, ...]
    more: bool = False


def index_tokens(text: str, *, names: bool = False) -> list[str]:
    """The tokens under which a text is found, each once, in order.

    ``names`` adds for every name how it sounds and its forms with one letter left out.
    """
    found = dict.fromkeys(_words(text))
    found.update(dict.fromkeys(_joined(text)))
    # What is typed is joined after its numbers are set apart, so what is kept is joined that way too.
    _, rest = _numbers_apart(text)
    if rest != text:
        found.update(dict.fromkeys(_joined(rest)))
    for number in _phones(text):
        found[number] = None
        found[_REVERSED + number[::-1]] = None
    for out, inward in _postcodes(text):
        found.update(dict.fromkeys((out, inward, out + inward)))
    if names:
        for word in [word for word in found if _is_name(word)]:
            found.update(dict.fromkeys(_name_forms(word)))
    return list(found)


def query_tokens(text: str) -> SearchQuery:
    """What somebody typed, as what must match. Signs such as ``%`` and ``*`` are only signs; nothing is syntax."""
    words, rest = _numbers_apart(text)
    words += [_plain(word) for word in _typed_words(rest)]
    kept = tuple(dict.fromkeys(words))[:MOST_WORDS]
    return SearchQuery(kept, tuple(_loosened(each) for each in kept))


def _numbers_apart(text: str) -> tuple[list[tuple[Alternative, ...]], str]:
    """Telephone numbers, postcodes and other numbers typed in groups, as what must match, and the text without them."""
    words: list[tuple[Alternative, ...]] = []
    rest = text
    for pattern, reader in ((_PHONE, _phone_words), (_POSTCODE, _postcode_words), (_DIGITS, _digit_words)):
        for match in pattern.finditer(rest):
            if found := reader(match):
                words.append(found)
                rest = rest.replace(match[0], " ", 1)
    return words, rest


def finds(words: Sequence[Sequence[Alternative]], tokens: Sequence[str], *, every: bool = True) -> bool:
    """Whether a query's words find something by its tokens, which are in order; ``every`` word, or any of them."""
    found = (any(_among(one, tokens) for one in alternatives) for alternatives in words)
    return bool(words) and (all(found) if every else any(found))


def _among(wanted: Alternative, tokens: Sequence[str]) -> bool:
    at = bisect_left(tokens, wanted.token)
    if at == len(tokens):
        return False
    return tokens[at].startswith(wanted.token) if wanted.prefix else tokens[at] == wanted.token


def sound_of(word: str) -> str:
    """How a folded name sounds: its consonants in classes, so that Kowalczyk and Kovalchik are one.

    Written for names of these islands and of Poland, Lithuania, Portugal and South Asia as English ears spell them.
    """
    text = _DOUBLED.sub(r"\1", word)
    for spelling, sound in _SPELLINGS:
        text = spelling.sub(sound, text)
    first, rest = text[:1], _VOWELS.sub("", text[1:])
    return ("a" if _VOWELS.match(first) else first) + rest


def one_short(word: str) -> list[str]:
    """The word with each letter left out in turn."""
    return list(dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word))))


def closeness(name: str, typed: str) -> float:
    """How alike a name and what was typed are, 0 to 1 (Jaro-Winkler of each typed word's nearest word, averaged)."""
    import jellyfish

    words, wanted = fold(name).split() or [""], fold(typed).split()
    if not wanted:
        return 0.0
    return sum(max(jellyfish.jaro_winkler_similarity(word, want) for word in words) for want in wanted) / len(wanted)


_VOWELS = re.compile("[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        ("^kn|^gn|^pn", "n"),
        ("^wr", "r"),
        ("^x", "s"),
        ("^y", "j"),
        ("sch|tch|scz|szcz|cz|sz|sh|ch|dz|zh", "s"),
        ("gh", ""),
        ("ph|wh|w|v", "f"),
        ("ck|q|x(?=.)", "k"),
        ("x$", "ks"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("g(?=[eiy])|dg|j", "j"),
        ("d", "t"),
    )
)


def _plain(word: str) -> tuple[Alternative, ...]:
    if word.isdigit() and len(word) >= LAST_DIGITS:
        return (Alternative(word, prefix=True), Alternative(_REVERSED + word[::-1], prefix=True))
    return (Alternative(word, prefix=True),)


def _loosened(alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    word = alternatives[0].token
    if not _is_name(word):
        return alternatives
    return (*alternatives, *(Alternative(form) for form in _name_forms(word)))


def _name_forms(word: str) -> list[str]:
    """How a name sounds, and the forms that names one slip apart share."""
    shorter = (word, *one_short(word)) if len(word) >= SHORTEST_SLIP else ()
    return [_SOUND + sound_of(word), *(_SHORT + form for form in shorter)]


def _is_name(word: str) -> bool:
    return len(word) >= SHORTEST_SOUND and word.isalpha() and word.isascii()


def _words(text: str) -> Iterable[str]:
    """Words as they are found: folded, numbers also without leading noughts, and names written apart also joined."""
    words = fold(text).split()
    yield from words
    for word in words:
        if word.isdigit() and word.lstrip("0") not in ("", word):
            yield word.lstrip("0")
    yield from (first + second for first, second in pairwise(words) if first in _PARTICLES)
    yield from (word for typed in _APOSTROPHE.findall(text) for word in fold(_MARKS.sub(" ", typed)).split())


def _typed_words(text: str) -> list[str]:
    """Words to look for. ``K-9`` is looked for as ``k9``, ``Smith-Jones`` as both its names, ``o brien`` as one."""
    found: list[str] = []
    for typed in text.split():
        parts = fold(typed).split()
        if len(parts) > 1 and min(map(len, parts)) == 1 and _JOINED.fullmatch(typed):
            found.append("".join(parts))
            continue
        if parts and found and found[-1] in _PARTICLES:
            parts[0] = found.pop() + parts[0]
        found += parts
    return found


def _joined(text: str) -> list[str]:
    """``K-9`` is also ``k9``, ``Smith-Jones`` also ``smithjones``, a reference also one word."""
    folded = (fold(match[0]) for match in _JOINED.finditer(text))
    return [each.replace(" ", "") for each in folded if each]


def _phones(text: str) -> list[str]:
    return list(dict.fromkeys(_national(match[0]) for match in _PHONE.finditer(text)))


def _national(typed: str) -> str:
    """Digits as dialled in this country: ``+44 7700 900142``, ``0044 7700…`` and ``07700 900 142`` are one."""
    return re.sub(r"^(?:00)?440?(?=[1-9])|^\+?44", "0", re.sub(r"\D", "", typed))


def _postcodes(text: str) -> list[tuple[str, str]]:
    return [(match[1].lower(), match[2].lower()) for match in _POSTCODE.finditer(text)]


def _phone_words(match: re.Match[str]) -> tuple[Alternative, ...]:
    return (Alternative(_national(match[0]), prefix=True),)


def _postcode_words(match: re.Match[str]) -> tuple[Alternative, ...]:
    return (Alternative((match[1] + match[2]).lower()),)


def _digit_words(match: re.Match[str]) -> tuple[Alternative, ...]:
    """A number typed in groups: the beginning or the end of a telephone number, or nothing if too short to be."""
    digits = _national(match[0])
    return _plain(digits) if len(digits) >= SHORTEST_NUMBER else ()
