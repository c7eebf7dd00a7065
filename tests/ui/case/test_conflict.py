"""Two versions of a case's answers: nothing either officer wrote is dropped without somebody choosing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spp_desktop.domain.casetypes import case_type
from spp_desktop.ui.case.conflict import merge

ASB = case_type("asb")
KEYS = ("their_reference", "landlord", "police_reference", "safe_words")
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(("a", "b", "c")))


def test_what_only_one_changed_is_taken_and_what_both_changed_is_asked() -> None:
    base = {"their_reference": "1", "landlord": "Old", "police_reference": "P"}
    mine = {"their_reference": "2", "landlord": "Mine", "police_reference": "P"}
    theirs = {"their_reference": "1", "landlord": "Theirs"}
    merged = merge(ASB, base, mine, theirs)
    assert dict(merged.agreed) == {"their_reference": "2"}
    assert [(c.label, c.before, c.mine_words, c.theirs_words) for c in merged.clashes] == [
        ("Landlord", "Old", "Mine", "Theirs")
    ]
    assert merged.also_theirs == ("Police reference",)


def test_an_answer_both_took_away_is_gone_and_one_taken_away_against_a_change_is_asked() -> None:
    base = {"landlord": "Old", "safe_words": "After four"}
    merged = merge(ASB, base, {}, {"safe_words": "After five"})
    assert "landlord" not in merged.agreed
    assert [(c.key, c.mine_words, c.theirs_words) for c in merged.clashes] == [
        ("safe_words", "Not answered", "After five")
    ]


def test_codes_are_said_in_words() -> None:
    merged = merge(ASB, {"category": "personal"}, {"category": "nuisance"}, {"category": "environmental"})
    assert (merged.clashes[0].mine_words, merged.clashes[0].theirs_words) == ("Nuisance", "Environmental")


@given(ANSWERS, ANSWERS, ANSWERS)
def test_every_change_is_kept_or_asked_about(base: dict, mine: dict, theirs: dict) -> None:  # type: ignore[type-arg]
    merged = merge(ASB, base, mine, theirs)
    asked = {clash.key for clash in merged.clashes}
    for key in KEYS:
        versions = {mine.get(key), theirs.get(key)}
        if key in asked:
            assert len(versions) == 2
            assert base.get(key) not in versions
        elif len(versions) == 1:
            assert merged.agreed.get(key) in versions
        else:
            assert {merged.agreed.get(key), base.get(key)} == versions
