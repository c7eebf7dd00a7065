"""What is found by what. A tiny index stands in for the database's."""

from __future__ import annotations

import pytest

from spp_desktop.domain import search
from spp_desktop.domain.search import Alternative, closeness, index_tokens, one_short, query_tokens, sound_of


def finds(text: str, typed: str, *, loose: bool = False) -> bool:
    """Whether what was typed finds the text, as the full-text index would."""
    tokens = index_tokens(text, names=True)
    query = query_tokens(typed)

    def there(one: Alternative) -> bool:
        return any(token.startswith(one.token) if one.prefix else token == one.token for token in tokens)

    wanted = query.loose if loose else query.words
    return bool(wanted) and all(any(there(one) for one in alternatives) for alternatives in wanted)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Siobhan O'Brien", "O'Brien"),
        ("Siobhan O'Brien", "o\u2019brien"),
        ("Siobhan O'Brien", "o brien"),
        ("Siobhan O Brien", "O'Brien"),
        ("Siobhan OBrien", "o'br"),
        ("Siobhan O'Brien", "brien"),
        ("Ann McDonald", "mc donald"),
        ("Ann Mc Donald", "mcdonald"),
        ("Ann Smith-Jones", "smith jones"),
        ("Ann Smith-Jones", "smith-jones"),
        ("Ann Smith-Jones", "smithjones"),
        ("a K-9 unit came", "K-9"),
        ("a K-9 unit came", "k9"),
        ("a K9 unit came", "K-9"),
        ("50% of nights", "50%"),
        ("Daiva Jankauskien\u0117", "jankauskiene"),
        ("Daiva Jankauskiene", "Jankauskien\u0117"),
        ("07700 900142", "07700900142"),
        ("07700 900142", "+44 7700 900142"),
        ("07700 900142", "0044 7700 900 142"),
        ("+44 (0)7700 900142", "07700 900142"),
        ("07700 900142", "07700 9"),
        ("07700900142", "900 142"),
        ("07700900142", "0142"),
        ("07700900142", "142"),
        ("(01733) 555 0199", "0199"),
        ("PE1 1HZ", "pe11hz"),
        ("PE11HZ", "PE1 1HZ"),
        ("PE1 1HZ", "pe1"),
        ("PE11HZ", "pe1 1h"),
        ("ASB-2012-K7-0147", "ASB-2012-K7-0147"),
        ("ASB-2012-K7-0147", "asb-2012"),
        ("ASB-2012-K7-0147", "0147"),
        ("ASB-2012-K7-0147", "147"),
        ("ASB-2012-K7-0147", "asb2012k70147"),
        ("14 Dogsthorpe Road", "dogst"),
        ("CC-20022012-0412", "20022012-0412"),
        ("Ewa Kowalczyk", "kow ewa"),
    ],
)
def test_found(text: str, typed: str) -> None:
    assert finds(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Ewa Kowalczyk", "ewa smith"),
        ("Ewa Kowalczyk", "%"),
        ("Ewa Kowalczyk", "*"),
        ("Ewa Kowalczyk", ""),
        ("Ewa Kowalczyk", "kowalczyk OR"),
        ("07700 900142", "07700 900143"),
        ("07700 900142", "42"),
        ("PE1 1HZ", "PE1 1HX"),
    ],
)
def test_not_found(text: str, typed: str) -> None:
    assert not finds(text, typed)


@pytest.mark.parametrize(
    ("name", "misspelt"),
    [
        ("Ewa Kowalczyk", "kovalchik"),
        ("Ewa Kowalczyk", "kowalcyk"),
        ("Ewa Kowalczyk", "kowlaczyk"),
        ("Ewa Kowalczyk", "kowalczyl"),
        ("Hannah Whitfield", "whitfeild"),
        ("Hannah Whitfield", "witfield"),
        ("Stephen Phillips", "steven philips"),
        ("Mohammed Ashraf", "muhammad"),
        ("Rui Ferreira", "fereira"),
        ("Siobhan Keane", "siobahn keen"),
        ("Jo Wright", "right"),
        ("Xavier Knox", "zavier knox"),
        ("Daiva Jankauskien\u0117", "yankauskiene"),
        ("George Tolley", "jorge toley"),
    ],
)
def test_a_misspelt_name_is_found_when_looked_for_loosely(name: str, misspelt: str) -> None:
    assert finds(name, misspelt, loose=True)
    assert not finds(name, misspelt)


def test_short_words_and_numbers_are_looked_for_only_as_they_are_typed() -> None:
    assert (
        query_tokens("gi 0142 \u0418\u0432\u0430\u043d").loose == query_tokens("gi 0142 \u0418\u0432\u0430\u043d").words
    )


def test_only_names_have_sounds_in_the_index() -> None:
    plain, named = index_tokens("Kowalczyk"), index_tokens("Kowalczyk", names=True)
    assert plain == ["kowalczyk"]
    assert set(plain) < set(named)


def test_a_query_is_cut_where_it_would_cost_too_much() -> None:
    assert len(query_tokens(" ".join(f"word{n}" for n in range(30))).words) == 8


def test_grouped_digits_too_short_for_a_number_are_words() -> None:
    assert [each[0].token for each in query_tokens("12 34").words] == ["12", "34"]


def test_a_query_without_words_is_false() -> None:
    assert not query_tokens("%%% --")
    assert query_tokens("k")


def test_how_a_name_sounds() -> None:
    assert sound_of("kowalczyk") == sound_of("kovalchik")
    assert sound_of("eve") == sound_of("ave")
    assert sound_of("hayes") != sound_of("bayes")


def test_forms_with_a_letter_left_out() -> None:
    assert one_short("anna") == ["nna", "ana", "ann"]


def test_closeness_puts_the_nearest_name_first() -> None:
    names = ["Ewa Kowalska", "Ewa Kowalczyk", "Hannah Whitfield"]
    assert max(names, key=lambda name: closeness(name, "kovalczyk")) == "Ewa Kowalczyk"
    assert closeness("Ewa Kowalczyk", "") == 0.0
    assert closeness("", "ewa") == 0.0


@pytest.mark.parametrize(
    ("typed", "every", "any_"),
    [
        ("marta", True, True),
        ("mar", True, True),
        ("marta other", True, True),
        ("marta zebulon", False, True),
        ("zebulon", False, False),
        ("aaron", False, False),
        ("pe1 1hz", True, True),
        ("", False, False),
    ],
)
def test_a_query_finds_tokens_in_order_by_every_word_or_by_any(typed: str, every: bool, any_: bool) -> None:
    tokens = sorted(index_tokens("Marta Other, PE1 1HZ"))
    words = query_tokens(typed).words
    assert (search.finds(words, tokens), search.finds(words, tokens, every=False)) == (every, any_)
