"""Pictures of the program at work, without a display: ``python -m spp_desktop.showing --out DIR``.

Builds the demonstration store in a folder of its own, and from it writes the reductions workbooks and a picture of
each main page, naming every file on standard output. ``packaging/screenshots.py`` takes the same pictures at every
size for the documentation.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import (
    QDeadlineTimer,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QPoint,
    QSettings,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from spp_desktop.domain.cases import CaseQuery, Filter
from spp_desktop.domain.casetypes import case_type
from spp_desktop.domain.errors import StoreTrouble
from spp_desktop.domain.figures.measures import Series
from spp_desktop.domain.figures.months import Months
from spp_desktop.domain.figures.page import FiguresQuestion, default_period, question_of
from spp_desktop.domain.figures.reductions import By, ReductionsQuestion
from spp_desktop.domain.permissions import ASB, Role
from spp_desktop.services import cases, demo, exports, figures, sign_in
from spp_desktop.services.signed_in import SignedIn
from spp_desktop.services.stores import StoreCard
from spp_desktop.ui import theme, work
from spp_desktop.ui.ask import trouble_of
from spp_desktop.ui.case.all_tabs import offered_tabs
from spp_desktop.ui.case.window import CasePage
from spp_desktop.ui.case_window import CaseWindow
from spp_desktop.ui.desk import application
from spp_desktop.ui.find import finder
from spp_desktop.ui.frame import MainWindow
from spp_desktop.ui.locked import LockedWindow
from spp_desktop.ui.palette import Palette
from spp_desktop.ui.registry import PAGES
from spp_desktop.ui.rubbish import Collector
from spp_desktop.ui.sign_in import SignInWindow
from spp_desktop.ui.widgets.sheet import Overlay
from spp_desktop.ui.window import close_plots

AS_AT = date(2025, 10, 13)
"""The day the pictures are set on."""
STORE_NAME = "Demonstration"
FIRST_SIZE = (1366, 768)
LOOKED_AT = 60
"""How many cases are looked at for the one to show."""
LINGER_MS = 250
"""How long a window is left alone before its picture is taken, for what waits a moment before it reads."""
SEEN_BY: Mapping[str, Role] = {
    "figures": Role.ANALYST,
    "administration": Role.ADMINISTRATOR,
    "retention": Role.INFORMATION_GOVERNANCE,
}
"""Whose window a page is shown in; an ASB officer's where it is not named."""
PLAN_MONTHS = (Months.parse("2011-03..2012-02"), Months.parse("2010-03..2011-02"))
"""The year whose change the plan prints, and the year before it."""


@dataclass(slots=True)
class Stage:
    """The demonstration store with windows open on it, to take pictures of."""

    app: QApplication
    folder: Path
    seats: Mapping[Role, SignedIn]
    windows: dict[Role, MainWindow] = field(default_factory=dict)
    fullest: UUID | None = None
    """The case shown, once it has been looked for."""

    def main(self, role: Role = Role.ASB_OFFICER, page: str = "today") -> MainWindow:
        """The main window of the officer with this role, at a page."""
        if role not in self.windows:
            me = self.seats[role]
            made = MainWindow(me, STORE_NAME, first=page, made_up=True)
            made.search_with(finder(me, made))
            self.windows[role] = made
        self.windows[role].go(page)
        return self.windows[role]


@dataclass(frozen=True, slots=True)
class View:
    """One picture: its name, and what makes the window it is taken of ready; ``main`` ones are shown first.

    ``then`` opens what stands over the window once it has its size, which a sheet fits itself to.
    """

    name: str
    ready: Callable[[Stage], QWidget]
    main: bool = False
    then: Callable[[QWidget], None] | None = None


# What is shown


def views() -> tuple[View, ...]:
    """Every picture there is: each page registered, the window of a case on each of its tabs, the window's states."""
    pages = (View(spec.key, _page(spec.key), main=spec.key != "administration") for spec in PAGES)
    return (
        View("sign-in", _sign_in, main=True),
        View("first-start", _first_start),
        *pages,
        View("case", _case, main=True),
        *(View(f"case-{tab}", _tab(tab)) for tab in offered_tabs(case_type(ASB))),
        View("case-closing", _case, then=_closing),
        View("search", _search),
        View("empty", _empty),
        View("error", _error),
        View("locked", _locked),
    )


def _page(key: str) -> Callable[[Stage], QWidget]:
    return lambda stage: stage.main(SEEN_BY.get(key, Role.ASB_OFFICER), key)


def _sign_in(stage: Stage) -> QWidget:
    window = SignInWindow(_hold_nothing, now=stage.seats[Role.ASB_OFFICER].now)
    window.offer(_cards())
    window.open.passphrase.edit.setText("not a passphrase")
    return window


def _first_start(stage: Stage) -> QWidget:
    window = SignInWindow(_hold_nothing, now=stage.seats[Role.ASB_OFFICER].now)
    window.offer(())
    window.new.folder.setText(r"C:\Users\hwhitcombe\AppData\Local\SPP Desktop\Main office")
    return window


def _case(stage: Stage, tab: str = "") -> CaseWindow:
    main = stage.main(page="asb")
    if stage.fullest is None:
        stage.fullest = _fullest(stage.seats[Role.ASB_OFFICER])
    main.open_case(stage.fullest, tab=tab)
    return main.case_windows()[0]


def _tab(tab: str) -> Callable[[Stage], QWidget]:
    return lambda stage: _case(stage, tab)


def _closing(window: QWidget) -> None:
    page = window.page_in_view() if isinstance(window, CaseWindow) else None
    if isinstance(page, CasePage):
        page.close_case()


def _fullest(me: SignedIn) -> UUID:
    """The case being worked at high risk on which most kinds of thing are recorded, of those the one with most."""
    worked = (Filter("band", ("high",)), Filter("open", ("yes",)))
    lines = cases.list_cases(me, CaseQuery(ASB, worked, sort="score", descending=True), limit=LOOKED_AT)

    def told(case_id: UUID) -> tuple[int, int]:
        view = cases.case_as_it_stands(me, case_id)
        kinds = {each.kind for each in view.records}
        return len(kinds) + bool(view.orders), len(view.records) + len(view.orders) + len(view.incidents)

    return max((line.id for line in lines), key=told)


def _search(stage: Stage) -> QWidget:
    main = stage.main(page="asb")
    main.show()
    main.open_palette()
    palette = main.findChild(Palette)
    if palette is not None:
        palette.field.setText("petr")
    return main


def _empty(stage: Stage) -> QWidget:
    main = stage.main()
    main.go("asb", filters=(Filter("state", ("triaged",)), Filter("band", ("high",))))
    return main


def _error(stage: Stage) -> QWidget:
    window = _case(stage)
    window.show()
    work.settle(60)
    error = StoreTrouble("The disk that holds the store is full. Make room on it and try again")
    window.ask.trouble(trouble_of(error, doing="The disk is full, so this case was not saved", again=True))
    return window


def _locked(stage: Stage) -> QWidget:
    me = stage.seats[Role.ASB_OFFICER]
    return LockedWindow(me, STORE_NAME, stage.main().marking)


def _cards() -> tuple[StoreCard, ...]:
    """Stores as an account that is used every day shows them."""
    at = r"C:\Users\hwhitcombe\AppData\Local\SPP Desktop"
    opened = datetime(2025, 10, 10, 16, 21, tzinfo=UTC)
    return (
        StoreCard(Path(rf"{at}\Main office"), "Main office", False, ("Hannah Whitcombe",), opened, opened),
        StoreCard(Path(rf"{at}\Dogsthorpe"), "Dogsthorpe", False, ("Imran Qadir",), opened.replace(day=9)),
        StoreCard(Path(rf"{at}\demonstration"), STORE_NAME, True, ("Ade Marlowe",), opened.replace(day=2)),
    )


def _hold_nothing(_path: Path) -> None:
    """A window in a picture is no window on a store."""


# Setting the stage


@contextmanager
def staged(folder: Path, *, as_at: date = AS_AT) -> Iterator[Stage]:
    """A stage on a demonstration store built in this folder; nothing is kept of it outside."""
    with ExitStack() as ending:
        state = ending.enter_context(tempfile.TemporaryDirectory(prefix="spp-showing-", ignore_cleanup_errors=True))
        os.environ["SPP_STATE_DIR"] = state
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, state)
        built = demo.build(folder, as_at=as_at)
        seats = {}
        for role in (Role.ASB_OFFICER, *SEEN_BY.values()):
            officer = next(each for each in built.officers if role in each.roles)
            seats[role] = sign_in.sign_in(folder, officer.name, built.passphrase, now=_standing_at(as_at))
            ending.callback(sign_in.sign_out, seats[role])
        qInstallMessageHandler(_heard)
        ending.callback(qInstallMessageHandler, None)
        stage = Stage(application(), folder, seats)
        collector = Collector(stage.app)
        collector.start()
        ending.callback(collector.stop)
        ending.callback(_strike, stage)
        yield stage


def _heard(kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but for what it says of every window that stands on no screen."""
    if kind is not QtMsgType.QtDebugMsg and not words.startswith("This plugin does not support"):
        sys.stderr.write(f"{words}\n")


def _standing_at(as_at: date) -> Callable[[], datetime]:
    return lambda: demo.moment_of(as_at)


def _strike(stage: Stage) -> None:
    work.cancel_all()
    work.on_unheard(None)
    for window in QApplication.topLevelWidgets():
        # Closing the plots of one may have ended others: a plot's menus are windows too.
        if isValid(window):
            window.hide()
            close_plots(window)
            window.deleteLater()
    work.shut()
    stage.windows.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture(stage: Stage, view: View, size: tuple[int, int], mode: theme.Mode) -> QImage:
    """One picture of ``size`` logical pixels, in a colour scheme, with dialogs over the window where it has any."""
    theme.apply_theme(stage.app, mode)
    window = view.ready(stage)
    window.resize(*size)
    window.show()
    work.settle(60)
    if view.then is not None:
        view.then(window)
        work.settle(60)
    linger()
    image = QImage(window.grab().toImage())
    painter = QPainter(image)
    over = [each for each in window.findChildren(Overlay) if each.isVisible()]
    for dialog in over:
        painter.drawPixmap(dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), dialog.grab())
    painter.end()
    for dialog in over:
        dialog.close()
    window.hide()
    if not isinstance(window, MainWindow):
        window.close()
        window.deleteLater()
    return eight_bit(image)


def linger(milliseconds: int = LINGER_MS) -> None:
    """Let the window live for a moment, and everything it reads come back."""
    until = QDeadlineTimer(milliseconds)
    while not until.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    work.settle(60)


def eight_bit(image: QImage) -> QImage:
    """The picture in at most 256 colours, those it uses most: a page has few, so that nothing is seen to change."""
    import numpy as np

    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    high, wide = flat.height(), flat.width()
    pixels = np.frombuffer(flat.constBits(), np.uint32).reshape(high, flat.bytesPerLine() // 4)[:, :wide]
    colours, where, often = np.unique(pixels & 0xFFFFFF, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(often)[::-1][:256]]
    parts = np.array([16, 8, 0], np.uint32)
    every = (colours[:, None] >> parts & 0xFF).astype(np.int32)
    some = (kept[:, None] >> parts & 0xFF).astype(np.int32)
    nearest = np.concatenate(
        [((part[:, None, :] - some[None, :, :]) ** 2).sum(2).argmin(1) for part in np.array_split(every, 64)]
    )
    small = np.zeros((high, -(-wide // 4) * 4), np.uint8)
    small[:, :wide] = nearest[where].reshape(high, wide)
    made = QImage(small.tobytes(), wide, high, small.shape[1], QImage.Format.Format_Indexed8).copy()
    made.setColorTable([int(colour) | 0xFF000000 for colour in kept])
    return made


def save(image: QImage, path: Path) -> None:
    """Write a PNG as small as it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), quality=0):
        raise StoreTrouble(f"The picture {path} could not be written")


# The command


def workbooks(stage: Stage, out: Path) -> Iterator[Path]:
    """The reductions workbooks: of the plan's own year, and of the latest months of the police files."""
    me = stage.seats[Role.ANALYST]
    choices = figures.figures_choices(me)
    plan = next(measure for measure in choices.measures if measure.illustrative)
    asked = {"reductions.xlsx": ReductionsQuestion(*PLAN_MONTHS, By.AREA, plan.code)}
    latest = default_period(choices.held[Series.POLICE])
    if latest is not None:
        asked["reductions-police.xlsx"] = question_of(FiguresQuestion("victim-based", latest))
    for name, question in asked.items():
        exports.export_reductions(me, question, out / name)
        yield out / name


def show(out: Path) -> Iterator[Path]:
    """Write the workbooks and the pictures of the main pages into a folder, each path as it is written."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="spp-demonstration-", ignore_cleanup_errors=True) as folder,
        staged(Path(folder) / "demonstration") as stage,
    ):
        yield from workbooks(stage, out)
        for view in views():
            if view.main:
                path = out / f"{view.name}.png"
                save(picture(stage, view, FIRST_SIZE, theme.Mode.LIGHT), path)
                yield path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m spp_desktop.showing", description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the files are written")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for path in show(chosen.out):
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
