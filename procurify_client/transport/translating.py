"""What went wrong with a request, in this package's terms and without the HTTP library's frames."""

import sys
from types import TracebackType

import httpx

from procurify_client.call import Answer
from procurify_client.errors import (
    AnswerTimeoutError,
    ConnectError,
    LostAnswerError,
    ProcurifyError,
    RedirectError,
    ThrottledError,
    UnexpectedResponseError,
)
from procurify_client.steps import Ask, Attempt

__all__ = ["OurErrors", "answer_of", "check_time", "no_place", "too_late", "without_frames"]

_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_BAD_LOCATION = "Invalid URL in location header"


class OurErrors:
    """Puts this package's errors in place of the library's, and keeps the library's frames out of all reports."""

    def __init__(self, step: Attempt | Ask) -> None:
        self._step = step
        self._callers: BaseException | None = None

    def __enter__(self) -> None:
        self._callers = sys.exception()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.HTTPError):
            raise _translated(error, self._step) from without_frames(error, self._callers)
        if error is not None and not isinstance(error, Exception):
            # The caller cut the call off, in the midst of whatever the library was doing.
            without_frames(error, self._callers)


def without_frames(error: BaseException, callers: BaseException | None) -> BaseException:
    """Drop the frames of an exception and all it came from.

    The HTTP library's frames hold the headers and bodies of requests, with the token and the client secret, and
    tools that report crashes print what frames hold.

    Args:
        error: the exception.
        callers: what the caller was handling when the call began. An exception remembers it, and its frames are the
            caller's own.
    """
    part: BaseException | None = error
    while part is not None and part is not callers:
        part.__traceback__ = None
        part = part.__cause__ or part.__context__
    return error


def answer_of(error: httpx.HTTPStatusError) -> Answer:
    """Give the answer that a hook of the caller's own HTTP client made an exception of, as far as the hook read it."""
    response = error.response
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    return Answer(status=response.status_code, headers=dict(response.headers), content=content)


def check_time(step: Attempt | Ask, now: float) -> float:
    """Give the seconds that are left for a request.

    Raises:
        ConnectError: none are; nothing was sent.
    """
    left = step.deadline - now
    if left <= 0:
        words = f"{step.name} was not sent: the {step.timeout.total:g} s for the call are up"
        raise ConnectError(words, method=step.method, url=step.url)
    return left


def too_late(step: Attempt | Ask) -> AnswerTimeoutError:
    """Make the error of a request that was still under way at the deadline."""
    return AnswerTimeoutError(
        f"{step.name}: no complete answer within the {step.timeout.total:g} s for the call",
        method=step.method,
        url=step.url,
        outcome_unknown=step.outcome_unknown,
    )


def no_place(step: Attempt | Ask) -> ThrottledError:
    """Make the error of a request that found no place among those in flight."""
    return ThrottledError(
        f"{step.name} was not sent: for {step.patience:.1f} s the client had as many requests in flight as its "
        "limits allow; send fewer at once, or allow a longer wait",
        method=step.method,
        url=step.url,
        retry_after=max(step.patience, 1.0),
    )


def _translated(error: httpx.HTTPError, step: Attempt | Ask) -> ProcurifyError:
    """Say in this package's terms what happened, and whether the request can have been executed."""
    kind = type(error).__name__
    method, url, unknown = step.method, step.url, step.outcome_unknown
    if isinstance(error, _NOTHING_SENT):
        return ConnectError(f"{step.name}: no connection to {step.url} ({kind}: {error})", method=method, url=url)
    if isinstance(error, httpx.TimeoutException):
        message = f"{step.name}: no answer within {_waited(error):g} s"
        return AnswerTimeoutError(message, method=method, url=url, outcome_unknown=unknown)
    if isinstance(error, httpx.DecodingError):
        message = f"{step.name}: the answer cannot be decompressed"
        return UnexpectedResponseError(message, method=method, url=url, outcome_unknown=unknown)
    if isinstance(error, httpx.RemoteProtocolError) and str(error).startswith(_BAD_LOCATION):
        # The library looks at the address of a redirect that it need not follow, and tells this by its words alone.
        return RedirectError(
            f"{step.name} was redirected to what is no address: check the tenant or base_url", method=method, url=url
        )
    message = f"{step.name}: the connection broke before the answer was complete ({kind})"
    return LostAnswerError(message, method=method, url=url, outcome_unknown=unknown)


def _waited(error: httpx.TimeoutException) -> float:
    limits = error.request.extensions["timeout"]
    return round(float(limits["write" if isinstance(error, httpx.WriteTimeout) else "read"]), 2)
