"""How often a scale was used, on the cases a reader may know of."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from spp_desktop.domain.permissions import Scope
from spp_desktop.store.case_lists import CASE, known_by_id
from spp_desktop.store.tables.base import table_of
from spp_desktop.store.tables.case import AssessmentRow

_ASSESSMENT = table_of(AssessmentRow)


def times_used(connection: Connection, scope: Scope, code: str) -> dict[int, int]:
    """How many assessments were scored with each version of a scale."""
    rows = connection.execute(
        select(_ASSESSMENT.c.version, func.count())
        .select_from(_ASSESSMENT.join(CASE, CASE.c.id == _ASSESSMENT.c.case_id))
        .where(_ASSESSMENT.c.instrument == code, _ASSESSMENT.c.deleted.is_(False), known_by_id(scope))
        .group_by(_ASSESSMENT.c.version)
    )
    return {row[0]: row[1] for row in rows}
