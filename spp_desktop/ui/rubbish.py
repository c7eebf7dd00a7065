"""Python's garbage collected on the UI thread alone.

The collector runs on whichever thread happens to allocate. A window that it finds in a cycle would be destroyed
there, its timers would still fire, and the program would crash. So the automatic collector is switched off while
windows live, and a timer on the UI thread does its work by its own thresholds. It passes over what was loaded before
the officer came in: looking through all that as well, it would keep the window from answering for a tenth of a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """Collects while started; the automatic collector is as it was once stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Collect here from now on."""
        if not self._timer.isActive():
            self._was_on = gc.isenabled()
            gc.disable()
            self._timer.start()

    def pass_over(self) -> None:
        """Collect from now on only what is made from now on: the program as it is loaded stays until it ends."""
        if self._timer.isActive():
            gc.freeze()

    def stop(self) -> None:
        """Let Python collect by itself again, and everything."""
        if self._timer.isActive():
            self._timer.stop()
            gc.unfreeze()
            if self._was_on:
                gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, and with it the younger."""
        due = [
            at for at, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if due:
            gc.collect(max(due))
