"""What an export may hold, for every case type there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.cases import CaseLine, CaseQuery, Filter
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.casetypes import CASE_TYPES, case_type
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.exports import (
    Decision,
    NamesRequest,
    check_password,
    checked_destroy_by,
    checked_words,
    chosen_columns,
    filter_words,
    labels_of,
    reader_of,
    recipient_key,
    register_number,
)

NOW = datetime(2012, 3, 5, 9, 0, tzinfo=UTC)
every_type = pytest.mark.parametrize("kind", CASE_TYPES, ids=lambda kind: kind.code)


def line_of(kind: CaseType) -> CaseLine:
    return CaseLine(
        id=UUID(int=1), row=1, type=kind.code, reference="X-2012-K7-0001", name="Marge O'Brien",
        state=kind.workflow.first, band="high", score=31, score_change=None, flags=(), area="CE1", owner_id=None,
        owner="", reported=date(2012, 3, 1), first_contact_hours=3.5, first_contact_due=NOW, next_review=None,
        closed=None, revision=1,
    )  # fmt: skip


@every_type
def test_every_column_of_the_type_can_be_written(kind: CaseType) -> None:
    line = line_of(kind)
    for column in kind.columns:
        reader_of(column)(line)
    assert reader_of(kind.columns[0])(line) == "X-2012-K7-0001"


@every_type
def test_no_column_that_identifies_somebody_leaves_unasked(kind: CaseType) -> None:
    everything = tuple(column.key for column in kind.columns)
    for keys in ((), everything, ("name",)):
        columns = chosen_columns(kind, keys, names=False)
        assert not [column.key for column in columns if column.personal]
        assert {"reference", "initials"} <= {column.key for column in columns}
        written = [reader_of(column)(line_of(kind)) for column in columns]
        assert "Marge O'Brien" not in written


@every_type
def test_with_names_the_name_is_there(kind: CaseType) -> None:
    assert [column.key for column in chosen_columns(kind, ("band",), names=True)] == ["reference", "name", "band"]


@every_type
def test_codes_have_labels(kind: CaseType) -> None:
    labels = labels_of(kind)
    assert labels["state"].keys() == {state.code for state in kind.workflow.states}
    assert labels["band"]["high"] == "High"
    assert labels["area"]["CE1"] == "Central and North"


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        chosen_columns(case_type("asb"), ("reference", "shoe-size"), names=False)
    assert [problem.message for problem in refused.value.problems] == ["There is no column shoe-size"]


@pytest.mark.parametrize("password", [None, "x" * 8, "x" * 255])
def test_passwords_excel_takes(password: str | None) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["", "x" * 7, "x" * 256])
def test_passwords_it_does_not_or_anybody_guesses(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password)


def test_a_list_is_to_be_destroyed_in_four_weeks_unless_said() -> None:
    today = date(2012, 3, 5)
    assert checked_destroy_by(None, today) == date(2012, 4, 2)
    assert checked_destroy_by(date(2012, 3, 5), today) == date(2012, 3, 5)
    with pytest.raises(Invalid):
        checked_destroy_by(date(2012, 3, 4), today)


def test_words_come_in_one_spelling() -> None:
    assert checked_words("  Tasking\r\nmeeting ", "Cambs\u00a0 Police") == ("Tasking\nmeeting", "Cambs Police")


def test_spellings_of_a_recipient_are_one() -> None:
    assert recipient_key("Cambs  POLICE") == recipient_key("cambs police") != recipient_key("Cambs Fire")


def test_a_number_in_the_register_is_short_and_its_own() -> None:
    one, other = UUID("018d0000-0000-7000-8000-0000003f9a2c"), UUID("018d0000-0000-7000-8000-0000003f9a2d")
    assert (register_number(one, "K7"), register_number(other, "K7")) == ("EXP-K7-3F9A2C", "EXP-K7-3F9A2D")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (CaseQuery("asb"), "All ASB victims that the officer may open"),
        (CaseQuery("asb", (Filter("band", ("high", "")),)), "Risk is High or blank"),
        (CaseQuery("asb", (Filter("next_review", ("2012-03-09",), "to"),)), "Next review on or before 9 Mar 2012"),
        (CaseQuery("asb", (Filter("first_contact", ("late",)),)), "First contact is late"),
        (CaseQuery("asb", (Filter("category", ("unheard-of",)),)), "Type is unheard-of"),
        (CaseQuery("asb", text="O'Brien"), "and words typed above the list"),
        (CaseQuery("asb", (Filter("owner", ("7",)),)), "Owner is Alan Grant"),
        (CaseQuery("asb", (Filter("open", ("yes",)),)), "Case is open"),
    ],
)  # fmt: skip
def test_filters_in_words(query: CaseQuery, words: str) -> None:
    assert filter_words(case_type("asb"), query, {"7": "Alan Grant"}) == words


@pytest.mark.parametrize(
    ("reason", "recipient", "missing"),
    [(" ", "Police", ["reason"]), ("Tasking", "\n", ["recipient"]), ("", "", ["reason", "recipient"])],
)
def test_a_list_needs_a_reason_and_a_recipient(reason: str, recipient: str, missing: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        checked_words(reason, recipient)
    assert [problem.field for problem in refused.value.problems] == missing


ALAN, BEA = UUID(int=1), UUID(int=2)
APPROVAL = NamesRequest(
    id=UUID(int=9), case_type="asb", recipient="Cambs Police", reason="Tasking", basis="s115", asked_by_id=ALAN,
    asked_by="Alan Grant", asked_at=NOW, decision="approved", decided_by=BEA, decided_at=NOW, decision_reason="",
    unencrypted_reason="", revision=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("officer", "code", "recipient", "covered"),
    [
        (ALAN, "asb", "CAMBS police", True),
        (BEA, "asb", "Cambs Police", False),
        (ALAN, "iom", "Cambs Police", False),
        (ALAN, "asb", "Cambs Fire", False),
    ],
)
def test_an_approval_covers_one_officer_type_and_recipient(
    officer: UUID, code: str, recipient: str, *, covered: bool
) -> None:
    assert APPROVAL.covers(officer, code, recipient) is covered


@pytest.mark.parametrize("decision", ["waiting", "refused", "used"])
def test_only_an_unspent_approval_covers_anything(decision: Decision) -> None:
    assert not replace(APPROVAL, decision=decision).covers(ALAN, "asb", "Cambs Police")
