"""Safe contact as a rule: what goes out passes it, and what is unsafe stays covered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import NewContact
from spp_desktop.domain.contacting import (
    MASKED,
    Way,
    caution,
    covered,
    detail_of,
    outgoing,
    refusal,
    strict,
    unsafe_details,
    way,
    ways,
)
from spp_desktop.domain.people import FactKind, FactView, PersonView, safe_contact

TODAY = date(2012, 3, 12)
NOW = datetime(2012, 3, 12, 9, 0, tzinfo=UTC)


def fact(kind: FactKind, text: str, **given: Any) -> FactView:
    held: dict[str, Any] = {
        "postcode": "", "estimated": False, "safety": "not-asked", "protected": False, "case_id": None,
        "reference": "", "agency": "", "valid_from": None, "valid_to": None, "recorded": NOW, **given,
    }  # fmt: skip
    return FactView(uuid4(), UUID(int=1), kind, text, **held)


MOBILE, LANDLINE = fact(FactKind.PHONE, "07700 900142"), fact(FactKind.PHONE, "01733 555012")
HOME = fact(FactKind.ADDRESS, "14 Mill Lane", postcode="PE1 1HZ")
MAIL = fact(FactKind.EMAIL, "ewa@example.org")
NAME = fact(FactKind.NAME, "Ewa Kowalczyk")


def test_what_went_out_to_the_victim_passes_the_rule_and_nothing_else_does() -> None:
    assert outgoing(NewContact("mobile", "spoke"), ())
    assert not outgoing(NewContact("text", "reply"), ("incoming",))
    assert not outgoing(NewContact("mobile", "spoke", direction="in"), ())
    assert not outgoing(NewContact("mobile", "spoke", with_whom="Her sister"), ())
    assert not outgoing(NewContact("mobile", "spoke", corrects=UUID(int=2)), ())


def test_a_way_is_refused_cautioned_or_free() -> None:
    person = PersonView(UUID(int=1), (MOBILE, HOME))
    found = list(ways(safe_contact({"safe_mobile": "unsafe", "safe_text": "safe"}), person, TODAY, strictly=False))
    ring, text, visit = (way(channel, found) for channel in ("mobile", "text", "visit"))
    assert ring is not None
    assert text is not None
    assert visit is not None
    assert refusal(ring) == "Not safe: do not ring the mobile. Use another way"
    assert (refusal(text), caution(text), text.where) == ("", "", "07700 900142")
    assert (refusal(visit), caution(visit)) == ("", "Nobody has asked whether it is safe to visit")
    assert way("meeting", found) is None


def test_not_asked_is_unsafe_where_the_rule_is_strict() -> None:
    assert strict("da")
    assert not strict("asb")
    found = list(ways(safe_contact({}), PersonView(UUID(int=1), (MOBILE,)), TODAY, strictly=True))
    assert {each.why_not for each in found} == {"Not asked, so not safe"}
    assert unsafe_details(safe_contact({}), strictly=True) == {"mobile", "landline", "address", "email"}
    assert unsafe_details(safe_contact({}), strictly=False) == frozenset()


@pytest.mark.parametrize(
    ("answers", "hidden"),
    [
        ({"safe_mobile": "unsafe"}, {"mobile"}),
        ({"safe_mobile": "unsafe", "safe_text": "safe"}, set()),
        ({"safe_landline": "unsafe", "safe_email": "unsafe"}, {"landline", "email"}),
        ({"safe_letter": "unsafe"}, set()),
        ({"safe_letter": "unsafe", "safe_visit": "unsafe"}, {"address"}),
    ],
)
def test_a_detail_is_covered_once_no_safe_way_needs_it(answers: dict[str, str], hidden: set[str]) -> None:
    unsafe = unsafe_details(safe_contact(answers), strictly=False)
    assert unsafe == hidden
    shown = covered((MOBILE, LANDLINE, HOME, MAIL, NAME), unsafe)
    assert {each.masked for each in shown if each.masked} == hidden
    assert {each.text for each in shown if each.masked} <= {MASKED}


def test_a_detail_marked_unsafe_or_protected_is_covered_and_keeps_its_sort() -> None:
    unsafe, home = covered(
        (fact(FactKind.PHONE, "07700 900142", safety="unsafe"), fact(FactKind.ADDRESS, "14", protected=True))
    )
    assert (unsafe.text, unsafe.masked, detail_of(unsafe)) == (MASKED, "mobile", "mobile")
    assert (home.text, home.postcode, home.masked) == (MASKED, "", "address")


def test_nobody_by_name_is_reached_nowhere() -> None:
    assert {each.where for each in ways(safe_contact({}), None, TODAY, strictly=False)} == {""}
    assert Way("text", "text", "", "safe").why_not == ""
