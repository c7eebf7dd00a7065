"""Officers: added, altered, let go and taken back; always somebody left to administer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from spp_desktop.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from spp_desktop.domain.notices import NOTICE_WORDS, Notice
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.services import officers
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from spp_desktop.store.notices import give_notice
from spp_desktop.store.officers import officer_row
from tests.store.vault_fixtures import NOW, Clock

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

ADMIN = Officer(UUID(int=1), "Ann Field", (Role.ADMINISTRATOR,))


@pytest.fixture
def me(store: Store) -> SignedIn:
    """An administrator, on a store that has no slots file: officers are records on both databases."""
    with store.write("store.created", by=ADMIN.id, at=NOW, stream="audit") as unit:
        unit.insert(officer_row(ADMIN))
    return SignedIn(ADMIN, replace(store, folder=None), Clock())


def names(me: SignedIn, *, active: bool = True) -> list[str]:
    return [line.officer.name for line in officers.list_officers(me, active=active)]


def test_officers_are_listed_by_name(me: SignedIn) -> None:
    officers.add_officer(me, "Zoe Ash", [Role.ANALYST])
    done = officers.add_officer(me, "  Émile   Brand ", [Role.IDVA, Role.ANALYST], office="North", team="Blue")
    assert names(me) == ["Ann Field", "Émile Brand", "Zoe Ash"]
    assert done.value == Officer(done.value.id, "Émile Brand", (Role.IDVA, Role.ANALYST), "North", "Blue", revision=1)
    assert done.changes.kinds == {"officers"}
    line = officers.list_officers(me)[1]
    assert line.officer == done.value
    assert (line.general, line.confidential, line.one_time) == (False, False, False)


@pytest.mark.parametrize(
    ("name", "roles", "field"),
    [(" ", [Role.ANALYST], "name"), ("Zoe Ash", [], "roles"), ("ANN FIELD", [Role.ANALYST], "name")],
)
def test_an_officer_needs_a_name_of_their_own_and_a_role(
    me: SignedIn, name: str, roles: list[Role], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        officers.add_officer(me, name, roles)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert names(me) == ["Ann Field"]


def test_what_is_given_is_altered_and_the_rest_stays(me: SignedIn) -> None:
    added = officers.add_officer(me, "Zoe Ash", [Role.ANALYST], office="North").value
    renamed = officers.edit_officer(me, added.id, revision=1, name="Zoe Oak").value
    moved = officers.edit_officer(me, added.id, revision=2, roles=[Role.IDVA], office="South", team="Blue").value
    assert renamed == replace(added, name="Zoe Oak", revision=2)
    assert moved == Officer(added.id, "Zoe Oak", (Role.IDVA,), "South", "Blue", revision=3)
    assert officers.list_officers(me)[1].officer == moved
    with pytest.raises(Invalid):
        officers.edit_officer(me, added.id, revision=3, name="ann field")
    with pytest.raises(NotFound):
        officers.edit_officer(me, uuid4(), revision=1, name="Nobody")


def test_two_who_alter_one_officer_see_both_versions(me: SignedIn) -> None:
    added = officers.add_officer(me, "Zoe Ash", [Role.ANALYST], office="North").value
    officers.edit_officer(me, added.id, revision=1, office="South", roles=[Role.IDVA, Role.ANALYST])
    with pytest.raises(Conflict) as caught:
        officers.edit_officer(me, added.id, revision=1, office="West")
    office, roles = caught.value.differences
    assert (office.label, office.before, office.mine, office.theirs) == ("Office", "North", "West", "South")
    assert (roles.label, roles.theirs) == ("Roles", "idva, analyst")


def test_somebody_is_always_left_to_administer(me: SignedIn) -> None:
    with pytest.raises(Refused, match="Nobody would be left"):
        officers.edit_officer(me, ADMIN.id, revision=1, roles=[Role.ANALYST])
    officers.add_officer(me, "Zoe Ash", [Role.ADMINISTRATOR])
    assert officers.edit_officer(me, ADMIN.id, revision=1, roles=[Role.ANALYST]).value.roles == (Role.ANALYST,)


def test_who_leaves_is_off_the_list_and_may_come_back(me: SignedIn) -> None:
    added = officers.add_officer(me, "Zoe Ash", [Role.ANALYST]).value
    gone = officers.deactivate_officer(me, added.id, revision=1, why="moved on")
    assert gone.value.offer_new_key == ()
    assert names(me) == ["Ann Field"]
    assert names(me, active=False) == ["Ann Field", "Zoe Ash"]
    with me.store.read() as connection:
        (entry, *_) = ledger.about(connection, added.id)
    assert entry.operation.kind == "officer.left"
    said = {field.field: field.new.value for change in entry.changes for field in change.fields}
    assert said == {"active": False, "why": "moved on"}
    officers.reactivate_officer(me, added.id, revision=2)
    assert names(me) == ["Ann Field", "Zoe Ash"]
    with pytest.raises(Refused, match="yourself"):
        officers.deactivate_officer(me, ADMIN.id, revision=1, why="")


def test_only_an_administrator_alters_officers(me: SignedIn) -> None:
    other = replace(me, officer=replace(ADMIN, roles=(Role.SUPERVISOR, Role.DA_LEAD, Role.INFORMATION_GOVERNANCE)))
    with pytest.raises(NotPermitted):
        officers.add_officer(other, "Zoe Ash", [Role.ANALYST])
    with pytest.raises(NotPermitted):
        officers.edit_officer(other, ADMIN.id, revision=1, office="North")
    with pytest.raises(NotPermitted):
        officers.deactivate_officer(other, ADMIN.id, revision=1, why="")
    assert names(other) == ["Ann Field"]
    with pytest.raises(NotPermitted):
        officers.list_officers(replace(me, officer=replace(ADMIN, roles=(Role.SCHEDULED_JOB,))))


# --- notices ---------------------------------------------------------------------------------------------------


def test_a_notice_is_shown_to_whom_it_is_for_until_seen(me: SignedIn) -> None:
    other = replace(me, officer=Officer(UUID(int=2), "Zoe Ash", (Role.ANALYST,)))
    with me.store.write("slot.reset", by=ADMIN.id, at=NOW, stream="audit") as unit:
        give_notice(unit, "slot.reset", officer=UUID(int=2), about=UUID(int=2), details={"by": str(ADMIN.id)})
        give_notice(unit, "check.damaged", role=Role.ADMINISTRATOR)
    (mine,), (theirs,) = officers.my_notices(me), officers.my_notices(other)
    assert (mine.kind, theirs.kind) == ("check.damaged", "slot.reset")
    with pytest.raises(NotFound):
        officers.dismiss_notice(me, theirs.id)
    assert officers.dismiss_notice(other, theirs.id).changes.kinds == {"notices"}
    assert officers.my_notices(other) == ()
    assert officers.my_notices(me) == (mine,)


def test_a_notice_is_put_in_words() -> None:
    names = {UUID(int=1): "Ann Field", UUID(int=2): "Zoe Ash"}
    told = Notice(uuid4(), "slot.reset", NOW, UUID(int=2), {"by": str(UUID(int=1))})
    assert told.text(names.__getitem__) == (
        "The passphrase of Zoe Ash was reset by Ann Field with a second administrator"
    )
    bare = Notice(uuid4(), "slot.confidential-removed", NOW)
    assert bare.text(names.__getitem__) == "Somebody took the confidential key from An officer"
    assert "cannot describe" in Notice(uuid4(), "of.tomorrow", NOW).text(names.__getitem__)
    assert all("{" not in Notice(uuid4(), kind, NOW).text(str) for kind in NOTICE_WORDS)


def test_the_name_is_not_in_the_notice(me: SignedIn, tmp_path: Path) -> None:
    with me.store.write("slot.reset", by=ADMIN.id, at=NOW, stream="audit") as unit:
        give_notice(unit, "slot.reset", officer=ADMIN.id, about=ADMIN.id, details={"by": str(ADMIN.id)})
    (notice,) = officers.my_notices(me)
    assert "Ann" not in repr(notice)
