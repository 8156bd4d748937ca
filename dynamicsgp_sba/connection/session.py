"""One TCP connection to GP with a logon of its own.

NTLM authenticates a connection, not a request. So each connection is a whole `requests.Session` with its own
authenticator, used by one thread at a time, and nothing inside it repeats, redirects or reads the environment.

What it knows after a failure comes from the adapter that watches the handshake (`handshake.py`).
"""

import http.client
import ssl
import struct
import time
from urllib.request import parse_http_list

import requests
import urllib3
from spnego.exceptions import SpnegoError

from dynamicsgp_sba.auth import Auth, NoCredentialsError
from dynamicsgp_sba.connection.handshake import HeldBackError, WatchedAdapter, asks_for_logon
from dynamicsgp_sba.connection.values import Answer, BrokenError, Request
from dynamicsgp_sba.secret import Secret

__all__ = ["Connection"]

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


class Connection:
    """One authenticated connection; not to be shared between threads.

    Args:
        auth: how to log in.
        verify: a file with certificates to trust, or True for the usual ones.
        proxy: the address of an HTTP proxy, which may hold a password, or None.
    """

    def __init__(self, auth: Auth, *, verify: str | bool, proxy: Secret | None) -> None:
        self._adapter = WatchedAdapter(handshakes=auth.handshakes)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, certificate bundle or netrc that the caller did not name
        self._session.verify = verify
        if proxy is not None:
            self._session.proxies = {"http": proxy.reveal(), "https": proxy.reveal()}
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
        self._adapter.start(request)
        try:
            answer = self._exchange(self._prepare(request))
        except NoCredentialsError as error:
            broken = BrokenError("credentials", str(error))
            broken.__cause__ = error.__cause__
        except _FAILURES as error:
            broken = BrokenError(self._adapter.stage, _reason(error))
        else:
            self.answered_at = time.monotonic()
            # Whether a connection that still asks for a logon is logged in is anybody's guess.
            self.usable = not answer.offers
            return answer
        self.usable = False
        # Raised outside the handler, so that no frame of the libraries, with a password or token among its
        # variables, hangs on the error.
        raise broken

    def close(self) -> None:
        """Close the socket."""
        self._session.close()

    def _prepare(self, request: Request) -> requests.PreparedRequest:
        prepared = self._session.prepare_request(
            requests.Request(request.method, request.url, headers=dict(request.headers), data=request.body)
        )
        prepared.url = request.url  # exactly as built: requests decodes and encodes it anew
        prepared.prepare_auth(self._sign)
        return prepared

    def _exchange(self, prepared: requests.PreparedRequest) -> Answer:
        started = time.monotonic()
        response = self._session.send(prepared, allow_redirects=False, stream=True)
        return Answer(
            content=_read(response),
            status=response.status_code,
            headers={name: value for name, value in response.headers.items() if name.lower() not in _HIDDEN},
            elapsed=time.monotonic() - started,
            logon_sent=self._adapter.logon_sent,
            was_logged_in=self._adapter.was_logged_in,
            offers=_schemes(response.headers["www-authenticate"]) if asks_for_logon(response) else (),
        )


def _schemes(header: str) -> tuple[str, ...]:
    return tuple(part.split()[0] for part in parse_http_list(header) if part and "=" not in part.split()[0])


def _read(response: requests.Response) -> bytes:
    parts = []
    while part := response.raw.read(_CHUNK, decode_content=True):
        parts.append(part)
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
