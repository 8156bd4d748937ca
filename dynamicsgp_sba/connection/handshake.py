"""Watching the legs of a logon, to know after a failure whether GP may have done the work, and to send none too late.

A handshake has up to three legs: the bare request (401), the same with a negotiation (401 with a challenge), the same
with the answer to the challenge; with Kerberos two, the bare request and the same with a ticket. The body goes along
only on a leg that may be carried out: the last one, or the first one on a connection that is logged in already.
"""

import base64
import binascii
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

__all__ = ["HeldBackError", "Stage", "WatchedAdapter"]

Stage = Literal["connect", "handshake", "ticket", "late", "answer"]

_FIRST, _LAST = 1, 3  # the client's messages of NTLM; the challenge is number 2
_TICKET = 0  # Kerberos has one message, which stands for itself on any connection


class HeldBackError(requests.RequestException):
    """The request was not sent, or not with its body; the text says why."""


class WatchedAdapter(HTTPAdapter):
    """One connection at most, with an eye on which leg of the handshake went over which TCP connection.

    Attributes:
        armed: whether the last leg may have been carried out.
        late: whether the deadline passed before a leg, which was then not sent.
        logon_sent: whether credentials went along with the current request.
        handshake_broke: whether the challenge and its answer went over different TCP connections.
        keeps_login: whether the server keeps a connection logged in; None as long as nothing has shown it.
    """

    def __init__(self, *, handshakes: bool) -> None:
        self._handshakes = handshakes
        self._tries = self._connects = 0
        self._challenged_on = self._logged_in_on = -1
        self._connect_timeout = self._read_timeout = self._ends = float("inf")
        self.armed = self.late = self.logon_sent = self.handshake_broke = False
        self._needs_logged_in = False
        self.keeps_login: bool | None = None if handshakes else True
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    @property
    def stage(self) -> Stage:
        """How far the last leg came."""
        if self.late:
            return "late"
        if self._tries > self._connects:
            return "connect"
        return "answer" if self.armed else "handshake"

    def start(self, *, connect_timeout: float, read_timeout: float, ends: float) -> None:
        """Begin a new request, with the seconds that each leg may take and the monotonic time when all of it ends."""
        self._tries = self._connects  # a failed attempt of an earlier request does not count
        self._connect_timeout, self._read_timeout, self._ends = connect_timeout, read_timeout, ends
        self.armed = self.late = self.logon_sent = self.handshake_broke = False

    def finish(self, status: int) -> None:
        """Note on which TCP connection the logon holds."""
        if status == HTTPStatus.UNAUTHORIZED:
            self._logged_in_on = -1
        elif self.logon_sent:
            self._logged_in_on = self._connects

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool, with connections that count themselves."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._counting_pools()

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make the pool behind a proxy, with connections that count themselves."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._counting_pools()
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one leg in the time that is left; the body goes along only where the leg may be carried out."""
        left = self._left()
        kwargs["timeout"] = (min(self._connect_timeout, left), min(self._read_timeout, left))
        message = _handshake_message(request.headers.get("Authorization"))
        logged_in = self.keeps_login is not False and self._logged_in_on == self._connects
        proves = not self._handshakes or message in {_LAST, _TICKET}
        self.armed = proves or (message is None and logged_in)
        self.logon_sent = self.logon_sent or proves
        self._needs_logged_in = self.armed and not proves and bool(request.body)
        sent = request if self.armed else _without_body(request)
        response = super().send(sent, *args, **kwargs)
        response.request = request  # the next leg is made from it, with its body
        if self._handshakes and message is None and logged_in and self._logged_in_on == self._connects:
            self.keeps_login = response.status_code != HTTPStatus.UNAUTHORIZED
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._handshakes:
            self._after_refusal(message)
        elif not self.armed and request.body and response.ok:
            raise HeldBackError("the server took the request without asking for a logon")
        return response

    def _left(self) -> float:
        """Seconds until the deadline.

        Raises:
            HeldBackError: there are none; what is sent now could be carried out after the caller gave up.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            self.late = True
            raise HeldBackError("the deadline passed")
        return left

    def _check_login(self) -> None:
        """Send no body over a connection that has just been made, in place of one that was logged in and is gone.

        Raises:
            HeldBackError: it was about to be.
        """
        if self._needs_logged_in:
            self.armed = False
            raise HeldBackError("the server had closed the connection that was logged in")

    def _after_refusal(self, message: int | None) -> None:
        if message == _FIRST:
            self._challenged_on = self._connects
        elif message == _LAST:
            self.handshake_broke = self._challenged_on != self._connects

    def _counting_pools(self) -> dict[str, type[HTTPConnectionPool]]:
        adapter = self

        def counted(connect: Callable[[Any], None]) -> Callable[[Any], None]:
            def wrapper(connection: Any) -> None:
                adapter._tries += 1
                connect(connection)
                adapter._connects += 1
                adapter._left()  # a connection may take long, TLS above all
                adapter._check_login()

            return wrapper

        plain = type("CountedHTTP", (HTTPConnection,), {"connect": counted(HTTPConnection.connect)})
        secure = type("CountedHTTPS", (HTTPSConnection,), {"connect": counted(HTTPSConnection.connect)})
        return {
            "http": type("HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


def _handshake_message(header: str | bytes | None) -> int | None:
    """Tell which message of the handshake an Authorization header carries: 1, 3, 0 for a ticket, or None for none."""
    if not isinstance(header, str):
        return None
    scheme, _, token = header.partition(" ")
    if scheme not in {"NTLM", "Negotiate"}:
        return None
    try:
        message = base64.b64decode(token)
    except binascii.Error:
        return None
    if not message.startswith(b"NTLMSSP\0"):
        return _TICKET
    return message[8] if len(message) > 8 else None  # noqa: PLR2004


def _without_body(request: requests.PreparedRequest) -> requests.PreparedRequest:
    if not request.body:
        return request
    bare = request.copy()
    bare.body = None
    bare.headers["Content-Length"] = "0"
    return bare
