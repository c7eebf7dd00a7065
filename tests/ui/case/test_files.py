"""Files in a case window: attached, copied out, withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from spp_desktop.domain.files import NewFile
from spp_desktop.services import files
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.ui.case.files import Files, size_words
from spp_desktop.ui.widgets.sheet import Sheet
from tests.ui.case.conftest import Desk, Open
from tests.ui.case.test_case_page import fill, send, swept, texts
from tests.ui.fakes import FakeAsk


def kept(me: SignedIn, case_id: UUID) -> None:
    files.attach_file(me, case_id, NewFile("scan 1.pdf", b"%PDF of a diary", "diary", "Diary sheet, March"))


def documents(desk: Desk) -> Files:
    desk.page.show_at(tab="documents")
    desk.settle()
    part: Any = desk.page.stack.currentWidget()
    assert isinstance(part.here, Files)
    return part.here


def test_a_file_is_attached_with_what_it_is(open_case: Open, tmp_path: Path) -> None:
    desk = open_case()
    part = documents(desk)
    assert part.model.rowCount() == 0
    scan = tmp_path / "scan 1.pdf"
    scan.write_bytes(b"%PDF of a diary")
    desk.window.ask = FakeAsk(files=[str(scan)])
    part.add()
    sheet = desk.sheet()
    assert swept(sheet) == []
    fill(sheet, title="Diary sheet, March", kind="diary")
    send(desk)
    (found,) = files.list_files(desk.me, desk.case_id)
    assert (found.name, found.title, found.kind, found.size) == ("scan 1.pdf", "Diary sheet, March", "diary", 15)
    assert [part.model.row(0).title, part.count(part.view)] == ["Diary sheet, March", 1]
    assert "15 bytes" in texts(part)


def test_a_copy_is_saved_where_it_is_asked_for_with_a_reason(open_case: Open, tmp_path: Path) -> None:
    desk = open_case(before=kept)
    part = documents(desk)
    out = tmp_path / "copy.pdf"
    desk.window.ask = FakeAsk(files=[str(out)])
    part.save_copy()
    sheet = desk.sheet()
    send(desk)
    assert not out.exists()
    fill(sheet, reason="For the solicitor")
    send(desk)
    assert out.read_bytes() == b"%PDF of a diary"


def test_a_misfiled_file_is_withdrawn(open_case: Open) -> None:
    desk = open_case(before=kept)
    part = documents(desk)
    part.withdraw()
    sheet = desk.sheet()
    fill(sheet, reason="Another case's")
    send(desk)
    assert files.list_files(desk.me, desk.case_id) == ()
    assert part.model.rowCount() == 0
    assert not [each for each in desk.window.findChildren(Sheet) if each.isVisible()]


def test_sizes_in_words() -> None:
    assert [size_words(size) for size in (0, 999, 1000, 411_600, 3_400_000)] == [
        "0 bytes", "999 bytes", "1 kB", "412 kB", "3.4 MB",
    ]  # fmt: skip
