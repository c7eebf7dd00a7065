"""Lists that leave the program: asking, approving names, exporting, and the register until destruction is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from spp_desktop.domain import disclosure
from spp_desktop.domain.cases import CaseLine
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Changes, Done
from spp_desktop.domain.errors import Invalid, NotFound, Problem, Refused
from spp_desktop.domain.exports import (
    CaseExport,
    ExportLine,
    NamesRequest,
    check_password,
    checked_destroy_by,
    checked_words,
    chosen_columns,
    filter_words,
    labels_of,
    reader_of,
    register_number,
)
from spp_desktop.domain.figures.page import FiguresPage, FiguresQuestion
from spp_desktop.domain.figures.reductions import ReductionsQuestion
from spp_desktop.domain.ids import uuid7
from spp_desktop.domain.journal import Stream
from spp_desktop.domain.permissions import CONFIDENTIAL_TYPES, Right, Scope, may
from spp_desktop.domain.text import clean_text
from spp_desktop.services import figures
from spp_desktop.services.casework import reader, type_in_force
from spp_desktop.services.gate import gate, need_over
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.store import exports as register
from spp_desktop.store.case_lists import Reader, case_ids, case_lines
from spp_desktop.store.officers import officers

if TYPE_CHECKING:
    from spp_desktop.reports.case_list import CaseListBook
    from spp_desktop.reports.reductions import ReductionsBook
    from spp_desktop.store.connection import Connection

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]

_CHANGED = Changes(kinds=frozenset({"exports"}))
_AT_ONCE = 1_000
"""Cases read from the store at a time."""


@gate(Right.CASE_EXPORT)
def export_cases(
    me: SignedIn,
    order: CaseExport,
    out: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Done[ExportLine]:
    """Write a case list as a workbook and enter it in the register; the file appears only when both are done.

    Raises:
        Refused: names without an approval, a power that does not cover them, a confidential type, a disk that says
            no, or the officer stopped it. No file was made and nothing was registered.
        Invalid: reason or recipient left blank, an unknown column, a past destroy-by date, or no password for names.
        WrongUse: a basis nobody declared.
    """
    kind = _exportable(me, order.query.type)
    approval = _checked(me, order)
    line = _entry(me, kind, order, approval)
    with me.store.read() as connection:
        owners = {str(each.id): each.name for each in officers(connection, active=False)}
        line = replace(line, filter_words=filter_words(kind, order.query, owners))
        rows = case_ids(connection, kind, order.query, reader(me))
        book = _book(me, kind, order, line, _lines(connection, kind, rows, reader(me)))
        return Done(_write(me, line, approval, out, order.password, book, (len(rows), progress, cancelled)), _CHANGED)


def _exportable(me: SignedIn, code: str) -> CaseType:
    need_over(me, Right.CASE_EXPORT, code)
    if code in CONFIDENTIAL_TYPES:
        raise Refused("Confidential cases are never exported as a list. Nothing was exported")
    return type_in_force(me, code)


def _checked(me: SignedIn, order: CaseExport) -> NamesRequest | None:
    """The approval the order will spend, None when it asks for no names."""
    power = disclosure.basis(order.basis)
    check_password(order.password)
    if not order.names:
        return None
    disclosure.check_names_allowed(power)
    with me.store.read() as connection:
        approval = _approval(me, connection, order)
    if order.password is None and not approval.unencrypted_reason:
        words = "A list with names goes out encrypted: give a password, or ask the approver to record why not"
        raise Invalid((Problem("password", words),))
    return approval


def _approval(me: SignedIn, connection: Connection, order: CaseExport) -> NamesRequest:
    for each in register.approvals(connection, me.officer.id):
        if each.covers(me.officer.id, order.query.type, order.recipient):
            return each
    raise Refused(
        "No approval to send names of this kind of case to this recipient is waiting for you. Nothing was exported. "
        "Ask a supervisor"
    )


def _entry(me: SignedIn, kind: CaseType, order: CaseExport, approval: NamesRequest | None) -> ExportLine:
    """The register entry, but for what only the finished file can tell."""
    reason, recipient = checked_words(order.reason, order.recipient)
    now, today = me.now(), me.today()
    export_id = uuid7(now)
    return ExportLine(
        id=export_id,
        number=register_number(export_id, me.store.code),
        case_type=kind.code,
        title=kind.plural,
        at=now,
        by_id=me.officer.id,
        by=me.officer.name,
        recipient=recipient,
        reason=reason,
        basis=order.basis,
        filter_words="",
        names=order.names,
        encrypted=order.password is not None,
        unencrypted_reason=approval.unencrypted_reason if approval and order.password is None else "",
        rows=0,
        marking=disclosure.marking_for_people(today),
        sha256="",
        file_name="",
        destroy_by=checked_destroy_by(order.destroy_by, today),
        destroyed=None,
        destroyed_by=None,
        revision=1,
    )


def _lines(connection: Connection, kind: CaseType, rows: Sequence[int], who: Reader) -> Iterator[CaseLine]:
    for at in range(0, len(rows), _AT_ONCE):
        yield from case_lines(connection, kind, rows[at : at + _AT_ONCE], who)


def _book(me: SignedIn, kind: CaseType, order: CaseExport, line: ExportLine, lines: Iterator[CaseLine]) -> CaseListBook:
    from spp_desktop.reports.case_list import CaseListBook

    columns = chosen_columns(kind, order.columns, names=order.names)
    readers = [reader_of(column) for column in columns]
    return CaseListBook(
        title=line.title,
        columns=columns,
        rows=([read(case) for read in readers] for case in lines),
        filter_words=line.filter_words,
        moment=line.at,
        day=me.today(),
        marking=line.marking,
        reason=line.reason,
        recipient=line.recipient,
        basis=disclosure.basis(line.basis),
        officer=line.by,
        destroy_by=line.destroy_by,
        holds_names=line.names,
        number=line.number,
        labels=labels_of(kind),
        illustrative=bool(me.store.folder and me.store.folder.demonstration),
    )


def _write(
    me: SignedIn,
    line: ExportLine,
    approval: NamesRequest | None,
    out: Path,
    password: str | None,
    book: CaseListBook,
    watch: tuple[int, Progress | None, Cancelled | None],
) -> ExportLine:
    """Write the file, register it and let it appear, in one operation: all of it or nothing."""
    from spp_desktop.reports.case_list import ListStopped, TooManyRows, write_case_list
    from spp_desktop.reports.landing import landing

    total, progress, cancelled = watch
    counted = 0

    def write(file: IO[bytes]) -> None:
        nonlocal counted
        counted = write_case_list(book, file, total=total, progress=progress, cancelled=cancelled).rows

    try:
        with landing(out, write, password) as file:
            line = replace(line, rows=counted, sha256=file.sha256, file_name=out.name)
            _register(me, line, approval, file.land)
    except ListStopped:
        raise Refused("Stopped. No file was made and nothing was registered") from None
    except TooManyRows:
        raise Refused("Excel holds 1,048,575 rows, and this list has more. Narrow it and export again") from None
    return line


def _register(me: SignedIn, line: ExportLine, approval: NamesRequest | None, land: Callable[[], None]) -> None:
    with me.store.write(
        "list.exported", by=me.officer.id, at=line.at, stream=Stream.AUDIT, about=line.id, why=line.reason
    ) as unit:
        register.add_export(unit, line)
        if approval is not None:
            register.spend(unit, approval, line.id)
        land()


@gate(Right.CASE_EXPORT)
def ask_for_names(me: SignedIn, code: str, recipient: str, reason: str, basis: str) -> Done[NamesRequest]:
    """Ask a supervisor to let names of one case type go to one recipient, once."""
    _exportable(me, code)
    disclosure.check_names_allowed(disclosure.basis(basis))
    why, who = checked_words(reason, recipient)
    now = me.now()
    asked = NamesRequest(
        id=uuid7(now),
        case_type=code,
        recipient=who,
        reason=why,
        basis=basis,
        asked_by_id=me.officer.id,
        asked_by=me.officer.name,
        asked_at=now,
        decision="waiting",
        decided_by=None,
        decided_at=None,
        decision_reason="",
        unencrypted_reason="",
        revision=1,
    )
    with me.store.write("names.asked", by=me.officer.id, at=now, stream=Stream.AUDIT, about=asked.id, why=why) as unit:
        register.add_request(unit, asked)
    return Done(asked, _CHANGED)


@gate(Right.CASE_EXPORT)
def my_names_requests(me: SignedIn) -> tuple[NamesRequest, ...]:
    """What this officer asked for, oldest first, decided or not."""
    with me.store.read() as connection:
        return register.requests(connection, _own(me), waiting=False)


@gate(Right.APPROVE_NAMES)
def names_requests(me: SignedIn) -> tuple[NamesRequest, ...]:
    """Requests this supervisor may decide: over case types they read, and not their own."""
    with me.store.read() as connection:
        waiting = register.requests(connection, me.scope, waiting=True)
    return tuple(each for each in waiting if each.asked_by_id != me.officer.id)


@gate(Right.APPROVE_NAMES)
def approve_names(me: SignedIn, request_id: UUID, *, unencrypted_reason: str = "") -> Done[NamesRequest]:
    """Let the names go, once, to that recipient. ``unencrypted_reason`` is why the file need not be encrypted."""
    return _decide(me, request_id, "approved", unencrypted_reason=clean_text(unencrypted_reason))


@gate(Right.APPROVE_NAMES)
def refuse_names(me: SignedIn, request_id: UUID, reason: str) -> Done[NamesRequest]:
    """Refuse a request; the officer who asked sees why. Raises Invalid without a reason."""
    why = clean_text(reason)
    if not why:
        raise Invalid((Problem("reason", "Say why the names may not go"),))
    return _decide(me, request_id, "refused", reason=why)


def _decide(
    me: SignedIn, request_id: UUID, decision: str, *, reason: str = "", unencrypted_reason: str = ""
) -> Done[NamesRequest]:
    now = me.now()
    with me.store.write(
        f"names.{decision}", by=me.officer.id, at=now, stream=Stream.AUDIT, about=request_id, why=reason or None
    ) as unit:
        asked = register.request(unit.connection, request_id, me.scope)
        if asked is None:
            raise NotFound("There is no such request, or it is not yours to decide")
        if asked.asked_by_id == me.officer.id:
            raise Refused("Somebody else must decide what you asked for yourself")
        if asked.decision != "waiting":
            raise Refused("This request has been decided already. Nothing was changed")
        register.decide(unit, asked, decision, reason=reason, unencrypted_reason=unencrypted_reason)
        decided = register.request(unit.connection, request_id, me.scope)
    if decided is None:
        raise NotFound
    return Done(decided, _CHANGED)


@gate(None)
def export_register(me: SignedIn, *, outstanding: bool = False) -> tuple[ExportLine, ...]:
    """The register: the whole of it for who audits, a supervisor's case types, else the officer's own entries.

    ``outstanding`` keeps the lists whose destruction nobody has confirmed, soonest due first, for Today.
    """
    with me.store.read() as connection:
        return register.exports(connection, _overseen(me), outstanding=outstanding)


@gate(None)
def confirm_destroyed(me: SignedIn, export_id: UUID, *, revision: int) -> Done[ExportLine]:
    """Record that the recipient's copy of a list is destroyed. Raises NotFound for an entry one may not see."""
    with me.store.write("list.destroyed", by=me.officer.id, at=me.now(), stream=Stream.AUDIT, about=export_id) as unit:
        seen = register.export(unit.connection, export_id, _overseen(me))
        if seen is None:
            raise NotFound("There is no such entry in the register, or it is not yours")
        if seen.destroyed is not None:
            raise Refused("Its destruction has been confirmed already. Nothing was changed")
        register.mark_destroyed(unit, export_id, me.today(), revision=revision)
    done = replace(seen, destroyed=me.today(), destroyed_by=me.officer.id, revision=revision + 1)
    return Done(done, _CHANGED)


def _own(me: SignedIn) -> Scope:
    return replace(me.scope, case_types=frozenset())


def _overseen(me: SignedIn) -> Scope | None:
    """What of the register this officer may see: None is all of it."""
    if may(me.officer.roles, Right.AUDIT_READ):
        return None
    return me.scope if may(me.officer.roles, Right.APPROVE_NAMES) else _own(me)


@gate(Right.FIGURES_EXPORT)
def export_reductions(me: SignedIn, question: FiguresQuestion | ReductionsQuestion, out: Path) -> Done[str]:
    """Write the reductions workbook of a question, for the whole city; returns the file's SHA-256.

    Figures name nobody, so they are journalled and not registered. Raises as ``figures.reductions`` does, and Refused
    while no figures are held or where the disk says no.
    """
    from spp_desktop.reports.landing import landing
    from spp_desktop.reports.reductions import write_reductions

    if isinstance(question, ReductionsQuestion):
        page = figures.reductions_page(me, question)
    else:
        page = figures.figures_page(me, replace(question, place=None))
    book = _reductions_book(me, page)
    asked = page.places.definition.question
    said = {"measure": page.measure.code, "period": str(asked.period), "compare": str(asked.compare)}
    with (
        landing(out, lambda file: write_reductions(book, file)) as file,
        me.store.write("figures.exported", by=me.officer.id, at=book.made, stream=Stream.AUDIT) as unit,
    ):
        unit.say(sha256=file.sha256, **said)
        file.land()
    return Done(file.sha256, Changes())


def _reductions_book(me: SignedIn, page: FiguresPage) -> ReductionsBook:
    from spp_desktop.reports.reductions import ReductionsBook

    if page.series is None:
        raise Refused("No crime figures are held, so there is nothing to export. Import the police files first")
    rows = (*page.rows, page.city)
    rates = {row.code: row.rate for row in rows if row.rate is not None}
    said = "" if page.headline.figure == "–" else f"{page.headline.figure}, {page.headline.label}. "
    return ReductionsBook(
        headline=f"{said}{page.headline.sentence}",
        places=page.places,
        groups=page.groups,
        months=page.series.months,
        monthly=page.series.by_place,
        city=page.series.city,
        rolled=page.series.rolled,
        path=page.path,
        status=page.status.value if page.status else "",
        residents={code: rate.residents for code, rate in rates.items()},
        population_source=next((rate.source for rate in rates.values()), ""),
        place_source=page.scheme.source,
        made=me.now(),
        as_at=date.fromisoformat(page.footer.as_at) if page.footer.as_at else me.today(),
        marking=disclosure.marking_for_figures(me.today()),
    )
