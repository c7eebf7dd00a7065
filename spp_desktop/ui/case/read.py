"""What the case window reads from the store, off the UI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_desktop.domain.cases import Answers, AssessmentView, CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.drafts import DraftView
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services import cases
from spp_desktop.services.drafts import find_draft, my_drafts
from spp_desktop.services.entries import risk_to_score
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.services.officers import list_officers

if TYPE_CHECKING:
    from uuid import UUID

    from spp_desktop.services.signed_in import SignedIn

DETAILS, CONTACT, INCIDENT, ACTION, PARTY, RISK, YOURS, CLOSING = (
    "case-details", "case-contact", "case-incident", "case-action", "case-party", "case-risk", "case-yours",
    "case-closing",
)  # fmt: skip
"""The forms of a case window, by which their drafts are kept."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its type as the store has it, and what the officer had typed on it and not saved."""

    kind: CaseType
    view: CaseView
    drafts: Mapping[str, DraftView]


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a new scoring starts from: ``last`` is the assessment before, ``draft`` one begun and not saved."""

    answers: Answers
    triggers: tuple[str, ...]
    last: AssessmentView | None
    draft: DraftView | None


def read_opened(me: SignedIn, case_id: UUID) -> Opened:
    """Open a case; the look is recorded."""
    view = cases.open_case(me, case_id)
    drafts = {draft.form: draft for draft in my_drafts(me) if draft.case_id == case_id}
    return Opened(case_type_in_force(me, view.line.type), view, drafts)


def read_scoring(me: SignedIn, case_id: UUID) -> Scoring:
    """What to start scoring a case from."""
    answers, triggers = risk_to_score(me, case_id)
    view = cases.case_as_it_stands(me, case_id)
    return Scoring(answers, triggers, latest(view), find_draft(me, RISK, view.line.type, case_id))


def latest(view: CaseView) -> AssessmentView | None:
    """The assessment in force."""
    return view.assessments[0] if view.assessments else None


def owners_of(me: SignedIn, code: str) -> tuple[tuple[str, str], ...]:
    """Officers a case of a type can be given to: (id, name), by name."""
    found = (each.officer for each in list_officers(me))
    return tuple((str(each.id), each.name) for each in found if may(each.roles, Right.CASE_WRITE, code))
