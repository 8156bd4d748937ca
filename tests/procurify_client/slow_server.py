"""A server that is slow in one place: each byte comes in time, and the whole takes very long."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

# So many bytes that, one by one, they take longer than any busy machine, however short the pauses are.
TOKEN = b'{"access_token": "a-token-of-the-slow-server", "expires_in": 86400}'.ljust(3000)
VENDOR = b'{"data": {"id": 2, "name": "Contoso"}}'.ljust(3000)
Place = Literal["headers", "body", "before"]


class SlowServer:
    """Answers one request after another on each connection.

    Args:
        path: part of the path of the requests that are answered slowly.
        place: where: before anything, within the headers, or within the body.
        status: of the slow answers.
        seconds: between two pieces.
    """

    def __init__(self, path: str, place: Place, status: int = 200, seconds: float = 0.05) -> None:
        self._slow = path.encode()
        self._place = place
        self._status = status
        self._seconds = seconds
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = threading.Event()
        """Set when a request has come that is answered slowly."""

    @contextmanager
    def running(self) -> Iterator["SlowServer"]:
        """Serve until the end of the block."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self._over.set()
            self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:
            try:
                while line := file.readline():
                    length = 0
                    while (header := file.readline().strip()) != b"":
                        if header.lower().startswith(b"content-length:"):
                            length = int(header.split(b":")[1])
                    file.read(length)
                    self._answer(connection, line)
            except OSError:
                return  # the client has gone

    def _answer(self, connection: socket.socket, line: bytes) -> None:
        body = TOKEN if b"/oauth/token" in line else VENDOR
        if self._slow not in line:
            connection.sendall(_head(200, body) + b"\r\n" + body)
            return
        self.asked.set()
        head = _head(self._status, body)
        parts = {
            "before": (b"", head + b"\r\n" + body),
            "headers": (head + b"X-Slow: " + b"y" * 3000 + b"\r\n\r\n", body),
            "body": (head + b"\r\n", body),
        }[self._place]
        slow = parts[1] if self._place == "body" else parts[0]
        if self._place == "before":
            self._over.wait(60)
        elif self._place == "body":
            connection.sendall(parts[0])
        for number in range(len(slow)):
            connection.sendall(slow[number : number + 1])
            if self._over.wait(self._seconds):
                raise ConnectionAbortedError
        connection.sendall(parts[1])


def _head(status: int, body: bytes) -> bytes:
    return b"HTTP/1.1 %d Said\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % (status, len(body))
