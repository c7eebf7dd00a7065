"""The tabs of a case window after Details: which there are, in which order, and the count beside each."""

from __future__ import annotations

from spp_desktop.domain.cases import CaseView
from spp_desktop.domain.casetype import CaseType
from spp_desktop.ui.case.history import History
from spp_desktop.ui.case.orders import Orders
from spp_desktop.ui.case.records import RecordTab
from spp_desktop.ui.case.records_tabs import ActionsTab, DocumentsTab, PartsTab, PeopleTab, SharingTab, records_in
from spp_desktop.ui.case.tabs import ContactLog, Incidents, RiskHistory
from spp_desktop.ui.widgets.strips import Tab

RECORDS: tuple[type[RecordTab | PartsTab], ...] = (
    PeopleTab, Incidents, RiskHistory, ContactLog, ActionsTab, Orders, SharingTab, DocumentsTab, History,
)  # fmt: skip
"""In order; a case has those that its type puts something in."""


def offered_tabs(kind: CaseType) -> dict[str, type[RecordTab | PartsTab]]:
    """The tabs that a case of this type has, by code."""
    return {each.code: each for each in RECORDS if each.offered(kind)}


def counted_tabs(kind: CaseType, view: CaseView) -> list[Tab]:
    """The tabs of a case, each with how many records are behind it; of what can be done, those still open."""
    counts = {
        "people": len(view.parties),
        "incidents": sum(not each.withdrawn for each in view.incidents),
        "risk": len(view.assessments),
        "contacts": sum(not each.withdrawn for each in view.contacts),
        "actions": sum(each.done is None for each in view.actions) + records_in(kind, view, "actions", going_on=True),
        "orders": len(view.orders),
        "sharing": records_in(kind, view, "sharing"),
        "documents": records_in(kind, view, "documents"),
    }
    return [Tab(code, each.label, counts.get(code)) for code, each in offered_tabs(kind).items()]
