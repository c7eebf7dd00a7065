"""Keys and clearances: each verb only for whoever it is for, recovery keys shown once, backups put back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from spp_desktop.domain.errors import Refused
from spp_desktop.services import backups, officers, sign_in, slots
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer
from spp_desktop.ui.pages.admin_key_sheets import RecoverySheet
from spp_desktop.ui.pages.admin_once import GROUPS, LENGTH, made_up
from spp_desktop.ui.pages.admin_renew import RenewSheet
from spp_desktop.ui.pages.admin_restore import HAPPENS, RestoredSheet
from tests.casework import logged
from tests.ui import sweep
from tests.ui.fakes import FakeAsk
from tests.ui.office import FIRST, PASSPHRASE, Office, pressed, section_of, sheet_of, submitted

RENEW_GENERAL = "Give the general compartment a new key?"


def verbs(section: Any) -> set[str]:
    found = section.findChildren(QPushButton)
    return {each.text().replace("&", "") for each in found if each.isVisibleTo(section) and each.text()}


def pick(section: Any, name: str) -> None:
    assert section.table.select_id(next(x.officer.id for x in section._lines if x.officer.name == name))


def said(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def line(office: Office, name: str) -> officers.OfficerLine:
    """An officer as the store has them now."""
    return next(each for each in officers.list_officers(office.seats["Tom Ellery"]) if each.officer.name == name)


def heard(window: Any) -> list[SignedIn]:
    """What the window asks to be opened anew with."""
    taken: list[SignedIn] = []
    window.opened_anew.connect(taken.append)
    return taken


def typed_back(sheet: RecoverySheet) -> str:
    """Type the group asked for, as somebody who has printed the key, and give the key back."""
    key = sheet.page._key
    sheet.page.typed.setText(key.split("-")[sheet.page._wanted])
    sheet.page.submit()
    return key


def make_confidential(office: Office) -> tuple[Any, SignedIn, str]:
    """The lead's window, what it goes on with once the compartment is made, and its recovery key."""
    window = office.window("Priya Lakeland", "keys")
    taken = heard(window)
    submitted(pressed(section_of(window), "make_confidential"))
    key = typed_back(sheet_of(window))
    (anew,) = taken
    return window, anew, key


def test_an_administrator_sees_no_way_to_make_or_reset_a_confidential_key(office: Office) -> None:
    window = office.window(FIRST, "keys")
    section = section_of(window)
    pick(section, "Priya Lakeland")
    assert verbs(section) == {"Reset passphrase…", "Remove key…", "New recovery key…", "New key for it…"}
    with pytest.raises(Refused):
        slots.make_confidential(office.seats[FIRST])


def test_the_lead_sees_only_what_concerns_the_confidential_compartment(office: Office) -> None:
    section = section_of(office.window("Priya Lakeland", "keys"))
    pick(section, "Hannah Whitfield")
    assert verbs(section) == {"Make it…"}
    assert section.general_card.isHidden()


def test_the_compartment_is_made_and_its_recovery_key_shown_once(office: Office) -> None:
    window = office.window("Priya Lakeland", "keys")
    taken = heard(window)
    submitted(pressed(section_of(window), "make_confidential"))
    sheet = sheet_of(window)
    assert isinstance(sheet, RecoverySheet)
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert taken == []
    key = typed_back(sheet)
    (anew,) = taken
    assert anew.store.confidential
    assert key not in said(window)
    sign_in.sign_out(anew)


def test_an_officer_is_cleared_and_the_clearance_taken_away(office: Office) -> None:
    _, lead, _ = make_confidential(office)
    office.seats["Priya Lakeland"] = lead
    ask = FakeAsk(
        says={
            "Clear Hannah Whitfield for confidential cases?": Answer("clear"),
            "Take the confidential key from Hannah Whitfield?": Answer("take"),
        }
    )
    section = section_of(office.window("Priya Lakeland", "keys", ask=ask))
    pick(section, "Hannah Whitfield")
    section.clear_officer()
    work.settle()
    assert line(office, "Hannah Whitfield").confidential
    assert "Take the confidential key away…" in verbs(section)
    section.take_clearance()
    work.settle()
    assert not line(office, "Hannah Whitfield").confidential
    assert [each.title for each in ask.questions][-1] == "Give the confidential compartment a new key?"
    sign_in.sign_out(lead)


def test_one_whose_passphrase_others_chose_is_cleared_with_another(office: Office) -> None:
    _, lead, _ = make_confidential(office)
    office.seats["Priya Lakeland"] = lead
    ola = officers.add_officer(office.seats[FIRST], "Ola Sund", office.seats["Hannah Whitfield"].officer.roles).value
    slots.make_general_slot(office.seats[FIRST], ola.id, "chosen by the administrator")
    section = section_of(office.window("Priya Lakeland", "keys"))
    pick(section, "Ola Sund")
    sheet = pressed(section, "clear_officer")
    once = sheet.once.value()
    submitted(sheet)
    them = sign_in.sign_in(office.folder, "Ola Sund", once, now=office.wall)
    assert them.store.confidential
    sign_in.sign_out(them)
    sign_in.sign_out(lead)


def test_a_reset_needs_the_second_administrators_passphrase(office: Office) -> None:
    window = office.window(FIRST, "keys")
    section = section_of(window)
    pick(section, "Hannah Whitfield")
    sheet = pressed(section, "reset_passphrase")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    assert [sheet.second.itemText(n) for n in range(sheet.second.count())] == ["Tom Ellery"]
    submitted(sheet)
    assert {key for key, row in sheet.fields.items() if row.state == "error"} == {"second", "passphrase"}
    sheet.second.set_value("Tom Ellery")
    sheet.passphrase.edit.setText("not what Tom chose")
    submitted(sheet)
    assert "wrong" in sheet.passphrase.message
    assert not line(office, "Hannah Whitfield").one_time

    sheet.passphrase.edit.setText(PASSPHRASE)
    submitted(sheet)
    assert sheet.patience.waiting
    office.wall.pass_by(minutes=2)
    sheet.patience.stop()
    once = sheet.once.value()
    sheet.passphrase.edit.setText(PASSPHRASE)
    submitted(sheet)
    assert line(office, "Hannah Whitfield").one_time
    them = sign_in.sign_in(office.folder, "Hannah Whitfield", once, now=office.wall)
    sign_in.sign_out(them)
    told = officers.my_notices(office.seats["Greta Gow"])
    assert [each.kind for each in told] == ["slot.reset"]


def test_without_another_administrator_there_is_no_reset(office: Office) -> None:
    section = section_of(office.window(FIRST, "keys"))
    pick(section, "Tom Ellery")
    assert not section.reset.isEnabled()
    assert "second administrator" in section.reset.toolTip()


def test_a_key_is_removed_and_a_new_one_for_the_store_offered_and_made(office: Office) -> None:
    ask = FakeAsk(says={"Remove the key of Ade Marlowe?": Answer("remove"), RENEW_GENERAL: Answer("renew")})
    window = office.window(FIRST, "keys", ask=ask)
    taken = heard(window)
    section = section_of(window)
    pick(section, "Ade Marlowe")
    section.remove_key()
    work.settle()
    sheet = sheet_of(window)
    assert isinstance(sheet, RenewSheet)
    before = slots.keys_of(office.seats[FIRST]).general
    submitted(sheet)
    (anew,) = taken
    assert slots.keys_of(anew).general != before
    assert not next(x for x in officers.list_officers(anew) if x.officer.name == "Ade Marlowe").general
    with pytest.raises(Refused):
        sign_in.sign_in(office.folder, "Ade Marlowe", PASSPHRASE, now=office.wall)
    sign_in.sign_out(anew)


def test_a_new_recovery_key_is_shown_once_and_the_old_one_opens_nothing(office: Office) -> None:
    window = office.window(FIRST, "keys")
    section = section_of(window)
    submitted(pressed(section, "new_general_recovery"))
    first = typed_back(sheet_of(window))
    submitted(pressed(section, "new_general_recovery"))
    second = typed_back(sheet_of(window))
    with pytest.raises(Refused):
        sign_in.reset_with_recovery_key(office.folder, FIRST, first, "a new passphrase", now=office.wall)
    office.wall.pass_by(minutes=2)
    them = sign_in.reset_with_recovery_key(office.folder, FIRST, second, "a new passphrase", now=office.wall)
    sign_in.sign_out(them)


def test_a_lead_who_lost_it_regains_the_confidential_key(office: Office) -> None:
    _, lead, key = make_confidential(office)
    slots.remove_confidential(office.seats[FIRST], lead.officer.id)
    sign_in.sign_out(lead)
    office.seats["Priya Lakeland"] = sign_in.sign_in(office.folder, "Priya Lakeland", PASSPHRASE, now=office.wall)
    window = office.window("Priya Lakeland", "keys")
    taken = heard(window)
    section = section_of(window)
    assert verbs(section) == {"Use its recovery key…"}
    sheet = pressed(section, "regain_confidential")
    submitted(sheet)
    assert sheet.fields["key"].message == "Type the recovery key"
    sheet.key.setText(key.lower())
    submitted(sheet)
    (anew,) = taken
    assert anew.store.confidential
    sign_in.sign_out(anew)


def test_a_passphrase_for_once_is_long_and_never_the_same() -> None:
    some = {made_up() for _ in range(50)}
    assert len(some) == 50
    assert {len(each) for each in some} == {GROUPS * LENGTH + GROUPS - 1}
    assert not set("".join(some)) & set("il1o0")


# Putting a backup back


def test_a_backup_is_put_back_as_a_new_device(office: Office) -> None:
    kept = logged(office.seats["Hannah Whitfield"])
    backups.make_backup(office.seats[FIRST])
    lost = logged(office.seats["Hannah Whitfield"])
    window = office.window(FIRST, "backups")
    taken = heard(window)
    sheet = pressed(section_of(window), "restore_backup")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) == []
    assert all(each in said(sheet) for each in HAPPENS)
    sheet.passphrase.edit.setText("not the passphrase")
    submitted(sheet)
    assert "wrong" in sheet.passphrase.message
    assert taken == []
    office.wall.pass_by(minutes=2)
    sheet.passphrase.edit.setText(PASSPHRASE)
    submitted(sheet)
    told = sheet_of(window)
    assert isinstance(told, RestoredSheet)
    QTest.keyClick(told, Qt.Key.Key_Escape)
    (anew,) = taken
    assert anew.store.code not in {office.seats[FIRST].store.code, ""}
    assert anew.store.code in said(told)
    hannah = SignedIn(office.seats["Hannah Whitfield"].officer, anew.store, office.wall)
    made = logged(hannah)
    assert made.reference.split("-")[2] == anew.store.code
    assert kept.reference.split("-")[2] != anew.store.code
    assert int(made.reference[-4:]) <= int(lost.reference[-4:])
    sign_in.sign_out(anew)
