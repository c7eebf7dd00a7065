"""What an ASB victim's case holds beside its incidents, contacts, actions and assessments."""

from __future__ import annotations

from spp_desktop.domain.kinds.case_review import CASE_REVIEW
from spp_desktop.domain.kinds.diary import DIARY_SHEET
from spp_desktop.domain.kinds.onward import ONWARD_REFERRAL
from spp_desktop.domain.kinds.sharing import DISCLOSURE
from spp_desktop.domain.kinds.survey import SURVEY
from spp_desktop.domain.kinds.victims_code import ENTITLEMENT
from spp_desktop.domain.kinds.witness import COURT_DAY, WITNESS
from spp_desktop.domain.records import RecordKind

RECORDS: tuple[RecordKind, ...] = (
    ENTITLEMENT,
    WITNESS,
    COURT_DAY,
    ONWARD_REFERRAL,
    CASE_REVIEW,
    SURVEY,
    DISCLOSURE,
    DIARY_SHEET,
)
"""In the order they are offered: about people, then to do, then given to others, then kept as documents."""
