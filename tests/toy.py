"""A second case type in one module: a lost-property case, to show that everything follows from a declaration."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from spp_desktop.domain import permissions
from spp_desktop.domain.casetype import CaseType, FlagKind
from spp_desktop.domain.casetypes import CASE_TYPES
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.closing import ClosingRule
from spp_desktop.domain.fields import (
    Choice,
    Day,
    LongText,
    Moment,
    MultiChoice,
    Postcode,
    Section,
    Text,
    Whole,
    YesNoUnknown,
)
from spp_desktop.domain.instruments import Band, Instrument, Option, Question
from spp_desktop.domain.lists import CHANNELS, OUTCOMES
from spp_desktop.domain.order_forms import Toolkit
from spp_desktop.domain.people import FactKind
from spp_desktop.domain.permissions import Grant, Right, Role
from spp_desktop.domain.records import RecordClock, RecordKind, Stage
from spp_desktop.domain.vocabulary import Vocabulary, terms
from spp_desktop.domain.workflow import Move, State, Workflow

THINGS = Vocabulary("toy-things", "Thing", terms(("keys", "Keys"), ("purse", "Purse"), ("dog", "Dog")))
WHO = Vocabulary("who-kinds", "Who", terms(("person", "Somebody named"), ("not-known", "Not known")))

POSTERS = RecordKind(
    "poster",
    "Poster",
    "Posters",
    "documents",
    Section(
        "poster",
        "Poster",
        (
            Text(key="shop", label="Shop it hangs in", required=True, searchable=True),
            Choice(key="thing", label="Shows", vocabulary=THINGS),
            Day(key="hung", label="Hung on"),
            Day(key="down", label="Taken down on"),
            LongText(key="note", label="Note", personal=True),
        ),
    ),
    title="shop",
    columns=("thing",),
    roles=frozenset(("loser",)),
    first="Printed",
    stages=(Stage("hung", "Hanging"), Stage("down", "Taken down", over=True)),
    clocks=(
        RecordClock(
            Clock("toy-poster", "Poster down", 10, "working", stops=True, source="A test"),
            "Take the poster down",
            "hung",
            ("down",),
        ),
    ),
    valid_from=date(2010, 1, 1),
)

TOY = CaseType(
    code="toy",
    label="Lost thing",
    plural="Lost things",
    prefix="toy",
    version=2,
    roles=Vocabulary("toy-roles", "Role", terms(("loser", "Loser"), ("finder", "Finder"))),
    main_role="loser",
    who=Section(
        "who",
        "Who",
        (
            Choice(key="who", label="Who", vocabulary=WHO),
            Text(key="name", label="Name", fact=FactKind.NAME, personal=True),
            Postcode(key="postcode", label="Postcode", fact=FactKind.ADDRESS),
        ),
    ),
    sections=(
        Section(
            "thing",
            "The thing",
            (
                MultiChoice(
                    key="things", label="What was lost", vocabulary=THINGS, required=True, in_list=True, shown=True
                ),
                Day(key="lost", label="Lost on", required=True, in_list=True),
                Text(key="where", label="Where", searchable=True, in_list=True),
                Postcode(key="where_postcode", label="Postcode"),
                Whole(key="worth", label="Worth", most=9999, in_list=True),
                YesNoUnknown(key="insured", label="Insured", in_list=True),
            ),
        ),
    ),
    incident=Section(
        "incident", "Sighting", (Moment(key="happened", label="When"), LongText(key="words", label="What"))
    ),
    contact=Section(
        "entry",
        "Contact",
        (
            Choice(key="outcome", label="Outcome", vocabulary=OUTCOMES),
            Choice(key="channel", label="How", vocabulary=CHANNELS),
        ),
    ),
    action=Section("action", "Action", (Text(key="what", label="What"),)),
    instrument=Instrument(
        "toy-scale",
        "How sad",
        1,
        (Question("sad", "1", "How sad?", (Option("little", "A little", 0), Option("very", "Very", 5))),),
        (Band("calm", "Calm", 0, 30), Band("bereft", "Bereft", 5, 3)),
        (),
        source="A test",
    ),
    workflow=Workflow(
        "lost",
        (State("lost", "Lost", triage=True), State("found", "Found", open=False)),
        (Move("lost", "found", "Find", right=Right.CASE_CLOSE), Move("found", "lost", "Lose again")),
        reopened="lost",
        reopen_months=1,
    ),
    closing=ClosingRule(Vocabulary("toy-closure", "Why", terms(("found", "Found"))), 1, 1, survey=False),
    first_contact=Clock("toy-contact", "First contact", 24, "hours"),
    records=(POSTERS,),
    orders=Toolkit(),
    flags=(FlagKind("beloved", "Beloved", when=frozenset(("answer:things=dog",))),),
    retention="asb",
    reported="lost",
    place="where",
    postcode="where_postcode",
    upgrades={1: lambda answers: {("where" if key == "place" else key): value for key, value in answers.items()}},
)


def make_known(monkeypatch: pytest.MonkeyPatch, *roles: Role, confidential: bool = False) -> None:
    """The toy's name in the registry, these roles' rights over its cases, and which compartment those live in."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("spp_desktop."):
            continue
        if getattr(module, "CASE_TYPES", None) is CASE_TYPES:
            monkeypatch.setattr(module, "CASE_TYPES", (*CASE_TYPES, TOY))
        if confidential and hasattr(module, "CONFIDENTIAL_TYPES"):
            monkeypatch.setattr(module, "CONFIDENTIAL_TYPES", frozenset((TOY.code,)))
    granted = {
        role: frozenset(
            Grant(each.right, each.case_types | {TOY.code}) if each.case_types else each
            for each in permissions.PERMISSIONS[role]
        )
        for role in roles
    }
    monkeypatch.setattr(permissions, "PERMISSIONS", {**permissions.PERMISSIONS, **granted})
