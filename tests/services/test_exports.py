"""Lists that leave: rights, approvals, encryption, the register, and nothing left behind when it goes wrong."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msoffcrypto
import openpyxl
import pytest

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.errors import Invalid, NotFound, NotPermitted, Refused, StoreTrouble, WrongUse
from spp_desktop.domain.exports import CaseExport, ExportLine
from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.page import FiguresQuestion
from spp_desktop.domain.figures.reductions import By, ReductionsQuestion
from spp_desktop.domain.officers import Officer
from spp_desktop.domain.permissions import Role
from spp_desktop.domain.text import fold
from spp_desktop.services import crime, exports
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import ledger
from spp_desktop.store.officers import officer_row
from spp_desktop.store.tables.case import CaseRow
from spp_desktop.store.unit import UnitOfWork

if TYPE_CHECKING:
    from spp_desktop.store.opened import Store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PEOPLE = ("Marge O'Brien", '=HYPERLINK("http://x")', "Jankauskienė Rūta")
OFFICERS = {
    "alan": Officer(UUID(int=1), "Alan Grant", (Role.ASB_OFFICER,)),
    "sue": Officer(UUID(int=2), "Sue Pervisor", (Role.SUPERVISOR,)),
    "ian": Officer(UUID(int=3), "Ian Governs", (Role.INFORMATION_GOVERNANCE,)),
    "bea": Officer(UUID(int=4), "Bea Other", (Role.ASB_OFFICER,)),
    "both": Officer(UUID(int=5), "Bo Both", (Role.ASB_OFFICER, Role.SUPERVISOR)),
    "ana": Officer(UUID(int=6), "Ana Lyst", (Role.ANALYST,)),
}


def case(unit: UnitOfWork, serial: int, name: str, **values: Any) -> CaseRow:
    fixed = {
        "type": "asb", "type_version": 1, "reference": f"ASB-2026-K7-{serial:04d}", "year": 2026, "code": "K7",
        "serial": serial, "name": name, "name_key": fold(name), "state": "open", "open": True, "band": "high",
        "area": "CE1", "owner_id": OFFICERS["alan"].id, "reported": date(2026, 2, serial),
        "reported_at": NOW - timedelta(days=9), "first_contact_at": NOW - timedelta(days=8, hours=12),
        "first_contact_due": NOW, "logged_at": NOW, "logged_by": OFFICERS["alan"].id, "answers": {"category": "noise"},
    }  # fmt: skip
    return CaseRow(id=unit.new_id(), **{**fixed, **values})


@pytest.fixture
def people(store: Store) -> Callable[[str], SignedIn]:
    """Anybody of the cast, signed in to a store that holds three cases."""
    with store.write("test.made", by=UUID(int=9), at=NOW, stream="lists") as unit:
        unit.insert(*(officer_row(officer) for officer in OFFICERS.values()))
        unit.insert(*(case(unit, serial, name) for serial, name in enumerate(PEOPLE, start=1)))
    return lambda name: SignedIn(OFFICERS[name], store, lambda: NOW)


People = Callable[[str], SignedIn]


def order(**changes: Any) -> CaseExport:
    made = CaseExport(CaseQuery("asb"), "Monthly tasking meeting", "Cambridgeshire Constabulary", "s115")
    return replace(made, **changes)


def cells(path: Path, password: str | None = None) -> list[list[Any]]:
    """The values of the first sheet, decrypted where a password is given."""
    data: Any = path.open("rb")
    with data:
        if password is not None:
            plain = io.BytesIO()
            locked = msoffcrypto.OfficeFile(data)
            locked.load_key(password=password)
            locked.decrypt(plain)
            data = plain
        return [list(row) for row in openpyxl.load_workbook(data).worksheets[0].values]


def approved(people: People, **changes: Any) -> None:
    words = {"code": "asb", "recipient": "Cambridgeshire Constabulary", "reason": "Tasking", "basis": "s115"}
    unencrypted = changes.pop("unencrypted_reason", "")
    asked = exports.ask_for_names(people("alan"), **{**words, **changes}).value
    exports.approve_names(people("sue"), asked.id, unencrypted_reason=unencrypted)


def operations(store: Store) -> int:
    with store.read() as connection:
        return ledger.count(connection)


def test_a_list_has_references_and_initials_and_stands_in_the_register(people: People, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    done = exports.export_cases(people("alan"), order(), out)
    heading, *rows = cells(out)
    assert heading[:2] == ["Reference", "Initials"]
    assert "Victim" not in heading
    assert sorted(row[0] for row in rows) == ["ASB-2026-K7-0001", "ASB-2026-K7-0002", "ASB-2026-K7-0003"]
    assert not [cell for row in rows for cell in row if any(name in str(cell) for name in PEOPLE)]
    shown = dict(zip(heading, rows[0], strict=True))
    assert (shown["Risk"], shown["Area"], shown["Owner"], shown["First contact"]) == (
        "High", "Central and North", "Alan Grant", 12.0,
    )  # fmt: skip
    [line] = exports.export_register(people("alan"))
    assert line == done.value
    assert line.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (line.rows, line.names, line.encrypted, line.by, line.file_name) == (
        3,
        False,
        False,
        "Alan Grant",
        "list.xlsx",
    )
    assert (line.reason, line.recipient, line.basis) == (
        "Monthly tasking meeting", "Cambridgeshire Constabulary", "s115",
    )  # fmt: skip
    assert (line.destroy_by, line.marking) == (date(2026, 3, 30), "OFFICIAL-SENSITIVE")
    assert done.changes.kinds == {"exports"}


def test_the_journal_says_who_exported_what_and_why(people: People, store: Store, tmp_path: Path) -> None:
    line = exports.export_cases(people("alan"), order(), tmp_path / "list.xlsx").value
    with store.read() as connection:
        changes = ledger.changes_to(connection, line.id, after=0)
    written = {field.field: field.new.value for change in changes for field in change.fields if field.new}
    assert (written["sha256"], written["rows"], written["recipient"]) == (line.sha256, 3, line.recipient)


def test_filters_are_said_in_words_and_typed_words_are_not_repeated(people: People, tmp_path: Path) -> None:
    query = CaseQuery(
        "asb",
        (
            Filter("band", ("high", "medium")),
            Filter("owner", (str(OFFICERS["alan"].id),)),
            Filter("reported", ("2026-02-02",), "from"),
        ),
        text="brien",
    )
    line = exports.export_cases(people("alan"), order(query=query), tmp_path / "list.xlsx").value
    assert line.rows == 0
    assert line.filter_words == (
        "Risk is High or Medium; Owner is Alan Grant; Reported on or after 2 Feb 2026; and words typed above the list"
    )


@pytest.mark.parametrize(
    ("who", "expected"),
    [("ian", NotPermitted), ("ana", NotPermitted)],
)
def test_no_right_no_list(people: People, tmp_path: Path, who: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        exports.export_cases(people(who), order(), tmp_path / "list.xlsx")
    assert not list(tmp_path.glob("*list*"))


def test_a_type_one_may_not_read_does_not_exist(people: People, tmp_path: Path) -> None:
    for code in ("da", "nothing"):
        with pytest.raises(NotFound) as refused:
            exports.export_cases(people("alan"), order(query=CaseQuery(code)), tmp_path / "list.xlsx")
        assert refused.value.message == NotFound().message


def test_confidential_cases_never_leave_even_by_who_may_read_them(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CONFIDENTIAL_TYPES", frozenset({"asb"}))
    with pytest.raises(Refused, match="never exported"):
        exports.export_cases(people("alan"), order(), tmp_path / "list.xlsx")
    with pytest.raises(Refused, match="never exported"):
        exports.ask_for_names(people("alan"), "asb", "Police", "Tasking", "s115")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reason": " "}, {"reason"}),
        ({"recipient": "\n"}, {"recipient"}),
        ({"reason": "", "recipient": ""}, {"reason", "recipient"}),
        ({"columns": ("reference", "shoe-size")}, {"columns"}),
        ({"destroy_by": date(2026, 3, 1)}, {"destroy_by"}),
        ({"password": "short"}, {"password"}),
        ({"password": "x" * 256}, {"password"}),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    people: People, store: Store, tmp_path: Path, changes: dict[str, Any], fields: set[str]
) -> None:
    before = operations(store)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Invalid) as refused:
        exports.export_cases(people("alan"), order(**changes), out / "list.xlsx")
    assert {problem.field for problem in refused.value.problems} == fields
    assert not list(out.iterdir())
    assert operations(store) == before


def test_an_unknown_basis_is_wrong_use(people: People, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="children-act"):
        exports.export_cases(people("alan"), order(basis="because"), tmp_path / "list.xlsx")


def test_names_need_an_approval_and_an_encrypted_file(people: People, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    with pytest.raises(Refused, match="approval"):
        exports.export_cases(people("alan"), order(names=True, password=PASSWORD), out)
    approved(people)
    with pytest.raises(Invalid, match="1 thing"):
        exports.export_cases(people("alan"), order(names=True), out)
    line = exports.export_cases(people("alan"), order(names=True, password=PASSWORD), out).value
    assert (line.names, line.encrypted) == (True, True)
    with out.open("rb") as file:
        assert msoffcrypto.OfficeFile(file).is_encrypted()
    heading, *rows = cells(out, PASSWORD)
    assert heading[:2] == ["Reference", "Victim"]
    assert {row[1] for row in rows} == set(PEOPLE)
    assert line.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()


def test_the_wrong_password_opens_nothing(people: People, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    exports.export_cases(people("alan"), order(password=PASSWORD), out)
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        cells(out, "another password")
    assert len(cells(out, PASSWORD)) == 4


def test_an_approval_is_spent_by_the_first_list(people: People, tmp_path: Path) -> None:
    approved(people)
    exports.export_cases(people("alan"), order(names=True, password=PASSWORD), tmp_path / "one.xlsx")
    assert [each.decision for each in exports.my_names_requests(people("alan"))] == ["used"]
    with pytest.raises(Refused, match="approval"):
        exports.export_cases(people("alan"), order(names=True, password=PASSWORD), tmp_path / "two.xlsx")


@pytest.mark.parametrize(
    ("who", "recipient", "allowed"),
    [
        ("alan", "cambridgeshire  constabulary", True),
        ("alan", "Peterborough City Council", False),
        ("bea", "Cambridgeshire Constabulary", False),
    ],
)
def test_an_approval_is_for_one_officer_and_one_recipient(
    people: People, tmp_path: Path, who: str, recipient: str, *, allowed: bool
) -> None:
    approved(people)
    wanted = order(names=True, password=PASSWORD, recipient=recipient)
    if allowed:
        assert exports.export_cases(people(who), wanted, tmp_path / "list.xlsx").value.names
        return
    with pytest.raises(Refused, match="approval"):
        exports.export_cases(people(who), wanted, tmp_path / "list.xlsx")


def test_a_refused_request_lets_nothing_go(people: People, tmp_path: Path) -> None:
    asked = exports.ask_for_names(people("alan"), "asb", "Cambridgeshire Constabulary", "Tasking", "s115").value
    with pytest.raises(Invalid):
        exports.refuse_names(people("sue"), asked.id, " ")
    refused = exports.refuse_names(people("sue"), asked.id, "Initials will do").value
    assert (refused.decision, refused.decision_reason, refused.decided_by) == (
        "refused", "Initials will do", OFFICERS["sue"].id,
    )  # fmt: skip
    with pytest.raises(Refused, match="approval"):
        exports.export_cases(people("alan"), order(names=True, password=PASSWORD), tmp_path / "list.xlsx")
    with pytest.raises(Refused, match="decided already"):
        exports.approve_names(people("sue"), asked.id)


def test_nobody_approves_their_own_request(people: People) -> None:
    asked = exports.ask_for_names(people("both"), "asb", "Police", "Tasking", "s115").value
    assert exports.names_requests(people("both")) == ()
    assert [each.id for each in exports.names_requests(people("sue"))] == [asked.id]
    with pytest.raises(Refused, match="Somebody else"):
        exports.approve_names(people("both"), asked.id)


def test_only_a_supervisor_decides(people: People) -> None:
    asked = exports.ask_for_names(people("alan"), "asb", "Police", "Tasking", "s115").value
    for who in ("alan", "bea", "ian", "ana"):
        with pytest.raises(NotPermitted):
            exports.approve_names(people(who), asked.id)
    with pytest.raises(NotFound):
        exports.approve_names(people("sue"), UUID(int=77))


def test_the_approver_may_record_why_the_file_need_not_be_encrypted(people: People, tmp_path: Path) -> None:
    approved(people, unencrypted_reason="Handed over on an encrypted stick")
    line = exports.export_cases(people("alan"), order(names=True), tmp_path / "list.xlsx").value
    assert (line.encrypted, line.unencrypted_reason) == (False, "Handed over on an encrypted stick")
    assert {row[1] for row in cells(tmp_path / "list.xlsx")[1:]} == set(PEOPLE)


def test_depersonalised_information_carries_no_names(people: People, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="depersonalised"):
        exports.ask_for_names(people("alan"), "asb", "Police", "Tasking", "s17a")
    approved(people)
    with pytest.raises(Refused, match="depersonalised"):
        exports.export_cases(people("alan"), order(names=True, password=PASSWORD, basis="s17a"), tmp_path / "x.xlsx")


def test_chosen_columns_come_in_order_and_names_as_initials(people: People, tmp_path: Path) -> None:
    wanted = order(columns=("reported", "name", "category"))
    exports.export_cases(people("alan"), wanted, tmp_path / "list.xlsx")
    heading, first, *_ = cells(tmp_path / "list.xlsx")
    assert heading == ["Reference", "Reported", "Initials", "Type"]
    assert isinstance(first[1], datetime)


def test_stopping_leaves_no_file_and_no_entry(people: People, store: Store, tmp_path: Path) -> None:
    before = operations(store)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Refused, match="Stopped"):
        exports.export_cases(people("alan"), order(), out / "list.xlsx", cancelled=lambda: True)
    assert not list(out.iterdir())
    assert operations(store) == before


def test_progress_names_the_step(people: People, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    exports.export_cases(people("alan"), order(), tmp_path / "list.xlsx", progress=lambda *step: seen.append(step))
    assert seen == [("Writing cases", 0, 3), ("Writing cases", 3, 3)]


def test_a_folder_that_is_not_there_is_said_in_words(people: People, store: Store, tmp_path: Path) -> None:
    before = operations(store)
    with pytest.raises(Refused, match="no such folder"):
        exports.export_cases(people("alan"), order(), tmp_path / "nowhere" / "list.xlsx")
    assert operations(store) == before


def test_a_file_that_could_not_be_registered_does_not_stay(
    people: People, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store's disk fails at the commit, after the file appeared."""

    def fails(_unit: UnitOfWork) -> None:
        raise StoreTrouble("The disk is full")

    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(UnitOfWork, "finish", fails)
    with pytest.raises(StoreTrouble):
        exports.export_cases(people("alan"), order(), out / "list.xlsx")
    assert not list(out.iterdir())
    monkeypatch.undo()
    assert exports.export_register(people("alan")) == ()


def test_the_file_is_named_only_when_it_is_whole(people: People, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    seen: list[list[str]] = []
    watch = lambda *_: seen.append([path.name for path in out.iterdir()])  # noqa: E731
    exports.export_cases(people("alan"), order(), out / "list.xlsx", progress=watch)
    assert all(name.startswith(".") for names in seen for name in names)
    assert [path.name for path in out.iterdir()] == ["list.xlsx"]


def test_a_list_stays_outstanding_until_its_destruction_is_confirmed(people: People, tmp_path: Path) -> None:
    late = order(destroy_by=date(2026, 4, 30))
    exports.export_cases(people("alan"), late, tmp_path / "late.xlsx")
    first = exports.export_cases(people("alan"), order(), tmp_path / "soon.xlsx").value
    waiting = exports.export_register(people("alan"), outstanding=True)
    assert [line.file_name for line in waiting] == ["soon.xlsx", "late.xlsx"]
    done = exports.confirm_destroyed(people("alan"), first.id, revision=first.revision).value
    assert (done.destroyed, done.destroyed_by) == (date(2026, 3, 2), OFFICERS["alan"].id)
    assert [line.file_name for line in exports.export_register(people("alan"), outstanding=True)] == ["late.xlsx"]
    assert done in exports.export_register(people("alan"))
    with pytest.raises(Refused, match="already"):
        exports.confirm_destroyed(people("alan"), first.id, revision=done.revision)


@pytest.mark.parametrize(
    ("who", "sees"), [("alan", True), ("bea", False), ("sue", True), ("ian", True), ("ana", False)]
)
def test_who_sees_the_register(people: People, tmp_path: Path, who: str, *, sees: bool) -> None:
    line: ExportLine = exports.export_cases(people("alan"), order(), tmp_path / "list.xlsx").value
    assert [each.id for each in exports.export_register(people(who))] == ([line.id] if sees else [])
    if sees:
        assert exports.confirm_destroyed(people(who), line.id, revision=1).value.destroyed
    else:
        with pytest.raises(NotFound):
            exports.confirm_destroyed(people(who), line.id, revision=1)


QUESTION = FiguresQuestion("victim-based", Months.parse("2025-01..2025-02"))


@pytest.fixture
def analyst(people: People) -> SignedIn:
    """An analyst in a store that holds January and February of two years."""
    months = ("2024-01", "2024-02", "2025-01", "2025-02")
    crime.import_files(people("ana"), [RESOURCES / "police" / f"{m}-cambridgeshire-street.csv.xz" for m in months])
    return people("ana")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (QUESTION, "Areas"),
        (replace(QUESTION, place="CE1"), "Areas"),
        (replace(QUESTION, by=By.WARD), "Wards"),
        (ReductionsQuestion(QUESTION.period, QUESTION.before, By.TYPE, types=("burglary", "robbery")), "Areas"),
    ],
)
def test_the_reductions_workbook_of_real_figures_agrees_with_the_city(
    analyst: SignedIn, tmp_path: Path, question: Any, first: str
) -> None:
    out = tmp_path / "reductions.xlsx"
    done = exports.export_reductions(analyst, question, out)
    assert done.value == hashlib.sha256(out.read_bytes()).hexdigest()
    workbook = openpyxl.load_workbook(out, data_only=True)
    assert workbook.sheetnames == [first, "Crime groups", "Monthly", "Rolling 12", "Definitions"]
    said = [cell for sheet in workbook.worksheets for row in sheet.values for cell in row]
    assert said.count("Totals agree") == 2
    assert "Totals do not agree" not in said


def test_figures_are_journalled_and_not_registered(analyst: SignedIn, store: Store, tmp_path: Path) -> None:
    before = operations(store)
    exports.export_reductions(analyst, QUESTION, tmp_path / "reductions.xlsx")
    assert operations(store) == before + 1
    assert exports.export_register(analyst) == ()


def test_figures_need_their_right_and_something_held(people: People, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        exports.export_reductions(people("alan"), QUESTION, tmp_path / "reductions.xlsx")
    with pytest.raises(Refused, match="No crime figures"):
        exports.export_reductions(people("ana"), QUESTION, tmp_path / "reductions.xlsx")
    assert not (tmp_path / "reductions.xlsx").exists()
