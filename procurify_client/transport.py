"""One request over HTTP: headers, deadline, and this package's errors in place of the library's.

This file and `auth.py` are the only ones that import the HTTP library.
"""

import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

import httpx

from procurify_client import __version__
from procurify_client.addresses import is_loopback
from procurify_client.auth import AsyncTokenAuth, TokenAuth, without_frames
from procurify_client.body import Body
from procurify_client.call import Answer, Timeout
from procurify_client.errors import (
    AnswerTimeoutError,
    ConnectError,
    LostAnswerError,
    ProcurifyError,
    ThrottledError,
    UnexpectedResponseError,
)
from procurify_client.server_clock import ServerClock
from procurify_client.steps import Attempt
from procurify_client.token_source import TokenSource

if TYPE_CHECKING:
    import asyncio

__all__ = ["AsyncHttpClient", "AsyncTransport", "HttpClient", "Transport", "timeout_of"]

HttpClient = httpx.Client
"""The HTTP client that a caller may hand in."""
AsyncHttpClient = httpx.AsyncClient
"""The same for the async face."""

_USER_AGENT = f"procurify-client/{__version__}"
_HEADERS = {"accept": "application/json", "x-procurify-client": "api", "user-agent": _USER_AGENT}
_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def timeout_of(http_client: HttpClient | AsyncHttpClient | None) -> Timeout:
    """Give the limits of a caller's own HTTP client, or the default ones; what it leaves open, the total bounds."""
    standard = Timeout()
    if http_client is None:
        return standard
    theirs = http_client.timeout
    return Timeout(connect=theirs.connect or standard.total, read=theirs.read or standard.total)


class Transport:
    """Sends single attempts over a sync HTTP client.

    Args:
        tokens: where tokens come from.
        http_client: the caller's own client, used as it is and not closed; None makes one.
        in_flight: how many requests may be under way at once; None for no limit.
        clock: the monotonic clock that deadlines are on.
        server_clock: is told the time that answers show.
    """

    def __init__(
        self,
        *,
        tokens: TokenSource[threading.Event],
        http_client: HttpClient | None,
        in_flight: int | None,
        clock: Callable[[], float],
        server_clock: ServerClock,
    ) -> None:
        self._clock = clock
        self._server_clock = server_clock
        self._ours = http_client is None
        self._client = http_client if http_client is not None else httpx.Client(**_our_options(tokens.host))
        self._places = None if in_flight is None else threading.BoundedSemaphore(in_flight)
        self._auth = TokenAuth(tokens, lambda request: self._client.send(request, auth=None), _USER_AGENT)

    def send(self, attempt: Attempt) -> Answer:
        """Send a call once.

        Raises:
            ProcurifyError: no complete answer came, or no token.
        """
        with self._place(attempt):
            return self._send(attempt)

    def _send(self, attempt: Attempt) -> Answer:
        started = self._clock()
        connect, read = attempt.limits(started)
        request = self._client.build_request(**_request(attempt, connect, read))
        with _OurErrors(attempt, read):
            response = self._client.send(request, auth=self._auth, stream=True, follow_redirects=False)
            body = Body(attempt, response.status_code)
            try:
                self._server_clock.heard(response.headers.get("date"), self._clock() - started)
                for chunk in response.iter_bytes():
                    body.add(chunk, self._clock())
            finally:
                response.close()
        return body.answer(response.headers, self._clock() - started)

    @contextmanager
    def _place(self, attempt: Attempt) -> Iterator[None]:
        """Wait for a place among the requests in flight, and keep it until the answer is read."""
        if self._places is None:
            yield
            return
        if not self._places.acquire(timeout=attempt.patience):
            raise _no_place(attempt)
        try:
            yield
        finally:
            self._places.release()

    def close(self) -> None:
        """Close the HTTP client, if this object made it."""
        if self._ours:
            self._client.close()


class AsyncTransport:
    """Sends single attempts over an async HTTP client; the arguments are those of `Transport`."""

    def __init__(
        self,
        *,
        tokens: TokenSource["asyncio.Event"],
        http_client: AsyncHttpClient | None,
        in_flight: int | None,
        clock: Callable[[], float],
        server_clock: ServerClock,
    ) -> None:
        import asyncio  # noqa: PLC0415  # programs that use the sync face alone need not load it

        self._clock = clock
        self._server_clock = server_clock
        self._ours = http_client is None
        self._client = http_client if http_client is not None else httpx.AsyncClient(**_our_options(tokens.host))
        self._places = None if in_flight is None else asyncio.BoundedSemaphore(in_flight)
        self._within = asyncio.timeout
        self._auth = AsyncTokenAuth(tokens, lambda request: self._client.send(request, auth=None), _USER_AGENT)

    async def send(self, attempt: Attempt) -> Answer:
        """Send a call once.

        Raises:
            ProcurifyError: as for `Transport.send`.
        """
        async with self._place(attempt):
            return await self._send(attempt)

    async def _send(self, attempt: Attempt) -> Answer:
        started = self._clock()
        connect, read = attempt.limits(started)
        request = self._client.build_request(**_request(attempt, connect, read))
        with _OurErrors(attempt, read):
            response = await self._client.send(request, auth=self._auth, stream=True, follow_redirects=False)
            body = Body(attempt, response.status_code)
            try:
                self._server_clock.heard(response.headers.get("date"), self._clock() - started)
                async for chunk in response.aiter_bytes():
                    body.add(chunk, self._clock())
            finally:
                await response.aclose()
        return body.answer(response.headers, self._clock() - started)

    @asynccontextmanager
    async def _place(self, attempt: Attempt) -> AsyncIterator[None]:
        if self._places is None:
            yield
            return
        try:
            async with self._within(attempt.patience):
                await self._places.acquire()
        except TimeoutError:
            raise _no_place(attempt) from None
        try:
            yield
        finally:
            self._places.release()

    async def aclose(self) -> None:
        """Close the HTTP client, if this object made it."""
        if self._ours:
            await self._client.aclose()


def _no_place(attempt: Attempt) -> ThrottledError:
    return ThrottledError(
        f"{_name(attempt)} was not sent: for {attempt.patience:.1f} s the client had as many requests in flight as its "
        "limits allow; send fewer at once, or allow a longer wait",
        method=attempt.call.method,
        url=attempt.url,
    )


class _OurErrors:
    """Puts this package's errors in place of the library's, and keeps the library's frames out of all reports."""

    def __init__(self, attempt: Attempt, read: float) -> None:
        self._attempt = attempt
        self._read = read

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.HTTPError):
            raise _translated(error, self._attempt, self._read) from without_frames(error)
        if error is not None and not isinstance(error, Exception):
            without_frames(error)  # the caller cut the call off, in the midst of whatever the library was doing


def _our_options(base_url: str) -> dict[str, Any]:
    """What our own HTTP client is made with, sync or async."""
    return {
        # No cap on connections: with fewer than there are threads, httpx 0.28 fails some requests at random.
        "limits": httpx.Limits(max_connections=None, max_keepalive_connections=20),
        "verify": _certificates(),
        # A proxy from the environment is for addresses outside this machine.
        "trust_env": not is_loopback(httpx.URL(base_url).host),
    }


@cache
def _certificates() -> ssl.SSLContext:
    """Load the trusted certificates, once for all clients: it takes longer than most calls."""
    return httpx.create_ssl_context()


def _request(attempt: Attempt, connect: float, read: float) -> dict[str, Any]:
    """What `build_request` is to make of an attempt."""
    call = attempt.call
    return {
        "method": call.method,
        "url": attempt.url,
        "params": call.params or None,
        "json": call.json,
        "headers": {**_HEADERS, **{name.lower(): value for name, value in attempt.headers.items()}},
        "timeout": httpx.Timeout(connect=connect, pool=connect, read=read, write=read),
    }


def _translated(error: httpx.HTTPError, attempt: Attempt, read: float) -> ProcurifyError:
    """Say in this package's terms what happened, and whether the request can have been executed."""
    name = _name(attempt)
    kind = type(error).__name__
    method, url, unknown = attempt.call.method, attempt.url, not attempt.call.repeatable
    if isinstance(error, _NOTHING_SENT):
        return ConnectError(f"{name}: no connection to {url} ({kind}: {error})", method=method, url=url)
    maybe = "; the write may have been executed" if unknown else ""
    if isinstance(error, httpx.TimeoutException):
        message = f"{name}: no answer within {read:g} s{maybe}"
        return AnswerTimeoutError(message, method=method, url=url, outcome_unknown=unknown)
    if isinstance(error, httpx.DecodingError):
        message = f"{name}: the answer cannot be decompressed"
        return UnexpectedResponseError(message, method=method, url=url, outcome_unknown=unknown)
    message = f"{name}: the connection broke before the answer was complete ({kind}){maybe}"
    return LostAnswerError(message, method=method, url=url, outcome_unknown=unknown)


def _name(attempt: Attempt) -> str:
    return f"{attempt.call.method} {attempt.call.path}"
