"""Disclosure: what was shared, or refused, about whom, to whom, under which power, and what became of it.

Recorded before personal information leaves the partnership's hands. Each agency controls its own: what another
brought is not given on unless it agreed. Refusals are recorded too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.disclosure import (
    BASES,
    NOT_MARKED,
    OFFICIAL,
    OFFICIAL_FROM,
    OFFICIAL_SENSITIVE,
    RESTRICTED,
)
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import Choice, Day, LongText, Moment, Section, Text, YesNoUnknown
from spp_desktop.domain.kinds.order import in_order
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.domain.records import RecordClock, RecordKind, Stage
from spp_desktop.domain.vocabulary import Term, Vocabulary, terms

GIVEN, REFUSED = frozenset(("shared", "part")), frozenset(("refused",))

DECISIONS = Vocabulary(
    "sharing-decisions",
    "Shared or refused",
    terms(("shared", "Shared"), ("part", "Shared in part"), ("refused", "Refused")),
)

POWERS = Vocabulary(
    "sharing-powers",
    "Power to share",
    (
        *(Term(each.code, each.label, each.valid_from) for each in BASES if each.code != "internal"),
        Term("dpa-1998", "Data Protection Act 1998, Schedules 2 and 3", valid_to=date(2018, 5, 24)),
        Term("schedule-4", "Anti-social Behaviour, Crime and Policing Act 2014, Schedule 4 (case review)",
             date(2014, 10, 20)),
    ),
    "Crime and Disorder Act 1998 ss17A and 115; Data Protection Act 1998; Children Act 2004 ss10 and 11; Care Act "
    "2014; 2014 Act Schedule 4; UK GDPR Articles 6, 9 and 10; Data Protection Act 2018 Part 3; Domestic Abuse Act 2021",
)  # fmt: skip

METHODS = Vocabulary(
    "sharing-methods",
    "How it was sent",
    terms(
        ("cjsm", "Criminal justice secure mail (CJSM)"),
        ("secure-email", "Secure e-mail"),
        ("encrypted-file", "Encrypted file"),
        ("meeting", "At a meeting"),
        ("spoken", "Told, in person or by phone"),
        ("by-hand", "By hand or recorded delivery"),
    ),
)

BEFORE_OFFICIAL = OFFICIAL_FROM - timedelta(days=1)

MARKINGS = Vocabulary(
    "markings",
    "Protective marking",
    (
        *(
            Term(label.lower().replace(" ", "-"), label, valid_to=BEFORE_OFFICIAL)
            for label in (NOT_MARKED, "PROTECT", RESTRICTED, "CONFIDENTIAL")
        ),
        *(Term(label.lower(), label, OFFICIAL_FROM) for label in (OFFICIAL, OFFICIAL_SENSITIVE)),
    ),
    "Government Protective Marking Scheme; Government Security Classifications from April 2014",
)

ORIGINATOR = Vocabulary(
    "originator-agreed",
    "Whoever it came from agreed",
    terms(("own", "It is our own"), ("yes", "Yes"), ("no", "No"), ("not-asked", "Not asked")),
    "Each agency controls the information it brought",
)

FORM = Section(
    "disclosure",
    "Disclosure",
    (
        Choice(key="decision", label="Shared or refused", vocabulary=DECISIONS, short=True, required=True, span=6),
        Moment(key="shared_at", label="When", help="When it was shared, or refused", span=6),
        LongText(key="what", label="What was asked for or shared", required=True, searchable=True, personal=True,
                 help="Fields, documents and references"),
        Text(key="about", label="About whom else", personal=True, span=6),
        Choice(key="agency", label="To which agency", vocabulary=AGENCIES, span=6),
        Text(key="recipient", label="To whom", personal=True, span=6),
        Text(key="address", label="Secure address", personal=True, span=6),
        LongText(key="purpose", label="What for", searchable=True),
        Text(key="requested_by", label="Requested by", personal=True, span=6),
        Day(key="requested", label="Requested on", span=6),
        Choice(key="power", label="Power", vocabulary=POWERS, span=6),
        Text(key="condition", label="Article or condition", span=6, help="Such as Article 9(2)(g), safeguarding"),
        YesNoUnknown(key="consent_sought", label="Consent sought", span=6),
        YesNoUnknown(key="consent_given", label="Consent given", span=6),
        LongText(key="overridden", label="Why it was shared without consent"),
        LongText(key="necessity", label="Why it is necessary and proportionate"),
        Text(key="agreement", label="Sharing agreement", span=6),
        Text(key="agreement_version", label="Its version"),
        Choice(key="originator", label="Whose information it is", vocabulary=AGENCIES, span=6),
        Choice(key="originator_agreed", label="They agreed", vocabulary=ORIGINATOR, short=True, span=6),
        Choice(key="method", label="How it was sent", vocabulary=METHODS, span=6),
        Choice(key="marking", label="Marking", vocabulary=MARKINGS, span=6),
        Text(key="approver", label="Approved by", span=6),
        Text(key="fingerprint", label="Fingerprint of the file", span=6, help="SHA-256"),
        Day(key="keep_until", label="They keep it until", past=False, ahead=True, span=6),
        Day(key="returned", label="Returned or destroyed", span=6),
        LongText(key="refused_why", label="Why it was refused"),
    ),
)  # fmt: skip


def power_reaches(answers: Answers, _today: date) -> Iterator[Problem]:
    """A power for depersonalised information only carries nobody's name."""
    bare = {each.code for each in BASES if not each.names}
    if answers.get("power") in bare and answers.get("decision") in GIVEN and answers.get("about"):
        yield Problem("power", "This covers depersonalised information only, so nobody may be named", "warning")


def sharing_explains_itself(answers: Answers, _today: date) -> Iterator[Problem]:
    """What is shared has a power and a need; without consent, a reason; of another agency's, its agreement."""
    given = answers.get("decision") in GIVEN
    if given and not answers.get("power"):
        yield Problem("power", "Say under which power it was shared", "warning")
    if given and not answers.get("necessity"):
        yield Problem("necessity", "Say why it was necessary and proportionate", "warning")
    if given and answers.get("consent_given") in ("no", "refused") and not answers.get("overridden"):
        yield Problem("overridden", "Say why it was shared without consent", "warning")
    if given and answers.get("originator_agreed") in ("no", "not-asked"):
        yield Problem("originator_agreed", "It is another agency's: it must agree before it is given on", "warning")
    if answers.get("decision") in REFUSED and not answers.get("refused_why"):
        yield Problem("refused_why", "Say why it was refused", "warning")


DISCLOSURE = RecordKind(
    code="disclosure",
    label="Disclosure",
    plural="Disclosures",
    tab="sharing",
    form=FORM,
    title="what",
    columns=("decision", "shared_at", "agency", "power", "originator_agreed", "keep_until"),
    roles=frozenset(("victim", "reporter", "witness", "responsible", "household", "professional")),
    first="Requested",
    stages=(
        Stage("decision", "Shared", GIVEN, rests=True),
        Stage("decision", "Refused", REFUSED, over=True),
        Stage("returned", "Returned or destroyed", over=True),
    ),
    clocks=(
        RecordClock(
            Clock("sharing-return", "What was shared, back or destroyed", 0, "calendar",
                  source="The day agreed with whoever was given it"),
            "Ask whether it was returned or destroyed",
            since="keep_until",
            until=("returned",),
            only_if={"decision": GIVEN},
        ),
    ),
    checks=(power_reaches, sharing_explains_itself, in_order(FORM, "requested", "shared_at", "returned")),
    source="Information-sharing agreements under the Crime and Disorder Act 1998 s115",
    icon="share",
)  # fmt: skip
