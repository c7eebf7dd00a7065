"""Being the one window on a store: holding its lock, and coming forward when the program is started again."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from spp_desktop.services import sign_in

COME_FORWARD = b"come forward\n"
_PATIENCE_MS = 2000


class Presence(QObject):
    """Holds one store at a time. ``called`` says that the program was started again on it."""

    called = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._held = ExitStack()
        self._server: QLocalServer | None = None

    def take(self, path: Path) -> None:
        """Be the one window on the store that lies here, and on no other.

        Raises:
            AlreadyOpen: there is a window on it; the store held before is still held.
            Refused: there is no store there.
        """
        if path == self._path:
            return
        with ExitStack() as taking:
            channel = taking.enter_context(sign_in.only_window(path))
            taken = taking.pop_all()
        self.leave()
        self._held, self._path = taken, path
        self._listen(channel)

    def leave(self) -> None:
        """Hold no store."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._held.close()
        self._path = None

    def _listen(self, channel: str) -> None:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # Left behind by a window that crashed: the lock, which is held, says that nobody listens there.
        QLocalServer.removeServer(channel)
        server.newConnection.connect(self._called)
        server.listen(channel)
        self._server = server

    def _called(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.called.emit()


def call_forward(channel: str) -> bool:
    """Ask the window that listens here to come forward; whether anybody heard."""
    socket = QLocalSocket()
    socket.connectToServer(channel)
    heard = socket.waitForConnected(_PATIENCE_MS)
    if heard:
        socket.write(COME_FORWARD)
        socket.waitForBytesWritten(_PATIENCE_MS)
        socket.disconnectFromServer()
    return heard
