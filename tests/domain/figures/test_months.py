"""Months and runs of them."""

from __future__ import annotations

from datetime import date

import pytest

from spp_desktop.domain.errors import WrongUse
from spp_desktop.domain.figures.months import Month, Months, is_month


def test_a_month_reads_writes_counts_and_moves() -> None:
    month = Month.parse("2012-02")
    assert (str(month), month.label, month.days) == ("2012-02", "Feb 2012", 29)
    assert month + 11 == Month(2013, 1)
    assert month + -2 == Month(2011, 12)
    assert Month(2013, 1) - month == 11
    assert Month.at(month.ordinal) == month
    assert Month.of(date(2012, 2, 29)) == month
    assert Month(2011, 12) < month < Month(2012, 3)


@pytest.mark.parametrize("text", ["2012", "2012-13", "2012-00", "12-02", "2012-2", "2012-02-01", "２０１２-02", ""])
def test_what_is_not_a_month_is_wrong_use(text: str) -> None:
    assert not is_month(text)
    with pytest.raises(WrongUse, match="2025-01"):
        Month.parse(text)


def test_a_run_of_months() -> None:
    months = Months.parse("2010-12..2011-02")
    assert [str(month) for month in months] == ["2010-12", "2011-01", "2011-02"]
    assert (len(months), months.days, str(months)) == (3, 90, "2010-12..2011-02")
    assert Month(2011, 1) in months
    assert Month(2011, 3) not in months
    assert "2011-01" not in months
    assert months.earlier() == Months.parse("2009-12..2010-02")
    assert months.earlier(1) == Months.parse("2010-11..2011-01")
    assert Months.parse("2011-01") == Months(Month(2011, 1), Month(2011, 1))


def test_a_year_to_a_month_is_named_as_one() -> None:
    assert Months.ending(Month(2012, 2)) == Months.parse("2011-03..2012-02")
    assert Months.ending(Month(2012, 2)).label == "12 months to Feb 2012"
    assert Months.ending(Month(2012, 2), 2).label == "Jan 2012 to Feb 2012"
    assert Months.ending(Month(2012, 2), 1).label == "Feb 2012"


@pytest.mark.parametrize("text", ["2011-02..2011-01", "2011-02..", "..2011-02", "2011-01...2011-02", "2011"])
def test_what_is_not_a_run_is_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse):
        Months.parse(text)
