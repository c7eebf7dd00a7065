"""The one table of actions: from it come menus, shortcuts, the palette and the keys shown in the status bar.

``attach`` makes the actions that are live on a page, a list or a window, each calling the method of that name
on the target. An officer whose roles lack the right has no such action at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from spp_desktop.domain.permissions import Right, Role, may
from spp_desktop.ui import icons, memory


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an officer can do.

    ``keys`` are portable key texts, the first one shown. ``live`` names where it works: ``everywhere`` (any
    window), ``main`` (the main window), ``page`` kinds, or a list's (while the list has the keyboard, which
    is where single letters are allowed). ``handler`` is the method called. ``menu`` is empty for what needs no
    menu line. ``hint`` is the word after the key in the status bar. ``goes`` is the page it opens, for *Go to*.
    """

    id: str
    label: str
    handler: str
    live: frozenset[str]
    keys: tuple[str, ...] = ()
    icon: str = ""
    right: Right | None = None
    menu: str = ""
    hint: str = ""
    palette: bool = True

    @property
    def key(self) -> str:
        """The key shown; empty when there is none."""
        return self.keys[0] if self.keys else ""

    def allowed(self, roles: Iterable[Role]) -> bool:
        """Whether these roles carry the right it needs."""
        return self.right is None or may(roles, self.right)


def _on(*places: str) -> frozenset[str]:
    return frozenset(places)


_EVERY = _on("everywhere")
_MAIN = _on("main")

ACTIONS: tuple[Action, ...] = (
    # File
    Action("case.new", "New case", "new_case", _MAIN, ("Ctrl+N",), "add", Right.CASE_WRITE, "&File", "new case"),
    Action("save", "Save", "save", _on("form"), ("Ctrl+S",), "save", None, "&File", "save"),
    Action("save.next", "Save and next", "save_and_next", _on("form"), ("Ctrl+Return",), "", None, "&File",
           "save and next"),
    Action("print", "Print", "print_page", _on("prints"), ("Ctrl+P",), "print", None, "&File"),
    Action("lock", "Lock now", "lock_now", _EVERY, ("Ctrl+L",), "lock_closed", None, "&File"),
    Action("passphrase", "Change your passphrase…", "change_passphrase", _MAIN, (), "shield_lock", None, "&File"),
    Action("close", "Close window", "close", _EVERY, ("Ctrl+W",), "dismiss", None, "&File", palette=False),
    # Edit
    Action("undo", "Undo", "undo", _EVERY, ("Ctrl+Z",), "", None, "&Edit", palette=False),
    Action("copy.row", "Copy row, without names", "copy_row", _on("list"), ("Ctrl+C",), "", None, "&Edit",
           palette=False),
    Action("search", "Search or go to…", "open_palette", _EVERY, ("Ctrl+K",), "search", None, "&Edit",
           "search", palette=False),
    # View
    Action("pane.next", "Next pane", "next_pane", _EVERY, ("F6",), "", None, "&View", "next pane", palette=False),
    Action("pane.last", "Previous pane", "previous_pane", _EVERY, ("Shift+F6",), "", None, "&View", palette=False),
    Action("toast.focus", "To the message", "focus_toast", _EVERY, ("F7",), "", None, "", palette=False),
    Action("back", "Back", "back", _MAIN, ("Alt+Left",), "arrow_left", None, "&View", "back"),
    Action("preview", "Show or hide preview", "toggle_preview", _on("cases"), ("F9",), "eye", None, "&View",
           "preview"),
    Action("columns", "Columns…", "choose_columns", _on("list-page"), ("Ctrl+Shift+C",), "options", None, "&View"),
    Action("view.save", "Save this view…", "save_view", _on("cases"), ("Ctrl+Shift+S",), "save", None, "&View"),
    Action("privacy", "Hide names and free text on screen", "toggle_privacy", _EVERY, ("Ctrl+Shift+H",), "eye",
           None, "&View"),
    Action("theme.light", "Light colours", "show_light", _MAIN, (), "", None, "&View"),
    Action("theme.dark", "Dark colours", "show_dark", _MAIN, (), "", None, "&View"),
    Action("theme.system", "Colours as in Windows", "show_system_colours", _MAIN, (), "", None, "&View"),
    *(
        Action(f"tab.{n}", f"Tab {n or 10}", f"show_tab_{n}", _on("tabbed"), (f"Ctrl+{n}",), palette=False)
        for n in (*range(1, 10), 0)
    ),
    # Lists
    Action("open", "Open", "open_current", _on("list"), ("Return", "Enter"), "open", None, "&Case", "open",
           palette=False),
    Action("open.window", "Open in a new window", "open_in_window", _on("list"), ("Ctrl+Return", "Ctrl+Enter"),
           "open", None, "&Case", palette=False),
    Action("filter.text", "Filter this list", "focus_filter", _on("list"), ("/",), "filter", None, "&View",
           "filter", palette=False),
    Action("filter.add", "Add a filter", "add_filter", _on("list"), ("F",), "filter_add", None, "&View",
           palette=False),
    Action("filter.remove", "Take the last filter away", "remove_last_filter", _on("list"), ("Backspace",), "",
           None, "&View", "clear last filter", palette=False),
    Action("note.add", "Add a contact…", "add_contact", _on("list", "case"), ("N",), "chat", Right.CASE_WRITE,
           "&Case", "contact"),
    Action("incident.add", "Add an incident…", "add_incident", _on("list", "case"), ("I",), "alert_urgent",
           Right.CASE_WRITE, "&Case", "incident"),
    Action("action.add", "Add an action…", "add_action", _on("list", "case"), ("A",), "task_list_square_ltr",
           Right.CASE_WRITE, "&Case", "action"),
    Action("review.set", "Set review…", "set_review", _on("list", "case"), ("R",), "calendar_clock",
           Right.CASE_WRITE, "&Case"),
    Action("assign", "Assign…", "assign", _on("list", "case"), ("S",), "person_swap", Right.CASE_ALLOCATE, "&Case"),
    Action("list.export", "Export…", "export_list", _on("list"), ("E",), "arrow_export", Right.CASE_EXPORT, "&Case"),
    Action("done", "Mark done…", "mark_done", _on("list"), ("D",), "checkmark", Right.CASE_WRITE, "&Case",
           "mark done", palette=False),
    Action("clock.why", "Why is it late?", "explain_clock", _on("list", "case"), ("W",), "clock", Right.CASE_READ,
           "&Case", "why late"),
    Action("triage", "Triage", "triage", _on("list"), ("T",), "clipboard_task", Right.CASE_WRITE, "&Case",
           "triage", palette=False),
    # Forms
    Action("fix.next", "Next thing to fix", "next_problem", _on("form"), ("F8",), "", None, "&Edit",
           "next thing to fix", palette=False),
    Action("fix.last", "Previous thing to fix", "previous_problem", _on("form"), ("Shift+F8",), "", None,
           "&Edit", palette=False),
    Action("section.next", "Next section", "next_section", _on("form"), ("Alt+Down",), "", None, "&View",
           "next section", palette=False),
    Action("section.last", "Previous section", "previous_section", _on("form"), ("Alt+Up",), "", None, "&View",
           palette=False),
    # One case
    Action("timeline.add", "Add timeline entry", "add_entry", _on("case"), ("Ctrl+E",), "add",
           Right.CASE_WRITE, "&Case", "timeline entry"),
    Action("timeline.show", "Show or hide timeline", "toggle_timeline", _on("case"), ("Ctrl+T",), "", None, "&View"),
    Action("contact.safely", "Contact safely…", "contact_safely", _on("case"), ("Ctrl+Shift+K",), "call",
           Right.CASE_WRITE, "&Case"),
    Action("risk.score", "Score the risk…", "score_risk", _on("case"), (), "shield_task", Right.CASE_WRITE, "&Case"),
    Action("case-review.check", "Case review: may they ask?", "check_case_review", _on("case"), (),
           "people_community", Right.CASE_READ, "&Case"),
    Action("case-review.years", "Case reviews by year", "show_review_years", _MAIN, (), "people_community",
           Right.CASE_READ, "&Case"),
    Action("flag.raise", "Raise a flag…", "raise_flag", _on("case"), (), "warning", Right.CASE_WRITE, "&Case"),
    Action("case.close", "Close case…", "close_case", _on("case"), (), "checkmark_circle", Right.CASE_WRITE, "&Case"),
    # Figures
    Action("figures.table", "Table only", "toggle_charts", _on("figures"), ("Ctrl+Shift+T",), "", None, "&View"),
    Action("figures.monthly", "Month by month", "toggle_months", _on("figures"), ("Ctrl+Shift+M",), "", None, "&View"),
    Action("figures.picture", "Copy picture", "copy_picture", _on("figures"), ("Ctrl+Shift+C",), "", None, "&Edit"),
    Action("figures.save", "Save picture…", "save_picture", _on("figures"), (), "", None, "&File"),
    Action("figures.charts", "Table only", "toggle_charts", _on("figures-list"), ("T",), hint="table only",
           palette=False),
    Action("figures.months", "Month by month", "toggle_months", _on("figures-list"), ("X",), hint="month by month",
           palette=False),
    Action("figures.copy", "Copy table with footnotes", "copy_table", _on("figures-list"), ("Ctrl+C",),
           hint="copy table", palette=False),
    Action("figures.import", "Import police files…", "import_files", _on("figures"), ("Ctrl+I",), "",
           Right.FIGURES_IMPORT, "&File"),
    Action("figures.export", "Export reductions…", "export_reductions", _on("figures"), ("Ctrl+Shift+E",),
           "arrow_export", Right.FIGURES_EXPORT, "&File"),
    # Help
    Action("help", "Help for this field", "help_here", _EVERY, ("F1",), "question_circle", None, "&Help",
           palette=False),
    Action("keys", "Every key", "show_keys", _EVERY, ("Ctrl+/",), "question_circle", None, "&Help"),
    Action("about", "About and licences", "show_about", _MAIN, (), "info", None, "&Help"),
)  # fmt: skip

LIVE_TOGETHER: tuple[frozenset[str], ...] = (
    _on("everywhere", "main", "page", "list", "list-page", "cases", "tabbed", "prints"),
    _on("everywhere", "main", "page", "form", "prints"),
    _on("everywhere", "main", "page", "case", "form", "tabbed", "prints"),
    _on("everywhere", "main", "page", "figures", "figures-list", "tabbed", "prints"),
)
"""Places that can be live at the same moment; within one of these no key may mean two things."""

LETTERS_LIVE_IN = _on("list", "figures-list")
"""The places where a single letter is a key; a case window offers the same actions without their letters."""


def by_id(wanted: str) -> Action:
    """The action with this id. Raises KeyError where there is none."""
    return _BY_ID[wanted]


_BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def clashes(
    actions: Sequence[Action] = ACTIONS, together: Sequence[frozenset[str]] = LIVE_TOGETHER
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Keys that mean two things at once: (key, ids), for every set of places live together."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for places in together:
        meaning: dict[str, set[str]] = defaultdict(set)
        for action in actions:
            live = action.live & places
            for key in action.keys:
                if live and not (_is_letter(key) and not live & LETTERS_LIVE_IN):
                    meaning[QKeySequence(key).toString()].add(action.id)
        found |= {(key, tuple(sorted(ids))) for key, ids in meaning.items() if len(ids) > 1}
    return tuple(sorted(found))


def attach(target: QObject, widget: QWidget, places: Iterable[str], roles: Iterable[Role]) -> dict[str, QAction]:
    """Make the actions live in these places on a widget, each calling its method of ``target``.

    Actions whose method ``target`` lacks, or whose right the roles lack, are not made. Those of lists work
    while the widget itself has the keyboard; the others in its whole window. Single letters can be
    switched off ("letters" in ``memory``). Returns them by id.
    """
    roles = tuple(roles)
    places = frozenset(places)
    in_list = bool(LETTERS_LIVE_IN & places)
    letters = in_list and memory.recall("letters", default=True)
    made: dict[str, QAction] = {}
    for action in ACTIONS:
        method = getattr(target, action.handler, None)
        if not action.live & places or not callable(method) or not action.allowed(roles):
            continue
        keys = [key for key in action.keys if letters or not _is_letter(key)]
        item = QAction(action.label, widget)
        item.setObjectName(action.id)
        item.setShortcuts([QKeySequence(key) for key in keys])
        item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut if in_list else Qt.ShortcutContext.WindowShortcut)
        item.setAutoRepeat(False)
        if action.icon:
            icons.dress(item, action.icon)
        item.triggered.connect(method)
        widget.addAction(item)
        made[action.id] = item
    return made


def key_hints(ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Keys and words for the status bar, for these actions in this order."""
    return tuple((shown(by_id(wanted).key), by_id(wanted).hint or by_id(wanted).label.lower()) for wanted in ids)


def shown(key: str) -> str:
    """A key as it is printed on the keyboard: "Enter", not "Return"."""
    return key.replace("Return", "Enter").replace("Backspace", "⌫" if key == "Backspace" else "Backspace")


def _is_letter(key: str) -> bool:
    return len(key) == 1
