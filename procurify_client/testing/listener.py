"""HTTP on this machine: connections, requests and answers, whatever they are about."""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from procurify_client.testing.replies import Reply

__all__ = ["Listener", "Serve"]

Serve = Callable[[str, str, Mapping[str, str], bytes], Reply | None]
"""Executes a request: method, target, headers in lower case, body. None closes the connection."""


class Listener(ThreadingHTTPServer):
    """Listens on 127.0.0.1, a thread for each connection.

    Args:
        port: 0 takes a free one.
        serve: executes a request.
        now: what the `Date` header of answers says, aware.
    """

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would let two servers share a port
    request_queue_size = 128  # many cold threads at once are what some tests are about

    def __init__(self, port: int, serve: Serve, now: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.serve = serve
        self.now = now
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="procurify", daemon=True)

    def start(self) -> None:
        """Listen in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, and break the connections that are open, so that their threads end."""
        self._over.set()
        with contextlib.suppress(OSError):  # then it is busy, or closed already
            socket.create_connection(("127.0.0.1", self.server_port), timeout=1).close()  # wakes it
        self._thread.join()
        with self._connections_lock:
            for connection in self._connections:
                _break(connection)
        self.server_close()

    def _listen(self) -> None:
        while not self._over.is_set():
            self.handle_request()

    def remember(self, connection: socket.socket) -> None:
        """Know a connection as open."""
        with self._connections_lock:
            self._connections.add(connection)

    def forget(self, connection: socket.socket) -> None:
        """Know a connection as closed."""
        with self._connections_lock:
            self._connections.discard(connection)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def setup(self) -> None:
        super().setup()
        self.server.remember(self.connection)

    def finish(self) -> None:
        self.server.forget(self.connection)
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # the client went away in the middle: its business

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Let every method in: `http.server` looks for `do_GET` and its like, and answers 501 to what it misses."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # where the next request begins cannot be told
            self._send(Reply(status=411, content=b'{"detail": "A request needs its length."}'))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.serve(self.command, self.path, headers, self.rfile.read(int(length)))
        if reply is None:
            self.close_connection = True
            _break(self.connection)
            return
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        content = b"" if self.command == "HEAD" else reply.content
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(content) if reply.stated_length is None else reply.stated_length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.stated_length is not None:
            # Where the next answer begins cannot be told; unsaid, a client may ask again before it sees the end.
            self.send_header("Connection", "close")  # http.server closes after it by this header, too
        self.end_headers()
        for piece in _pieces(content) if reply.seconds else (content,):
            if reply.seconds:
                time.sleep(reply.seconds / _PIECES)
            self.wfile.write(piece)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Make the `Date` header of answers from the server's own clock, and not from the machine's."""
        return super().date_time_string(self.server.now().timestamp())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Say nothing: `ProcurifyServer.requests` is the log."""


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


_PIECES = 20
"""In how many pieces a slow body comes."""


def _pieces(content: bytes) -> list[bytes]:
    size = max(1, -(-len(content) // _PIECES))
    return [content[start : start + size] for start in range(0, len(content), size)]
