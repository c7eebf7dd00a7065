"""Disclosure: every field the record must have, dated powers and markings, and what a disclosure must explain."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from spp_desktop.domain.kinds.sharing import DISCLOSURE, MARKINGS, POWERS
from spp_desktop.domain.records import RecordView, owed_on

TODAY = date(2019, 3, 12)
SAYS = {
    "what": {"what"},
    "about whom": {"about"},
    "to agency, person, secure address": {"agency", "recipient", "address"},
    "purpose": {"purpose"},
    "requested by and date": {"requested_by", "requested"},
    "power": {"power", "condition"},
    "consent sought, given, overridden why": {"consent_sought", "consent_given", "overridden"},
    "necessity and proportionality": {"necessity"},
    "agreement and version": {"agreement", "agreement_version"},
    "originator agreed": {"originator", "originator_agreed"},
    "method": {"method"},
    "marking": {"marking"},
    "approver": {"approver"},
    "time": {"shared_at"},
    "file hash": {"fingerprint"},
    "recipient's retention and return": {"keep_until", "returned"},
    "refusals logged too": {"decision", "refused_why"},
}
"""The disclosure record of the domain reference, and where each part of it is asked."""


def test_the_record_asks_all_that_a_disclosure_record_must_hold() -> None:
    assert {each.key for each in DISCLOSURE.form.fields} == set().union(*SAYS.values())


@pytest.mark.parametrize(
    ("day", "powers"),
    [
        ("2012-03-12", {"s115", "s17a", "children-act", "dpa-1998"}),
        ("2014-10-20", {"s115", "s17a", "children-act", "dpa-1998", "schedule-4"}),
        ("2015-04-01", {"s115", "s17a", "children-act", "dpa-1998", "schedule-4", "care-act"}),
        ("2018-05-25", {"s115", "s17a", "children-act", "schedule-4", "care-act", "gdpr", "part-3"}),
        ("2021-04-29", {"s115", "s17a", "children-act", "schedule-4", "care-act", "gdpr", "part-3", "da-act"}),
    ],
)
def test_the_powers_there_were_on_a_day(day: str, powers: set[str]) -> None:
    assert {each.code for each in POWERS.on(date.fromisoformat(day))} == powers


def test_markings_before_and_from_april_2014() -> None:
    assert [each.label for each in MARKINGS.on(date(2012, 3, 12))] == [
        "NOT PROTECTIVELY MARKED", "PROTECT", "RESTRICTED", "CONFIDENTIAL",
    ]  # fmt: skip
    assert [each.label for each in MARKINGS.on(date(2014, 4, 2))] == ["OFFICIAL", "OFFICIAL-SENSITIVE"]
    assert {each.code for each in MARKINGS.terms} >= {"not-protectively-marked", "official-sensitive"}


GOOD = {"decision": "shared", "what": "Incident list", "power": "s115", "necessity": "To plan the visit"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, None),
        ({"power": ""}, "power"),
        ({"necessity": ""}, "necessity"),
        ({"power": "s17a"}, None),
        ({"power": "s17a", "about": "The family"}, "power"),
        ({"power": "s17a", "about": "The family", "decision": "refused", "refused_why": "Names asked for"}, None),
        ({"consent_given": "no"}, "overridden"),
        ({"consent_given": "refused", "overridden": "A child is at risk"}, None),
        ({"consent_given": "yes"}, None),
        ({"originator_agreed": "no"}, "originator_agreed"),
        ({"originator_agreed": "not-asked"}, "originator_agreed"),
        ({"originator_agreed": "own"}, None),
        ({"decision": "refused"}, "refused_why"),
        ({"decision": "refused", "refused_why": "No power", "power": "", "necessity": ""}, None),
        ({"requested": "2019-03-10", "shared_at": "2019-03-08T09:00"}, "shared_at"),
    ],
)
def test_a_disclosure_explains_itself(more: dict[str, str], field: str | None) -> None:
    answers = {key: value for key, value in {**GOOD, **more}.items() if value}
    found = DISCLOSURE.check(answers, TODAY)
    assert [(each.field, each.severity) for each in found] == ([(field, "warning")] if field else [])


def disclosed(**answers: str) -> RecordView:
    return RecordView(UUID(int=1), "disclosure", answers, datetime(2019, 3, 1, tzinfo=UTC), "Ann")


def test_the_recipient_is_asked_on_the_day_agreed_whether_it_came_back() -> None:
    (owed,) = owed_on(DISCLOSURE, disclosed(decision="shared", keep_until="2019-04-01"), TODAY)
    assert (owed.due, owed.met) == (date(2019, 4, 1), None)
    back = disclosed(decision="part", keep_until="2019-04-01", returned="2019-03-20")
    assert [each.met for each in owed_on(DISCLOSURE, back, TODAY)] == [date(2019, 3, 20)]
    assert owed_on(DISCLOSURE, disclosed(decision="refused", keep_until="2019-04-01"), TODAY) == ()


@pytest.mark.parametrize(
    ("answers", "label", "over"),
    [
        ({}, "Requested", False),
        ({"decision": "part"}, "Shared", False),
        ({"decision": "refused"}, "Refused", True),
        ({"decision": "shared", "returned": "2019-03-20"}, "Returned or destroyed", True),
    ],
)
def test_how_far_it_has_come(answers: dict[str, str], label: str, over: bool) -> None:
    stage = DISCLOSURE.stage(answers)
    assert (stage.label, stage.over) == (label, over)
