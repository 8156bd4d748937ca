"""One request over HTTP: address, headers, limits, and this package's errors in place of the library's.

This file and `auth.py` are the only ones that import the HTTP library.
"""

import ipaddress
import re
import ssl
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

import httpx

from procurify_client import __version__
from procurify_client.auth import TOKEN_PATH, TokenAuth
from procurify_client.call import Answer, Timeout
from procurify_client.errors import (
    AnswerTimeoutError,
    ConnectError,
    LostAnswerError,
    ProcurifyError,
    TokenError,
    UnexpectedResponseError,
)
from procurify_client.exchange import Attempt
from procurify_client.secret import Secret
from procurify_client.server_clock import ServerClock
from procurify_client.tokens import TokenKey, TokenStore

__all__ = ["HttpClient", "Transport", "tenant_url", "timeout_of", "usable_base_url"]

HttpClient = httpx.Client
"""The HTTP client that a caller may hand in."""

_TENANT = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.IGNORECASE)
_BODY_LIMIT = 256 * 1024 * 1024  # bytes; no page of records comes near it, and a runaway answer must end
_USER_AGENT = f"procurify-client/{__version__}"
_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def tenant_url(tenant: str) -> str:
    """Make the base URL of a tenant.

    Raises:
        ValueError: the text is not the name of a tenant.
    """
    if not _TENANT.fullmatch(tenant):
        raise ValueError(
            f"tenant {tenant!r} is not a tenant's name: give the first part of your Procurify address, such as "
            "'acme' for https://acme.procurify.com, or the whole address as base_url"
        )
    return f"https://{tenant.lower()}.procurify.com"


def usable_base_url(text: str) -> str:
    """Check a base URL and give it in its normal form: scheme, host and port.

    Raises:
        ValueError: it is no such URL, or would send the client secret in the clear.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"base_url {text!r} is not a URL: {error}") from error
    if url.userinfo:
        raise ValueError("base_url holds a user or a password: give client_id and client_secret instead")
    if url.scheme not in {"http", "https"} or not url.host or url.path not in {"", "/"} or url.query or url.fragment:
        raise ValueError(f"base_url {text!r} is not an address such as https://acme.procurify.com, without a path")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ValueError(f"base_url {text!r} would send the client secret unencrypted: use https")
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def timeout_of(http_client: HttpClient | None) -> Timeout:
    """Give the limits of a caller's own HTTP client, or the default ones; what it leaves open, the total bounds."""
    standard = Timeout()
    if http_client is None:
        return standard
    theirs = http_client.timeout
    return Timeout(connect=theirs.connect or standard.total, read=theirs.read or standard.total)


class Transport:
    """Sends single attempts over a sync HTTP client.

    Args:
        base_url: scheme, host and port, as `usable_base_url` gives it.
        client_id: the application.
        client_secret: its secret.
        audience: the API to ask a token for.
        token_store: where tokens are kept.
        http_client: the caller's own client, used as it is and not closed; None makes one.
        clock: the monotonic clock that deadlines are on.
        now: the time of day, aware.
    """

    def __init__(
        self,
        *,
        base_url: str,
        client_id: str,
        client_secret: Secret,
        audience: str,
        token_store: TokenStore,
        http_client: HttpClient | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._server_clock = ServerClock(now)
        self._ours = http_client is None
        self._client = http_client if http_client is not None else _make_client(base_url)
        self._auth = TokenAuth(
            key=TokenKey(host=base_url, client_id=client_id, audience=audience),
            secret=client_secret,
            store=token_store,
            clock=clock,
            now=now,
            user_agent=_USER_AGENT,
        )

    @property
    def clock_offset(self) -> timedelta | None:
        """The server's clock minus ours, as `ServerClock` works it out."""
        return self._server_clock.offset

    def send(self, attempt: Attempt) -> Answer:
        """Send a call once.

        Raises:
            ProcurifyError: no complete answer came, or no token.
        """
        started = self._clock()
        request = self._request(attempt)
        try:
            response = self._client.send(request, auth=self._auth, stream=True, follow_redirects=False)
            self._server_clock.heard(response.headers.get("date"), self._clock() - started)
            try:
                content = self._read(response, attempt)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _translated(error, attempt) from _without_frames(error)
        return Answer(
            status=response.status_code,
            headers=dict(response.headers),
            content=content,
            elapsed=self._clock() - started,
        )

    def close(self) -> None:
        """Close the HTTP client, if this object made it."""
        if self._ours:
            self._client.close()

    def _request(self, attempt: Attempt) -> httpx.Request:
        call = attempt.call
        return self._client.build_request(
            call.method,
            attempt.url,
            params=call.params or None,
            json=call.json,
            headers={"Accept": "application/json", "X-Procurify-Client": "api", "User-Agent": _USER_AGENT},
            timeout=httpx.Timeout(connect=attempt.connect, pool=attempt.connect, read=attempt.read, write=attempt.read),
        )

    def _read(self, response: httpx.Response, attempt: Attempt) -> bytes:
        """Read the body, within the size limit and until the call's deadline."""
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _BODY_LIMIT:
                raise UnexpectedResponseError(
                    f"{_name(attempt)}: the answer is longer than {_BODY_LIMIT} bytes; ask for smaller pages",
                    method=attempt.call.method,
                    url=attempt.url,
                    status=response.status_code,
                    outcome_unknown=not attempt.call.repeatable,
                )
            if self._clock() > attempt.deadline:
                raise AnswerTimeoutError(
                    f"{_name(attempt)}: the answer was still coming when the time for the call was up",
                    method=attempt.call.method,
                    url=attempt.url,
                    status=response.status_code,
                    outcome_unknown=not attempt.call.repeatable,
                )
        return bytes(content)


def _make_client(base_url: str) -> httpx.Client:
    # No cap on connections: with fewer than there are threads, httpx 0.28 fails some requests at random.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    # A proxy from the environment is for addresses outside this machine.
    return httpx.Client(limits=limits, verify=_certificates(), trust_env=not _is_loopback(httpx.URL(base_url).host))


@cache
def _certificates() -> ssl.SSLContext:
    """Load the trusted certificates, once for all clients: it takes longer than most calls."""
    return httpx.create_ssl_context()


def _translated(error: httpx.HTTPError, attempt: Attempt) -> ProcurifyError:
    """Say in this package's terms what happened, and whether the request can have been executed."""
    name = _name(attempt)
    kind = type(error).__name__
    if error.request.url.path == TOKEN_PATH:
        # The call itself was not sent yet, or was answered with a 401.
        url = attempt.url.removesuffix(attempt.call.path) + TOKEN_PATH
        message = f"{name}: no token, since the token endpoint did not answer: {url} ({kind}: {error})"
        return TokenError(message, transient=True, url=url)
    method, url, unknown = attempt.call.method, attempt.url, not attempt.call.repeatable
    if isinstance(error, _NOTHING_SENT):
        return ConnectError(f"{name}: no connection to {url} ({kind}: {error})", method=method, url=url)
    maybe = "; the write may have been executed" if unknown else ""
    if isinstance(error, httpx.TimeoutException):
        message = f"{name}: no answer within {attempt.read:g} s{maybe}"
        return AnswerTimeoutError(message, method=method, url=url, outcome_unknown=unknown)
    if isinstance(error, httpx.DecodingError):
        message = f"{name}: the answer cannot be decompressed"
        return UnexpectedResponseError(message, method=method, url=url, outcome_unknown=unknown)
    message = f"{name}: the connection broke before the answer was complete ({kind}){maybe}"
    return LostAnswerError(message, method=method, url=url, outcome_unknown=unknown)


def _without_frames(error: BaseException) -> BaseException:
    """Drop the frames of an exception and all it came from.

    The HTTP library's frames hold the headers and bodies of requests, with the token and the client secret, and
    tools that report crashes print what frames hold.
    """
    part: BaseException | None = error
    while part is not None:
        part.__traceback__ = None
        part = part.__cause__ or part.__context__
    return error


def _name(attempt: Attempt) -> str:
    return f"{attempt.call.method} {attempt.call.path}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
