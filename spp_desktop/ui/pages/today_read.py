"""What Today reads from the store, off the UI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from spp_desktop.domain.cases import CaseQuery, CaseView, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.clocks import is_working_day
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.exports import ExportLine, NamesRequest
from spp_desktop.domain.figures.page import FiguresPage
from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.domain.today import Alert, TodayView, TriageLine
from spp_desktop.services import cases, drafts, exports, figures, officers
from spp_desktop.services import today as service
from spp_desktop.services.cases import open_case
from spp_desktop.services.lists import case_type_in_force
from spp_desktop.ui.pages.cases_read import owner_names, owners_to_choose
from spp_desktop.ui.pages.new_case_read import FORM
from spp_desktop.ui.window import local_time

if TYPE_CHECKING:
    from datetime import date

    from spp_desktop.services.signed_in import SignedIn

Whose = Literal["mine", "team", "agencies", "all"]
AlertKind = Literal["case", "assign", "export", "names", "names-decided", "notice", "draft"]


_ICONS: Mapping[str, str] = {
    "flag-ends": "person_warning",
    "unowned": "alert_urgent",
    "allocate": "person_swap",
    "breach": "warning",
    "case-review": "alert_urgent",
    "closure": "checkmark_circle",
    "order-ends": "calendar_clock",
    "need": "send",
    "code": "shield_task",
}
_URGENT = frozenset(("unowned", "breach", "case-review"))
"""Kinds of alert about a case that are drawn in red."""


@dataclass(frozen=True, slots=True)
class Notable:
    """One line of the alerts: by reference, never by name. ``about`` is what its button is about."""

    kind: AlertKind
    icon: str
    title: str
    detail: str
    verb: str
    about: UUID | ExportLine | NamesRequest | None = None
    tab: str = ""
    """The part of a case that the button opens."""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything Today shows but the city's target. ``any_cases`` is whether one was ever logged."""

    view: TodayView
    alerts: tuple[Notable, ...]
    kinds: Mapping[str, CaseType]
    any_cases: bool


def whose_first(me: SignedIn) -> Whose:
    """Whose work somebody sees first: their own, and their team's where they give out its cases and work none."""
    oversees = bool(me.officer.team) and may(me.officer.roles, Right.CASE_ALLOCATE)
    return "team" if oversees and Role.ASB_OFFICER not in me.officer.roles else "mine"


def load(me: SignedIn, whose: Whose) -> Loaded:
    """Read the page."""
    view = service.today(me, whose)
    kinds = {code: case_type_in_force(me, code) for code in sorted(me.scope.case_types)}
    any_cases = bool(view.items or view.triage) or any(cases.count_cases(me, CaseQuery(code)) for code in kinds)
    return Loaded(view, tuple(_notable(me, view)), kinds, any_cases)


def load_target(me: SignedIn) -> FiguresPage | None:
    """The figures the city's target is told with; None where none are held."""
    choices = figures.figures_choices(me)
    return figures.figures_page(me, choices.opening) if choices.opening is not None else None


def triage_case(me: SignedIn, line: TriageLine, owner: UUID | None) -> CaseView:
    """Take a case out of triage by its type's first move, and give it to an officer where one is named."""
    if owner is not None:
        cases.assign_case(me, line.case_id, owner)
    view = open_case(me, line.case_id)
    kind = case_type_in_force(me, line.case_type)
    cases.move_case(me, line.case_id, kind.workflow.from_state(view.line.state)[0].after)
    return view


def read_triage(me: SignedIn, line: TriageLine) -> tuple[CaseView, tuple[tuple[str, str], ...]]:
    """A case to triage, and the officers it can be given to by this one."""
    choices: tuple[tuple[str, str], ...] = ((str(me.officer.id), me.officer.name),)
    if may(me.officer.roles, Right.CASE_ALLOCATE, line.case_type):
        choices = owners_to_choose(me, line.case_type)
    return open_case(me, line.case_id), choices


def review_filters(band: str, until: date) -> tuple[Filter, ...]:
    """The list behind one count of reviews due."""
    last = Filter("next_review", (until.isoformat(),), "to")
    return (Filter("open", ("yes",)), Filter("band", ("" if band == "none" else band,)), last)


def working_day_words(today: date) -> str:
    """``working day 8 of 22 this month``, or that today is none."""
    first = today.replace(day=1)
    days = [first + timedelta(days=n) for n in range(31)]
    working = [day for day in days if day.month == today.month and is_working_day(day)]
    if today not in working:
        return "not a working day"
    return f"working day {working.index(today) + 1} of {len(working)} this month"


def _notable(me: SignedIn, view: TodayView) -> list[Notable]:
    found = [_of_alert(alert) for alert in view.alerts if alert.kind != "export"]
    found += [_of_notice(me, *each) for each in _notices(me)]
    found += _unfinished(me)
    found += _exports(me)
    if may(me.officer.roles, Right.APPROVE_NAMES):
        found += [_to_decide(each) for each in exports.names_requests(me)]
    if may(me.officer.roles, Right.CASE_EXPORT):
        found += [_decided(each) for each in exports.my_names_requests(me) if each.decision in ("approved", "refused")]
    return found


def _of_alert(alert: Alert) -> Notable:
    kind: AlertKind = "assign" if alert.kind in ("unowned", "allocate") else "case"
    return Notable(
        kind,
        _ICONS.get(alert.kind, "info"),
        alert.title,
        alert.detail,
        alert.verb,
        alert.case_id,
        alert.tab,
        urgent=alert.kind in _URGENT,
    )


def _notices(me: SignedIn) -> list[tuple[UUID, str, str]]:
    notices = officers.my_notices(me)
    names = owner_names(me) if notices else {}
    return [
        (each.id, each.text(lambda one: names.get(str(one), "Somebody")), f"{show_day(each.at.date())}")
        for each in notices
    ]


def _of_notice(_me: SignedIn, notice_id: UUID, words: str, day: str) -> Notable:
    return Notable("notice", "info", words, day, "Seen", notice_id)


def _unfinished(me: SignedIn) -> list[Notable]:
    if not may(me.officer.roles, Right.CASE_WRITE):
        return []
    held = [each for each in drafts.my_drafts(me) if each.form == FORM]
    return [
        Notable("draft", "save", "A new case is unfinished", f"kept {show_day(each.kept.date())}, "
                f"{local_time(each.kept)}", "Continue")
        for each in held
    ]  # fmt: skip


def _exports(me: SignedIn) -> list[Notable]:
    found = []
    for line in exports.export_register(me, outstanding=True):
        if line.by_id == me.officer.id:
            late = "was due" if line.destroy_by < me.today() else "by"
            title = f"Confirm a list was destroyed, {late} {show_day(line.destroy_by)}"
            detail = f"{line.number} · {line.rows:,} rows for {line.recipient}"
            found.append(Notable("export", "document_table", title, detail, "Confirm", line))
    return found


def _to_decide(asked: NamesRequest) -> Notable:
    detail = f"{asked.asked_by} for {asked.recipient} · asked {show_day(asked.asked_at.date())}"
    return Notable("names", "shield_lock", "Names asked for in an export", detail, "Decide", asked, urgent=True)


def _decided(asked: NamesRequest) -> Notable:
    approved = asked.decision == "approved"
    title = "Names approved for one export" if approved else "Names refused"
    detail = f"for {asked.recipient}" if approved else f"for {asked.recipient}: {asked.decision_reason}"
    icon = "checkmark_circle" if approved else "error_circle"
    return Notable("names-decided", icon, title, detail, "Open list", asked)
