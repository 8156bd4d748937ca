"""The loopback server: a Procurify tenant in memory, over real HTTP on 127.0.0.1."""

import socket
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import attrs

from procurify_client.testing.api import Api
from procurify_client.testing.faults import Fault, Faults, Reply

__all__ = ["ProcurifyServer", "RequestRecord"]


@attrs.frozen(kw_only=True)
class RequestRecord:
    """A request that the server has seen.

    Attributes:
        method: the HTTP method.
        path: without the query.
        query: the last value of each parameter.
        status: what was answered; None where the connection was closed instead.
    """

    method: str
    path: str
    query: Mapping[str, str]
    status: int | None


class ProcurifyServer(Api, Faults):
    """A Procurify tenant on this machine, for tests of integrations and for demonstrations.

    It listens as soon as it is made; use it as a context manager or call `close()`. Its state is empty but for the
    currency USD, the placeholder vendor and two users; the `add_…` methods fill it.

    Args:
        client_id: the application that may ask for tokens.
        client_secret: its secret.
        port: 0 takes a free one.
        now: the time of day, aware: what records are stamped with and tokens expire by.
        max_page_size: more records than this are never on a page.
        token_lifetime: seconds for which a token is good.

    Attributes:
        base_url: the address, for `Procurify(base_url=…)`.
        link_base: scheme and host to show in `next` links instead of the server's own.
        clock_skew: how far the `Date` header of answers is ahead of `now`.
    """

    def __init__(
        self,
        *,
        client_id: str = "loopback-client",
        client_secret: str = "loopback-secret",  # noqa: S107  # invented, for a server without real data
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_page_size: int = 100,
        token_lifetime: float = 86400,
    ) -> None:
        Faults.__init__(self)
        super().__init__(
            client_id=client_id,
            client_secret=client_secret,
            now=now,
            max_page_size=max_page_size,
            token_lifetime=token_lifetime,
        )
        self.clock_skew = timedelta()
        self._log: list[RequestRecord] = []
        self._closing = threading.Event()
        self._http = _Listener(("127.0.0.1", port), self)
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="procurify", daemon=True)
        self._thread.start()

    @property
    def requests(self) -> list[RequestRecord]:
        """All requests so far, token requests included, in the order in which they were answered."""
        with self.lock:
            return list(self._log)

    @property
    def token_requests(self) -> int:
        """How many tokens have been asked for, refused requests included."""
        return sum(record.path == "/oauth/token" for record in self.requests)

    def close(self) -> None:
        """Stop listening and break all connections."""
        self._closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def serve(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Execute a request with the fault that is due for it; None closes the connection."""
        parts = urlsplit(target)
        fault = self.next_fault(parts.path)
        reply = self._faulty(fault, lambda: self.answer(method, parts.path, parts.query, headers, body))
        record = RequestRecord(
            method=method,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            status=None if reply is None else reply.status,
        )
        with self.lock:
            self._log.append(record)
            number = len(self._log)
        return (
            None
            if reply is None
            else attrs.evolve(reply, headers={**reply.headers, "X-Request-Id": f"req-{number:06d}"})
        )

    def _faulty(self, fault: Fault | None, execute: Callable[[], Reply]) -> Reply | None:
        if fault is None:
            return execute()
        if self._closing.wait(fault.seconds) or fault.hang_up == "before":
            return None
        if fault.instead is not None:
            return fault.instead
        reply = execute()
        return None if fault.hang_up == "after" else fault.change(reply)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would let two servers share a port
    request_queue_size = 128  # many cold threads at once are what some tests are about

    def __init__(self, address: tuple[str, int], tenant: ProcurifyServer) -> None:
        super().__init__(address, _Handler)
        self.tenant = tenant
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()

    def remember(self, connection: socket.socket) -> None:
        with self._connections_lock:
            self._connections.add(connection)

    def forget(self, connection: socket.socket) -> None:
        with self._connections_lock:
            self._connections.discard(connection)

    def hang_up(self) -> None:
        """Break the connections that are open, so that their threads end."""
        with self._connections_lock:
            for connection in self._connections:
                _break(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

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

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.tenant.serve(self.command, self.path, headers, self.rfile.read(length))
        if reply is None:
            self.close_connection = True
            _break(self.connection)
            return
        self._send(reply)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # names that http.server looks for

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content[: len(reply.content) // 2] if reply.cut else reply.content)
        if reply.cut:
            self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Make the `Date` header of answers from the server's own clock, and not from the machine's."""
        tenant = self.server.tenant
        return super().date_time_string((tenant.now() + tenant.clock_skew).timestamp())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Say nothing: `ProcurifyServer.requests` is the log."""


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster
