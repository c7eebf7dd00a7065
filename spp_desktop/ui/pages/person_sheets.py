"""The sheets that make two people one and take them apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_desktop.domain.cases import Answers, Saved
from spp_desktop.domain.changes import Done
from spp_desktop.domain.errors import Invalid, Problem
from spp_desktop.domain.fields import LongText, MultiChoice, Section, Text
from spp_desktop.domain.people import FACT_LABELS, FactView, MergeView, PersonView
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.services import merging
from spp_desktop.ui import work
from spp_desktop.ui.case.facts import Finder, fact_words
from spp_desktop.ui.case.form_sheet import FormSheet
from spp_desktop.ui.case.known import KnownPeople
from spp_desktop.ui.privacy import private_label

if TYPE_CHECKING:
    from spp_desktop.ui.window import Window

_WIDE = 620


class MergeSheet(FormSheet):
    """Asks who else a person proved to be, and how that is known. The one in hand is kept."""

    def __init__(self, window: Window, person: PersonView) -> None:
        me, kept_id = window.me, person.id
        fields = (
            Text(key="name", label="Find the other record", personal=True, span=12, help="A name, phone or street"),
            LongText(key="why", label="How you know that they are one person", required=True),
        )

        def save(given: Answers) -> Done[Saved]:
            other = self.known.person
            if other is None:
                raise Invalid((Problem("name", "Choose somebody from those found"),))
            return merging.merge_people(me, kept_id, other.id, str(given.get("why", "")))

        self.known = KnownPeople("Found", "The same person", "Their cases and facts go over from:")
        said = private_label(
            f"Everything you may know of the other goes over to {person.name(window.today())}. It can be undone.",
            "secondary",
            wrap=True,
        )
        super().__init__(
            window, "The same person, recorded twice", Section("merge", "", fields), save, verb="Make them one",
            said="Made one person", wide=_WIDE, before=(said,),
        )  # fmt: skip
        self.form.add_below(self.known)
        self.known.resized.connect(self._fit_form)
        self.known.chosen.connect(lambda _person: self.form.refuse(()))
        typed = self.form.answers
        self.finder = Finder(window, self, self.known, lambda: str(typed().get("name", "")), (kept_id,))


def ask_merge(window: Window, person: PersonView) -> MergeSheet:
    """Ask who else a person proved to be."""
    sheet = MergeSheet(window, person)
    sheet.open()
    sheet.start_at("name")
    return sheet


def ask_unmerge(window: Window, merge: MergeView) -> None:
    """Ask how it is known that one person is two, and which facts recorded since are the other's."""
    me = window.me
    work.run(
        lambda: merging.added_since_merge(me, merge.id), lambda since: _unmerge(window, merge, since), window.failed
    )


def _unmerge(window: Window, merge: MergeView, since: tuple[FactView, ...]) -> None:
    me = window.me
    added = {str(fact.id): fact for fact in since}
    terms = tuple(Term(key, f"{FACT_LABELS[fact.kind]}: {fact_words(fact)}") for key, fact in added.items())
    asked = MultiChoice(
        key="also", label="Recorded since, and theirs", vocabulary=Vocabulary("since", "Facts", terms), span=12
    )
    why = LongText(key="why", label="How you know that they are two people", required=True)

    def save(given: Answers) -> Done[Saved]:
        chosen = given.get("also", ())
        also = [added[key].id for key in (chosen if isinstance(chosen, tuple) else ())]
        return merging.unmerge_people(me, merge.id, str(given.get("why", "")), also)

    words = "What went over goes back. What was recorded since stays, unless you say otherwise."
    said = private_label(words, "secondary", wrap=True)
    sheet = FormSheet(
        window, "Take them apart again", Section("unmerge", "", (why, *((asked,) if added else ()))), save,
        verb="Take apart", said="Taken apart", wide=_WIDE, before=(said,),
    )  # fmt: skip
    sheet.open()
    sheet.start_at("why")
