"""Asking for a case list as a workbook: why, for whom, under which power, and whether names may go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from spp_desktop.domain.cases import CaseQuery
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.disclosure import DESTROY_AFTER, bases_on, basis
from spp_desktop.domain.errors import Invalid
from spp_desktop.domain.exports import MIN_PASSWORD, CaseExport, ExportLine, NamesRequest
from spp_desktop.services import exports
from spp_desktop.ui import work
from spp_desktop.ui.forms.spans import SpanLayout
from spp_desktop.ui.widgets.buttons import button, disable, enable
from spp_desktop.ui.widgets.card import Band
from spp_desktop.ui.widgets.choice import ChoiceBox, MultiChoice
from spp_desktop.ui.widgets.day import DayEdit
from spp_desktop.ui.widgets.field import FieldRow
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.notices import InlineProgress
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.text import LongText, line_edit
from spp_desktop.ui.window import Window

WORKBOOKS = "Excel workbook (*.xlsx)"
NO_NAMES = "References and initials only, unless a supervisor has approved names for this recipient"


class ExportSheet(Sheet):
    """Asks what must be known before a list leaves, writes it with progress, and says where it is."""

    def __init__(self, window: Window, kind: CaseType, query: CaseQuery, count: int, columns: Sequence[str]) -> None:
        noun = kind.plural if count != 1 else kind.label
        super().__init__(window, f"Export {count:,} {noun}", wide=680)
        self._window = window
        self._kind = kind
        self._query = query
        self._job: work.Job | None = None
        self._requests: tuple[NamesRequest, ...] = ()
        self._make_fields(columns)
        self._make_names()
        self._make_foot()
        self.finished.connect(self._stop)
        self.reason.setFocus()
        me = window.me
        work.run(lambda: exports.my_names_requests(me), self._took_requests, window.failed)

    # Making it

    def _make_fields(self, columns: Sequence[str]) -> None:
        today = self._window.today()
        self.reason = LongText(lines=2)
        self.recipient = line_edit()
        self.basis = ChoiceBox([(each.code, each.label) for each in bases_on(today)], placeholder="Choose one")
        self.destroy_by = DayEdit(self._window.today, ahead=True)
        self.destroy_by.set_value(today + DESTROY_AFTER)
        offered = [(c.key, c.label) for c in self._kind.columns if not c.personal and c.key != "initials"]
        self.columns = MultiChoice(offered, placeholder="Add a column")
        self.columns.set_value([key for key in columns if key in dict(offered)])
        self.rows_ = {
            "reason": FieldRow("&Reason", self.reason, required=True, hint="What the list is needed for"),
            "recipient": FieldRow("&For", self.recipient, required=True, hint="Who will have it"),
            "basis": FieldRow("&Power", self.basis, required=True, hint="In force today"),
            "destroy_by": FieldRow("&Destroy by", self.destroy_by, hint="You confirm it on Today"),
            "columns": FieldRow("C&olumns", self.columns),
        }
        holder = QWidget()
        spans = SpanLayout(holder)
        for key, span in (("reason", 12), ("recipient", 6), ("basis", 6), ("columns", 12), ("destroy_by", 6)):
            spans.add(self.rows_[key], span)
        self.body.addWidget(holder)
        self.basis.changed.connect(self._weigh)
        self.recipient.textChanged.connect(self._weigh)

    def _make_names(self) -> None:
        self.names = QCheckBox("&Names as well as references")
        self.names.setAccessibleDescription(NO_NAMES)
        self.names.toggled.connect(self._weigh)
        self.body.addWidget(self.names)
        self.said = Band("information", "Names need a supervisor’s approval.")
        self.ask_names = button("Ask for names", "quiet", extent="small")
        self.ask_names.clicked.connect(self._ask_for_names)
        self.said.row.addWidget(self.ask_names)
        self.body.addWidget(self.said)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        hint = f"At least {MIN_PASSWORD} characters. Tell the recipient by another way"
        self.rows_["password"] = FieldRow("Pass&word of the file", self.password, hint=hint)
        self.body.addWidget(self.rows_["password"])
        self.body.addWidget(text_label("The export is entered in the register with its reason and a fingerprint of "
                                       "the file.", "caption", wrap=True))  # fmt: skip
        self.bar = InlineProgress("Writing the workbook")
        self.bar.cancelled.connect(self._stop)
        self.bar.hide()
        self.body.addWidget(self.bar)

    def _make_foot(self) -> None:
        self.foot.addStretch(1)
        self.cancel = button("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.save = button("Choose where…", "primary", icon="arrow_export")
        self.save.setDefault(True)
        self.save.clicked.connect(self._choose_where)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.save)
        self._weigh()

    # Names

    def _took_requests(self, requests: tuple[NamesRequest, ...]) -> None:
        self._requests = requests
        self._weigh()

    def _approved(self) -> NamesRequest | None:
        """The approval this list would spend."""
        me, recipient = self._window.me.officer.id, self.recipient.text()
        return next((each for each in self._requests if each.covers(me, self._kind.code, recipient)), None)

    def _weigh(self) -> None:
        """Show what names need, where they are wanted."""
        wanted = self.names.isChecked()
        approval = self._approved()
        self.rows_["password"].setVisible(wanted and approval is not None)
        self.said.setVisible(wanted)
        self.ask_names.setVisible(approval is None and not self._waiting())
        if approval is not None and approval.unencrypted_reason:
            self.said.show_words("Names are approved,", "and the file need not be encrypted.")
        elif approval is not None:
            self.said.show_words("Names are approved", "for this recipient, once. The file is encrypted.")
        elif self._waiting():
            self.said.show_words("Asked.", "A supervisor sees it on Today. Export when it is approved.")
        else:
            self.said.show_words("Names need a supervisor’s approval.", self._refusal())
        if wanted and approval is None:
            disable(self.save, "Names for this recipient are not approved")
        else:
            enable(self.save)
        self.fit()

    def _waiting(self) -> bool:
        recipient = self.recipient.text().strip().casefold()
        return any(r.decision == "waiting" and r.case_type == self._kind.code
                   and r.recipient.casefold() == recipient for r in self._requests)  # fmt: skip

    def _refusal(self) -> str:
        """Why the last request for this recipient was refused, if it was."""
        recipient = self.recipient.text().strip().casefold()
        refused = [r for r in self._requests if r.decision == "refused" and r.recipient.casefold() == recipient]
        return f"Refused before: {refused[-1].decision_reason}" if refused else ""

    def _ask_for_names(self) -> None:
        if not self._complete():
            return
        me, code, recipient = self._window.me, self._kind.code, self.recipient.text()
        reason, power = self.reason.value(), self.basis.value() or ""
        work.run(
            lambda: exports.ask_for_names(me, code, recipient, reason, power), self._asked, self._refused, lane="write"
        )

    def _asked(self, done: Done[NamesRequest]) -> None:
        self._requests = (*self._requests, done.value)
        self._window.done(done.changes, "Asked for names. You hear when it is decided")
        self._weigh()

    # Writing it

    def _complete(self) -> bool:
        """Whether what is required is there; says beside each field what is not."""
        problems = {
            "reason": "" if self.reason.value() else "Say why the list is needed",
            "recipient": "" if self.recipient.text().strip() else "Say who the list is for",
            "basis": self.basis.problem() or ("" if self.basis.value() else "Choose the power it goes under"),
            "destroy_by": self.destroy_by.problem(),
        }
        power = basis(self.basis.value() or "") if self.basis.value() else None
        if power is not None and self.names.isChecked() and not power.names:
            problems["basis"] = "This power covers depersonalised information only, so no names"
        for key, words in problems.items():
            self.rows_[key].set_problem(words)
        self.fit()
        wrong = next((key for key, words in problems.items() if words), "")
        if wrong:
            self.rows_[wrong].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def order(self) -> CaseExport:
        """The list as it is asked for."""
        return CaseExport(
            self._query,
            reason=self.reason.value(),
            recipient=self.recipient.text(),
            basis=self.basis.value() or "",
            columns=("reference", *(self.columns.value() or ())),
            names=self.names.isChecked(),
            password=self.password.text() or None if self.names.isChecked() else None,
            destroy_by=self.destroy_by.value(),
        )

    def _choose_where(self) -> None:
        if self._complete():
            day = self._window.today().isoformat()
            name = re.sub(r"[^A-Za-z0-9]+", "-", f"{self._kind.plural}-{day}").strip("-").lower()
            self._window.ask.file_to_save("Save the list as a workbook", f"{name}.xlsx", WORKBOOKS, self._write_to)

    def _write_to(self, names: Sequence[str]) -> None:
        if not names:
            return
        path = Path(names[0])
        out = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        me, order = self._window.me, self.order()

        def write(progress: work.Progress, cancelled: work.Cancelled) -> Done[ExportLine]:
            return exports.export_cases(me, order, out, progress=progress, cancelled=cancelled)

        disable(self.save, "The workbook is being written")
        self.bar.progress("Writing the workbook", 0, 0)
        self.bar.show()
        self.fit()
        self._job = work.run_long(write, lambda done: self._wrote(done, out), self._refused, self._step)

    def _step(self, step: str, done: int, of: int) -> None:
        self.bar.progress(step, done, of)

    def _wrote(self, done: Done[ExportLine], out: Path) -> None:
        self._job = None
        line = done.value
        self.accept()
        words = f"{line.number}: {line.rows:,} rows saved in {out.parent.name or out.parent}. "
        self._window.done(done.changes, f"{words}Destroy by {show_day(line.destroy_by)}")

    def _refused(self, error: Exception) -> None:
        stopped = self._job is not None and self._job.cancelled()
        self._job = None
        self.bar.hide()
        enable(self.save)
        if isinstance(error, Invalid) and all(each.field in self.rows_ for each in error.problems):
            for each in error.problems:
                self.rows_[each.field].set_problem(each.message)
        elif stopped:
            self._window.toast("Export stopped. No file was made")
        else:
            self._window.failed(error)
        self.fit()

    def _stop(self, *_result: object) -> None:
        if self._job is not None:
            self._job.cancel()
