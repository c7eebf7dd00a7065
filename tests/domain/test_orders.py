"""Orders and tools: the dated vocabulary and its rules (domain reference 2.1), and how an order stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.history import shown_field
from spp_desktop.domain.order_forms import EVENT_LABELS, Toolkit
from spp_desktop.domain.order_tools import BREACHES, TOOLS, Tool
from spp_desktop.domain.orders import (
    Against,
    EventKind,
    NewOrder,
    OrderEvent,
    OrderView,
    as_it_stands,
    expires_within,
    in_force,
    open_breaches,
    outcome_of,
    span_of,
    standing,
    state_of,
)
from spp_desktop.domain.vocabulary import Term
from tests.toy import TOY

KIT = Toolkit()
TODAY = date(2012, 3, 12)
AT = datetime(2012, 3, 12, 9, tzinfo=UTC)


def tool(code: str) -> Tool:
    return KIT.tool(code)


def order(code: str = "asbo", events: tuple[OrderEvent, ...] = (), **answers: Any) -> OrderView:
    """An order as it is folded from its form and its events."""
    span = span_of(answers, events, lasts=tool(code).lasts)
    return OrderView(
        id=uuid4(),
        tool=code,
        against="person",
        person_id=uuid4(),
        name="Kevin Sprake",
        place="",
        postcode="",
        area=None,
        starts=span.starts,
        ends=span.ends,
        ended=span.ended,
        ended_how=span.ended_how,
        review_due=span.review_due,
        answers=answers,
        added=AT,
        by="Hannah Whitfield",
        case_id=uuid4(),
        events=events,
    )


def event(kind: EventKind, happened: str, breach_id: UUID | None = None, **answers: Any) -> OrderEvent:
    return OrderEvent(uuid4(), kind, date.fromisoformat(happened), answers, AT, "Hannah Whitfield", breach_id)


# The vocabulary


@pytest.mark.parametrize(
    ("code", "last", "first"),
    [
        # The reference: the toolkit of 2012, and since 20 Oct 2014 (injunctions 23 Mar 2015) what took its place.
        ("asbo", date(2015, 3, 22), None),
        ("asbi", date(2015, 3, 22), None),
        ("iso", date(2015, 3, 22), None),
        ("crasbo", date(2014, 10, 19), None),
        ("dispersal-order", date(2014, 10, 19), None),
        ("direction-to-leave", date(2014, 10, 19), None),
        ("dppo", date(2014, 10, 19), None),
        ("gating-order", date(2014, 10, 19), None),
        ("dog-control-order", date(2014, 10, 19), None),
        ("premises-closure", date(2014, 10, 19), None),
        ("injunction", None, date(2015, 3, 23)),
        ("cbo", None, date(2014, 10, 20)),
        ("dispersal-power", None, date(2014, 10, 20)),
        ("cpw", None, date(2014, 10, 20)),
        ("cpn", None, date(2014, 10, 20)),
        ("pspo", None, date(2014, 10, 20)),
        ("closure-notice", None, date(2014, 10, 20)),
        ("closure-order", None, date(2014, 10, 20)),
        ("absolute-possession", None, date(2014, 10, 20)),
        # "ABC stays usable"; letters, mediation, demotion, possession, PND and FPN are kept too.
        ("abc", None, None),
        ("warning-letter", None, None),
        ("mediation", None, None),
        ("restorative-meeting", None, None),
        ("parenting-contract", None, None),
        ("demotion", None, None),
        ("possession", None, None),
        ("pnd", None, None),
        ("fpn", None, None),
    ],
)
def test_when_a_tool_could_be_had(code: str, last: date | None, first: date | None) -> None:
    assert (tool(code).valid_from, tool(code).valid_to) == (first, last)
    term = KIT.tools.term(code)
    assert term is not None
    assert (term.valid_from, term.valid_to) == (first, last)


def test_the_bill_of_2025_is_not_law_yet() -> None:
    assert not any("respect" in each.label.lower() for each in TOOLS)


def test_breach_of_an_asbo_is_a_crime_and_of_an_injunction_contempt() -> None:
    assert BREACHES[tool("asbo").breach] == "Breach is a crime"
    assert BREACHES[tool("injunction").breach] == "Breach is contempt of court, not a crime"
    assert BREACHES[tool("abc").breach] == "Voluntary: breach is no offence"


def test_what_an_act_provides_for() -> None:
    assert tool("asbo").statutory
    assert not tool("abc").statutory
    assert not tool("mediation").statutory


@pytest.mark.parametrize(
    ("code", "against"),
    [
        ("asbo", ("person",)),
        ("dispersal-order", ("area",)),
        ("dppo", ("area",)),
        ("pspo", ("area",)),
        ("closure-notice", ("premises",)),
        ("closure-order", ("premises",)),
        ("cpn", ("person", "premises")),
    ],
)
def test_whom_a_tool_is_against(code: str, against: tuple[Against, ...]) -> None:
    assert tool(code).against == against


def test_rules_are_told_before_a_form_is_filled_in() -> None:
    assert tool("cbo").rules == (
        "Since 20 Oct 2014. At least 2 years for an adult. At least 1 year, at most 3 years for somebody under 18. "
        "Under 18: reviewed every 12 months. Breach is a crime."
    )
    assert tool("asbo").rules == "Until 22 Mar 2015. From age 10. At least 2 years. Breach is a crime."
    assert tool("abc").rules == "Usually 6 months. Voluntary: breach is no offence."
    assert tool("closure-order").rules.startswith("Since 20 Oct 2014. At most 3 months, 6 months with extensions.")
    assert "At most 48 hours." in tool("closure-notice").rules
    assert tool("mediation").rules == ""


def lengths(code: str, starts: str, ends: str, age: int | None = None, *, extended: bool = False) -> list[str]:
    days = date.fromisoformat(starts), date.fromisoformat(ends)
    return [each.message for each in tool(code).length_problems(*days, age, extended=extended)]


@pytest.mark.parametrize(
    ("code", "starts", "ends", "age", "warned"),
    [
        # ASBO: at least two years
        ("asbo", "2012-03-01", "2014-02-28", None, False),
        ("asbo", "2012-03-01", "2014-02-27", None, True),
        # CBO: adults at least two years; under 18 one to three
        ("cbo", "2015-03-01", "2017-03-01", 18, False),
        ("cbo", "2015-03-01", "2016-03-01", 18, True),
        ("cbo", "2015-03-01", "2016-03-01", 17, False),
        ("cbo", "2015-03-01", "2016-02-01", 17, True),
        ("cbo", "2015-03-01", "2018-03-01", 17, False),
        ("cbo", "2015-03-01", "2018-03-02", 17, True),
        ("cbo", "2015-03-01", "2015-04-01", None, False),
        # PSPO: at most three years
        ("pspo", "2015-03-01", "2018-03-01", None, False),
        ("pspo", "2015-03-01", "2018-03-02", None, True),
        # Dispersal: at most 48 hours; before, an area for at most six months
        ("dispersal-power", "2015-03-06", "2015-03-08", None, False),
        ("dispersal-power", "2015-03-06", "2015-03-09", None, True),
        ("dispersal-order", "2012-03-01", "2012-09-01", None, False),
        ("dispersal-order", "2012-03-01", "2012-09-02", None, True),
        # Closure: a notice at most 48 hours, an order at most three months
        ("closure-notice", "2015-03-06", "2015-03-08", None, False),
        ("closure-notice", "2015-03-06", "2015-03-09", None, True),
        ("closure-order", "2015-03-06", "2015-06-06", None, False),
        ("closure-order", "2015-03-06", "2015-06-07", None, True),
        # ABC: usually six months
        ("abc", "2012-03-01", "2012-09-01", None, False),
        ("abc", "2012-03-01", "2012-12-01", None, True),
    ],
)
def test_how_long_an_order_may_last(code: str, starts: str, ends: str, age: int | None, *, warned: bool) -> None:
    assert bool(lengths(code, starts, ends, age)) is warned


def test_a_habit_is_said_to_be_one() -> None:
    assert lengths("abc", "2012-03-01", "2013-03-01") == ["Acceptable behaviour contract (ABC): usually 6 months"]


def test_with_extensions_a_closure_order_may_reach_six_months() -> None:
    assert lengths("closure-order", "2015-03-06", "2015-09-06", extended=True) == []
    assert lengths("closure-order", "2015-03-06", "2015-09-07", extended=True) != []
    assert lengths("pspo", "2015-03-01", "2018-03-02", extended=True) != []


def test_a_length_is_not_judged_while_a_day_is_missing() -> None:
    assert list(tool("asbo").length_problems(None, TODAY, None)) == []
    assert list(tool("asbo").length_problems(TODAY, None, None)) == []


# The lists of a store


def test_a_tool_renamed_or_dated_anew_keeps_its_rules() -> None:
    lists = {"order-tools": KIT.tools.with_terms((Term("asbo", "ASBO", valid_to=date(2015, 1, 1)),))}
    renamed = KIT.with_lists(lists).tool("asbo")
    assert (renamed.label, renamed.valid_to, renamed.court) == ("ASBO", date(2015, 1, 1), True)


def test_a_tool_the_partnership_added_is_asked_everything_and_has_no_rules() -> None:
    added = Term("respect-order", "Respect order", valid_from=date(2027, 1, 1))
    kit = KIT.with_lists({"order-tools": KIT.tools.with_terms((added,))})
    made = kit.tool("respect-order")
    assert (made.label, made.limits, made.breach) == ("Respect order", (), "")
    keys = {each.key for each in kit.order_fields(made, "person")}
    assert {"court", "requirements", "basis", "expires", "review_due"} <= keys
    assert kit.tool("never-heard-of").label == "never-heard-of"


def test_every_list_may_be_altered() -> None:
    codes = {each.code for each in KIT.vocabularies}
    assert codes == {
        "order-tools",
        "order-courts",
        "order-conditions",
        "order-requirements",
        "breach-outcomes",
        "order-endings",
        "agencies",
    }


# The forms


def keys(code: str, against: Against = "person") -> set[str]:
    return {each.key for each in KIT.order_fields(tool(code), against)}


def test_a_form_asks_what_its_tool_can_have() -> None:
    asbo, injunction, letter = keys("asbo"), keys("injunction"), keys("warning-letter")
    assert "requirements" not in asbo
    assert {"requirements", "requirements_words", "supervisor"} <= injunction
    assert {"court", "court_reference", "applied", "issued", "served", "starts", "expires"} <= asbo
    assert letter == {"issuer", "basis", "issued", "words"}
    assert "authorised_by" in keys("dispersal-power", "area")
    assert "review_due" not in keys("pspo", "area")
    assert {"place", "postcode", "area"} <= keys("pspo", "area")
    assert "place" not in asbo
    assert "applied" in keys("possession")


def test_sections_that_ask_nothing_are_left_out() -> None:
    assert [each.key for each in KIT.order_form(tool("asbo"), "person")] == ["made", "days", "says"]
    assert [each.key for each in KIT.order_form(tool("dppo"), "area")] == ["where", "made", "days", "says"]


def test_every_question_is_in_the_dictionary() -> None:
    forms = {each.key: {field.key for field in each.fields} for each in KIT.every_form()}
    assert set(forms) == {"order", *(f"order-{kind}" for kind in EVENT_LABELS)}
    for each in TOOLS:
        for against in each.against:
            assert {field.key for field in KIT.order_fields(each, against)} <= forms["order"]
    asked = KIT.field("evidence")
    assert asked is not None
    assert asked.label == "Evidence"
    assert KIT.field("nothing") is None


def test_the_words_an_order_is_found_by() -> None:
    answers: Answers = {"conditions_words": "Not to shout", "court": "county", "gone": "x"}
    assert KIT.search_words(answers) == "Not to shout"


# What is odd


def warned(code: str, *, against: Against = "person", age: int | None = None, **answers: Any) -> dict[str, str]:
    person = uuid4() if against == "person" else None
    found = KIT.check_order(tool(code), NewOrder(code, against, answers, person), TODAY, age)
    assert all(each.severity == "warning" for each in found)
    return {each.field: each.message for each in found}


def test_an_order_in_order_warns_of_nothing() -> None:
    told = {"applied": "2012-02-01", "issued": "2012-03-01", "served": "2012-03-01", "starts": "2012-03-01"}
    assert warned("asbo", age=30, expires="2014-03-01", **told) == {}


def test_an_order_made_when_its_tool_could_not_be_had() -> None:
    assert warned("cbo", issued="2012-03-01") == {
        "issued": "Criminal behaviour order (CBO) could not be had on 1 Mar 2012"
    }
    assert "starts" in warned("injunction", starts="2012-03-01", issued="2012-02-01")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"applied": "2012-03-02", "issued": "2012-03-01"}, "issued"),
        ({"issued": "2012-03-02", "served": "2012-03-01"}, "served"),
        ({"applied": "2012-03-02", "served": "2012-03-01"}, "served"),
        ({"starts": "2012-03-02", "expires": "2012-03-01"}, "expires"),
    ],
)
def test_days_out_of_order(answers: dict[str, str], field: str) -> None:
    assert warned("interim-asbo", **answers)[field] == "This is before 2 Mar 2012"


def test_ages_a_tool_can_be_had_from() -> None:
    # The reference: a civil injunction from age 10, a community protection notice from 16.
    assert tool("injunction").youngest == 10
    assert tool("cpn").youngest == 16
    assert warned("asbo", age=9, issued="2012-03-01")["issued"] == (
        "ASBO on application can be had from age 10; they were 9"
    )
    assert warned("asbo", age=10, issued="2012-03-01") == {}


def test_an_order_against_somebody_under_18_says_when_it_is_reviewed() -> None:
    given: Answers = {"issued": "2015-03-01", "expires": "2017-03-01"}
    later = date(2015, 3, 2)

    def asked(age: int, **more: str) -> set[str]:
        new = NewOrder("cbo", "person", {**given, **more}, uuid4())
        return {each.field for each in KIT.check_order(tool("cbo"), new, later, age)}

    assert asked(17) == {"review_due"}
    assert asked(17, review_due="2016-03-01") == set()
    assert asked(18) == set()


def test_a_tool_against_what_it_is_not_for() -> None:
    found = warned("pspo", against="premises", place="4 Elm Street", starts="2012-01-01")
    assert found["against"] == "Public spaces protection order (PSPO) is not usually against premises"


def test_nobody_and_nowhere_are_errors() -> None:
    nobody = KIT.check_order(tool("asbo"), NewOrder("asbo", "person", {}), TODAY)
    assert [(each.field, each.severity) for each in nobody] == [("against", "error")]
    nowhere = KIT.check_order(tool("dppo"), NewOrder("dppo", "area", {}), TODAY)
    assert [(each.field, each.severity) for each in nowhere] == [("place", "error")]


def told(kind: EventKind, on: OrderView | None = None, **answers: Any) -> dict[str, str]:
    asked = on or order(issued="2012-03-01", expires="2014-03-01")
    found = KIT.check_event(tool(asked.tool), asked, kind, answers, date(2013, 3, 1))
    return {each.field: each.severity for each in found}


def test_what_happens_says_when() -> None:
    assert told("breach") == {"happened": "error"}
    assert told("breach", happened="one day") == {"happened": "error"}
    assert told("breach", happened="2012-05-01") == {}


def test_a_breach_while_the_order_was_not_in_force_warns() -> None:
    whole = order(issued="2012-03-01", expires="2012-06-01")
    assert told("breach", whole, happened="2012-02-29") == {"happened": "warning"}
    assert told("breach", whole, happened="2012-06-02") == {"happened": "warning"}
    ended = replace(whole, ended=date(2012, 4, 1))
    assert told("breach", ended, happened="2012-04-01") == {}
    assert told("breach", ended, happened="2012-04-02") == {"happened": "warning"}
    assert told("breach", order(), happened="2012-04-02") == {"happened": "warning"}


def test_an_extension_names_a_day_and_is_judged_with_what_was_before() -> None:
    assert told("extension", happened="2012-05-01") == {"expires": "error"}
    assert told("extension", happened="2012-05-01", expires="some day") == {"expires": "error"}
    closed = replace(order("closure-order"), starts=date(2015, 3, 6))
    assert told("extension", closed, happened="2012-05-01", expires="2015-09-06") == {}
    assert told("extension", closed, happened="2012-05-01", expires="2015-10-06") == {"expires": "warning"}


def test_every_event_has_its_form() -> None:
    asked = {kind: {each.key for each in KIT.event_form(kind, tool("injunction")).fields} for kind in EVENT_LABELS}
    assert {"happened", "evidence", "reported_to", "outcome"} <= asked["breach"]
    assert {"happened", "outcome"} <= asked["outcome"]
    assert {"conditions", "requirements"} <= asked["variation"]
    assert "requirements" not in {each.key for each in KIT.event_form("variation", tool("asbo")).fields}
    assert "expires" in asked["extension"]
    assert "next_review" in asked["review"]
    assert "how" in asked["end"]


# How an order stands


def test_an_order_holds_from_its_first_day_to_its_last() -> None:
    made = order(starts="2012-03-01", expires="2012-06-01")
    days = {day: in_force(made, date.fromisoformat(day)) for day in ("2012-02-29", "2012-03-01", "2012-06-01")}
    assert days == {"2012-02-29": False, "2012-03-01": True, "2012-06-01": True}
    assert not in_force(made, date(2012, 6, 2))


def test_an_order_that_lasts_and_names_no_first_day_holds_from_when_it_was_made() -> None:
    assert order(issued="2012-03-01").starts == date(2012, 3, 1)
    assert order("warning-letter", issued="2012-03-01").starts is None


def test_an_order_ended_early_holds_until_the_day_before() -> None:
    ended = order(events=(event("end", "2012-04-01", how="discharged"),), issued="2012-03-01", expires="2014-03-01")
    assert (ended.ended, ended.ended_how) == (date(2012, 4, 1), "discharged")
    assert in_force(ended, date(2012, 3, 31))
    assert not in_force(ended, date(2012, 4, 1))


def test_the_latest_extension_and_review_count() -> None:
    events = (
        event("extension", "2012-04-01", expires="2015-03-01"),
        event("review", "2012-04-01", next_review="2013-04-01"),
        event("extension", "2012-05-01", expires="2016-03-01"),
    )
    made = order(events=events, issued="2012-03-01", expires="2014-03-01", review_due="2012-04-01")
    assert (made.ends, made.review_due) == (date(2016, 3, 1), date(2013, 4, 1))
    assert order(review_due="2012-04-01").review_due == date(2012, 4, 1)


@pytest.mark.parametrize(
    ("code", "answers", "state", "words"),
    [
        ("asbo", {"issued": "2012-03-01", "expires": "2014-03-01"}, "in-force", "In force to 1 Mar 2014"),
        ("asbo", {"issued": "2012-03-01"}, "in-force", "In force, no last day"),
        ("asbo", {"starts": "2012-04-01"}, "ahead", "Starts 1 Apr 2012"),
        ("asbo", {"applied": "2012-03-02"}, "asked", "Applied for 2 Mar 2012"),
        ("asbo", {}, "asked", "Not in force yet"),
        ("asbo", {"issued": "2009-03-01", "expires": "2011-03-01"}, "expired", "Expired 1 Mar 2011"),
        ("fpn", {"issued": "2012-03-01"}, "given", "Given 1 Mar 2012"),
        ("fpn", {}, "given", "Not given yet"),
    ],
)
def test_how_an_order_stands(code: str, answers: dict[str, str], state: str, words: str) -> None:
    made = order(code, **answers)
    lasts = tool(code).lasts
    assert state_of(made, TODAY, lasts=lasts) == state
    assert standing(made, TODAY, lasts=lasts) == words


def test_an_order_ended_stands_as_ended_from_that_day() -> None:
    ended = order(events=(event("end", "2012-03-12"),), issued="2012-03-01")
    assert standing(ended, date(2012, 3, 11), lasts=True) == "In force, no last day"
    assert standing(ended, TODAY, lasts=True) == "Ended 12 Mar 2012"


def test_what_runs_out_soon() -> None:
    made = order(issued="2012-03-01", expires="2012-04-09")
    assert expires_within(made, TODAY, 28)
    assert not expires_within(made, TODAY, 27)
    assert not expires_within(made, date(2012, 4, 10), 28)
    assert not expires_within(order(issued="2012-03-01"), TODAY, 28)


def test_a_breach_waits_for_what_comes_of_it() -> None:
    first, second = event("breach", "2012-03-10"), event("breach", "2012-03-11")
    warned_, charged = (event("outcome", "2012-03-12", first.id, outcome=code) for code in ("warned", "charged"))
    made = order(events=(first, second, warned_, charged), issued="2012-03-01")
    assert made.breaches == (first, second)
    assert outcome_of(made, first) == charged
    assert outcome_of(made, second) is None
    assert open_breaches(made) == (second,)


def test_an_order_stands_as_the_latest_variation_left_it() -> None:
    varied = event("variation", "2012-04-01", conditions=("curfew",), words="The court thought it too wide")
    longer = event("extension", "2012-04-02", expires="2015-03-01")
    made = order(events=(varied, longer), issued="2012-03-01", expires="2014-03-01", conditions=("area",), words="Kept")
    stands = as_it_stands(replace(made, place="Elm Street"))
    assert stands["conditions"] == ("curfew",)
    assert stands["words"] == "Kept"
    assert stands["expires"] == "2015-03-01"
    assert stands["place"] == "Elm Street"
    assert "expires" not in as_it_stands(order())


# On a case type


def test_a_case_type_brings_its_tools_and_their_lists() -> None:
    assert TOY.orders is not None
    assert "order-tools" in {each.code for each in TOY.vocabularies}
    listed = KIT.tools.with_terms((Term("abc", "Good neighbour agreement"),))
    kept = TOY.with_lists({"order-tools": listed}).orders
    assert kept is not None
    assert kept.tool("abc").label == "Good neighbour agreement"


def test_a_case_type_without_orders_has_none_of_their_lists() -> None:
    without = replace(TOY, orders=None)
    assert "order-tools" not in {each.code for each in without.vocabularies}
    assert without.with_lists({}).orders is None
    assert shown_field(without, "tool", "abc") == ("Order or tool", "abc")
    assert shown_field(TOY, "tool", "fpn") == ("Order or tool", "Fixed penalty notice (FPN)")
