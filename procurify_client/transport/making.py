"""What is sent: the HTTP client, and the requests that are made with it.

A client of the caller's is used as given: what it adds to requests, such as headers, a query or cookies, goes with
each, token requests included.
"""

import ssl
from functools import cache
from typing import Any, TypeVar

import httpx

from procurify_client import __version__
from procurify_client.addresses import is_loopback
from procurify_client.auth import sign, token_body
from procurify_client.call import Timeout
from procurify_client.errors import UnexpectedResponseError
from procurify_client.steps import Ask, Attempt

__all__ = ["AsyncHttpClient", "HttpClient", "checked_client", "headers_of", "our_options", "request_of", "timeout_of"]

HttpClient = httpx.Client
"""The HTTP client that a caller may hand in."""
AsyncHttpClient = httpx.AsyncClient
"""The same for the async face."""
C = TypeVar("C", HttpClient, AsyncHttpClient)

_HEADERS = {
    "accept": "application/json",
    "x-procurify-client": "api",
    "user-agent": f"procurify-client/{__version__}",
}
_LIBRARY_DEFAULTS = {"accept": "*/*", "user-agent": f"python-httpx/{httpx.__version__}"}


def checked_client(given: C | None, kind: type[C], host: str) -> C:
    """Give the caller's own HTTP client, or make one.

    Raises:
        ValueError: what is given is none of this kind.
    """
    if given is None:
        return kind(**our_options(host))
    if not isinstance(given, kind):
        raise ValueError(f"http_client is of the class {type(given).__name__}: give an httpx.{kind.__name__}")  # noqa: TRY004  # as for any argument
    return given


def timeout_of(http_client: object) -> Timeout:
    """Give the limits of a caller's own HTTP client, or the default ones.

    What it leaves open, the default total bounds; a total that is too short for its own limits is longer.
    """
    standard = Timeout()
    if not isinstance(http_client, HttpClient | AsyncHttpClient):
        return standard
    theirs = http_client.timeout
    connect, read = theirs.connect or standard.total, theirs.read or standard.total
    longest = sum(limit for limit in (theirs.connect, theirs.read) if limit is not None)
    return Timeout(connect=connect, read=read, write=theirs.write, pool=theirs.pool, total=max(standard.total, longest))


def headers_of(http_client: HttpClient | AsyncHttpClient) -> dict[str, str]:
    """Give the headers of ours that all requests have: those for which the HTTP client has no value of its own."""
    theirs = http_client.headers
    return {
        name: value
        for name, value in _HEADERS.items()
        if name not in theirs or theirs[name] == _LIBRARY_DEFAULTS.get(name)
    }


def request_of(
    http_client: HttpClient | AsyncHttpClient, headers: dict[str, str], step: Attempt | Ask, host: str, now: float
) -> httpx.Request:
    """Make the request of a step, signed.

    Args:
        http_client: what it will be sent with.
        headers: the headers of ours.
        step: what to send.
        host: scheme, host and port that tokens are for.
        now: the time, for what is left until the deadline.

    Raises:
        UnexpectedResponseError: the address cannot be sent; where it is not the caller's it is the server's link.
    """
    if isinstance(step, Ask):
        return http_client.build_request(
            step.method, step.url, json=token_body(step), headers=headers, timeout=_limits(step, now)
        )
    call = step.call
    own = {name.lower(): value for name, value in step.headers.items()}
    try:
        request = http_client.build_request(
            call.method,
            step.url,
            params=call.params or None,
            json=call.json,
            headers=headers | own,
            timeout=_limits(step, now),
        )
    except httpx.InvalidURL as error:
        raise UnexpectedResponseError(
            f"{step.method} {step.path!r:.80} was not sent: its address is none that can be sent ({error})",
            method=step.method,
        ) from None
    sign(request, step.token, host)
    return request


def _limits(step: Attempt | Ask, now: float) -> httpx.Timeout:
    """The limits of a request that starts now; none of them reaches beyond the deadline."""
    left = max(step.deadline - now, 0.001)
    timeout = step.timeout
    write = timeout.read if timeout.write is None else timeout.write
    pool = timeout.connect if timeout.pool is None else timeout.pool
    return httpx.Timeout(
        connect=min(timeout.connect, left),
        read=min(timeout.read, left),
        write=min(write, left),
        pool=min(pool, left),
    )


def our_options(base_url: str) -> dict[str, Any]:
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
