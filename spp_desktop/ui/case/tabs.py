"""The tabs of a case that list what hangs on it: incidents, risk, contacts, actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from spp_desktop.domain.cases import ActionView, AssessmentView, CaseView, ContactView, IncidentView
from spp_desktop.domain.clocks import due_text, explain_due
from spp_desktop.domain.dates import show_day, show_moment, show_when
from spp_desktop.domain.lists import AGENCIES
from spp_desktop.ui.case import act
from spp_desktop.ui.case.entries import add_action, add_incident, edit_incident, log_contact
from spp_desktop.ui.case.questions import answer_labels
from spp_desktop.ui.case.records import Detail, Empty, RecordTab, Verb
from spp_desktop.ui.case.scoring import OCCASIONS, score_risk
from spp_desktop.ui.case.words import initialled, said
from spp_desktop.ui.page import SizeClass
from spp_desktop.ui.pages.cases_columns import day_clock
from spp_desktop.ui.tables.cells import Cell, Risk, Words
from spp_desktop.ui.tables.model import TableColumn
from spp_desktop.ui.widgets.tags import Clock, Tag

WITHDRAWN = Tag("Withdrawn", "grey")
_OCCASIONS = {**dict(OCCASIONS), "opening": "Opening", "judgement": "Judgement"}


class Incidents(RecordTab):
    """What happened, each incident once however many cases share it."""

    code, label = "incidents", "Incidents"
    empty = Empty("No incident yet", "Add what happened and when, as it was told: “sat 2340” is enough.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("number", "No.", 48, lambda row: Words(str(row.number), "strong")),
            TableColumn("happened", "When", 172, lambda row: Words(show_when(row.happened))),
            TableColumn("kind", "Type", 190, lambda row: Words(self._kind(row)), stretch=1),
            TableColumn("words", "What happened", 240, lambda row: Words(row.words, "dim", private=True), stretch=3,
                        private=True),
            TableColumn("police", "Police reference", 142, lambda row: Words(row.police_reference, "dim"),
                        least=SizeClass.STANDARD),
            TableColumn("shared", "Shared", 70, lambda row: Words(_times(row.also_in), "dim")),
        )  # fmt: skip

    def rows(self, view: CaseView) -> Sequence[IncidentView]:
        return sorted((each for each in view.incidents if not each.withdrawn), key=lambda each: -each.number)

    def _kind(self, row: IncidentView) -> str:
        return said(self.kind.incident, "subtype", row.subtype) or said(self.kind.incident, "category", row.category)

    def detail(self, row: IncidentView) -> Detail:
        form = self.kind.incident
        facts = (
            ("Happened", show_when(row.happened)),
            ("Reported, recorded", ", ".join(show_day(day) for day in (row.reported, row.recorded) if day)),
            ("Logged here", f"{show_moment(row.logged)} by {row.by}"),
            ("Type", ", ".join(part for part in (said(form, "category", row.category), self._kind(row)) if part)),
            ("Where", ", ".join(part for part in (row.place, row.postcode) if part)),
            ("Qualifiers", said(form, "qualifiers", row.qualifiers)),
            ("Hate element", said(form, "hate_strands", row.hate_strands)),
            ("Who thinks so", said(form, "perceived_by", row.perceived_by)),
            ("Agencies told", _with_day(said(form, "agencies_told", row.agencies_told), row.told_on)),
            ("Police reference", row.police_reference),
            ("Recorded as a crime", said(form, "crime", row.crime)),
            ("Crime reference", row.crime_reference),
            ("Also on", ", ".join(row.also_in)),
        )  # fmt: skip
        return Detail(f"Incident {row.number}", facts, row.words)

    def adds(self) -> Sequence[Verb]:
        return (Verb("Add an incident", self.add, "add", "I"),)

    def verbs(self, row: IncidentView) -> Sequence[Verb]:
        return (
            Verb("Edit…", self.edit, "edit"),
            Verb("Share with a case…", self.share, "share"),
            Verb("Withdraw…", self.withdraw),
        )

    def add(self) -> None:
        """Ask about another incident."""
        add_incident(self.window_, self.kind, self.case_id)

    def edit(self) -> None:
        """Put the incident in hand right, or carry it on."""
        row = self.in_hand()
        if row is not None:
            edit_incident(self.window_, self.kind, self.case_id, row)

    def share(self) -> None:
        """Give another case a share in the incident in hand."""
        row = self.in_hand()
        if row is not None:
            act.share_incident(self.window_, row)

    def withdraw(self) -> None:
        """Withdraw the incident in hand."""
        row = self.in_hand()
        if row is not None:
            act.withdraw(self.window_, self.case_id, "incident", row.id)


class RiskHistory(RecordTab):
    """Every scoring, the one in force first."""

    code, label = "risk", "Risk"
    empty = Empty("Nobody has scored the risk yet", "Score it: until then the case is reviewed as a High one.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("at", "When", 150, lambda row: Words(show_moment(row.at), "strong")),
            TableColumn("band", "Risk", 92, self._risk),
            TableColumn("scored", "By points", 92, lambda row: Words(self._label(row.scored_band), "dim")),
            TableColumn("missing", "Not answered", 100, lambda row: Words(str(row.unanswered or ""), "dim")),
            TableColumn("occasion", "Why then", 104, lambda row: Words(_OCCASIONS.get(row.occasion, row.occasion))),
            TableColumn(
                "reason", "Reason", 200, lambda row: Words(row.reason, "dim", private=True), stretch=2, private=True
            ),
            TableColumn("by", "By", 120, lambda row: Words(initialled(row.by), "dim")),
        )

    def _risk(self, row: AssessmentView) -> Cell:
        return Risk(row.band, row.score, None, row.maximum)

    def _label(self, band: str) -> str:
        return self.kind.instrument.band(band).label

    def rows(self, view: CaseView) -> Sequence[AssessmentView]:
        return view.assessments

    def summary(self, view: CaseView) -> str:
        scale = self.kind.instrument
        adopted = f", adopted by {scale.adopted_by} on {show_day(scale.adopted_on)}" if scale.adopted_on else ""
        note = " Illustrative until a supervisor adopts it." if scale.illustrative else ""
        return f"{scale.label}, version {scale.version}{adopted}.{note}"

    def detail(self, row: AssessmentView) -> Detail:
        scale = self.kind.scale(row.version)
        labels = {trigger.code: trigger.label for trigger in scale.triggers}
        tags = [Tag("Illustrative", "amber")] if row.illustrative else []
        tags += [Tag("Set by judgement", "purple")] if row.overridden else []
        adopted = f", adopted by {scale.adopted_by}" if scale.adopted_by else ""
        facts = [("Scored with", f"{scale.label}, version {row.version}{adopted}")]
        facts += [("Always High because", ", ".join(labels.get(code, code) for code in row.automatic))]
        facts += [
            (question, f"{words}{f', {points}' if points else ''}")
            for question, words, points in answer_labels(scale, row.answers)
        ]
        title = f"{self._label(row.band)}, {row.score} of {row.maximum}, by {row.by}"
        return Detail(title, tuple(facts), row.reason, tuple(tags), label_width=480)

    def adds(self) -> Sequence[Verb]:
        return (Verb("Score the risk", self.add, "shield_task"),)

    def add(self) -> None:
        """Score the risk again."""
        score_risk(self.window_, self.kind, self.case_id)


class ContactLog(RecordTab):
    """The chronology of contacts: fixed after 24 hours, put right by a new entry, withdrawn when misfiled."""

    code, label = "contacts", "Contact log"
    empty = Empty("Nobody has been in contact yet", "Log the first contact: one letter says how it went.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("at", "When", 150, lambda row: Words(show_moment(row.at), "strong")),
            TableColumn("channel", "How", 110, lambda row: Words(said(self.kind.contact, "channel", row.channel))),
            TableColumn("outcome", "Outcome", 120, lambda row: Words(said(self.kind.contact, "outcome", row.outcome))),
            TableColumn("words", "What was said", 240, lambda row: Words(row.words, "dim", private=True), stretch=3,
                        private=True),
            TableColumn("by", "By", 120, lambda row: Words(initialled(row.by), "dim"), least=SizeClass.STANDARD),
            TableColumn("fixed", "Fixed", 88, _fixed),
        )  # fmt: skip

    def rows(self, view: CaseView) -> Sequence[ContactView]:
        return sorted((each for each in view.contacts if not each.withdrawn), key=lambda each: each.at, reverse=True)

    def summary(self, view: CaseView) -> str:
        hours = view.line.first_contact_hours
        promise = self.kind.first_contact.length
        if hours is None:
            return f"Nobody has been reached yet; promised within {promise} hours of the report."
        return f"First reached after {int(hours)} hours; promised within {promise}."

    def detail(self, row: ContactView) -> Detail:
        form = self.kind.contact
        corrected = next((each for each in self.view.contacts if each.id == row.corrects), None)
        facts = (
            ("Contact", f"{said(form, 'channel', row.channel)}, {said(form, 'direction', row.direction).lower()}"),
            ("With", row.with_whom),
            ("Logged", f"{show_moment(row.logged)} by {row.by}"),
            ("Puts right", f"the entry of {show_moment(corrected.at)}" if corrected else ""),
        )
        tags = (Tag("Fixed after 24 hours", "grey", "lock_closed"),) if row.locked else ()
        return Detail(f"{show_moment(row.at)}: {said(form, 'outcome', row.outcome)}", facts, row.words, tags)

    def adds(self) -> Sequence[Verb]:
        return (Verb("Log a contact", self.add, "chat", "N"),)

    def verbs(self, row: ContactView) -> Sequence[Verb]:
        mine = row.by == self.window_.me.officer.name
        why = "Fixed after 24 hours; put it right with a new entry" if row.locked else ""
        why = why or ("" if mine else "Only whoever logged it may put it right; add an entry that corrects it")
        return (
            Verb("Put right…", self.amend, "edit", why_not=why),
            Verb("Correct with a new entry…", self.correct),
            Verb("Withdraw…", self.withdraw),
        )

    def add(self) -> None:
        """Log a contact."""
        log_contact(self.window_, self.kind, self.case_id)

    def amend(self) -> None:
        """Put the words of the entry in hand right."""
        row = self.in_hand()
        if row is not None:
            act.amend_contact(self.window_, row)

    def correct(self) -> None:
        """Add an entry that corrects the one in hand."""
        row = self.in_hand()
        if row is not None:
            log_contact(self.window_, self.kind, self.case_id, channel=row.channel, corrects=row.id)

    def withdraw(self) -> None:
        """Withdraw the entry in hand, because it was misfiled."""
        row = self.in_hand()
        if row is not None:
            act.withdraw(self.window_, self.case_id, "contact", row.id)


class Actions(RecordTab):
    """What somebody has promised to do: open ones first, by the day they are due."""

    code, label = "actions", "Actions"
    empty = Empty("No action yet", "Add what is to be done, by whom, and when.")

    def columns(self) -> Sequence[TableColumn[Any]]:
        return (
            TableColumn("what", "Action", 240, lambda row: Words(row.what, "strong", private=True), stretch=3,
                        private=True),
            TableColumn("due", "Due", 152, self._due),
            TableColumn("owner", "Who", 150, lambda row: Words(_who(row), "dim"), stretch=1),
            TableColumn("kind", "Kind", 150, lambda row: Words(said(self.kind.action, "kind", row.kind), "dim"),
                        least=SizeClass.STANDARD),
        )  # fmt: skip

    def _due(self, row: ActionView) -> Cell:
        if row.done is not None:
            return Clock("done", f"Done {show_day(row.done)}")
        today = self.window_.today()
        if row.due is None:
            return Words("No day set", "dim")
        return day_clock(row.due, today, due_text(row.due, today), explain_due(row.due, today))

    def rows(self, view: CaseView) -> Sequence[ActionView]:
        return sorted(view.actions, key=lambda each: (each.done is not None, _latest_first(each)))

    def count(self, view: CaseView) -> int | None:
        """How many are open."""
        return sum(each.done is None for each in view.actions)

    def detail(self, row: ActionView) -> Detail:
        facts = (
            ("Who", _who(row)),
            ("Due", show_day(row.due, weekday=True) if row.due else ""),
            ("Kind", said(self.kind.action, "kind", row.kind)),
            ("Done", show_day(row.done, weekday=True) if row.done else ""),
            ("Evidence", row.evidence),
            ("Why late", row.late_reason),
            ("Added", f"{show_moment(row.added)} by {row.by}"),
        )
        return Detail(row.what, facts)

    def adds(self) -> Sequence[Verb]:
        return (Verb("Add an action", self.add, "add", "A"),)

    def verbs(self, row: ActionView) -> Sequence[Verb]:
        if row.done is not None:
            return (Verb("Open again…", self.put_off),)
        return (Verb("Mark done…", self.mark_done, "checkmark", "D"), Verb("Move…", self.put_off, "calendar_clock"))

    def add(self) -> None:
        """Add an action."""
        add_action(self.window_, self.kind, self.case_id)

    def mark_done(self) -> None:
        """Mark the action in hand done."""
        row = self.in_hand()
        if row is not None and row.done is None:
            act.finish_action(self.window_, row)

    def put_off(self) -> None:
        """Set another day for the action in hand."""
        row = self.in_hand()
        if row is not None:
            act.move_action(self.window_, row)


def _times(references: tuple[str, ...]) -> str:
    return f"{len(references) + 1} cases" if references else ""


def _with_day(words: str, day: date | None) -> str:
    return ", ".join(part for part in (words, show_day(day)) if part) if day is not None else words


def _who(row: ActionView) -> str:
    return row.owner or (AGENCIES.label_of(row.agency) if row.agency else "Nobody yet")


def _fixed(row: ContactView) -> Cell:
    return Words("Fixed", "dim", icon="lock_closed") if row.locked else Words("")


def _latest_first(row: ActionView) -> int:
    if row.done is not None:
        return -row.done.toordinal()
    return (row.due or date.max).toordinal()
