"""A long form made in turns: usable from its first section on, and the same form as one made in one go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from spp_desktop.domain.casetypes import case_type
from spp_desktop.ui import work
from spp_desktop.ui.forms.form import Form, build_form
from tests.ui import sweep
from tests.ui.test_forms import ANSWERS, SECTIONS, monday

LATER = [field.key for field in SECTIONS[1].fields]


def begun(qtbot: Any) -> Form:
    """A form shown, of which only the first section is made. No fixture: events are handled around those."""
    made = build_form(SECTIONS, today=monday, held_key="reported", in_turns=True)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.activateWindow()
    assert list(made.rows) == [field.key for field in SECTIONS[0].fields]
    return made


def tab_order(form: Form) -> list[str]:
    """The questions in the order in which Tab comes to them."""
    found: list[str] = []
    inside: QWidget | None = form.nextInFocusChain()
    while inside is not None and inside is not form:
        for key, editor in form.editors.items():
            if (editor.widget is inside or editor.widget.isAncestorOf(inside)) and key not in found:
                found.append(key)
        inside = inside.nextInFocusChain()
    return found


def test_the_first_section_takes_what_is_typed_while_the_rest_is_made(qtbot: Any) -> None:
    form = begun(qtbot)
    form.go_field("by")
    qtbot.keyClicks(form.editors["by"].widget, "The land")
    work.settle()
    assert set(LATER) <= set(form.editors)
    qtbot.keyClicks(form.editors["by"].widget, "lord")
    assert form.answers() == {"by": "The landlord"}
    assert form.focusWidget() is form.editors["by"].widget


def test_a_section_is_made_in_a_turn_of_its_own(qtbot: Any) -> None:
    kind = case_type("asb")
    form = build_form(kind.sections, today=monday, held_key=kind.reported, in_turns=True)
    qtbot.addWidget(form)
    made = [len(form.rows)]

    def heard() -> None:
        if len(form.rows) != made[-1]:
            made.append(len(form.rows))

    dispatcher = QApplication.instance().eventDispatcher()  # type: ignore[union-attr]
    dispatcher.awake.connect(heard)
    dispatcher.aboutToBlock.connect(heard)
    work.settle()
    heard()
    sizes = [len(section.fields) for section in kind.sections]
    assert made == [sum(sizes[: n + 1]) for n in range(len(sizes))]


def test_made_in_turns_it_is_the_form_made_in_one_go(qtbot: Any) -> None:
    kind = case_type("asb")
    forms = [build_form(kind.sections, today=monday, held_key=kind.reported, in_turns=turns) for turns in (True, False)]
    for form in forms:
        qtbot.addWidget(form)
        form.resize(1044, 768)
        form.show()
    work.settle()
    for form in forms:
        # Both have been laid out at this size.
        form.area.widget().layout().activate()
    one, other = forms
    assert list(one.rows) == list(other.rows) == [field.key for field in kind.fields]
    assert tab_order(one) == tab_order(other) == list(one.rows)
    assert [row.geometry() for row in one.rows.values()] == [row.geometry() for row in other.rows.values()]
    assert sweep.nameless(one) == []
    assert sweep.unlabelled(one) == []


def test_answers_shown_early_stand_in_what_is_made_later(qtbot: Any) -> None:
    form = begun(qtbot)
    form.show_answers(ANSWERS)
    assert list(form.rows) == [field.key for field in SECTIONS[0].fields]
    assert form.answers() == ANSWERS
    work.settle()
    assert form.answers() == ANSWERS
    assert {key: form.editors[key].answer() for key in LATER} == {key: ANSWERS[key] for key in LATER}
    assert form.rows["worse"].aside.text() == ""
    assert not form.changed()
    form.show_answers({})
    assert form.answers() == {}


def test_a_list_made_later_offers_what_stands_under_the_answer_given(qtbot: Any) -> None:
    form = begun(qtbot)
    form.show_answers({"kind": "nuisance", "reported": "2011-06-01"})
    work.settle()
    box = form.editors["subtype"].box  # type: ignore[attr-defined]
    offered = [box.itemText(n) for n in range(box.count())]
    assert [label for label in offered if label] == ["Noise", "Fly-posting", "Something else"]
    assert form.editors["subtype"].setting.held() == date(2011, 6, 1)


def test_what_is_wrong_with_an_answer_made_later_stands_beside_it(qtbot: Any) -> None:
    form = begun(qtbot)
    form.show_answers({**ANSWERS, "people": 99})
    work.settle()
    assert form.rows["people"].state == "warning"
    assert form.section_views()[1].state == "warning"


def test_checking_makes_the_rest_first(qtbot: Any) -> None:
    form = begun(qtbot)
    assert {problem.field for problem in form.check()} == {"by", "reported"}
    assert set(form.rows) == {*ANSWERS}


@pytest.mark.parametrize("go", [lambda form: form.go_section("what"), lambda form: form.go_field("kind")])
def test_going_to_what_is_not_made_makes_it(qtbot: Any, go: Any) -> None:
    form = begun(qtbot)
    go(form)
    assert form.focusWidget() is form.editors["kind"].widget
    assert set(form.rows) == {*ANSWERS}


def test_walking_what_is_wrong_comes_to_what_was_not_made(qtbot: Any) -> None:
    form = begun(qtbot)
    form.show_answers({**ANSWERS, "people": 99})
    assert form.next_problem(from_start=True)
    assert form.focusWidget() is form.editors["people"].widget


def test_what_is_made_later_can_be_read_only_too(qtbot: Any) -> None:
    form = begun(qtbot)
    form.show_answers(ANSWERS)
    form.set_read_only(True)
    work.settle()
    qtbot.keyClicks(form.editors["words"].widget, "x")
    qtbot.keyClick(form.editors["worse"].widget, Qt.Key.Key_Y)
    assert form.answers() == ANSWERS
