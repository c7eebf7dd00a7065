"""A store of every release opens in this one, brought up to date, with everything in it."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.permissions import Role
from spp_desktop.services import cases, search, sign_in, upkeep
from spp_desktop.services.signed_in import SignedIn

HERE = Path(__file__).parent
RELEASES = sorted(HERE.glob("*.zip"))


@pytest.fixture(params=[*RELEASES, None], ids=lambda path: path.stem if path else "this one")
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SignedIn, dict[str, Any]]]:
    """A release's store, opened by its officer, and what must be found in it. The last is made by this very program."""
    kept = request.param or tmp_path / "now.zip"
    if request.param is None:
        script = HERE.parents[1] / "packaging" / "olddata.py"
        found = importlib.util.spec_from_file_location("olddata", script)
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SPP_STATE_DIR", "")
            module.keep(kept)
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(tmp_path / "old")
    facts = json.loads((tmp_path / "old" / "facts.json").read_text("utf-8"))
    me = sign_in.sign_in(tmp_path / "old" / "store", facts["officer"], facts["passphrase"])
    yield me, facts
    sign_in.sign_out(me)


def test_the_first_store_is_kept() -> None:
    assert "0.1.0" in {path.stem for path in RELEASES}


def test_an_old_store_opens_with_everything_in_it(old: tuple[SignedIn, dict[str, Any]]) -> None:
    me, facts = old
    assert me.officer.roles == tuple(Role(role) for role in facts["roles"])
    assert me.store.confidential
    checked = upkeep.check_store(me).value
    assert checked.findings == ()
    lines = {line.reference: line for line in cases.list_cases(me, CaseQuery("asb"))}
    assert len(lines) == len(facts["cases"])
    for case in facts["cases"]:
        view = cases.open_case(me, lines[case["reference"]].id)
        found = {
            "reference": view.line.reference,
            "name": view.line.name,
            "state": view.line.state,
            "category": view.answers["category"],
            "incidents": len(view.incidents),
            "contacts": len(view.contacts),
            "actions": len(view.actions),
        }
        assert found == case
        assert case["name"] in {hit.title for hit in search.search(me, case["name"].split()[-1]).hits}
