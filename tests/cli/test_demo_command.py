"""``demo``: what it builds, what it says, and what it leaves alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, crime, demo, figures, sign_in
from spp_desktop.services.demo_stories import cast, stories, tell
from spp_desktop.services.signed_in import SignedIn
from tests.cli.conftest import Ran
from tests.store.vault_fixtures import CHEAP

Run = Callable[..., Ran]
DAY = date(2025, 10, 13)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> demo.Demonstration:
    return demo.build(tmp_path_factory.mktemp("demo") / "store", as_at=DAY, cost=CHEAP)


@pytest.fixture
def officer(built: demo.Demonstration) -> Iterator[Callable[[str], SignedIn]]:
    """Sign one of the demonstration's officers in."""
    here: list[SignedIn] = []

    def enter(name: str) -> SignedIn:
        here.append(sign_in.sign_in(built.folder, name, built.passphrase, now=lambda: demo.moment_of(DAY)))
        return here[-1]

    yield enter
    for me in here:
        sign_in.sign_out(me)


def test_it_has_an_officer_of_every_role(built: demo.Demonstration) -> None:
    held = {role for each in built.officers for role in each.roles}
    assert held == set(Role)


def test_its_cases_have_histories_and_about_half_are_open(officer: Callable[[str], SignedIn]) -> None:
    me = officer("Rachel Okaforth")
    every = cases.list_cases(me, CaseQuery("asb"), limit=500)
    states = Counter(line.state for line in every)
    open_states = {state.code for state in case_type("asb").workflow.states if state.open}
    assert len(every) == 150
    assert all(line.reference.split("-")[2] == "K7" for line in every)
    assert 50 <= sum(states[state] for state in open_states) <= 100
    assert {line.band for line in every if line.band} == {"standard", "medium", "high"}
    assert len({line.area for line in every}) == 7
    busiest = cases.open_case(me, next(line.id for line in every if line.flags and line.band == "high"))
    assert busiest.contacts
    assert busiest.assessments


def test_it_holds_the_real_police_months_and_the_illustrative_years(officer: Callable[[str], SignedIn]) -> None:
    me = officer(cast().analyst)
    held = crime.list_datasets(me)
    assert sum(line.dataset.series is Series.POLICE for line in held) == 11
    assert sum(line.dataset.series is Series.ILLUSTRATIVE for line in held) == 1
    choices = figures.figures_choices(me)
    assert choices.opening is not None


def test_the_same_day_tells_the_same_stories() -> None:
    assert tell(DAY) == tell(DAY)
    assert tell(DAY) != tell(DAY + timedelta(days=1))
    assert max(told.logged.date() for told in tell(DAY)) <= DAY


def test_every_code_a_story_uses_is_declared() -> None:
    kind = case_type("asb")
    for story in stories():
        answers = {key: tuple(value) if isinstance(value, list) else value for key, value in story.answers.items()}
        found = kind.check(answers | {"reported": DAY.isoformat()}, DAY)
        assert not [problem for problem in found if problem.severity == "error"], story.code
        for risk in (story.risk, story.later_risk, story.exit_risk):
            for key, code in risk.items():
                question = kind.instrument.question(key)
                assert question is not None, (story.code, key)
                assert question.option(code) is not None, (story.code, key, code)


def test_phone_numbers_are_of_the_range_kept_for_drama() -> None:
    phones = [fact.text for told in tell(DAY) for fact in told.who.facts.facts if fact.kind.value == "phone"]
    assert phones
    assert all(phone.startswith("07700 900") for phone in phones)


def test_a_folder_with_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    ran = run("demo", "--store", tmp_path, "--build-only")
    assert ran.code == 1
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_real_store_is_left_alone(run: Run, folder: Path) -> None:
    before = (folder / "general.db").read_bytes()
    assert run("demo", "--store", folder, "--build-only").code == 1
    assert (folder / "general.db").read_bytes() == before


@pytest.mark.parametrize("text", ["tomorrow", "2025-02-30"])
def test_a_day_that_is_none_is_wrong_use(run: Run, tmp_path: Path, text: str) -> None:
    assert run("demo", "--store", tmp_path / "d", "--as-at", text, "--build-only").code == 2


def test_it_names_everybody_and_the_passphrase_given(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stories are cut short: that they are told is tested above."""
    monkeypatch.setattr(demo, "events", lambda _told, _until: ())
    monkeypatch.setattr(crime, "import_shipped_police", lambda *_, **__: None)
    monkeypatch.setitem(demo.build.__kwdefaults__, "cost", CHEAP)
    target = tmp_path / "demo"
    for _ in range(2):
        ran = run("demo", "--store", target, "--as-at", DAY, "--build-only")
        assert ran.code == 0, ran.err
    assert all(each["name"] in ran.out for each in cast().officer)
    assert all(f"({role})" in ran.out for role in Role)
    assert "a passphrase for commands" in ran.out
    assert run("crime", "reductions", "--store", target, "--period", "2012-01..2012-02",
               "--compare", "2011-01..2011-02", "--measure", "plan-victim-based").code == 0  # fmt: skip
