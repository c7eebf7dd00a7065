"""Work off the UI thread: one thread that writes, a few that read, two for what is long.

``run`` and ``run_long`` return at once; results come back on the UI thread. A receiver that has gone meanwhile
(a closed page) is left in peace: bound methods are held weakly and checked before they are called. The calls
handed over must not touch widgets. What is made of widgets, and takes long, is made ``in_turns``.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MethodType
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QThread, QTimer, Signal
from shiboken6 import isValid

T = TypeVar("T")
Lane = Literal["read", "write", "long"]
Progress = Callable[[str, int, int], None]
"""Step in words, how much is done, of how much (0: nobody knows)."""
Cancelled = Callable[[], bool]

_THREADS: dict[Lane, int] = {"read": 3, "write": 1, "long": 2}
_PROGRESS_EVERY = 0.1
_OVER = object()


class Job:
    """One call in hand. ``cancel`` asks it to stop; whether it can is for the call to decide."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._told = 0.0

    def cancel(self) -> None:
        """Ask the call to stop; a result that still comes is dropped."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()


@dataclass(frozen=True, slots=True)
class _Message:
    """Something for the UI thread: whom to call, with what; ``last`` when the job is over."""

    job: Job
    receiver: Callable[[], Callable[..., object] | None]
    arguments: tuple[Any, ...]
    last: bool
    error: BaseException | None = None
    """What went wrong, in the last message of a call that failed."""
    heard: bool = False
    """Whether somebody asked to hear of that; they may have gone since."""


class _Post(QObject):
    """Carries messages to the UI thread, and keeps the threads."""

    arrived = Signal(object)

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self.setObjectName("work")
        self.lanes: dict[Lane, ThreadPoolExecutor] = {}
        self.outstanding = 0
        self.jobs: weakref.WeakSet[Job] = weakref.WeakSet()
        self.turns: weakref.WeakSet[QTimer] = weakref.WeakSet()
        self.unheard: Callable[[BaseException], None] | None = None
        self.arrived.connect(self.deliver, Qt.ConnectionType.QueuedConnection)
        app.aboutToQuit.connect(self.shut)

    def lane(self, name: Lane) -> ThreadPoolExecutor:
        """The threads of a lane, started when first asked for."""
        if name not in self.lanes:
            self.lanes[name] = ThreadPoolExecutor(_THREADS[name], thread_name_prefix=f"spp-{name}")
        return self.lanes[name]

    def deliver(self, message: _Message) -> None:
        """Call the receiver, if there still is one."""
        if message.last:
            self.outstanding -= 1
        receiver = message.receiver()
        if receiver is not None and (message.error is not None or not message.job.cancelled()):
            receiver(*message.arguments)
        elif message.error is not None and not message.heard:
            if self.unheard is None:
                raise message.error
            self.unheard(message.error)

    def idle(self) -> bool:
        """Whether every call has come back, and nothing is left to be made in turns."""
        return not self.outstanding and not any(isValid(turn) and turn.isActive() for turn in self.turns)

    def shut(self) -> None:
        """End every thread once its call has ended."""
        for pool in self.lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self.lanes.clear()


def run(
    call: Callable[[], T],
    done: Callable[[T], object] | None = None,
    failed: Callable[[Exception], object] | None = None,
    *,
    lane: Lane = "read",
) -> Job:
    """Call ``call()`` in a lane; then ``done(value)`` or ``failed(error)`` on the UI thread.

    ``lane="write"`` for anything that changes the store: those run one after another, in the order asked.
    Without ``failed`` an error goes to whoever ``on_unheard`` named. Call it on the UI thread only.
    """
    job = Job()
    _start(job, lane, call, done, failed)
    return job


def run_long(
    call: Callable[[Progress, Cancelled], T],
    done: Callable[[T], object] | None = None,
    failed: Callable[[Exception], object] | None = None,
    progress: Progress | None = None,
    *,
    lane: Lane = "long",
) -> Job:
    """Call ``call(progress, cancelled)``, for imports, exports and checks.

    ``progress(step, done, of)`` is called on the UI thread, at most ten times a second and at the end of each
    step. After ``Job.cancel`` the call sees ``cancelled()`` true and ``done`` is not called; an error still
    reaches ``failed``.
    """
    job = Job()
    post = _post()
    receiver = _receiver(progress)

    def tell(step: str, finished: int, of: int) -> None:
        now = time.monotonic()
        if now - job._told >= _PROGRESS_EVERY or finished == of:
            job._told = now
            post.arrived.emit(_Message(job, receiver, (step, finished, of), last=False))

    _start(job, lane, lambda: call(tell, job.cancelled), done, failed)
    return job


def in_turns(steps: Iterator[object], owner: QObject) -> None:
    """Go through these steps on the UI thread, one in each turn of the event loop, until they or ``owner`` have gone.

    For what is made of many widgets: the window answers between the steps. Call it on the UI thread only.
    """
    turn = QTimer(owner)

    def step() -> None:
        if next(steps, _OVER) is _OVER:
            turn.stop()
            turn.deleteLater()

    turn.timeout.connect(step)
    _post().turns.add(turn)
    turn.start(0)


def on_unheard(handler: Callable[[BaseException], None] | None) -> None:
    """Whom to tell of an error that no caller asked to hear of. None: it is raised on the UI thread."""
    _post().unheard = handler


def cancel_all() -> None:
    """Ask every call in hand to stop: the window is being closed."""
    for job in tuple(_post().jobs):
        job.cancel()


def settle(timeout: float = 10.0) -> None:
    """For tests: handle events until every call in hand, and those their results start, has come back, and what is
    made in turns is made.

    Raises TimeoutError after ``timeout`` seconds.
    """
    end = time.monotonic() + timeout
    post = _post()
    while True:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if post.idle():
            return
        if time.monotonic() > end:
            raise TimeoutError(f"{post.outstanding} calls have not come back, or something is still being made")
        QThread.msleep(1)


def shut() -> None:
    """End the threads, waiting for calls in hand. They start again when next needed."""
    _post().shut()


def _start(
    job: Job,
    lane: Lane,
    call: Callable[[], T],
    done: Callable[[T], object] | None,
    failed: Callable[[Exception], object] | None,
) -> None:
    post = _post()
    on_done, on_failed = _receiver(done), _receiver(failed)
    heard = failed is not None

    def work() -> None:
        try:
            value = call()
        except Exception as error:  # noqa: BLE001  (every failure belongs to whoever asked)
            post.arrived.emit(_Message(job, on_failed, (error,), last=True, error=error, heard=heard))
        else:
            post.arrived.emit(_Message(job, on_done, (value,), last=True))

    post.outstanding += 1
    post.jobs.add(job)
    post.lane(lane).submit(work)


def _receiver(function: Callable[..., object] | None) -> Callable[[], Callable[..., object] | None]:
    """A way to the function that does not keep its owner alive, and sees when Qt has deleted it."""
    if function is None:
        return _nobody
    if not isinstance(function, MethodType):
        return lambda: function
    weak = weakref.WeakMethod(function)

    def find() -> Callable[..., object] | None:
        method = weak()
        owner = getattr(method, "__self__", None)
        return None if isinstance(owner, QObject) and not isValid(owner) else method

    return find


def _nobody() -> None:
    return None


def _post() -> _Post:
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("Work needs the application to be running")
    found = app.findChild(_Post, "work")
    return found if found is not None else _Post(app)
