"""One server: its connections, its logon, and what one attempt at a request comes to."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs

from dynamicsgp_sba import errors
from dynamicsgp_sba.auth import Auth
from dynamicsgp_sba.breaker import Breaker, Circuit
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.connection import Answer, BrokenError, Connection, Request
from dynamicsgp_sba.failures import failure
from dynamicsgp_sba.latch import LoginLatch
from dynamicsgp_sba.login import LoginGate
from dynamicsgp_sba.pacing import Pace
from dynamicsgp_sba.pool import BusyError, Pool
from dynamicsgp_sba.retry import Backoff, retry_after
from dynamicsgp_sba.server_clock import ServerClock
from dynamicsgp_sba.urls import without_query

__all__ = ["Options", "Side"]

T = TypeVar("T")

_LOG = logging.getLogger("dynamicsgp_sba")
_FRESH = 30.0  # a connection that was silent for longer may have been closed by the server
_LARGE = 32768  # bytes of a body that socket buffers may not take in


@attrs.frozen(kw_only=True)
class Options:
    """What a client is set to; `DynamicsGP` explains each."""

    proof_url: str
    verify: str | bool
    max_connections: int
    connect_timeout: float
    read_timeout: float
    backoff: Backoff
    breaker: Breaker
    min_interval: float
    proxy: str | None
    now: Callable[[], datetime]


class Side:
    """One server: its connections and its logon, with the credentials `auth` as long as it lives."""

    def __init__(self, server: str, auth: Auth, options: Options, latch: LoginLatch, clock: ServerClock) -> None:
        self.auth = auth
        self._options = options
        self._server_clock = clock
        self._proof_url = server + urlsplit(options.proof_url).path
        self._pace = Pace(options.min_interval, time.monotonic, time.sleep)
        self.gate = LoginGate(auth, server, latch)
        self.circuit = Circuit(options.breaker, time.monotonic, options.now)
        self.pool = Pool(lambda: Connection(auth, verify=options.verify, proxy=options.proxy), options.max_connections)

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
                raise _lost(call, broken) from None
        try:
            return self._on_a_connection(call, ends)
        except BrokenError as broken:
            raise _lost(call, broken) from None

    def _on_a_connection(self, call: Call[Any], ends: float) -> Answer:
        try:
            with (
                self.pool.lend(_left(ends)) as connection,
                self.gate.passed(lambda: self._prove(connection, ends), _left(ends)),
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
        proof: Call[bytes] = Call(method="GET", url=self._proof_url, read=lambda content: content)
        try:
            answer = self._send(connection, proof, ends)
        except BrokenError as broken:
            # Whatever happened to the proof, the call behind it was not sent.
            raise BrokenError("handshake" if broken.stage == "answer" else broken.stage, broken.reason) from None
        error = failure(proof, answer, self._asked(answer))
        if isinstance(error, (errors.UnavailableError, errors.RedirectError)):
            raise error  # the call behind it would meet the same, and was not sent

    def _send(self, connection: Connection, call: Call[Any], ends: float) -> Answer:
        if not self._pace.wait(ends):
            raise BusyError
        started = time.monotonic()
        status: int | str = "no answer"
        try:
            answer = connection.send(
                Request(
                    method=call.method,
                    url=call.url,
                    headers=_headers(call),
                    body=call.body,
                    connect_timeout=self._options.connect_timeout,
                    read_timeout=self._options.read_timeout,
                    ends=ends,
                )
            )
            status = answer.status
        finally:
            milliseconds = round((time.monotonic() - started) * 1000)
            _LOG.debug("%s %s: %s in %d ms", call.method, urlsplit(call.url).path, status, milliseconds)
        self._server_clock.heard(_header(answer, "date"), answer.elapsed)
        self._judge_logon(answer)
        return answer

    def _asked(self, answer: Answer) -> float | None:
        return retry_after(_header(answer, "retry-after"), self._options.now())

    def _judge_logon(self, answer: Answer) -> None:
        if answer.status != 401 or not answer.offers:  # noqa: PLR2004 - a 401 without an offer is GP's own "no"
            if answer.logon_sent:
                self.gate.accepted()
        elif answer.logon_sent:
            raise self.gate.rejected(answer.offers)
        else:
            raise self.gate.not_offered(answer.offers)


def _left(ends: float) -> float | None:
    return None if ends == float("inf") else max(0.0, ends - time.monotonic())


def _headers(call: Call[Any]) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": "dynamicsgp-sba", **call.headers}
    if call.body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    return headers


def _header(answer: Answer, wanted: str) -> str | None:
    return next((value for name, value in answer.headers.items() if name.lower() == wanted), None)


def _lost(call: Call[Any], broken: BrokenError) -> errors.DynamicsGPError:
    where = f"{call.method} {without_query(call.url)}"
    if broken.stage == "answer":
        return errors.LostAnswerError(
            f"{where}: the request left, but no whole answer came ({broken.reason}); "
            + ("GP may have done it: read it back before sending it again" if call.write else "try again"),
            method=call.method,
            url=without_query(call.url),
            outcome_unknown=call.write,
        )
    if broken.stage == "late":
        return errors.HandshakeError(
            f"{where}: the deadline passed before the request was sent; nothing was sent. Give it more time, or see "
            "why the connection or the logon takes so long",
            method=call.method,
            url=without_query(call.url),
        )
    if broken.stage == "ticket":
        return errors.LoginError(
            f"{where}: there is no Kerberos ticket to log in with ({broken.reason}); nothing was sent. Log on (kinit, "
            "or a keytab named by KRB5_CLIENT_KTNAME), and check the host name that the service's principal has",
            method=call.method,
            url=without_query(call.url),
        )
    what = "no connection" if broken.stage == "connect" else "the logon handshake broke off"
    kind = errors.ConnectError if broken.stage == "connect" else errors.HandshakeError
    return kind(
        f"{where}: {what} ({broken.reason}); nothing was sent. Check the host name, the port, the certificate "
        "(ca_bundle=) and that the GP service runs",
        method=call.method,
        url=without_query(call.url),
    )
