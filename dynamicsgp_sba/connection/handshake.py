"""The legs of a logon: what may travel on which, and how far a request came that got no answer.

A handshake has up to three legs: the bare request (401), the same with a negotiation (401 with a challenge), the same
with the answer to the challenge; with Kerberos two, the bare request and the same with a ticket.

A server may forget a logon, may refuse a user in the form of a 401, or may want no logon at all, so what this client
believes of a connection may be wrong. Hence one rule, which holds whatever it believes: **a write leaves whole, on a
leg that is meant to be carried out; each of its other legs is a plain GET of the same address.** Meant to be carried
out are the last leg, and a bare one over the very TCP connection that is logged in; neither goes over another one.
"""

import base64
import binascii
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from dynamicsgp_sba.connection.timed import timed_responses
from dynamicsgp_sba.connection.values import Request, Stage

__all__ = ["HeldBackError", "WatchedAdapter", "asks_for_logon"]

_LAST = 3  # the client's messages of NTLM are 1 and 3; the challenge is 2
_TICKET = 0  # Kerberos has one message, which stands for itself on any connection
_KEPT_HEADERS = {"accept", "accept-encoding", "authorization", "connection", "user-agent"}


class HeldBackError(requests.RequestException):
    """The request was not sent; the text says why."""


def asks_for_logon(response: requests.Response) -> bool:
    """Whether a response wants a logon, which one without an offer does not."""
    return response.status_code == HTTPStatus.UNAUTHORIZED and "www-authenticate" in response.headers


class WatchedAdapter(HTTPAdapter):
    """One connection at most, with an eye on which leg of the handshake goes over which TCP connection.

    Attributes:
        stage: how far the current request came.
        logon_sent: whether credentials went along with it.
        was_logged_in: whether it was asked for a logon although the server had kept this connection logged in.
        keeps_login: whether the server keeps a connection logged in, by the last bare request after a logon; None as
            long as there was none. It saves legs and nothing depends on its being right.
    """

    def __init__(self, *, handshakes: bool) -> None:
        self._handshakes = handshakes
        self._connects = 0
        self._logged_in_on = -1  # the number of the TCP connection on which a logon was made
        self._stays = False  # whether the current leg must not go over a connection that is not made yet
        self._request: Request
        self.stage: Stage = "connect"
        self.logon_sent = self.was_logged_in = False
        self.keeps_login: bool | None = None if handshakes else True
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def start(self, request: Request) -> None:
        """Begin a new request."""
        self._request = request
        self.stage = "handshake"
        self.logon_sent = self.was_logged_in = False

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool, with connections that are counted and timed."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._watched_pools()

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make the pool behind a proxy, with connections that are counted and timed."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._watched_pools()
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one leg in the time that is left."""
        message = _handshake_message(request.headers.get("Authorization"))
        logs_on = not self._handshakes or message in {_LAST, _TICKET}
        after_logon = self._handshakes and message is None and self._logged_in_on == self._connects
        whole = logs_on or (after_logon and self.keeps_login is not False)
        self.stage = "handshake"
        self._stays = message == _LAST or (whole and not logs_on and self._request.write)
        if logs_on:
            self._ask_to_log_in()
        left = self._left()
        kwargs["timeout"] = (min(self._request.connect_timeout, left), min(self._request.read_timeout, left))
        self.stage = "answer" if whole else "handshake"
        response = super().send(request if whole or not self._request.write else _harmless(request), *args, **kwargs)
        response.request = request  # the next leg is made from it
        self._learn(response, logs_on=logs_on, after_logon=after_logon)
        if self._request.write and not whole and response.status_code != HTTPStatus.UNAUTHORIZED:
            raise self._held_back("handshake", "the server answered without asking for a logon")
        return response

    def _ask_to_log_in(self) -> None:
        if not self._request.may_log_in(self._request.ends - time.monotonic()):
            raise self._held_back("refused", "these credentials were refused meanwhile")
        self.logon_sent = True

    def _learn(self, response: requests.Response, *, logs_on: bool, after_logon: bool) -> None:
        """Note what a response shows of the logon of its TCP connection."""
        asked = asks_for_logon(response)
        if logs_on:
            self._logged_in_on = -1 if asked else self._connects
        elif after_logon and self._logged_in_on == self._connects:  # else it went over a new connection
            self.was_logged_in = asked and self.keeps_login is True
            self.keeps_login = not asked

    def _left(self) -> float:
        """Seconds until the deadline.

        Raises:
            HeldBackError: there are none; what is sent now could be carried out after the caller gave up.
        """
        left = self._request.ends - time.monotonic()
        if left <= 0:
            raise self._held_back("late", "the deadline passed")
        return left

    def _seconds_to_read(self) -> float:
        left = self._request.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end before the deadline")
        return min(self._request.read_timeout, left)

    def _held_back(self, stage: Stage, why: str) -> HeldBackError:
        self.stage = stage
        return HeldBackError(why)

    def _watched_pools(self) -> dict[str, type[HTTPConnectionPool]]:
        adapter = self

        def counted(connect: Callable[[Any], None]) -> Callable[[Any], None]:
            def wrapper(connection: Any) -> None:
                if adapter._stays:
                    raise adapter._held_back("handshake", "the server had closed the connection of the logon")
                stage, adapter.stage = adapter.stage, "connect"
                connect(connection)
                adapter._connects += 1
                adapter._left()  # a connection may take long, TLS above all
                adapter.stage = stage

            return wrapper

        responses = staticmethod(timed_responses(self._seconds_to_read))
        plain = {"connect": counted(HTTPConnection.connect), "response_class": responses}
        secure = {"connect": counted(HTTPSConnection.connect), "response_class": responses}
        return {
            "http": type("HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": type("HTTP", (HTTPConnection,), plain)}),
            "https": type(
                "HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": type("HTTPS", (HTTPSConnection,), secure)}
            ),
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


def _harmless(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Give a read of the same address, with the same step of the handshake and nothing that makes a service act."""
    read = request.copy()
    read.method, read.body = "GET", None
    for name in [name for name in read.headers if name.lower() not in _KEPT_HEADERS]:
        del read.headers[name]
    return read
