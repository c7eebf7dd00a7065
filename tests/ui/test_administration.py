"""Administration: who sees which section, and what each section shows and does."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from spp_desktop.domain.audit import AuditQuery
from spp_desktop.domain.changes import Changes
from spp_desktop.domain.errors import Refused, StoreTrouble
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.vocabulary import Term
from spp_desktop.services import audit, backups, lists, officers, settings, sign_in, upkeep
from spp_desktop.services.upkeep import Checked
from spp_desktop.ui import work
from spp_desktop.ui.ask import Answer
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.admin_backups import age_of
from spp_desktop.ui.pages.admin_lists import state_of
from spp_desktop.ui.tables.cells import Group, say
from tests.casework import MONDAY, logged
from tests.ui import sweep
from tests.ui.fakes import FakeAsk
from tests.ui.office import (
    FIRST,
    PASSPHRASE,
    Office,
    page_of,
    pressed,
    section_of,
    sheet_of,
    submitted,
)

EVERYBODY = ["officers", "lists", "scales", "settings", "check", "own"]
SEEN = {
    FIRST: ["officers", "keys", "lists", "scales", "settings", "backups", "check", "own"],
    "Greta Gow": ["officers", "lists", "scales", "settings", "check", "audit", "own"],
    "Priya Lakeland": ["officers", "keys", "lists", "scales", "settings", "check", "own"],
    "Hannah Whitfield": EVERYBODY,
    "Ade Marlowe": EVERYBODY,
    "Bela Board": ["own"],
}
"""Written out from design §1: administrators keep officers, keys, lists and backups; governance reads the audit."""


def rows(table: Any) -> list[list[str]]:
    """What a list shows, row by row, cell by cell."""
    model = table.rows()
    return [
        [say(model.cell(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def pick(table: Any, words: str) -> None:
    """Take the row with these words in its first column in hand."""
    place = next(place for place, row in enumerate(rows(table)) if row[0] == words)
    table.take_place(place)


def verbs(section: Any) -> set[str]:
    """The words of every button that can be seen in a section."""
    found = section.findChildren(QPushButton)
    return {each.text().replace("&", "") for each in found if each.isVisibleTo(section) and each.text()}


# Who sees what


@pytest.mark.parametrize("name", SEEN)
def test_sections_are_there_only_for_those_whose_roles_carry_them(office: Office, name: str) -> None:
    page = page_of(office.window(name))
    assert list(page.specs) == SEEN[name]
    assert page.tabs.count() == len(SEEN[name])


@pytest.mark.parametrize("name", SEEN)
def test_nothing_in_any_section_is_nameless_or_has_two_meanings(office: Office, name: str) -> None:
    window = office.window(name)
    page = page_of(window)
    for code in SEEN[name]:
        page.show_at(section=code)
        work.settle()
        section = section_of(window)
        assert sweep.nameless(section) == [], code
        assert sweep.unlabelled(section) == [], code
        assert sweep.clashing_keys(window) == [], code
        assert sweep.clashing_access_keys(section) == [], code
        assert not section.findChildren(QDialog)


def test_somebody_without_a_role_for_it_changes_nothing(office: Office) -> None:
    window = office.window("Ade Marlowe", "officers")
    assert verbs(section_of(window)) == set()
    for code in ("lists", "scales", "settings"):
        window.go("administration", section=code)
        work.settle()
        assert verbs(section_of(window)) == set(), code


def test_keys_go_from_tab_to_tab(office: Office) -> None:
    window = office.window(FIRST)
    page = page_of(window)
    page.show_tab_6()
    work.settle()
    assert page.tabs.code() == "backups"


def test_what_cannot_be_read_says_so_and_can_be_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    window = office.window(FIRST, "officers")
    section = section_of(window)
    with monkeypatch.context() as patch:

        def broken(*_args: object, **_given: object) -> None:
            raise StoreTrouble("The disk does not answer")

        patch.setattr(officers, "list_officers", broken)
        section.read_again()
        work.settle()
        assert "Try again" in verbs(section)
    next(b for b in section.findChildren(QPushButton) if b.text() == "Try again").click()
    work.settle()
    assert "Try again" not in verbs(section)
    assert len(rows(section.table)) == 7


# Officers


def test_an_officer_is_added_with_a_passphrase_for_once(office: Office) -> None:
    window = office.window(FIRST, "officers")
    section = section_of(window)
    sheet = pressed(section, "add_officer")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    sheet.name.setText("Ola Sund")
    sheet.roles.set_value(["asb-officer"])
    sheet.office.setText("South")
    once = sheet.once.value()
    submitted(sheet)
    line = next(each for each in officers.list_officers(office.seats[FIRST]) if each.officer.name == "Ola Sund")
    assert (line.officer.roles, line.officer.office, line.general, line.one_time) == (
        (Role.ASB_OFFICER,),
        "South",
        True,
        True,
    )
    assert [row[4] for row in rows(section.table) if row[0] == "Ola Sund"] == ["Passphrase for once"]
    them = sign_in.sign_in(office.folder, "Ola Sund", once, now=office.wall)
    assert sign_in.must_change_passphrase(them)
    sign_in.sign_out(them)


def test_what_is_wrong_with_a_new_officer_is_said_beside_it(office: Office) -> None:
    window = office.window(FIRST, "officers")
    sheet = pressed(section_of(window), "add_officer")
    sheet.once.edit.setText("short")
    submitted(sheet)
    assert {key for key, row in sheet.fields.items() if row.state == "error"} == {"name", "roles", "once"}
    sheet.name.setText("hannah whitfield")
    sheet.roles.set_value(["analyst"])
    sheet.key.setChecked(False)
    submitted(sheet)
    assert sheet.isVisible()
    assert sheet.fields["name"].message.startswith("Another officer has this name")
    sheet.reject()


def test_roles_and_office_are_altered(office: Office) -> None:
    window = office.window(FIRST, "officers")
    section = section_of(window)
    pick(section.table, "Ade Marlowe")
    sheet = pressed(section, "change_officer")
    sheet.roles.set_value(["analyst", "workstream-lead"])
    sheet.office.setText("Town Hall")
    submitted(sheet)
    assert rows(section.table)[0][:3] == ["Ade Marlowe", "Workstream lead, Analyst", "Town Hall"]


def test_an_officer_altered_elsewhere_meanwhile_is_not_written_over(office: Office) -> None:
    window = office.window(FIRST, "officers")
    section = section_of(window)
    pick(section.table, "Ade Marlowe")
    sheet = pressed(section, "change_officer")
    ade = office.seats["Ade Marlowe"].officer
    officers.edit_officer(office.seats["Tom Ellery"], ade.id, revision=1, office="North")
    sheet.office.setText("South")
    submitted(sheet)
    assert "Somebody else changed this" in sheet._message.text()
    assert next(x for x in officers.list_officers(office.seats[FIRST])).officer.office == "North"
    sheet.reject()


def test_an_officer_leaves_with_a_reason_and_comes_back_without_a_key(office: Office) -> None:
    ask = FakeAsk(says={"Has Ade Marlowe left?": Answer("left", "Moved to the county")})
    window = office.window(FIRST, "officers", ask=ask)
    section = section_of(window)
    pick(section.table, "Ade Marlowe")
    section.let_go()
    work.settle()
    assert [each.title for each in ask.questions][1:] == ["Give the general compartment a new key?"]
    assert "Ade Marlowe" not in {row[0] for row in rows(section.table)}
    (line,) = audit.list_operations(office.seats["Greta Gow"], AuditQuery(kind="officer.left")).lines
    assert (line.about, line.why) == ("Ade Marlowe", "Moved to the county")

    section.left.setChecked(True)
    pick(section.table, "Ade Marlowe")
    assert verbs(section) == {"Take back", "Add officer…"}
    section.take_back()
    work.settle()
    pick(section.table, "Ade Marlowe")
    assert rows(section.table)[0][4] == "No key"
    assert "Give a key…" in verbs(section)
    sheet = pressed(section, "give_key")
    submitted(sheet)
    assert rows(section.table)[0][4] == "Passphrase for once"


def test_nobody_takes_themselves_off_the_list(office: Office) -> None:
    section = office.section(FIRST, "officers")
    pick(section.table, FIRST)
    assert not section.leave.isEnabled()
    assert section.leave.toolTip()


# Lists


def test_a_term_is_added_renamed_and_retired_but_never_deleted(office: Office) -> None:
    window = office.window(FIRST, "lists")
    section = section_of(window)
    pick(section.lists, "Tenure")
    sheet = pressed(section, "add_term")
    sheet.label.setText("Houseboat")
    sheet.first.setText("1 apr 2012")
    submitted(sheet)
    pick(section.terms, "Houseboat")
    assert rows(section.terms)[-1] == ["Houseboat", "1 Apr 2012", "no end", "Not yet"]

    sheet = pressed(section, "change_term")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    sheet.label.setText("Boat or caravan")
    sheet.first.setText("1 jan 2012")
    submitted(sheet)
    sheet = pressed(section, "retire_term")
    sheet.last.setText("29 feb 2012")
    submitted(sheet)
    assert rows(section.terms)[-1] == ["Boat or caravan", "1 Jan 2012", "29 Feb 2012", "Retired"]
    assert section.current().label == "Tenure"
    tenures = next(each for each in lists.list_vocabularies(office.seats[FIRST]) if each.label == "Tenure")
    assert tenures.terms[-1] == Term("houseboat", "Boat or caravan", date(2012, 1, 1), date(2012, 2, 29))
    assert not any("elete" in verb for verb in verbs(section))


def test_impossible_days_of_a_term_are_said_beside_them(office: Office) -> None:
    section = office.section(FIRST, "lists")
    pick(section.lists, "Tenure")
    sheet = pressed(section, "change_term")
    sheet.first.setText("31 feb 2012")
    submitted(sheet)
    assert sheet.fields["valid_from"].message == "Enter a real date, such as 5 Mar 2012"
    sheet.first.setText("1 mar 2012")
    sheet.last.setText("1 feb 2012")
    submitted(sheet)
    assert sheet.fields["valid_to"].message == "The last day is before the first"
    sheet.reject()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(None, None, "In use"), (date(2012, 3, 13), None, "Not yet"), (None, date(2012, 3, 11), "Retired"),
     (date(2012, 3, 12), date(2012, 3, 12), "In use")],
)  # fmt: skip
def test_whether_a_term_is_in_use_today(first: date | None, last: date | None, words: str) -> None:
    assert state_of(Term("x", "X", first, last), MONDAY.date()).text == words


# Settings


def test_a_setting_is_changed_with_where_its_value_comes_from(office: Office) -> None:
    window = office.window(FIRST, "settings")
    section = section_of(window)
    pick(section.table, "Lock when idle for")
    sheet = pressed(section, "change_setting")
    assert sweep.nameless(sheet) + sweep.unlabelled(sheet) + sweep.clashing_access_keys(sheet) == []
    sheet.value.setText("90")
    submitted(sheet)
    assert sheet.fields["source"].message == "Say where this value comes from"
    sheet.source.setText("Security policy of 2012")
    submitted(sheet)
    assert sheet.fields["lock.minutes"].message == "Enter a whole number from 1 to 60"
    sheet.value.setText("3")
    submitted(sheet)
    assert settings.value_of(office.seats[FIRST], "lock.minutes") == 3
    shown = next(row for row in rows(section.table) if row[0] == "Lock when idle for")
    assert shown[1:] == ["3 minutes", "Security policy of 2012", FIRST]
    assert section.head.aside.text() == "1 of " + f"{len(settings.list_settings(office.seats[FIRST]))} altered here"


def test_the_second_folder_for_backups_may_be_chosen(office: Office, tmp_path: Path) -> None:
    section = office.section(FIRST, "settings", ask=FakeAsk(files=[str(tmp_path / "elsewhere")]))
    pick(section.table, "Copy each backup to a second folder")
    sheet = pressed(section, "change_setting")
    next(each for each in sheet.findChildren(QPushButton) if "folder" in each.text()).click()
    sheet.source.setText("Agreed with IT")
    submitted(sheet)
    assert settings.value_of(office.seats[FIRST], "backup.second-folder") == str(tmp_path / "elsewhere")


def test_settings_stand_under_their_groups_with_value_unit_and_source(office: Office) -> None:
    section = office.section("Ade Marlowe", "settings")
    model = section.table.rows()
    groups = [model.group(place).text for place in model.groups()]
    assert groups == ["Partnership", "Security", "Backups", "Exports", "ASB victims", "Retention"]
    assert isinstance(model.group(0), Group)
    hours = next(row for row in rows(section.table) if row[0] == "ASB: first contact within")
    assert hours == [hours[0], "48 elapsed hours", "Safer Peterborough promise: contact within 48 hours", "as shipped"]


# Backups and the check


def test_a_backup_is_made_listed_with_what_it_holds_and_verified(office: Office) -> None:
    logged(office.seats["Hannah Whitfield"])
    window = office.window(FIRST, "backups")
    section = section_of(window)
    assert section.stack.currentIndex() == 1
    section.back_up()
    assert not section.make.isEnabled()
    work.settle()
    assert section.make.isEnabled()
    (made,) = backups.list_backups(office.seats[FIRST])
    (shown,) = rows(section.table)
    assert shown[0] == "12 Mar 2012, 09:14"
    assert shown[1] == f"1 case, {made.holds['operation']} things done"
    section.verify_backup()
    work.settle()
    assert "sound, 12 Mar 2012" in {label.text() for label in section.pane.findChildren(QLabel)}
    assert window.toast_frame.accessibleName() == "The backup is sound"


def test_a_damaged_backup_is_said_to_be_one(office: Office) -> None:
    backups.make_backup(office.seats[FIRST])
    ask = FakeAsk()
    section = office.section(FIRST, "backups", ask=ask)
    path = section.current().path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    section.verify_backup()
    work.settle()
    assert len(ask.troubles) == 1
    assert section._verified == {}


def test_a_second_folder_is_named_and_a_missing_one_is_called_out(office: Office, tmp_path: Path) -> None:
    section = office.section(FIRST, "backups")
    assert section.second.text().startswith("No second folder")
    settings.change_setting(office.seats[FIRST], "backup.second-folder", str(tmp_path / "second"), "Policy")
    section.refresh(Changes(kinds=frozenset({"settings"})))
    work.settle()
    assert section.second.text() == f"Each is copied to {tmp_path / 'second'}."


@pytest.mark.parametrize(
    ("old", "words", "kind"),
    [(timedelta(seconds=5), "Last backup just now", "done"), (timedelta(hours=3), "Last backup today", "done"),
     (timedelta(hours=20), "Last backup yesterday", "done"),
     (timedelta(days=4), "Last backup 4 calendar days ago", "late")],
)  # fmt: skip
def test_how_old_the_last_backup_is(old: timedelta, words: str, kind: str) -> None:
    now = datetime(2012, 3, 12, 9, 14, tzinfo=UTC)
    assert (age_of(now - old, now).text, age_of(now - old, now).kind) == (words, kind)
    assert age_of(None, now).kind == "late"


def test_the_store_is_checked_and_found_whole(office: Office) -> None:
    window = office.window("Ade Marlowe", "check")
    section = section_of(window)
    section.check()
    work.settle()
    words = {label.text() for label in section.result.findChildren(QLabel)}
    assert "The store is whole." in words
    assert section.findings.isHidden()
    assert section.begin.isVisible()


def test_a_check_is_stopped_when_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_stopped(_me: object, *, progress: Any, cancelled: Any) -> None:
        progress("Reading pages", 3, 40)
        while not cancelled():
            time.sleep(0.001)
        raise Refused("Stopped as you asked. Nothing was changed")

    monkeypatch.setattr(upkeep, "check_store", until_stopped)
    ask = FakeAsk()
    window = office.window("Ade Marlowe", "check", ask=ask)
    section = section_of(window)
    section.check()
    office.qtbot.waitUntil(lambda: section.bar.words() == "Reading pages, 3 of 40")
    assert section.begin.isHidden()
    next(b for b in section.bar.findChildren(QPushButton)).click()
    work.settle()
    assert (section.bar.isHidden(), section.begin.isHidden(), section.result.isHidden()) == (True, False, True)
    assert ask.troubles == []


def test_findings_are_listed_by_their_ids(office: Office) -> None:
    section = office.section(FIRST, "check")
    found = "general, case 0199dca2-2d40-7000-a5c8-4b58ca94afb1: its answers hold a question of no form"
    section.show_checked(Checked(("1 record verified",), (found,)))
    assert [section.findings.item(row).text() for row in range(section.findings.count())] == [found]
    assert not upkeep.check_store(office.seats[FIRST]).value.findings


# Audit


def test_the_audit_is_narrowed_by_who_what_and_day(office: Office) -> None:
    case = logged(office.seats["Hannah Whitfield"], "Ewa Kowalczyk")
    window = office.window("Greta Gow", "audit")
    section = section_of(window)
    section.kind.set_value("case.logged")
    section._narrowed()
    work.settle()
    (shown,) = rows(section.table)
    assert shown[:4] == ["12 Mar 2012, 09:14", "Hannah Whitfield", "Case logged", case.reference]
    section.day.setText("11 mar 2012")
    section.day.editingFinished.emit()
    work.settle()
    assert rows(section.table) == []
    assert "Nothing was done that matches" in section.head.aside.text()
    section.clear()
    work.settle()
    assert len(rows(section.table)) > 5
    assert "Kowalczyk" not in repr(rows(section.table))


def test_the_audit_is_read_a_page_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 4)
    section = office.section("Greta Gow", "audit")
    first = rows(section.table)
    assert (section.later.isEnabled(), section.earlier.isEnabled()) == (False, True)
    section.show_earlier()
    work.settle()
    assert len(rows(section.table)) == 4
    assert not {tuple(row) for row in first[:1]} & {tuple(row) for row in rows(section.table)}
    section.show_later()
    work.settle()
    assert section.later.isEnabled() is False


# One's own


def test_notices_are_shown_in_words_and_gone_once_read(office: Office) -> None:
    from spp_desktop.services import slots

    ade = office.seats["Ade Marlowe"].officer
    slots.reset_passphrase(
        office.seats[FIRST],
        ade.id,
        "a passphrase for once",
        second_administrator="Tom Ellery",
        second_passphrase=PASSPHRASE,
    )
    window = office.window("Greta Gow", "own")
    section = section_of(window)
    assert section.count() == 1
    said = {label.text() for label in section.notices.findChildren(QLabel)}
    assert f"The passphrase of Ade Marlowe was reset by {FIRST} with a second administrator" in said
    next(b for b in section.notices.findChildren(QPushButton) if b.text() == "I have read it").click()
    work.settle()
    assert section.count() is None
    assert officers.my_notices(office.seats["Greta Gow"]) == ()


def test_anybody_changes_their_own_passphrase(office: Office) -> None:
    window = office.window("Bela Board", "own")
    section = section_of(window)
    assert verbs(section) == {"Change your passphrase…"}
    section.change_passphrase()
    sheet = sheet_of(window)
    sheet.present.edit.setText(PASSPHRASE)
    for row in (sheet.new.first, sheet.new.again):
        row.edit.setText("another long passphrase")
    sheet.save.click()
    work.settle()
    them = sign_in.sign_in(office.folder, "Bela Board", "another long passphrase", now=office.wall)
    sign_in.sign_out(them)


@pytest.mark.parametrize("size", [(1093, 614), (1920, 1080)])
def test_every_section_fits_its_window(office: Office, size: tuple[int, int]) -> None:
    window = office.window(FIRST)
    window.resize(*size)
    page = page_of(window)
    for code in SEEN[FIRST]:
        page.show_at(section=code)
        work.settle()
        section = section_of(window)
        assert section.minimumSizeHint().width() <= page.width(), code
        assert not section.grab().isNull()
    assert page._size is SizeClass.of(size[0])
