"""What a partnership publishes of case reviews each year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from spp_desktop.domain.errors import NotPermitted
from spp_desktop.domain.kinds.case_review import AnnualFigures
from spp_desktop.domain.permissions import Role, Scope
from spp_desktop.domain.records import NewRecord
from spp_desktop.services import case_reviews, records
from spp_desktop.store.record_reads import records_of_kind
from tests.casework import Wall, logged, signed_in

JUNE_2015 = datetime(2015, 6, 1, 9, tzinfo=UTC)


def test_applications_are_counted_by_financial_year_without_those_one_may_not_know_of(store: Any) -> None:
    me = signed_in(store, Role.SUPERVISOR, now=Wall(JUNE_2015))
    mine, other = (logged(me, name).case_id for name in ("Ewa Kowalczyk", "Rui Ferreira"))
    for case_id, applied in ((mine, "2014-11-03"), (mine, "2015-04-07"), (other, "2015-04-08")):
        answers = {"applied": applied, "applicant": "victim", "decision": "not-met", "decided": applied}
        records.add_record(me, case_id, NewRecord("case-review", answers))
    gone = records.add_record(me, mine, NewRecord("case-review", {"applied": "2015-05-01"})).value
    records.withdraw_record(me, gone.id, "Another case's")
    records.add_record(me, mine, NewRecord("survey", {"sent": "2015-05-01"}))

    now, before = case_reviews.review_years(me)
    assert (now.first, now.last, now.figures) == (date(2015, 4, 1), date(2016, 3, 31), AnnualFigures(2, 2, 0, 0))
    assert (before.first, before.figures) == (date(2014, 4, 1), AnnualFigures(1, 1, 0, 0))

    barred = Scope(me.officer.id, frozenset(("asb",)), blocked=frozenset((other,)))
    with me.store.read() as connection:
        assert len(records_of_kind(connection, barred, "asb", "case-review")) == 2


def test_nobody_without_the_cases_reads_their_figures(store: Any) -> None:
    with pytest.raises(NotPermitted):
        case_reviews.review_years(signed_in(store, Role.BOARD))
