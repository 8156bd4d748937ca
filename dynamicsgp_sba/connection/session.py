"""One TCP connection to GP with a logon of its own.

NTLM authenticates a connection, not a request. So each connection is a whole `requests.Session` with its own
authenticator, used by one thread at a time, and nothing inside it repeats, redirects or reads the environment.

What it knows after a failure comes from the adapter that watches the handshake (`handshake.py`).
"""

import http.client
import ssl
import struct
import time
from collections.abc import Mapping
from urllib.request import parse_http_list

import attrs
import requests
import urllib3
from spnego.exceptions import SpnegoError

from dynamicsgp_sba.auth import Auth, NoTicketError
from dynamicsgp_sba.connection.handshake import HeldBackError, Stage, WatchedAdapter

__all__ = ["Answer", "BrokenError", "Connection", "Request"]

# Everything that requests, urllib3, http.client, ssl and the NTLM libraries are known to raise out of one request:
# an interrupted handshake ends as KeyError or PermissionError, a garbled challenge as ValueError or struct.error.
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    SpnegoError,
    OSError,
    LookupError,
    ValueError,
    struct.error,
)
_CHUNK = 65536
_HIDDEN = {"www-authenticate", "proxy-authenticate", "set-cookie", "authentication-info"}


@attrs.frozen(kw_only=True)
class Request:
    """What to send once.

    Args:
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes of each answer, those of the handshake included.
        ends: the deadline on the monotonic clock, after which nothing is sent.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = attrs.field(default=None, repr=False)
    connect_timeout: float
    read_timeout: float
    ends: float = float("inf")


@attrs.frozen(kw_only=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes = attrs.field(repr=False)
    elapsed: float
    logon_sent: bool  # whether credentials went along, as against a connection that was logged in before
    offers: tuple[str, ...]  # the ways to log in that a 401 names; none where it explains why this user may not


class BrokenError(Exception):
    """No whole answer came.

    Attributes:
        stage: `connect` (no connection), `handshake` (before anything that could be carried out was sent), or
            `answer` (from then on). Before that also `ticket` (there is none to log in with) or `late` (the deadline
            passed).
    """

    def __init__(self, stage: Stage, reason: str) -> None:
        super().__init__(stage, reason)
        self.stage = stage
        self.reason = reason


class Connection:
    """One authenticated connection; not to be shared between threads.

    Args:
        auth: how to log in.
        verify: a file with certificates to trust, or True for the usual ones.
        proxy: the address of an HTTP proxy, or None.
    """

    def __init__(self, auth: Auth, *, verify: str | bool, proxy: str | None) -> None:
        self._adapter = WatchedAdapter(handshakes=auth.handshakes)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, certificate bundle or netrc that the caller did not name
        self._session.verify = verify
        if proxy is not None:
            self._session.proxies = {"http": proxy, "https": proxy}
        self._sign = auth.attach()
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)
        self.answered_at = float("-inf")
        self.usable = True

    @property
    def keeps_login(self) -> bool | None:
        """Whether the server keeps a connection logged in; None as long as nothing has shown it."""
        return self._adapter.keeps_login

    def send(self, request: Request) -> Answer:
        """Send one request, with as much of a handshake as the server wants.

        Raises:
            BrokenError: no whole answer came; the connection is not to be used again.
        """
        self._adapter.start(
            connect_timeout=request.connect_timeout, read_timeout=request.read_timeout, ends=request.ends
        )
        prepared = self._prepare(request)
        # Outside of the block below: where a token comes from a function of the caller's, its errors are his.
        prepared.prepare_auth(self._sign)
        try:
            answer = self._exchange(prepared, request.ends)
        except NoTicketError as error:
            broken = BrokenError("ticket", str(error))
        except _FAILURES as error:
            broken = BrokenError(self._adapter.stage, _reason(error))
        else:
            if answer.status == http.HTTPStatus.UNAUTHORIZED and self._adapter.handshake_broke:
                self.usable = False
                raise BrokenError("handshake", "the server closed the connection in the middle of the logon")
            self._adapter.finish(answer.status)
            self.answered_at = time.monotonic()
            return answer
        self.usable = False
        # Raised outside the handler, so that no frame of the libraries, with a password or token among its
        # variables, hangs on the error.
        raise broken

    def close(self) -> None:
        """Close the socket."""
        self._session.close()

    def _prepare(self, request: Request) -> requests.PreparedRequest:
        try:
            prepared = self._session.prepare_request(
                requests.Request(request.method, request.url, headers=dict(request.headers), data=request.body)
            )
        except requests.RequestException as error:
            raise BrokenError("handshake", _reason(error)) from None
        prepared.url = request.url  # exactly as built: requests decodes and encodes it anew
        return prepared

    def _exchange(self, prepared: requests.PreparedRequest, ends: float) -> Answer:
        started = time.monotonic()
        response = self._session.send(prepared, allow_redirects=False, stream=True)
        content = _read(response, ends)
        return Answer(
            status=response.status_code,
            headers={name: value for name, value in response.headers.items() if name.lower() not in _HIDDEN},
            content=content,
            elapsed=time.monotonic() - started,
            logon_sent=self._adapter.logon_sent,
            offers=_schemes(response.headers.get("www-authenticate", "")),
        )


def _schemes(header: str) -> tuple[str, ...]:
    return tuple(part.split()[0] for part in parse_http_list(header) if part and "=" not in part.split()[0])


def _read(response: requests.Response, ends: float) -> bytes:
    parts = []
    # read1 returns what has arrived; read would wait for a full chunk, however slowly it drips.
    while part := response.raw.read1(_CHUNK, decode_content=True):
        parts.append(part)
        if time.monotonic() > ends:
            raise requests.ReadTimeout("the answer did not end before the deadline")
    if response.raw.length_remaining:
        raise http.client.IncompleteRead(b"".join(parts), response.raw.length_remaining)
    response.raw.release_conn()  # not close(), which would end the connection that is logged in
    return b"".join(parts)


def _reason(error: BaseException) -> str:
    """Say why in a few words: the innermost cause that explains itself, never a dump of what was sent."""
    innermost: BaseException = error
    seen = {id(error)}
    while (inner := innermost.__cause__ or innermost.__context__ or _wrapped(innermost)) and id(inner) not in seen:
        seen.add(id(inner))
        innermost = inner
    if isinstance(innermost, HeldBackError):
        return str(innermost)
    if isinstance(innermost, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {innermost.verify_message}"
    if isinstance(innermost, (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)):
        return "timed out"
    if isinstance(innermost, OSError) and innermost.strerror:
        return f"{type(innermost).__name__}: {innermost.strerror}"
    return type(innermost).__name__


def _wrapped(error: BaseException) -> BaseException | None:
    reason = getattr(error, "reason", None)
    candidates = (reason, *error.args)
    return next((item for item in candidates if isinstance(item, BaseException)), None)
