"""What follows from a case type's declaration, for every type there is and a second, toy one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import Answer, IncidentView
from spp_desktop.domain.casetype import (
    CaseType,
    RepeatRule,
    circumstances,
    flags_called_for,
    refuse_errors,
    repeats,
)
from spp_desktop.domain.casetypes import CASE_TYPES, case_type
from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.columns import FIXED_COLUMNS
from spp_desktop.domain.dates import When
from spp_desktop.domain.errors import Invalid, NotFound, Problem
from spp_desktop.domain.fields import Section, Text
from spp_desktop.domain.retention import RETENTION_CLASSES
from spp_desktop.domain.settings import SETTINGS
from spp_desktop.domain.vocabulary import Term, Vocabulary
from tests.toy import POSTERS, THINGS, TOY

TODAY = date(2012, 3, 12)
EVERY = pytest.mark.parametrize("kind", [*CASE_TYPES, TOY], ids=lambda kind: kind.code)


def incident(day: str, **more: object) -> IncidentView:
    plain = IncidentView(
        UUID(int=1), 1, When.read(day), None, None, datetime(2012, 3, 12, tzinfo=UTC), "", "", "", (), (), (), "", "",
        None, (), None, "", "",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


@EVERY
def test_every_label_is_said_and_every_key_is_an_identifier(kind: CaseType) -> None:
    for each in kind.fields:
        assert each.label
        assert each.key.isidentifier()
        assert 1 <= each.span <= 12


@EVERY
def test_columns_are_the_fixed_ones_and_those_the_fields_offer(kind: CaseType) -> None:
    keys = [column.key for column in kind.columns]
    assert keys[: len(FIXED_COLUMNS)] == [column.key for column in FIXED_COLUMNS]
    assert keys[len(FIXED_COLUMNS) :] == [each.key for each in kind.fields if each.in_list]
    assert len(keys) == len(set(keys))


@EVERY
def test_answers_round_trip_through_their_spelling(kind: CaseType) -> None:
    given = {each.key: "1" for each in kind.fields}
    once = kind.clean(given)
    assert kind.clean(once) == once


@EVERY
def test_retention_is_a_declared_class(kind: CaseType) -> None:
    assert kind.retention in RETENTION_CLASSES


@pytest.mark.parametrize("kind", CASE_TYPES, ids=lambda kind: kind.code)
def test_each_clock_of_a_type_is_a_setting_with_the_same_default(kind: CaseType) -> None:
    defaults = {each.key: each.default for each in SETTINGS}
    assert defaults[f"{kind.code}.first-contact-hours"] == kind.first_contact.length
    assert defaults[f"{kind.code}.closing-tries"] == kind.closing.tries
    assert defaults[f"{kind.code}.reopen-months"] == kind.workflow.reopen_months
    for band in kind.instrument.bands:
        assert defaults[f"{kind.code}.review-days.{band.code}"] == band.review_days


def test_what_the_toy_declares_is_what_is_derived() -> None:
    assert [column.key for column in TOY.columns if column.answer] == ["things", "lost", "where", "worth", "insured"]
    assert [column.key for column in TOY.filters if column.answer] == ["things", "lost", "insured"]
    assert TOY.search_words({"where": "Bus 7", "worth": 5}) == "Bus 7"
    assert TOY.listed({"where": "Bus 7", "where_postcode": "PE1 1HZ"}) == {"where": "Bus 7"}
    column = TOY.column("things")
    assert column is not None
    assert column.vocabulary is THINGS
    assert TOY.column("nothing") is None
    assert TOY.field("nothing") is None
    assert TOY.flag("nothing") is None
    assert {each.code for each in TOY.vocabularies} >= {"toy-things", "toy-roles", "toy-closure", "who-kinds"}


def test_answers_are_cleaned_checked_and_refused() -> None:
    answers = TOY.clean({"things": ["keys", "keys"], "lost": "2012-03-01", "where": "  ", "worth": " 12 ", "odd": "x"})
    assert answers == {"things": ("keys",), "lost": "2012-03-01", "worth": 12, "odd": "x"}
    problems = TOY.check(answers, TODAY)
    assert [(each.field, each.severity) for each in problems] == [("odd", "error")]
    with pytest.raises(Invalid) as refused:
        refuse_errors(problems)
    assert refused.value.problems == problems


def test_warnings_are_let_through() -> None:
    warning = Problem("a", "Odd", "warning")
    assert refuse_errors([warning]) == (warning,)


def test_lists_hold_on_the_day_reported() -> None:
    kind = TOY.with_lists(
        {"toy-things": Vocabulary("toy-things", "Thing", (Term("keys", "Keys", valid_to=date(2011, 12, 31)),))}
    )
    assert kind.check({"things": ("keys",), "lost": "2011-12-31"}, TODAY) == ()
    assert [each.field for each in kind.check({"things": ("keys",), "lost": "2012-01-01"}, TODAY)] == ["things"]
    assert [each.field for each in kind.check({"things": ("keys",), "lost": "soon"}, TODAY)] == ["things", "lost"]


def test_a_stores_lists_take_the_place_of_the_shipped_ones_everywhere() -> None:
    roles = Vocabulary("toy-roles", "Role", (Term("loser", "Bereaved"),))
    why = Vocabulary("toy-closure", "Why", (Term("found", "Turned up"),))
    kind = TOY.with_lists({"toy-roles": roles, "toy-closure": why})
    assert kind.roles is roles
    assert kind.closing.reasons is why
    assert TOY.with_lists({}) == TOY


def test_a_stores_settings_take_the_place_of_the_shipped_clocks() -> None:
    kind = ASB_VICTIM.with_settings(
        {"asb.first-contact-hours": 24, "asb.review-days.high": 3, "asb.closing-tries": 5, "asb.reopen-months": 6}
    )
    assert kind.first_contact.length == 24
    assert kind.instrument.band("high").review_days == 3
    assert kind.instrument.band("medium").review_days == 14
    assert kind.closing.tries == 5
    assert kind.workflow.reopen_months == 6
    assert ASB_VICTIM.with_settings({}) == ASB_VICTIM


def test_its_rules_are_settings_with_a_source() -> None:
    found = {each.key: each for each in ASB_VICTIM.settings}
    assert all(each.source and each.unit and each.group == "ASB victims" for each in found.values())
    assert [each.check(each.default) for each in found.values()] == [each.default for each in found.values()]
    assert {key: found[key].default for key in found if not key.startswith("asb.clock.")} == {
        "asb.repeat.fortnight.count": 2, "asb.repeat.fortnight.days": 14,
        "asb.repeat.half-year.count": 5, "asb.repeat.half-year.days": 180,
        "asb.repeat.quarter.count": 3, "asb.repeat.quarter.days": 91,
        "asb.flag.vulnerable": 2, "asb.case-review.complaints": 3, "asb.case-review.hate": 3,
    }  # fmt: skip
    assert (found["asb.case-review.hate"].least, found["asb.case-review.hate"].most) == (1, 3)
    assert (found["asb.clock.update"].default, found["asb.clock.update"].unit) == (10, "working days")
    assert all(each.key.startswith("toy.clock.") for each in TOY.settings)


def test_a_stores_settings_take_the_place_of_the_shipped_rules() -> None:
    kind = ASB_VICTIM.with_settings(
        {"asb.repeat.fortnight.count": 0, "asb.repeat.quarter.days": 60, "asb.case-review.hate": 1,
         "asb.clock.update": 5, "asb.clock.review-decision": 12}
    )  # fmt: skip
    assert [(each.count, each.days) for each in kind.repeat] == [(0, 14), (5, 180), (3, 60)]
    assert kind.case_review is not None
    assert (kind.case_review.complaints, kind.case_review.hate) == (3, 1)
    assert kind.updates is not None
    assert kind.updates.length == 5
    review = kind.record("case-review")
    assert review is not None
    assert [each.clock.length for each in review.clocks] == [10, 12, 20]
    assert TOY.with_settings({"toy.clock.update": 5}).updates is None


def test_older_answers_are_upgraded_one_version_at_a_time() -> None:
    assert TOY.upgrade({"place": "Bus 7"}, 1) == {"where": "Bus 7"}
    assert TOY.upgrade({"where": "Bus 7"}, 2) == {"where": "Bus 7"}


def test_circumstances_name_what_a_case_shows() -> None:
    happened = [incident("2012-03-01", qualifiers=("weapon",)), incident("2012-03-02", hate_strands=("race",))]
    shown = circumstances({"things": ("dog", "keys"), "insured": "yes"}, ["repeat"], happened)
    assert shown == {
        "flag:repeat", "answer:things", "answer:things=dog", "answer:things=keys", "answer:insured",
        "answer:insured=yes", "qualifier:weapon", "incident:hate",
    }  # fmt: skip
    assert circumstances({}, (), [incident("2012-03-01", qualifiers=("weapon",), withdrawn=True)]) == frozenset()


def test_flags_follow_from_answers_and_incidents() -> None:
    assert flags_called_for(TOY, {"things": ("dog",)}, ()) == {"beloved": "Beloved"}
    twice = [incident("2012-03-01"), incident("2012-03-10")]
    assert flags_called_for(ASB_VICTIM, {"hate_strands": ("race",)}, twice) == {"hate": "Hate", "repeat": "Repeat 2"}
    assert flags_called_for(ASB_VICTIM, {"hate_strands": ("none",)}, twice[:1]) == {}
    assert flags_called_for(ASB_VICTIM, {}, [incident("2012-03-01", hate_strands=("race",))]) == {"hate": "Hate"}


@pytest.mark.parametrize(
    ("answers", "days", "label"),
    [
        ({"vulnerable": "yes"}, (), "Vulnerable"),
        ({"vulnerabilities": ("health",)}, (), None),
        ({"vulnerabilities": ("health", "identity")}, (), None),
        ({"vulnerabilities": ("health", "place")}, (), "Vulnerable: personal, situational"),
        ({"disability": "yes", "frequency": "daily"}, (), "Vulnerable: personal, incidental"),
        ({"vulnerabilities": ("place",)}, ("2012-03-01", "2012-03-10"), "Vulnerable: situational, incidental"),
        ({"vulnerable": "yes", "disability": "yes"}, (), "Vulnerable: personal"),
        ({"vulnerabilities": ("none",)}, (), None),
    ],
)
def test_two_kinds_of_vulnerability_raise_the_flag(
    answers: dict[str, Answer], days: tuple[str, ...], label: str | None
) -> None:
    """Personal, situational and incidental: the model of the research for HMIC, 2013."""
    happened = [incident(day) for day in days]
    assert flags_called_for(ASB_VICTIM, answers, happened).get("vulnerable") == label


def test_how_many_kinds_it_takes_is_a_setting() -> None:
    health: dict[str, Answer] = {"vulnerabilities": ("health", "place", "nature")}
    assert "vulnerable" in flags_called_for(ASB_VICTIM.with_settings({"asb.flag.vulnerable": 3}), health, ())
    assert "vulnerable" not in flags_called_for(ASB_VICTIM.with_settings({"asb.flag.vulnerable": 0}), health, ())


def test_an_incident_said_to_have_no_hate_element_raises_no_flag() -> None:
    assert flags_called_for(ASB_VICTIM, {}, [incident("2012-03-01", hate_strands=("none",))]) == {}


RULES = (RepeatRule("two", 2, 14, ""), RepeatRule("five", 5, 180, ""), RepeatRule("none", 0, 999, ""))


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ([], 0),
        (["2012-03-01"], 0),
        (["2012-03-01", "2012-03-14"], 2),
        (["2012-03-01", "2012-03-15"], 0),
        (["2011-10-01", "2011-11-01", "2011-12-01", "2012-01-01", "2012-02-01"], 5),
        (["2011-08-01", "2011-11-01", "2011-12-01", "2012-01-01", "2012-02-01"], 0),
    ],
)
def test_repeats_are_counted_in_windows_that_end_at_the_latest_incident(days: list[str], count: int) -> None:
    assert repeats(RULES, [date.fromisoformat(day) for day in days]) == count


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sections": (Section("a", "A", (Text(key="x", label="X"), Text(key="x", label="X"))),)}, "asks x twice"),
        ({"reported": "never"}, "no field never"),
        ({"main_role": "nobody"}, "no role nobody"),
    ],
)
def test_a_declaration_checks_itself(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(TOY, **change)  # type: ignore[arg-type]


def test_the_registry_knows_its_types_only() -> None:
    assert case_type("asb") is ASB_VICTIM
    with pytest.raises(NotFound):
        case_type("toy")


def test_a_clock_names_whose_word_its_length_is() -> None:
    """As shipped, as a store altered it, and as an adopted scale has it."""
    ours = ASB_VICTIM.with_settings(
        {"asb.first-contact-hours": 24, "asb.review-days.high": 5, "asb.clock.review-acknowledge": 12},
        {
            "asb.first-contact-hours": "Board, 5 May",
            "asb.review-days.high": "Board",
            "asb.clock.review-acknowledge": "",
        },
    )
    assert (ours.first_contact.length, ours.first_contact.source) == (24, "Board, 5 May")
    assert (ours.review_clock("high").length, ours.review_clock("high").source) == (5, "Board")
    record = ours.record("case-review")
    assert record is not None
    assert (record.clocks[0].clock.length, record.clocks[0].clock.source) == (
        12, "As Gosport publishes it: 10 working days",
    )  # fmt: skip
    bands = tuple(replace(each, review_days=3) for each in ASB_VICTIM.instrument.bands)
    scale = replace(ASB_VICTIM.instrument, label="Our scale", version=2, bands=bands)
    assert replace(ASB_VICTIM, instrument=scale).review_clock("medium").source == "Our scale, version 2"
    assert ASB_VICTIM.review_clock("medium").source.startswith("Practice chosen here")


def test_a_kind_of_record_is_known_by_its_code_and_lists_and_lengths_reach_it() -> None:
    assert TOY.record("poster") is POSTERS
    assert TOY.record("leaflet") is None
    cats = replace(THINGS, terms=(*THINGS.terms, Term("cat", "Cat")))
    poster = TOY.with_lists({"toy-things": cats}).record("poster")
    assert poster is not None
    asked = poster.field("thing")
    assert asked is not None
    assert asked.terms is cats
    poster = TOY.with_settings({"toy.clock.toy-poster": 4, "toy.reopen-months": 3}).record("poster")
    assert poster is not None
    assert [owed.clock.length for owed in poster.clocks] == [4]
    with pytest.raises(ValueError, match="declares the record poster twice"):
        replace(TOY, records=(POSTERS, POSTERS))
