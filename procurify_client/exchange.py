"""How a call is carried out, as steps: attempts, waits, and the decision between them.

Nothing here sends or sleeps. `Exchanges.steps` yields what is to be done next, and a client does it; so the sync
client and the async one make the same decisions, and tests need no time.
"""

import logging
from collections.abc import Callable, Generator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from procurify_client.call import Answer, Call, Response, Timeout
from procurify_client.errors import (
    ConnectError,
    LostAnswerError,
    ProcurifyError,
    RateLimitError,
    ServerError,
    TokenError,
    UnexpectedResponseError,
)
from procurify_client.failures import failure
from procurify_client.options import Options
from procurify_client.retry import Backoff

__all__ = ["Attempt", "Exchanges", "Pause"]

T = TypeVar("T")
_LOGGER = logging.getLogger("procurify_client")
_LOGGER.addHandler(logging.NullHandler())  # without any set-up of logging, nothing is printed
_REQUEST_TIMEOUT = 408


@attrs.frozen(kw_only=True)
class Attempt:
    """Step: send the call once and give back its answer, or throw in the `ProcurifyError` that came instead.

    Attributes:
        call: what to send.
        url: its address without the query.
        connect: seconds to open a connection.
        read: seconds between two pieces of data.
        deadline: when the whole call must be over, on the clock of `Exchanges`.
        headers: the caller's own headers.
    """

    call: Call[Any]
    url: str
    connect: float
    read: float
    deadline: float
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen(kw_only=True)
class Pause:
    """Step: wait for so many seconds."""

    seconds: float


@attrs.frozen(kw_only=True)
class Exchanges:
    """Makes the steps of calls to one host.

    Args:
        base_url: scheme, host and port.
        timeout: limits of a call that has no others.
        backoff: how often and how late to try again, unless the call says otherwise.
        clock: a monotonic clock, in seconds.
        random: numbers from 0 to 1, for the spread of waits.
        now: the time of day, aware, for a `Retry-After` that is a date.
    """

    base_url: str
    timeout: Timeout
    backoff: Backoff
    clock: Callable[[], float]
    random: Callable[[], float]
    now: Callable[[], datetime]

    def steps(self, call: Call[T], options: Options) -> Generator[Attempt | Pause, Answer | None, Response[T]]:
        """Carry out one call: yields what to do, is sent the answers, and returns the response.

        Args:
            call: the call.
            options: what it does otherwise.

        Raises:
            ProcurifyError: what the last attempt came to.
        """
        timeout = self.timeout if options.timeout is None else options.timeout
        backoff = self.backoff if options.backoff is None else options.backoff
        deadline = self.clock() + timeout.total
        attempt = 0
        while True:
            attempt += 1
            try:
                return (yield from self._attempt(call, timeout, deadline, options.headers))
            except ProcurifyError as error:
                wait = self._wait_before_next(call, backoff, attempt, error, deadline)
                if wait is None:
                    raise
            yield Pause(seconds=wait)

    def _attempt(
        self, call: Call[T], timeout: Timeout, deadline: float, headers: Mapping[str, str]
    ) -> Generator[Attempt | Pause, Answer | None, Response[T]]:
        url = self.base_url + call.path
        started = self.clock()
        left = max(deadline - started, 0.001)
        step = Attempt(
            call=call,
            url=url,
            connect=min(timeout.connect, left),
            read=min(timeout.read, left),
            deadline=deadline,
            headers=headers,
        )
        answer: Answer | None = None
        try:
            answer = yield step
        finally:
            self._log(call, started, answer)
        if answer is None:
            raise AssertionError("an attempt is answered with an answer")
        error = failure(answer, method=call.method, url=url, now=self.now())
        if error is not None:
            raise error
        return self._response(call, url, answer)

    def _response(self, call: Call[T], url: str, answer: Answer) -> Response[T]:
        try:
            data = call.read(answer)
        except UnexpectedResponseError as error:
            raise UnexpectedResponseError(
                f"{call.method} {call.path} answered {answer.status}: {error}",
                problems=error.problems,
                method=call.method,
                url=url,
                status=answer.status,
                request_id=answer.request_id,
                body=answer.excerpt,
                outcome_unknown=not call.repeatable,
            ) from error
        return Response(
            data=data,
            status=answer.status,
            headers=answer.headers,
            request_id=answer.request_id,
            content=answer.content,
            elapsed=answer.elapsed,
        )

    def _wait_before_next(
        self, call: Call[Any], backoff: Backoff, attempt: int, error: ProcurifyError, deadline: float
    ) -> float | None:
        """Seconds to wait before trying again, or None to give up."""
        if not _may_repeat(call, error):
            return None
        wait = backoff.wait(attempt, error.retry_after, self.random)
        if wait is None or self.clock() + wait >= deadline:
            return None
        return wait

    def _log(self, call: Call[Any], started: float, answer: Answer | None) -> None:
        # One line for each attempt; never a header, a body or a query, which may hold what is nobody's business.
        _LOGGER.debug(
            "%s %s %s %.0f ms request id %s",
            call.method,
            call.path,
            "no answer" if answer is None else answer.status,
            (self.clock() - started) * 1000,
            "unknown" if answer is None else answer.request_id,
        )


def _may_repeat(call: Call[Any], error: ProcurifyError) -> bool:
    """Whether the call may be sent again after this error.

    Anything may be repeated if it provably did not reach the API: no connection, no token. Reads may be repeated
    after what tends to pass. A write is never repeated on a hunch.
    """
    if isinstance(error, ConnectError):
        return True
    if isinstance(error, TokenError):
        return error.transient
    passing = isinstance(error, LostAnswerError | RateLimitError | ServerError) or error.status == _REQUEST_TIMEOUT
    return call.repeatable and passing
