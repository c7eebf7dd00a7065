"""Whether a victim may ask for a case review: each complaint with its days, and why one does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_desktop.domain.cases import CaseView, Saved
from spp_desktop.domain.casetype import CaseType
from spp_desktop.domain.changes import Done
from spp_desktop.domain.dates import show_day
from spp_desktop.domain.kinds.case_review import Complaint, eligibility, tell_victim
from spp_desktop.domain.permissions import Right, may
from spp_desktop.services.case_reviews import victim_told
from spp_desktop.ui import work
from spp_desktop.ui.widgets.buttons import button
from spp_desktop.ui.widgets.labels import text_label
from spp_desktop.ui.widgets.sheet import Sheet
from spp_desktop.ui.widgets.strips import Facts

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

LABELS = 190
"""Pixels for which complaint it is."""
MOST = 8
"""How many complaints are listed; those that count come first."""


class ReviewCheckSheet(Sheet):
    """The check of one case as it stands today."""

    def __init__(self, window: Window, kind: CaseType, view: CaseView) -> None:
        super().__init__(window, "Case review: may they ask?", wide=640)
        self._window, self._case_id = window, view.line.id
        rule = kind.case_review
        assert rule is not None  # nothing else opens this sheet
        found = eligibility(view.incidents, window.today(), rule.complaints, rule.hate, opened=view.answers)
        prompt = tell_victim(found, view.answers, view.records)
        self.body.addWidget(text_label(view.line.reference, "secondary"))
        self.body.addWidget(text_label(found.words, "strong", wrap=True))
        if prompt:
            self.body.addWidget(text_label(prompt, "", wrap=True))
        listed = sorted(found.complaints, key=lambda each: not each.counts)
        facts = Facts(label_width=LABELS)
        facts.set_facts([(_which(each), text_label(_says(each), wrap=True)) for each in listed[:MOST]])
        self.body.addWidget(facts)
        if len(listed) > MOST:
            self.body.addWidget(text_label(f"{len(listed) - MOST} more do not change this", "caption"))
        self.body.addWidget(text_label(f"Threshold: {rule.source}", "caption", wrap=True))
        self._lay_foot(tell=bool(prompt) and may(window.me.officer.roles, Right.CASE_WRITE, kind.code))

    def _lay_foot(self, *, tell: bool) -> None:
        self.foot.addStretch(1)
        close = button("Close", "plain" if tell else "primary")
        close.clicked.connect(self.reject)
        self.foot.addWidget(close)
        self.told = button("&They were told today", "primary", icon="checkmark")
        self.told.clicked.connect(self.tell)
        self.told.setVisible(tell)
        self.foot.addWidget(self.told)
        (self.told if tell else close).setDefault(True)
        (self.told if tell else close).setFocus()

    def tell(self) -> None:
        """Record that the victim was told today that they may ask."""
        me, case_id, window = self._window.me, self._case_id, self._window

        def told(done: Done[Saved]) -> None:
            window.done(done.changes, f"{done.value.reference}: told of the case review")

        self.accept()
        work.run(lambda: victim_told(me, case_id), told, window.failed, lane="write")


def check_case_review(window: Window, kind: CaseType, view: CaseView) -> None:
    """Show the check of a case; where there are no case reviews, or not yet, say so."""
    rule = kind.case_review
    found = None
    if rule is not None:
        found = eligibility(view.incidents, window.today(), rule.complaints, rule.hate, opened=view.answers)
    if found is not None and found.in_force:
        ReviewCheckSheet(window, kind, view).open()
    else:
        window.toast(found.words if found is not None else "Cases of this type have no case review")


def _which(each: Complaint) -> str:
    name = f"Incident {each.number}" if each.number else "The first report"
    return f"{name}, {show_day(each.happened)}" if each.happened else name


def _says(each: Complaint) -> str:
    if each.why or each.made is None or each.until is None:
        return each.why
    return f"Reported {show_day(each.made)}: counts until {show_day(each.until)}"
