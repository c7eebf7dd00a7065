"""Who may do what: the one permission table.

An officer may hold several roles and has the rights of all of them together. A right over casework is
granted for named case types; a right that is not about cases is granted without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an officer comes to the program for."""

    ASB_OFFICER = "asb-officer"
    DA_COORDINATOR = "da-coordinator"
    IDVA = "idva"
    IOM_OFFICER = "iom-officer"
    SIB_WORKER = "sib-worker"
    FAMILY_WORKER = "family-worker"
    WORKSTREAM_LEAD = "workstream-lead"
    NEIGHBOURHOOD_MANAGER = "neighbourhood-manager"
    ANALYST = "analyst"
    BOARD = "board"
    SUPERVISOR = "supervisor"
    DA_LEAD = "da-lead"
    INFORMATION_GOVERNANCE = "information-governance"
    ADMINISTRATOR = "administrator"
    SCHEDULED_JOB = "scheduled-job"


ROLE_LABELS: Mapping[Role, str] = {
    Role.ASB_OFFICER: "ASB / victim officer",
    Role.DA_COORDINATOR: "Domestic abuse coordinator",
    Role.IDVA: "IDVA",
    Role.IOM_OFFICER: "IOM officer",
    Role.SIB_WORKER: "Social Impact Bond worker",
    Role.FAMILY_WORKER: "Family Recovery key worker",
    Role.WORKSTREAM_LEAD: "Workstream lead",
    Role.NEIGHBOURHOOD_MANAGER: "Neighbourhood manager",
    Role.ANALYST: "Analyst",
    Role.BOARD: "Board member",
    Role.SUPERVISOR: "Supervisor",
    Role.DA_LEAD: "Domestic abuse lead",
    Role.INFORMATION_GOVERNANCE: "Information governance officer",
    Role.ADMINISTRATOR: "Administrator",
    Role.SCHEDULED_JOB: "Scheduled job",
}

DEFAULT_FIRST_ROLES: tuple[Role, ...] = (Role.ADMINISTRATOR, Role.ASB_OFFICER, Role.ANALYST)
"""What the creator of a store holds when nobody says otherwise."""


class Right(StrEnum):
    """One thing a person does."""

    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_LOWER_RISK = "case.lower-risk"
    CASE_CLOSE = "case.close"
    CASE_ALLOCATE = "case.allocate"
    CASE_EXPORT = "case.export"
    CASE_DELETE = "case.delete"
    APPROVE_NAMES = "export.approve-names"
    WITHDRAWN_READ = "case.withdrawn-read"
    ERASE = "retention.erase"
    AUDIT_READ = "audit.read"
    FIGURES_READ = "figures.read"
    FIGURES_IMPORT = "figures.import"
    FIGURES_EXPORT = "figures.export"
    MEASURES_EDIT = "figures.measures"
    OFFICERS_READ = "officers.read"
    OFFICERS_EDIT = "officers.edit"
    SLOTS_GENERAL = "slots.general"
    SLOTS_CONFIDENTIAL = "slots.confidential"
    LISTS_EDIT = "lists.edit"
    SETTINGS_READ = "settings.read"
    SETTINGS_EDIT = "settings.edit"
    BACKUP = "backup"
    RESTORE = "restore"
    CHECK = "check"
    INSTRUMENTS_ADOPT = "instruments.adopt"


ASB = "asb"
CONFIDENTIAL_TYPES: frozenset[str] = frozenset({"da"})
"""Case types that live in the confidential compartment."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right, and over which case types; an empty set where the right is not about cases."""

    right: Right
    case_types: frozenset[str] = frozenset()


def _cases(types: Iterable[str], *rights: Right) -> frozenset[Grant]:
    return frozenset(Grant(right, frozenset(types)) for right in rights)


def _plain(*rights: Right) -> frozenset[Grant]:
    return frozenset(Grant(right) for right in rights)


_WORK = (Right.CASE_READ, Right.CASE_WRITE, Right.CASE_EXPORT)
_OWN = _plain(Right.SETTINGS_READ, Right.OFFICERS_READ, Right.CHECK)

PERMISSIONS: Mapping[Role, frozenset[Grant]] = {
    Role.ASB_OFFICER: _cases([ASB], *_WORK) | _plain(Right.FIGURES_READ) | _OWN,
    Role.DA_COORDINATOR: _plain(Right.FIGURES_READ) | _OWN,
    Role.IDVA: _OWN,
    Role.IOM_OFFICER: _plain(Right.FIGURES_READ) | _OWN,
    Role.SIB_WORKER: _OWN,
    Role.FAMILY_WORKER: _OWN,
    Role.WORKSTREAM_LEAD: _plain(Right.FIGURES_READ, Right.FIGURES_EXPORT) | _OWN,
    Role.NEIGHBOURHOOD_MANAGER: _plain(Right.FIGURES_READ, Right.FIGURES_EXPORT) | _OWN,
    Role.ANALYST: _plain(Right.FIGURES_READ, Right.FIGURES_IMPORT, Right.FIGURES_EXPORT, Right.MEASURES_EDIT) | _OWN,
    Role.BOARD: _plain(Right.FIGURES_READ),
    Role.SUPERVISOR: _cases(
        [ASB], *_WORK, Right.CASE_CLOSE, Right.CASE_LOWER_RISK, Right.CASE_ALLOCATE, Right.CASE_DELETE
    )
    | _plain(Right.APPROVE_NAMES, Right.FIGURES_READ, Right.FIGURES_EXPORT, Right.INSTRUMENTS_ADOPT)
    | _OWN,
    Role.DA_LEAD: _plain(Right.SLOTS_CONFIDENTIAL, Right.FIGURES_READ) | _OWN,
    Role.INFORMATION_GOVERNANCE: _plain(Right.AUDIT_READ, Right.WITHDRAWN_READ, Right.ERASE) | _OWN,
    Role.ADMINISTRATOR: _plain(
        Right.OFFICERS_EDIT,
        Right.SLOTS_GENERAL,
        Right.LISTS_EDIT,
        Right.SETTINGS_EDIT,
        Right.BACKUP,
        Right.RESTORE,
    )
    | _OWN,
    Role.SCHEDULED_JOB: _plain(Right.FIGURES_READ, Right.FIGURES_IMPORT, Right.BACKUP, Right.CHECK),
}


def case_types(roles: Iterable[Role], right: Right) -> frozenset[str]:
    """The case types over which these roles together carry the right."""
    grants = (grant for role in roles for grant in PERMISSIONS[role] if grant.right is right)
    return frozenset(kind for grant in grants for kind in grant.case_types)


def may(roles: Iterable[Role], right: Right, case_type: str | None = None) -> bool:
    """Whether the roles together carry the right (over the case type, where the right is about cases)."""
    grants = [grant for role in roles for grant in PERMISSIONS[role] if grant.right is right]
    if case_type is not None:
        return any(case_type in grant.case_types for grant in grants)
    return bool(grants)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one reader may know of. Every list read takes one; without one there is no list.

    ``case_types`` are those the reader may open; ``confidential`` is whether the reader holds that
    compartment's key; ``blocked`` are single cases the reader is kept from (conflict of interest). ``team`` is the
    reader's: a protected address is known to the team of its case alone.
    """

    officer_id: UUID
    case_types: frozenset[str]
    confidential: bool = False
    blocked: frozenset[UUID] = frozenset()
    team: str = ""


def scope_of(officer_id: UUID, roles: Iterable[Role], *, confidential: bool, team: str = "") -> Scope:
    """The reader's scope: readable case types, less the confidential ones when the key is not held."""
    readable = case_types(roles, Right.CASE_READ)
    if not confidential:
        readable -= CONFIDENTIAL_TYPES
    return Scope(officer_id, readable, confidential=confidential, team=team)
