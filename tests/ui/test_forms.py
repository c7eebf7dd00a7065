"""Forms from declared questions: answered, unanswered, wrong, drafted, walked."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.errors import Problem
from spp_desktop.domain.fields import (
    Choice,
    Day,
    Field,
    LongText,
    Moment,
    MultiChoice,
    Phone,
    Postcode,
    Section,
    Text,
    Whole,
    YesNoUnknown,
)
from spp_desktop.domain.vocabulary import Term, Vocabulary
from spp_desktop.ui.forms.editors import Setting, make_editor
from spp_desktop.ui.forms.form import Form, build_form
from spp_desktop.ui.forms.index import SectionBox, SectionIndex
from spp_desktop.ui.forms.spans import SpanLayout
from spp_desktop.ui.widgets.choice import ChoiceBox
from spp_desktop.ui.widgets.choice import MultiChoice as Several
from tests.ui import sweep

KINDS = Vocabulary("kinds", "Kinds", (Term("personal", "Personal"), Term("nuisance", "Nuisance")))
SUBTYPES = Vocabulary(
    "subtypes",
    "Sub-types",
    (
        Term("threats", "Threats", parent="personal"),
        Term("noise", "Noise", parent="nuisance"),
        Term("fly", "Fly-posting", valid_to=date(2011, 12, 31), parent="nuisance"),
        Term("other", "Something else"),
    ),
)
STRANDS = Vocabulary("strands", "Strands", (Term("race", "Race"), Term("faith", "Faith"), Term("none", "None")))

SECTIONS = (
    Section(
        "report",
        "The report",
        (
            Text(key="by", label="Reported by", help="Whoever told us", required=True),
            Day(key="reported", label="Date reported", required=True),
            Moment(key="happened", label="When it happened"),
            Phone(key="phone", label="Phone"),
            Postcode(key="postcode", label="Postcode"),
        ),
        note="As told on the day",
    ),
    Section(
        "what",
        "What is happening",
        (
            Choice(key="kind", label="Type", vocabulary=KINDS, short=True),
            Choice(key="subtype", label="Sub-type", vocabulary=SUBTYPES, under="kind"),
            MultiChoice(key="strands", label="Hate element", vocabulary=STRANDS, none_code="none"),
            YesNoUnknown(key="worse", label="Getting worse"),
            Whole(key="people", label="People at home", most=20),
            LongText(key="words", label="In the victim's words"),
        ),
    ),
)
ANSWERS = {
    "by": "The victim",
    "reported": "2012-02-20",
    "happened": "2012-02-12T23:40",
    "phone": "07700 900142",
    "postcode": "PE1 1HZ",
    "kind": "personal",
    "subtype": "threats",
    "strands": ("race", "faith"),
    "worse": "unknown",
    "people": 4,
    "words": "Banging on the door.\nTwice.",
}


def monday() -> date:
    """Mon 12 Mar 2012."""
    return date(2012, 3, 12)


@pytest.fixture
def form(qtbot) -> Form:
    made = build_form(SECTIONS, today=monday, held_key="reported")
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.editors["by"].widget.setFocus()
    return made


def leave(qtbot, form: Form, key: str, typed: str) -> None:
    """Type in a field's line and leave it."""
    line = form.editors[key].line
    line.clear()
    qtbot.keyClicks(line, typed)
    line.editingFinished.emit()


def test_a_new_form_has_no_answers_at_all(form: Form) -> None:
    assert form.answers() == {}
    assert all(row.message == "" for row in form.rows.values())


def test_answers_come_back_as_they_were_shown(form: Form) -> None:
    form.show_answers(ANSWERS)
    assert form.answers() == ANSWERS
    assert not form.changed()
    assert form.editors["reported"].line.text() == "20 Feb 2012"
    form.show_answers({})
    assert form.answers() == {}


def test_answers_the_form_does_not_ask_are_kept(form: Form) -> None:
    form.show_answers({"older": "x", "by": "Landlord"})
    assert form.answers() == {"older": "x", "by": "Landlord"}


def test_every_field_has_its_label_name_and_help(form: Form) -> None:
    assert sweep.nameless(form) == []
    assert sweep.unlabelled(form) == []
    assert form.editors["by"].widget.accessibleName() == "Reported by, required"
    assert form.editors["by"].widget.accessibleDescription() == "Whoever told us"


def test_unanswered_is_shown_as_unanswered(form: Form, qtbot) -> None:
    assert form.rows["worse"].aside.text() == "not asked yet"
    qtbot.keyClick(form.editors["worse"].widget, Qt.Key.Key_N)
    assert form.answers() == {"worse": "no"}
    assert form.rows["worse"].aside.text() == ""


def test_a_problem_shows_when_the_field_is_left_and_goes_when_it_is_put_right(form: Form, qtbot) -> None:
    leave(qtbot, form, "reported", "31/2/2012")
    assert form.rows["reported"].message == "Enter a real date, such as 5 Mar 2012"
    assert form.answers() == {"reported": "31/2/2012"}
    assert form.rows["by"].message == ""
    leave(qtbot, form, "reported", "20 feb")
    assert form.rows["reported"].message == ""
    assert form.answers() == {"reported": "2012-02-20"}


def test_checking_shows_everything_and_counts_it(form: Form) -> None:
    counts: list[tuple[int, int]] = []
    form.problems_changed.connect(lambda errors, warnings: counts.append((errors, warnings)))
    form.show_answers({"people": 40})
    problems = form.check()
    assert {problem.field for problem in problems if problem.severity == "error"} == {"by", "reported"}
    assert counts[-1] == (2, 1)
    assert form.rows["people"].state == "warning"


def test_f8_walks_what_is_to_fix_and_round_again(form: Form) -> None:
    form.show_answers({"people": 40})
    form.check()
    walked = []
    for _ in range(4):
        assert form.next_problem()
        walked.append(next(k for k, e in form.editors.items() if e.widget.hasFocus()))
    assert walked == ["reported", "people", "by", "reported"]
    assert form.previous_problem()
    assert form.editors["by"].widget.hasFocus()
    form.show_answers(ANSWERS)
    assert not form.next_problem()


def test_a_refused_save_goes_to_the_first_problem(form: Form) -> None:
    form.show_answers(ANSWERS)
    form.refuse([Problem("subtype", "Not with this type")])
    assert form.rows["subtype"].message == "Not with this type"
    assert form.editors["subtype"].widget.hasFocus()
    form.editors["subtype"].box.changed.emit("other")
    assert form.rows["subtype"].message == ""


def test_words_that_are_no_choice_are_an_error(form: Form, qtbot) -> None:
    box = form.editors["subtype"].box
    qtbot.keyClicks(box.line(), "zzz")
    box.line().editingFinished.emit()
    assert form.rows["subtype"].message == "Choose one from the list"
    assert "subtype" not in form.answers()


def test_a_list_narrows_under_its_parent_and_keeps_what_was_recorded(form: Form) -> None:
    def offered() -> list[str]:
        box = form.editors["subtype"].box
        return [box.itemData(n) for n in range(box.count())]

    assert offered() == ["threats", "noise", "other"]
    form.editors["kind"].segments._choose("nuisance")
    assert offered() == ["noise", "other"]
    form.show_answers({"kind": "personal", "subtype": "fly"})
    assert form.editors["subtype"].box.currentText() == "Fly-posting"
    assert form.answers()["subtype"] == "fly"


def test_a_dated_list_offers_what_held_on_the_day_reported(form: Form) -> None:
    form.show_answers({"reported": "2011-06-01", "kind": "nuisance"})
    box = form.editors["subtype"].box
    assert [box.itemText(n) for n in range(box.count())] == ["Noise", "Fly-posting", "Something else"]


def test_a_draft_is_due_a_second_after_the_last_key(form: Form, qtbot) -> None:
    form.show_answers(ANSWERS)
    assert form._timer.interval() == 1000
    form._timer.setInterval(20)
    qtbot.keyClicks(form.editors["by"].line, "x")
    assert form.changed()
    with qtbot.waitSignal(form.draft_due, timeout=2000):
        pass


def test_a_draft_is_due_at_once_when_a_changed_field_is_left(form: Form, qtbot) -> None:
    due: list[bool] = []
    form.draft_due.connect(lambda: due.append(True))
    form.editors["phone"].line.editingFinished.emit()
    assert due == []
    leave(qtbot, form, "phone", "07700 900142")
    assert due == [True]
    assert not form._timer.isActive()


def test_what_is_saved_is_no_longer_changed(form: Form, qtbot) -> None:
    leave(qtbot, form, "by", "Landlord")
    assert form.changed()
    form.saved()
    assert not form.changed()


def test_the_index_says_what_is_complete_empty_or_wrong(form: Form, qtbot) -> None:
    index = SectionIndex(form)
    qtbot.addWidget(index)
    assert [view.state for view in form.section_views()] == ["empty", "empty"]
    form.show_answers(ANSWERS)
    assert [view.state for view in form.section_views()] == ["done", "done"]
    form.show_answers({"phone": "07700 900142"})
    assert [view.state for view in form.section_views()] == ["started", "empty"]
    form.check()
    assert [view.state for view in form.section_views()] == ["error", "empty"]
    said = index.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "The report: something to fix, 1 of 5 answered"
    assert not index.grab().isNull()


def test_sections_are_walked_by_key_and_by_index(form: Form, qtbot) -> None:
    form.next_section()
    assert form.editors["kind"].widget.hasFocus()
    form.next_section()
    assert form.editors["by"].widget.hasFocus()
    form.previous_section()
    assert form.editors["kind"].widget.hasFocus()
    box = SectionBox(form)
    qtbot.addWidget(box)
    assert box.itemText(0) == "Section 1 of 2: The report"
    box.activated.emit(0)
    assert form.editors["by"].widget.hasFocus()


def test_a_form_can_be_read_only(form: Form, qtbot) -> None:
    form.show_answers(ANSWERS)
    form.set_read_only(True)
    qtbot.keyClicks(form.editors["by"].line, "x")
    qtbot.keyClicks(form.editors["words"].widget, "x")
    qtbot.keyClick(form.editors["worse"].widget, Qt.Key.Key_Y)
    assert form.answers() == ANSWERS


def test_a_kind_without_an_editor_is_an_error(qapp) -> None:
    with pytest.raises(TypeError, match="no editor for Field"):
        make_editor(Field(key="x", label="X"), Setting(monday, monday))


def test_fields_never_overlap_and_a_narrow_form_is_longer(form: Form, qtbot) -> None:
    def boxes() -> list:
        return [row.geometry().translated(row.parentWidget().pos()) for row in form.rows.values()]

    for width in (1000, 560):
        form.resize(width, 500)
        qtbot.wait(1)
        placed = boxes()
        assert not any(a.intersects(b) for n, a in enumerate(placed) for b in placed[n + 1 :])
        assert all(box.right() < form.area.widget().width() for box in placed)
        assert all(row.width() >= row.minimumSizeHint().width() for row in form.rows.values())


def test_the_form_of_an_asb_case_is_whole(qtbot) -> None:
    kind = case_type("asb")
    form = build_form((kind.who, *kind.sections), today=monday, held_key=kind.reported)
    qtbot.addWidget(form)
    form.resize(1044, 768)
    form.show()
    assert set(form.editors) == {field.key for field in (*kind.who.fields, *kind.fields)}
    assert sweep.nameless(form) == []
    assert sweep.unlabelled(form) == []
    assert form.answers() == {}
    assert not form.grab().isNull()


def _fields(*widths: int) -> list[QWidget]:
    made = []
    for wide in widths:
        field = QWidget()
        field.setMinimumSize(wide, 30)
        made.append(field)
    return made


@pytest.mark.parametrize(
    ("wide", "needs", "spans", "lefts"),
    [
        # Four columns of a report stand under one another.
        (808, (100,) * 7, (3,) * 7, [0, 205, 410, 615, 0, 205, 410]),
        # One field of a line needs more than it asks for: its neighbour gives what it can spare.
        (808, (285, 100, 100), (4, 4, 4), [0, 342, 615]),
        # None can give: the line ends sooner, and those left share it evenly.
        (628, (100, 100, 100, 195), (3, 3, 3, 3), [0, 213, 427, 0]),
    ],
)
def test_fields_of_a_form_stand_under_one_another(
    qtbot, wide: int, needs: tuple[int, ...], spans: tuple[int, ...], lefts: list[int]
) -> None:
    body = QWidget()
    qtbot.addWidget(body)
    layout = SpanLayout(body)
    fields = _fields(*needs)
    for field, span in zip(fields, spans, strict=True):
        layout.add(field, span)
    body.resize(wide, 300)
    body.show()
    assert [field.x() for field in fields] == lefts


def test_a_long_choice_shows_its_beginning(qtbot) -> None:
    box = ChoiceBox([("police", "Police, neighbourhood team"), ("other", "Somebody else")])
    qtbot.addWidget(box)
    box.set_value("police")
    assert box.line().cursorPosition() == 0


def test_several_choices_say_not_answered_only_while_there_are_none(qtbot) -> None:
    several = Several([("race", "Race"), ("faith", "Faith")], placeholder="Not answered")
    qtbot.addWidget(several)
    line = several.findChild(ChoiceBox).line()
    assert line.placeholderText() == "Not answered"
    several.set_value(["race"])
    assert line.placeholderText() == "Add another"
    several.set_value(None)
    assert line.placeholderText() == "Not answered"
