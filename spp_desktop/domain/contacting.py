"""Safe contact as a rule: which ways of reaching somebody are allowed, and which of their details are kept covered.

A channel is safe, unsafe or not asked. Where the rule is strict (domestic abuse) not asked counts as unsafe. An
unsafe channel is used only in immediate danger, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spp_desktop.domain.cases import CaseView, NewContact
from spp_desktop.domain.lists import INCOMING
from spp_desktop.domain.people import FactKind, FactView, PersonView, SafeContact, Safety
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES

MASKED = "•••••"
"""What stands in place of a number or address that is kept covered until an officer asks to see it."""

DOES: Mapping[str, str] = {
    "mobile": "ring the mobile",
    "landline": "ring the landline",
    "voicemail": "leave voicemail",
    "text": "text",
    "letter": "post letters",
    "email": "e-mail",
    "visit": "visit",
}
"""Channel → what one does through it."""

ACTION_CHANNELS: Mapping[str, str] = {"visit": "visit"}
"""Kind of action → the channel that doing it goes through."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: what one does, where to, and whether it is allowed. ``why_not`` is empty if it is."""

    channel: str
    does: str
    where: str
    safety: Safety
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Detail:
    """A sort of detail: covered once every channel of ``barred`` is unsafe and none of ``saved`` is said to be safe."""

    barred: tuple[str, ...]
    saved: tuple[str, ...] = ()


_DETAILS: Mapping[str, _Detail] = {
    "mobile": _Detail(("mobile",), ("text",)),
    "landline": _Detail(("landline",)),
    "address": _Detail(("letter", "visit")),
    "email": _Detail(("email",)),
}


def strict(case_type: str) -> bool:
    """Whether, on cases of a type, a channel that nobody asked about counts as unsafe."""
    return case_type in CONFIDENTIAL_TYPES


def ways_to_reach(view: CaseView, today: date) -> Iterator[Way]:
    """Every channel to the main party of a case with what it leads to; what may not be used is covered."""
    party = view.main_party
    return ways(view.safe_contact, party.person if party else None, today, strictly=strict(view.line.type))


def ways(rule: SafeContact, person: PersonView | None, today: date, *, strictly: bool) -> Iterator[Way]:
    """Every channel to somebody under a rule."""
    for channel, does in DOES.items():
        safety = rule.safety(channel)
        where, banned = _where(channel, person, today)
        if safety == "unsafe" or banned:
            yield Way(channel, does, MASKED if where or banned else "", "unsafe", "Not safe")
        elif safety == "not-asked" and strictly:
            yield Way(channel, does, MASKED if where else "", safety, "Not asked, so not safe")
        else:
            yield Way(channel, does, where, safety)


def way(channel: str, found: Iterable[Way]) -> Way | None:
    """The way through a channel; None for one that is no matter of safety, such as a meeting."""
    return next((each for each in found if each.channel == channel), None)


def outgoing(new: NewContact, marks: Collection[str]) -> bool:
    """Whether a contact went out from us to whom the case is about: the kind that safe contact is the rule of.

    What came in chose its own channel, and an entry that puts another right is no contact of its own.
    """
    return new.direction == "out" and not new.with_whom and new.corrects is None and INCOMING not in marks


def refusal(used: Way) -> str:
    """Why a way may not be used, in words; empty where it may."""
    return f"{used.why_not}: do not {used.does}. Use another way" if used.why_not else ""


def caution(used: Way) -> str:
    """What to say of a way that may be used although nobody has asked; empty where somebody has."""
    return f"Nobody has asked whether it is safe to {used.does}" if used.safety == "not-asked" else ""


def _where(channel: str, person: PersonView | None, today: date) -> tuple[str, bool]:
    """Where a channel leads for a person, and whether that very number or address is marked unsafe or protected."""
    if person is None:
        return "", False
    if channel in {"letter", "visit"}:
        places = person.current(FactKind.ADDRESS, today)
        usable = [place for place in places if place.safety != "unsafe" and not place.protected]
        words = ", ".join(part for part in (usable[0].text, usable[0].postcode) if part) if usable else ""
        return words, bool(places) and not usable
    kind = FactKind.EMAIL if channel == "email" else FactKind.PHONE
    known = [fact for fact in person.current(kind, today) if kind is FactKind.EMAIL or _fits(fact, channel)]
    usable = [fact for fact in known if fact.safety != "unsafe"]
    return (usable[0].text if usable else ""), bool(known) and not usable


def _fits(number: FactView, channel: str) -> bool:
    mobile = detail_of(number) == "mobile"
    return channel == "voicemail" or mobile == (channel in {"mobile", "text"})


# --- what is kept covered --------------------------------------------------------------------------------------


def detail_of(fact: FactView) -> str:
    """The sort of detail a fact is: ``mobile``, ``landline``, ``address`` or ``email``; empty for any other."""
    return fact.masked or detail_in(fact.kind, fact.text)


def detail_in(kind: FactKind, text: str) -> str:
    """The sort of detail that a fact of a kind with these words is."""
    if kind is FactKind.PHONE:
        digits = "".join(char for char in text if char.isdigit())
        return "mobile" if digits.startswith(("07", "447")) else "landline"
    return {FactKind.ADDRESS: "address", FactKind.EMAIL: "email"}.get(kind, "")


def unsafe_details(rule: SafeContact, *, strictly: bool) -> frozenset[str]:
    """The sorts of detail that a rule keeps covered."""

    def barred(channel: str) -> bool:
        safety = rule.safety(channel)
        return safety == "unsafe" or (strictly and safety == "not-asked")

    return frozenset(
        name
        for name, detail in _DETAILS.items()
        if all(map(barred, detail.barred)) and not any(rule.safety(channel) == "safe" for channel in detail.saved)
    )


def covered(facts: Sequence[FactView], unsafe: frozenset[str] = frozenset()) -> tuple[FactView, ...]:
    """The facts as they are shown: those marked unsafe or protected, or of an unsafe sort, without their words."""
    return tuple(_cover(fact, unsafe) for fact in facts)


def _cover(fact: FactView, unsafe: frozenset[str]) -> FactView:
    detail = detail_of(fact)
    if detail and (fact.safety == "unsafe" or fact.protected or detail in unsafe):
        return replace(fact, text=MASKED, postcode="", masked=detail)
    return fact
