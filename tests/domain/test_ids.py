"""Ids and references."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from spp_desktop.domain.ids import case_reference, named_id, neutral_reference, uuid7

NOW = datetime(2012, 2, 29, 10, 30, 0, 123_456, tzinfo=UTC)


def test_a_uuid7_says_its_version_and_holds_its_moment() -> None:
    made = uuid7(NOW)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_ids_made_later_sort_later() -> None:
    moments = [NOW + timedelta(microseconds=step) for step in range(1, 2000)]
    made = [uuid7(moment) for moment in moments]
    assert made == sorted(made)
    assert len({uuid7(NOW) for _ in range(1000)}) == 1000


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        uuid7(datetime(2012, 2, 29))  # noqa: DTZ001 - what is refused


def test_the_same_name_has_the_same_id_everywhere() -> None:
    # Stores hold this id already: it may never become another.
    assert named_id("term", "channel", "visit") == UUID("1a1f50bb-d378-59b6-8993-eaa1838fe231")
    assert named_id("term", "channel", "visit") != named_id("term", "channelvisit")


def test_references_read_as_the_partnership_writes_them() -> None:
    assert case_reference("asb", 2012, "K7", 147) == "ASB-2012-K7-0147"
    assert case_reference("asb", 2012, "K7", 12_345) == "ASB-2012-K7-12345"


def test_a_neutral_reference_is_the_cases_own_and_says_nothing() -> None:
    ids = [uuid7(NOW) for _ in range(2000)]
    references = {neutral_reference(one) for one in ids}
    assert len(references) == 2000
    assert neutral_reference(ids[0]) == neutral_reference(ids[0])
    for reference in references:
        assert len(reference) == 11
        assert reference[5] == "-"
        assert set(reference) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
