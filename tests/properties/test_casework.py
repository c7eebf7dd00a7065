"""Properties of text, search, dates, clocks, answers and scores that hold whatever is given."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from spp_desktop.domain.casetypes.asb import ASB_VICTIM
from spp_desktop.domain.casetypes.asb_matrix import ASB_MATRIX
from spp_desktop.domain.clocks import add_hours, add_working_days, elapsed_hours, is_working_day, working_days_between
from spp_desktop.domain.dates import When, parse_day, parse_when, show_day
from spp_desktop.domain.instruments import score
from spp_desktop.domain.search import index_tokens, query_tokens
from spp_desktop.domain.text import clean_line, clean_text, fold

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
ANSWERS = st.one_of(st.text(max_size=20), st.integers(-5, 5000), st.lists(st.text(max_size=8), max_size=3).map(tuple))


@given(st.text())
def test_cleaning_twice_changes_nothing_and_what_is_left_can_be_stored(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    assert len(once.encode()) >= len(once)
    assert not set(once) & set("\r\u2028\u00a0\u200b\x00")


@given(st.text())
def test_a_folded_key_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_are_never_query_syntax(text: str) -> None:
    found = index_tokens(text, names=True) + [one.token for word in query_tokens(text).loose for one in word]
    assert all(token.isalnum() for token in found)


@example("A00AA:0/0")
@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=30))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    tokens = index_tokens(text)
    for alternatives in query_tokens(text).words:
        assert any(
            token.startswith(one.token) if one.prefix else token == one.token
            for one in alternatives
            for token in tokens
        )


@given(DAYS, DAYS)
def test_a_day_is_read_as_it_is_shown(day: date, today: date) -> None:
    assert parse_day(show_day(day), today) == day
    assert parse_day(show_day(day, weekday=True), today) == day
    assert parse_day(day.isoformat(), today) == day


@given(st.text(max_size=20), DAYS)
def test_any_words_are_a_day_or_none(words: str, today: date) -> None:
    assert parse_day(words, today) is None or isinstance(parse_day(words, today), date)
    assert parse_when(words, today) is None or isinstance(parse_when(words, today), When)


@given(DAYS, st.integers(-60, 60))
def test_working_days_there_and_back(day: date, count: int) -> None:
    there = add_working_days(day, count)
    if count:
        assert is_working_day(there)
    assert working_days_between(day, there) == count or (count < 0 and not is_working_day(day))


@given(MOMENTS, st.integers(0, 400))
def test_elapsed_hours_add_up_whatever_the_clocks_did(start: datetime, hours: int) -> None:
    assert elapsed_hours(start, add_hours(start, hours)) == hours
    assert add_hours(start, hours) - start == timedelta(hours=hours)


@given(st.dictionaries(st.sampled_from([each.key for each in ASB_VICTIM.fields]), ANSWERS))
def test_any_answers_are_cleaned_once_checked_without_error_and_stored_as_json(answers: dict[str, object]) -> None:
    once = ASB_VICTIM.clean(answers)  # type: ignore[arg-type]
    assert ASB_VICTIM.clean(once) == once
    assert all(problem.message for problem in ASB_VICTIM.check(once, date(2012, 3, 12)))
    assert json.loads(json.dumps(once)).keys() == once.keys()
    ASB_VICTIM.search_words(once)


OPTIONS = st.fixed_dictionaries(
    {}, optional={each.key: st.sampled_from([option.code for option in each.options]) for each in ASB_MATRIX.questions}
)


@given(OPTIONS)
def test_a_score_is_the_sum_of_its_options_and_never_beyond_the_most(answers: dict[str, str]) -> None:
    result = score(ASB_MATRIX, answers)
    assert 0 <= result.score <= 41
    assert len(result.unanswered) == len(ASB_MATRIX.questions) - len(answers)
    assert result.band == ("high" if result.score >= 25 else "medium" if result.score >= 14 else "standard")


@given(OPTIONS, st.sampled_from([each.code for each in ASB_MATRIX.triggers]))
def test_a_trigger_is_high_at_every_score(answers: dict[str, str], trigger: str) -> None:
    assert score(ASB_MATRIX, answers, [trigger]).band == "high"
