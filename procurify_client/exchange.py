"""How a call is carried out, as steps: attempts, waits, and the decision between them.

Nothing here sends or sleeps. `Exchanges.steps` yields what is to be done next, and a client does it; so the sync
client and the async one make the same decisions, and tests need no time.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

import attrs

from procurify_client.breaker import Circuit
from procurify_client.call import Answer, Call, Response, Timeout
from procurify_client.errors import (
    AuthenticationError,
    ConnectError,
    LostAnswerError,
    ProcurifyError,
    RateLimitError,
    ServerError,
    TokenError,
    UnexpectedResponseError,
)
from procurify_client.failures import failure, server_is_down
from procurify_client.hiding import hide
from procurify_client.hooks import Event, Hooks, tell
from procurify_client.limits import Turns
from procurify_client.options import Options
from procurify_client.retry import Backoff
from procurify_client.steps import Attempt, Pause, Steps
from procurify_client.token_source import TokenSource
from procurify_client.tokens import Token

__all__ = ["Exchanges"]

T = TypeVar("T")
_LOGGER = logging.getLogger("procurify_client")
_LOGGER.addHandler(logging.NullHandler())  # without any set-up of logging, nothing is printed
_REDIRECTS = 300
_REQUEST_TIMEOUT = 408
_TOO_MANY_REQUESTS = 429


@attrs.frozen(kw_only=True)
class _Terms:
    """What one call is held to."""

    call: Call[Any]
    url: str
    timeout: Timeout
    backoff: Backoff
    headers: Mapping[str, str]
    deadline: float


@attrs.frozen(kw_only=True)
class Exchanges:
    """Makes the steps of calls to one host.

    Args:
        base_url: scheme, host and port.
        timeout: limits of a call that has no others.
        backoff: how often and how late to try again, unless the call says otherwise.
        turns: when requests may start.
        tokens: where the token of a request comes from.
        circuit: whether calls are let through.
        hooks: what is told of each attempt.
        clock: a monotonic clock, in seconds.
        random: numbers from 0 to 1, for the spread of waits.
        now: the time of day, aware, for a `Retry-After` that is a date.
    """

    base_url: str
    timeout: Timeout
    backoff: Backoff
    turns: Turns
    tokens: TokenSource
    circuit: Circuit
    hooks: Hooks
    clock: Callable[[], float]
    random: Callable[[], float]
    now: Callable[[], datetime]

    def steps(self, call: Call[T], options: Options) -> Steps[Response[T]]:
        """Carry out one call: yields what to do, is sent the answers, and returns the response.

        Args:
            call: the call.
            options: what it does otherwise.

        Raises:
            ProcurifyError: what the last attempt came to.
        """
        timeout = self.timeout if options.timeout is None else options.timeout
        terms = _Terms(
            call=call,
            url=self.base_url + call.path,
            timeout=timeout,
            backoff=self.backoff if options.backoff is None else options.backoff,
            headers=options.headers,
            deadline=self.clock() + timeout.total,
        )
        probe = self.circuit.enter(call.method, terms.url)
        try:
            response: Response[T] = yield from self._attempts(terms)
        except ProcurifyError as error:
            down = server_is_down(error)
            if down:
                self.circuit.failed(error)
            elif down is not None:
                self.circuit.answered()
            raise
        else:
            self.circuit.answered()
            return response
        finally:
            if probe:
                self.circuit.probe_over()

    def _attempts(self, terms: _Terms) -> Steps[Response[Any]]:
        call = terms.call
        rejected: Token | None = None  # by the API, in this call
        tries = 0
        for number in count(1):
            token: Token | None = None
            try:
                token = yield from self.tokens.token(rejected, terms.timeout, terms.deadline)
                yield from self.turns.take(call.method, call.path, terms.url, terms.deadline)
                return (yield from self._attempt(terms, number, token))
            except ProcurifyError as error:
                if self._may_renew(error, token, rejected):
                    # A 401 means that nothing was executed. Once in a call: a fresh token that is refused as well is
                    # refused for another reason than its age.
                    rejected, wait = token, 0.0
                else:
                    tries += 1
                    self._hold_back(error)
                    longer = self._wait_before_next(terms, tries, error)
                    if longer is None:
                        raise
                    wait = longer
                retried = _event(call, number, error.status, request_id=error.request_id, wait=wait, error=error)
            tell(self.hooks.retry, retried)
            if wait > 0:
                yield Pause(seconds=wait)
        raise AssertionError("the loop ends with a result or an error")

    def _may_renew(self, error: ProcurifyError, token: Token | None, rejected: Token | None) -> bool:
        """Whether the call may be sent again with another token."""
        if not isinstance(error, AuthenticationError) or token is None or rejected is not None:
            return False
        return not self.tokens.just_renewed(token)

    def _hold_back(self, error: ProcurifyError) -> None:
        """Let all calls wait, if the server asks for that: the next one would only get the same answer."""
        if error.status == _TOO_MANY_REQUESTS and error.retry_after is not None:
            self.turns.throttle.hold(self.clock(), error.retry_after)

    def _attempt(self, terms: _Terms, number: int, token: Token) -> Steps[Response[Any]]:
        call = terms.call
        started = self.clock()
        tell(self.hooks.request, _event(call, number))
        step = Attempt(
            method=call.method,
            path=call.path,
            url=terms.url,
            timeout=terms.timeout,
            deadline=terms.deadline,
            patience=self.turns.patience(terms.deadline),
            call=call,
            token=token,
            headers=terms.headers,
        )
        answer: Answer | None = None
        failed: ProcurifyError | None = None
        try:
            answer = yield step
            if answer is None:
                raise AssertionError("an attempt is answered with an answer")
            if answer.status >= _REDIRECTS:  # a good one stays as it is
                answer = hide(answer, token.value)
            failed = failure(answer, method=call.method, url=terms.url, now=self.now())
        except ProcurifyError as error:
            failed = error
            raise
        finally:
            self._note(call, number, answer, failed, self.clock() - started)
        if failed is not None:
            raise failed
        return self._response(call, terms.url, answer, token)

    def _response(self, call: Call[T], url: str, answer: Answer, token: Token) -> Response[T]:
        problem: UnexpectedResponseError
        try:
            data = call.read(answer)
        except UnexpectedResponseError as error:
            problem = error
        else:
            return Response(
                data=data,
                status=answer.status,
                headers=answer.headers,
                request_id=answer.request_id,
                content=answer.content,
                elapsed=answer.elapsed,
            )
        # Outside the handler, so that no trace is left of an error that shows the token.
        raise _said_where(call, url, answer, token, problem)

    def _wait_before_next(self, terms: _Terms, attempt: int, error: ProcurifyError) -> float | None:
        """Seconds to wait before trying again, or None to give up."""
        if not _may_repeat(terms.call, error):
            return None
        wait = terms.backoff.wait(attempt, error.retry_after, self.random)
        if wait is None or self.clock() + wait >= terms.deadline:
            return None
        return wait

    def _note(
        self, call: Call[Any], number: int, answer: Answer | None, error: ProcurifyError | None, elapsed: float
    ) -> None:
        status, request_id = (None, None) if answer is None else (answer.status, answer.request_id)
        # One line for each attempt; never a header, a body or a query, which may hold what is nobody's business.
        _LOGGER.debug(
            "%s %s %s %.0f ms request id %s",
            call.method,
            call.path,
            "no answer" if status is None else status,
            elapsed * 1000,
            "unknown" if answer is None else request_id,
        )
        event = _event(call, number, status, request_id=request_id, elapsed=elapsed, error=error)
        tell(self.hooks.response, event)


def _said_where(
    call: Call[Any], url: str, answer: Answer, token: Token, error: UnexpectedResponseError
) -> UnexpectedResponseError:
    """Make the error of an answer that cannot be read, with the call that it belongs to and without the token."""
    hidden = hide(answer, token.value)
    if hidden is not answer:
        try:
            call.read(hidden)
        except UnexpectedResponseError as masked:
            error = masked
    whole = UnexpectedResponseError(
        f"{call.method} {call.path} answered {hidden.status}: {error}",
        problems=error.problems,
        method=call.method,
        url=url,
        status=hidden.status,
        request_id=hidden.request_id,
        body=hidden.excerpt,
        outcome_unknown=not call.repeatable,
    )
    whole.__cause__ = error
    return whole


def _event(
    call: Call[Any],
    attempt: int,
    status: int | None = None,
    *,
    request_id: str | None = None,
    elapsed: float | None = None,
    wait: float | None = None,
    error: ProcurifyError | None = None,
) -> Event:
    return Event(
        method=call.method,
        path=call.path,
        attempt=attempt,
        status=status,
        request_id=request_id,
        elapsed=elapsed,
        wait=wait,
        error=None if error is None else type(error).__name__,
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
