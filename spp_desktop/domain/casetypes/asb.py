"""The ASB victim: somebody, or the community at a place, harmed by anti-social behaviour.

Anti-social behaviour is behaviour that caused or was likely to cause harassment, alarm or distress to one or
more persons not of the same household (Crime and Disorder Act 1998 s1).

Beside this: what is asked (``asb_form``), its lists (``asb_lists``), the risk matrix (``asb_matrix``), states and
moves (``asb_states``), and the records a case may hold (``asb_records``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_desktop.domain.cases import Answers
from spp_desktop.domain.casetype import CaseType, FlagKind, Ground, RepeatRule
from spp_desktop.domain.casetypes.asb_form import ACTION, CONTACT, INCIDENT, SECTIONS, WHO
from spp_desktop.domain.casetypes.asb_lists import (
    CLOSURE_REASONS,
    HATE_STRANDS,
    INCIDENTAL,
    PERSONAL,
    ROLES,
    SITUATIONAL,
)
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.casetypes.asb_records import RECORDS
from spp_desktop.domain.casetypes.asb_states import WORKFLOW
from spp_desktop.domain.clocks import Clock
from spp_desktop.domain.closing import ClosingRule
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import read_day
from spp_desktop.domain.kinds.case_review import Threshold
from spp_desktop.domain.order_forms import Toolkit

VULNERABLE = (
    Ground("personal", frozenset((
        *(f"answer:vulnerabilities={code}" for code in PERSONAL),
        "answer:disability=yes", "answer:adult_at_risk=yes",
    ))),
    Ground("situational", frozenset((
        *(f"answer:vulnerabilities={code}" for code in SITUATIONAL),
        "answer:tenure=supported", "answer:tenure=none",
    ))),
    Ground("incidental", frozenset((
        *(f"answer:vulnerabilities={code}" for code in INCIDENTAL),
        "answer:frequency=daily", "answer:frequency=most-days", "flag:repeat",
    ))),
)  # fmt: skip
"""The three kinds of vulnerability and what shows each; two together raise the flag without anybody asking."""

FLAGS = (
    FlagKind("staff-safety", "Staff safety", "red", expires=True),
    FlagKind("threats", "Threats", "red", when=frozenset(("answer:qualifiers=threats", "qualifier:threats"))),
    FlagKind("weapon", "Weapon", "red", when=frozenset(("answer:qualifiers=weapon", "qualifier:weapon"))),
    FlagKind("hate", "Hate", "purple", when=frozenset(
        (*(f"answer:hate_strands={term.code}" for term in HATE_STRANDS.terms if term.code != "none"), "incident:hate")
    )),
    FlagKind("repeat", "Repeat"),
    FlagKind("child", "Child", when=frozenset(("answer:children_in_home=yes",))),
    FlagKind("adult-at-risk", "Adult at risk", "amber", when=frozenset(("answer:adult_at_risk=yes",))),
    FlagKind("vulnerable", "Vulnerable", "amber", when=frozenset(("answer:vulnerable=yes",)),
             grounds=VULNERABLE, least=2, source="Practice chosen here, on the research for HMIC of 2013"),
    FlagKind("interpreter", "Interpreter", when=frozenset(("answer:interpreter=yes",))),
)  # fmt: skip

CLOSING = ClosingRule(
    reasons=CLOSURE_REASONS,
    tries=3,
    exit_risk_days=14,
    survey=True,
    not_told=frozenset(("not-asb", "transferred")),
)

FIRST_CONTACT = Clock(
    "asb-first-contact",
    "First contact with the victim",
    48,
    "hours",
    source="Safer Peterborough promise: contact within 48 hours",
)

UPDATES = Clock(
    "update",
    "Update to the victim, where nothing else was agreed",
    10,
    "working",
    source="Hammersmith and Fulham: an update at least every 10 working days",
)

REPEAT_RULES = (
    RepeatRule("fortnight", 2, 14, "Two in 14 days (Burnley)"),
    RepeatRule("half-year", 5, 180, "Five in 180 days (Burnley)"),
    RepeatRule("quarter", 3, 91, "Three in three months (police training card)"),
)
"""There is no national definition of a repeat victim. A case is one victim's, so its incidents are that person's."""


def dates_in_order(answers: Answers, _today: date) -> Iterator[Problem]:
    """Incident, report and record come in that order."""
    first, reported, recorded = (read_day(answers.get(key)) for key in ("first_incident", "reported", "recorded"))
    if first and reported and first > reported:
        message = f"Reported on {show_day(reported)}, before this day"
        yield Problem("first_incident", message, "warning")
    if reported and recorded and recorded < reported:
        message = f"Must be on or after the date reported, {show_day(reported)}"
        yield Problem("recorded", message, "warning")


def hate_is_whole(answers: Answers, _today: date) -> Iterator[Problem]:
    """Who perceives a hate element is recorded with it."""
    strands = answers.get("hate_strands")
    if strands and strands != ("none",) and not answers.get("perceived_by"):
        yield Problem("perceived_by", "Say who thinks so: the victim or any other person", "warning")


ASB_VICTIM = CaseType(
    code="asb",
    label="ASB victim",
    plural="ASB victims",
    prefix="asb",
    version=1,
    roles=ROLES,
    main_role="victim",
    who=WHO,
    sections=SECTIONS,
    incident=INCIDENT,
    contact=CONTACT,
    action=ACTION,
    instrument=ASB_MATRIX,
    workflow=WORKFLOW,
    closing=CLOSING,
    first_contact=FIRST_CONTACT,
    flags=FLAGS,
    records=RECORDS,
    orders=Toolkit(),
    repeat=REPEAT_RULES,
    case_review=Threshold(),
    updates=UPDATES,
    retention="asb",
    checks=(dates_in_order, hate_is_whole),
)
