"""The loopback server: a Procurify tenant in memory, over real HTTP on 127.0.0.1."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import attrs

from procurify_client.testing.api import Api
from procurify_client.testing.faults import Fault, Faults
from procurify_client.testing.listener import Listener
from procurify_client.testing.replies import Reply

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
    currency USD, the placeholder vendor and three users; the `add_…` methods and API calls fill it.

    Args:
        client_id: the first application that may ask for tokens; it belongs to user 2, a superuser.
        client_secret: its secret.
        port: 0 takes a free one.
        now: the time of day, aware: what records are stamped with and tokens expire by.
        zone: the tenant's time zone, in which filters by day cut the days; what the real ones use is not documented.
        max_page_size: more records than this are never on a page.
        token_lifetime: seconds for which a token is good; None for tokens without `expires_in` that do not expire.

    Attributes:
        base_url: the address, for `Procurify(base_url=…)`.
        error_form: how refusals look, since no form of theirs is documented; see `ErrorForm`.
        link_base: scheme and host to show in `next` links instead of the server's own.
        clock_skew: how far the `Date` header of answers is ahead of `now`.
        latency: seconds to wait before every answer; see also `slow`, which is for some of them.
    """

    def __init__(
        self,
        *,
        client_id: str = "loopback-client",
        client_secret: str = "loopback-secret",  # noqa: S107  # invented, for a server without real data
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: tzinfo = UTC,
        max_page_size: int = 100,
        token_lifetime: float | None = 86400,
    ) -> None:
        Faults.__init__(self)
        super().__init__(
            client_id=client_id,
            client_secret=client_secret,
            now=now,
            zone=zone,
            max_page_size=max_page_size,
            token_lifetime=token_lifetime,
        )
        self.clock_skew = timedelta()
        self.latency = 0.0
        self._log: list[RequestRecord] = []
        self._closing = threading.Event()
        self._http = Listener(port, self.serve, lambda: self.now() + self.clock_skew)
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._http.start()

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
        self._http.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def serve(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Execute a request with the fault that is due for it; None closes the connection."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return Reply(status=400, content=b'{"detail": "This is no address."}')
        self._closing.wait(self.latency)
        fault = self.next_fault(method, parts.path, self.now())
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
