"""The Code of Practice for Victims of Crime, edition by edition: what a victim is owed, and was given or refused.

The Code covers crime. Anti-social behaviour that is no crime lies outside it and is owed the local promise instead:
first contact within 48 hours, one person to speak to, and updates as agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spp_desktop.domain.cases import Answers, IncidentView
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.fields import Choice, Day, LongText, Section, Text, YesNoUnknown
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.records import RecordClock, RecordKind, RecordView, Stage
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

FIRST, IN_2013 = date(2006, 4, 3), date(2013, 12, 10)
IN_2015, IN_2021 = date(2015, 11, 16), date(2021, 4, 1)
BEFORE_2013, BEFORE_2021 = date(2013, 12, 9), date(2021, 3, 31)

EDITIONS = Vocabulary(
    "victims-code-editions",
    "Edition of the Victims' Code",
    (
        Term("2006", "Victims' Code 2006", FIRST, BEFORE_2013),
        Term("2013", "Victims' Code 2013", IN_2013, date(2015, 11, 15)),
        Term("2015", "Victims' Code 2015", IN_2015, BEFORE_2021),
        Term("2021", "Victims' Code 2020, in force from 2021", IN_2021),
    ),
    "Domestic Violence, Crime and Victims Act 2004 ss32 and 33, and the orders that brought each edition into force",
)

ENTITLEMENTS = Vocabulary(
    "victims-code",
    "Entitlement under the Victims' Code",
    (
        *terms(
            ("support", "Referred to victim services"),
            ("information", "Told how the criminal justice system works and what to expect"),
            ("needs", "Asked what they need, and whether they are in an enhanced group"),
            ("event", "Told of a significant event: arrest, bail, charge, release, a decision"),
            ("outcome", "Told the court's outcome and of any appeal"),
            ("complaint", "Told how to complain"),
            valid_from=FIRST,
            valid_to=BEFORE_2021,
        ),
        Term("progress", "Told of progress while the crime is investigated", FIRST, BEFORE_2013),
        *terms(
            ("progress-agreed", "Told of progress as often as agreed"),
            ("statement", "Offered a victim personal statement"),
            ("restorative", "Told of restorative justice"),
            ("compensation", "Told how to claim compensation"),
            ("decision-review", "Told how to have a decision not to prosecute reviewed"),
            valid_from=IN_2013,
            valid_to=BEFORE_2021,
        ),
        Term("acknowledgement", "Given a written acknowledgement of the crime", IN_2015, BEFORE_2021),
        *terms(
            ("right-1", "Right 1: to understand and be understood"),
            ("right-2", "Right 2: to have the crime recorded without unjustified delay"),
            ("right-3", "Right 3: to be given information when reporting"),
            ("right-4", "Right 4: to be referred to services that support victims"),
            ("right-5", "Right 5: to be given information about compensation"),
            ("right-6", "Right 6: to be told of the investigation and prosecution"),
            ("right-7", "Right 7: to make a victim personal statement"),
            ("right-8", "Right 8: to be told of the trial and the part of a witness"),
            ("right-9", "Right 9: to be told the outcome and of any appeal"),
            ("right-10", "Right 10: to be paid expenses and have property returned"),
            ("right-11", "Right 11: to be told of the offender after a conviction"),
            ("right-12", "Right 12: to complain of rights not met"),
            valid_from=IN_2021,
        ),
    ),
    "Code of Practice for Victims of Crime, 2006, 2013 and 2015; Victims' Code 2020, its twelve rights",
)

SUPPORT = frozenset(("support", "right-4"))
EVENT = frozenset(("event", "right-6"))
PROGRESS = frozenset(("progress",))

ENHANCED_GROUPS = Vocabulary(
    "victims-code-enhanced",
    "Enhanced group",
    (
        Term("vulnerable", "Vulnerable or intimidated", FIRST),
        Term("serious", "Victim of the most serious crime", IN_2013),
        Term("persistent", "Persistently targeted", IN_2013),
        Term("none", "None"),
    ),
    "Victims' Code: vulnerable or intimidated from 2006, all three groups from 2013",
)

ENTITLED = "entitled"
CODE_VICTIMS = Vocabulary(
    "victims-code-victims",
    "Victim under the Code",
    (
        Term("person", "The person harmed", marks=frozenset((ENTITLED,))),
        Term("family", "Close relative, parent or spokesperson", marks=frozenset((ENTITLED,))),
        Term("business", "Business, with somebody named to speak for it", marks=frozenset((ENTITLED,))),
        Term("business-unnamed", "Business, nobody named"),
        Term("community", "Nobody in particular"),
    ),
    "Victims' Code: a business qualifies only with a named contact",
)

FORM = Section(
    "entitlement",
    "Victims' Code",
    (
        Choice(key="entitlement", label="Entitlement", vocabulary=ENTITLEMENTS, required=True, span=8),
        Day(key="owed", label="Owed since", span=4, help="The day of the report, the event or the last update"),
        YesNoUnknown(key="enhanced", label="Enhanced group", span=4),
        Choice(key="agency", label="Who owes it", vocabulary=AGENCIES, span=4),
        Text(key="event", label="Which event", searchable=True, span=4),
        Day(key="given", label="Given on", span=4),
        Day(key="declined", label="Not wanted, said on", span=4),
        Day(key="refused", label="Refused on", span=4),
        LongText(key="refused_why", label="Why it was refused"),
        LongText(key="words", label="How it was given", personal=True),
    ),
)

_ANSWERED = ("given", "declined", "refused")

ENTITLEMENT = RecordKind(
    code="entitlement",
    label="Victims' Code entitlement",
    plural="Victims' Code",
    tab="people",
    form=FORM,
    title="entitlement",
    columns=("owed", "enhanced", "agency", "given", "declined", "refused"),
    roles=frozenset(("victim",)),
    first="Owed",
    stages=(
        Stage("given", "Given", over=True),
        Stage("declined", "Not wanted", over=True),
        Stage("refused", "Refused", over=True),
    ),
    clocks=(
        RecordClock(
            Clock("code-support", "Victims' Code: referral to victim services", 2, "working", stops=True,
                  source="Victims' Code: within 2 working days of the report"),
            "Refer to victim services",
            since="owed",
            until=_ANSWERED,
            only_if={"entitlement": SUPPORT},
        ),
        RecordClock(
            Clock("code-event", "Victims' Code: told of a significant event", 5, "working", stops=True,
                  source="Victims' Code: within 5 working days"),
            "Tell them of the event",
            since="owed",
            until=_ANSWERED,
            only_if={"entitlement": EVENT},
            unless={"enhanced": frozenset(("yes",))},
        ),
        RecordClock(
            Clock("code-event-enhanced", "Victims' Code: told of a significant event, enhanced group", 1, "working",
                  stops=True, source="Victims' Code: within 1 working day for an enhanced group"),
            "Tell them of the event",
            since="owed",
            until=_ANSWERED,
            only_if={"entitlement": EVENT, "enhanced": frozenset(("yes",))},
        ),
        RecordClock(
            Clock("code-progress", "Victims' Code 2006: told of progress", 28, "calendar",
                  source="Practice: at least every 28 days, for the monthly updates of the Code of 2006"),
            "Tell them of progress",
            since="owed",
            until=_ANSWERED,
            only_if={"entitlement": PROGRESS},
        ),
    ),
    checks=(in_order(FORM, "owed", "given"),),
    valid_from=FIRST,
    note="For crime. Anti-social behaviour that is no crime keeps the local promise",
    source="Code of Practice for Victims of Crime",
    icon="shield_task",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnderCode:
    """What a victim is owed on a day. ``edition`` is None where the Code does not reach, and ``why`` says why not.

    ``enhanced`` is whether the victim is in an enhanced group, None where nobody has asked.
    """

    edition: Term | None
    entitlements: tuple[Term, ...]
    enhanced: bool | None
    why: str


def owed_under_code(answers: Answers, on: date, incidents: Iterable[IncidentView] = ()) -> UnderCode:
    """What the Code in force on a day owes the victim of a case, by the case's answers and its incidents."""
    groups = answers.get("enhanced")
    enhanced = None if groups is None else groups != ("none",)
    edition = next(iter(EDITIONS.on(on)), None)
    if why := _outside(answers, edition, crime_recorded(answers, incidents)):
        return UnderCode(None, (), enhanced, why)
    return UnderCode(edition, ENTITLEMENTS.on(on), enhanced, "")


def crime_recorded(answers: Answers, incidents: Iterable[IncidentView] = ()) -> bool:
    """Whether any of what happened was recorded as a crime."""
    return answers.get("crime") == "yes" or any(each.crime == "yes" and not each.withdrawn for each in incidents)


def not_yet_recorded(owed: UnderCode, records: Iterable[RecordView]) -> tuple[Term, ...]:
    """The entitlements owed of which nothing is on record: neither owed, given, declined nor refused."""
    known = {
        each.answers.get("entitlement") for each in records if each.kind == ENTITLEMENT.code and not each.withdrawn
    }
    return tuple(each for each in owed.entitlements if each.code not in known)


def _outside(answers: Answers, edition: Term | None, crime: bool) -> str:
    if not crime:
        return "No crime is recorded: outside the Victims' Code, the local promise holds"
    if edition is None:
        return "The first Victims' Code came into force on 3 Apr 2006"
    if answers.get("code_victim", "person") not in CODE_VICTIMS.marked(ENTITLED):
        return "The Victims' Code is for somebody harmed, or a business with a named contact"
    return ""
