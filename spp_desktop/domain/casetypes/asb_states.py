"""The states of an ASB victim's case and the moves between them."""

from __future__ import annotations

from spp_desktop.domain.permissions import Right
from spp_desktop.domain.workflow import Move, State, Workflow

STATES = (
    State("reported", "Reported", triage=True),
    State("triaged", "Triaged"),
    State("assessing", "Assessing"),
    State("investigating", "Investigating"),
    State("action-plan", "Action plan"),
    State("monitoring", "Monitoring"),
    State("suspended", "Suspended (court)", stopped="court"),
    State("reopened", "Reopened"),
    State("proposed-closure", "Proposed closure"),
    State("closed", "Closed", open=False),
    State("not-asb", "Not ASB, signposted", open=False, retention="asb-no-action"),
    State("transferred", "Transferred", open=False),
)

WORKED = ("assessing", "investigating", "action-plan", "monitoring")
"""States in which a case is being worked, from any of which it may be suspended, transferred or put to closure."""

MOVES = (
    Move("reported", "triaged", "Triage"),
    Move("triaged", "assessing", "Start assessing"),
    Move("assessing", "investigating", "Investigate"),
    Move("investigating", "action-plan", "Agree an action plan"),
    Move("action-plan", "investigating", "Back to investigating"),
    Move("action-plan", "monitoring", "Monitor"),
    Move("monitoring", "action-plan", "Back to the action plan"),
    *(Move(state, "proposed-closure", "Propose closure", reason=True) for state in WORKED),
    Move("proposed-closure", "closed", "Close", right=Right.CASE_CLOSE, closing=True),
    Move("proposed-closure", "action-plan", "Back to the action plan", reason=True),
    Move("proposed-closure", "monitoring", "Back to monitoring", reason=True),
    *(Move(state, "not-asb", "Not ASB, signpost", reason=True) for state in ("reported", "triaged", "assessing")),
    *(Move(state, "transferred", "Transfer", reason=True) for state in ("reported", "triaged", *WORKED)),
    *(Move(state, "suspended", "Suspend for court", reason=True) for state in WORKED),
    *(Move("suspended", state, "Resume", reason=True) for state in WORKED),
    *(Move(state, "reopened", "Reopen", reason=True) for state in ("closed", "not-asb", "transferred")),
    Move("reopened", "assessing", "Start assessing"),
    Move("reopened", "investigating", "Investigate"),
    Move("reopened", "action-plan", "Agree an action plan"),
)

WORKFLOW = Workflow("reported", STATES, MOVES, reopened="reopened", reopen_months=12)
