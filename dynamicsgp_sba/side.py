"""One server: its connections, its logon, and what one attempt at a request comes to."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs

from dynamicsgp_sba import errors
from dynamicsgp_sba.breaker import Breaker, Circuit
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.connection import Answer, BrokenError, Connection, Request, Stage
from dynamicsgp_sba.failures import failure, says_denied
from dynamicsgp_sba.login import LoginGate
from dynamicsgp_sba.lost import lost
from dynamicsgp_sba.pacing import Pace
from dynamicsgp_sba.pool import BusyError, Pool
from dynamicsgp_sba.retry import Backoff, retry_after
from dynamicsgp_sba.secret import Secret
from dynamicsgp_sba.server_clock import ServerClock
from dynamicsgp_sba.urls import without_query

__all__ = ["Options", "Shared", "Side"]

T = TypeVar("T")

_LOG = logging.getLogger("dynamicsgp_sba")
_FRESH = 30.0  # a connection that was silent for longer may have been closed by the server
_LARGE = 32768  # bytes of a body that socket buffers may not take in


@attrs.frozen(kw_only=True)
class Options:
    """What a client is set to; `DynamicsGP` explains each."""

    proof_urls: Mapping[str, str]  # by server
    verify: str | bool
    max_connections: int
    connect_timeout: float
    read_timeout: float
    backoff: Backoff
    breaker: Breaker
    min_interval: float
    proxy: Secret | None  # its address may hold a password
    now: Callable[[], datetime]


@attrs.frozen(kw_only=True)
class Shared:
    """What all servers of a client share, for as long as it lives.

    Args:
        places: the requests that may be under way at once.
        pace: the pause between their starts.
        clock: how far the servers' clocks are from ours.
    """

    places: threading.BoundedSemaphore
    pace: Pace
    clock: ServerClock


class Side:
    """One server: its connections and its logon.

    Args:
        server: its scheme, host and port.
        gate: the credentials for as long as this lives, and whether they may be tried.
        options: what the client is set to.
        shared: what it shares with the client's other servers.
    """

    def __init__(self, server: str, gate: LoginGate, options: Options, shared: Shared) -> None:
        self._server = server
        self._options = options
        self._shared = shared
        self.gate = gate
        self.circuit = Circuit(options.breaker, time.monotonic, options.now)
        self.pool = Pool(lambda: Connection(gate.auth, verify=options.verify, proxy=options.proxy), shared.places)

    def attempt(self, call: Call[T], ends: float) -> Response[T]:
        """Send a call once, or twice if the first handshake broke off, and read the answer."""
        answer = self._answer(call, ends)
        error = failure(call, answer, self._asked(answer))
        if error is not None:
            raise error
        try:
            data = call.read(answer.content)
        except errors.DynamicsGPError as unread:
            unread.status, unread.method, unread.url = answer.status, call.method, without_query(call.url)
            unread.outcome_unknown = call.write
            unread.args = (f"{unread.method} {unread.url}: {unread}",)
            raise
        return Response(
            data=data,
            status=answer.status,
            headers=answer.headers,
            content=answer.content,
            elapsed=answer.elapsed,
            logon_sent=answer.logon_sent,
        )

    def _answer(self, call: Call[Any], ends: float) -> Answer:
        try:
            return self._on_a_connection(call, ends)
        except BrokenError as broken:
            # A handshake that breaks off looks like a wrong password, so it is repeated only for good credentials.
            if broken.stage != "handshake" or not self.gate.has_worked or time.monotonic() >= ends:
                raise self._lost(call, broken) from broken.__cause__
        try:
            return self._on_a_connection(call, ends, fresh=True)
        except BrokenError as broken:
            raise self._lost(call, broken) from broken.__cause__

    def _on_a_connection(self, call: Call[Any], ends: float, *, fresh: bool = False) -> Answer:
        try:
            with (
                self.pool.lend(_left(ends), fresh=fresh) as connection,
                self.gate.passed(self._server, lambda: self._prove(connection, ends), _left(ends)),
            ):
                self._make_ready(connection, call, ends)
                return self._send(connection, call, ends)
        except BusyError:
            raise errors.BusyClientError(
                f"{call.method} {without_query(call.url)}: all {self._options.max_connections} connections of this "
                "client were busy until the deadline, or its min_interval left no time; nothing was sent",
                method=call.method,
                url=without_query(call.url),
            ) from None

    def _make_ready(self, connection: Connection, call: Call[Any], ends: float) -> None:
        """Let a write travel only over a connection that is alive, and a large one where it is known to be logged in.

        A server that wants a logon with each request may refuse a large body without reading it, and hang up.
        """
        if not call.write or connection.keeps_login is False:
            return
        if time.monotonic() - connection.answered_at > _FRESH:
            self._prove(connection, ends)
        if connection.keeps_login is None and len(call.body or b"") > _LARGE:
            self._prove(connection, ends)

    def _prove(self, connection: Connection, ends: float) -> None:
        """Show with one cheap request that the logon works and the connection is alive."""
        proof: Call[bytes] = Call(
            method="GET", url=self._options.proof_urls[self._server], read=lambda content: content
        )
        try:
            answer = self._send(connection, proof, ends)
        except BrokenError as broken:
            # Whatever happened to the proof, the call behind it was not sent.
            stage: Stage = "handshake" if broken.stage == "answer" else broken.stage
            raise BrokenError(stage, broken.reason) from broken.__cause__
        error = failure(proof, answer, self._asked(answer))
        if isinstance(error, errors.UnavailableError):
            raise error  # the call behind it would meet the same, and was not sent

    def _send(self, connection: Connection, call: Call[Any], ends: float) -> Answer:
        if not self._shared.pace.wait(ends):
            raise BusyError
        started = time.monotonic()
        status: int | str = "no answer"
        with self.gate.turn() as may_log_in:
            try:
                answer = connection.send(self._request(call, ends, may_log_in))
                status = answer.status
            finally:
                milliseconds = round((time.monotonic() - started) * 1000)
                _LOG.debug("%s %s: %s in %d ms", call.method, urlsplit(call.url).path, status, milliseconds)
            self._judge_logon(answer)
        self._shared.clock.heard(_header(answer, "date"), answer.elapsed)
        return answer

    def _request(self, call: Call[Any], ends: float, may_log_in: Callable[[float], bool]) -> Request:
        return Request(
            method=call.method,
            url=call.url,
            headers=_headers(call),
            body=call.body,
            write=call.write,
            connect_timeout=self._options.connect_timeout,
            read_timeout=self._options.read_timeout,
            ends=ends,
            may_log_in=may_log_in,
        )

    def _asked(self, answer: Answer) -> float | None:
        return retry_after(_header(answer, "retry-after"), self._options.now())

    def _judge_logon(self, answer: Answer) -> None:
        """Tell a refused logon from a user that the service refuses, which may look the same.

        A web server adds its offers to every 401. Without them, or with words that say so, or where the connection had
        been logged in until then, the logon is good, and it is the service that refuses.
        """
        if not answer.offers or says_denied(answer):
            if answer.logon_sent:
                self.gate.accepted()
        elif not answer.logon_sent:
            raise self.gate.not_offered(self._server, answer.offers)
        elif not answer.was_logged_in:
            raise self.gate.rejected(self._server, answer.offers)

    def _lost(self, call: Call[Any], broken: BrokenError) -> errors.DynamicsGPError:
        if broken.stage == "refused":
            return self.gate.refused_meanwhile(self._server)
        return lost(call, broken)


def _left(ends: float) -> float | None:
    return None if ends == float("inf") else max(0.0, ends - time.monotonic())


def _headers(call: Call[Any]) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": "dynamicsgp-sba", **call.headers}
    if call.body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    return headers


def _header(answer: Answer, wanted: str) -> str | None:
    return next((value for name, value in answer.headers.items() if name.lower() == wanted), None)
