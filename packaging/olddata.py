"""Keeps a store of this release, for every later one to open: ``tests/olddata/<version>.zip``.

``python packaging/olddata.py`` writes it once, when a release is made; one that is there is never written again.
Inside are the store's folder as the release leaves it, and ``facts.json``: how to open it, and what must be found.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spp_desktop.services.signed_in import SignedIn

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "olddata"
PASSPHRASE = "seven old lanterns"  # noqa: S105 - of a store that holds nobody
"""Kept in the open."""
OFFICER = "Hannah Whitfield"
MOMENT = datetime(2012, 3, 12, 9, 14, tzinfo=UTC)
PEOPLE = (
    ("Ewa Kowalczyk", "01632 960142", "PE1 1HZ", "personal"),
    ("Maeve O'Brien", "01632 960143", "PE2 5RB", "nuisance"),
    ("Zoë Łukasiewicz", "01632 960144", "PE1 3BA", "environmental"),
)
"""Made-up names, and numbers that no telephone has."""


def make(folder: Path) -> dict[str, Any]:
    """Make a store in ``folder`` as officers would, and say what must be found in it ever after."""
    from spp_desktop.domain.permissions import Role
    from spp_desktop.services import sign_in, slots
    from spp_desktop.store.keys import Cost

    cheap = Cost(memory=64, passes=1, lanes=1)
    roles = (Role.ADMINISTRATOR, Role.ASB_OFFICER, Role.ANALYST, Role.DA_LEAD, Role.INFORMATION_GOVERNANCE)
    started = sign_in.create_store(folder, OFFICER, PASSPHRASE, roles=roles, now=lambda: MOMENT, cost=cheap)
    me = slots.make_confidential(started.signed_in, cost=cheap).value.signed_in
    try:
        cases = [_log_case(me, *person) for person in PEOPLE]
        found = {"passphrase": PASSPHRASE, "officer": OFFICER, "roles": list(roles), "cases": cases}
    finally:
        sign_in.sign_out(me)
    return found


def _log_case(me: SignedIn, name: str, phone: str, postcode: str, category: str) -> dict[str, Any]:
    from spp_desktop.domain.cases import NewAction, NewCase, NewContact, NewIncident, NewParty
    from spp_desktop.domain.dates import When
    from spp_desktop.domain.people import FactInput, FactKind, PersonFacts
    from spp_desktop.services import cases, entries

    facts = (
        FactInput(FactKind.NAME, name),
        FactInput(FactKind.PHONE, phone, safety="unsafe"),
        FactInput(FactKind.ADDRESS, "14 Made-up Lane", postcode=postcode),
    )
    who = NewParty("victim", facts=PersonFacts(facts))
    answers = {"category": category, "reported": "2012-03-08"}
    case_id = cases.log_case(me, NewCase("asb", who, answers)).value.case_id
    entries.add_incident(me, case_id, NewIncident(When.read("2012-03-10T23:40"), words="Shouting in the street"))
    entries.record_contact(me, case_id, NewContact("phone", "spoke", words="Rang back, will call on Friday"))
    entries.add_action(me, case_id, NewAction("Write to the landlord", date(2012, 3, 19), owner_id=me.officer.id))
    view = cases.case_as_it_stands(me, case_id)
    return {
        "reference": view.line.reference,
        "name": view.line.name,
        "state": view.line.state,
        "category": view.answers["category"],
        "incidents": len(view.incidents),
        "contacts": len(view.contacts),
        "actions": len(view.actions),
    }


def keep(target: Path) -> None:
    """Make the store and put it into ``target``."""
    with tempfile.TemporaryDirectory() as work:
        os.environ["SPP_STATE_DIR"] = str(Path(work, "state"))
        folder = Path(work, "store")
        facts = make(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as kept:
            kept.writestr("facts.json", json.dumps(facts, indent=1, ensure_ascii=False))
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in (".db", ".json"):
                    kept.write(path, Path("store", path.relative_to(folder)))


def main() -> int:
    """Keep this release's store; 1 where there is one of it already."""
    sys.path.insert(0, str(ROOT))
    from spp_desktop import __version__

    target = FOLDER / f"{__version__}.zip"
    if target.exists():
        print(f"{target} is kept already, and is never written again", file=sys.stderr)
        return 1
    keep(target)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
