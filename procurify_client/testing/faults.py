"""Faults on demand: what a server does wrong, how often, and for which paths."""

import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import attrs

from procurify_client.testing.replies import BREAKAGES, Breakage, Reply
from procurify_client.testing.throttle import Throttle

__all__ = ["Fault", "Faults"]

_ANYTHING = re.compile("")
_THROTTLED = '{"detail": "Request was throttled."}'
_INVALID_CLIENT = '{"error": "invalid_client", "error_description": "Unauthorized"}'


@attrs.define(kw_only=True)
class Fault:
    """One thing to do wrong.

    Attributes:
        pattern: which paths it is for; searched in the path without the query.
        times: how often it still happens.
        method: which HTTP method it is for; None for all.
        seconds: wait so long before anything else.
        hang_up: close the connection without an answer, before or after the request was executed.
        instead: answer this and execute nothing.
        change: makes the answer wrong after the request was executed.
    """

    pattern: re.Pattern[str]
    times: int
    method: str | None = None
    seconds: float = 0.0
    hang_up: Literal["before", "after"] | None = None
    instead: Reply | None = None
    change: Callable[[Reply], Reply] = lambda reply: reply


class Faults:
    """The plan of faults. Each request takes at most one, the oldest that fits its path."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._faults_lock = threading.Lock()
        self._throttle: Throttle | None = None

    def fail(
        self,
        path_regex: str,
        status: int = 503,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        method: str | None = None,
    ) -> None:
        """Answer with a status instead of executing the request.

        Args:
            path_regex: which paths; searched, so anchor it if need be.
            status: the HTTP status.
            body: JSON, HTML or nothing.
            headers: such as `Retry-After`.
            times: how often.
            method: which HTTP method, such as `POST`; None for all.
        """
        content_type = "application/json" if body.startswith(("{", "[")) else "text/html"
        reply = Reply(status=status, content=body.encode(), content_type=content_type, headers=dict(headers or {}))
        self._plan(path_regex, times, method=method, instead=reply)

    def rate_limit(
        self,
        times: int | None = None,
        retry_after: str | int | None = None,
        *,
        per_second: float | None = None,
        dates: bool = False,
    ) -> None:
        """Answer requests to the API with 429: the next few, or all above a rate; with neither, the rate is lifted.

        Args:
            times: the next so many.
            retry_after: what the header says with `times`: seconds or an HTTP date; None leaves it out.
            per_second: all above so many in a second, by the server's clock; `Retry-After` says how long to wait.
            dates: whether it then says so as a date.

        Raises:
            ValueError: the rate is not above 0.
        """
        if times is not None:
            headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
            self.fail("^/api/", 429, body=_THROTTLED, headers=headers, times=times)
        else:
            self._throttle = None if per_second is None else Throttle(per_second, dates=dates)

    def refuse_credentials(self, *, times: int = 1) -> None:
        """Answer token requests with 401 `invalid_client`, though they are right."""
        self.fail("^/oauth/token$", 401, body=_INVALID_CLIENT, times=times)

    def drop(
        self, path_regex: str, *, when: Literal["before", "after"], times: int = 1, method: str | None = None
    ) -> None:
        """Close the connection without an answer, before or after executing the request; see `fail`."""
        self._plan(path_regex, times, method=method, hang_up=when)

    def slow(self, path_regex: str, seconds: float, *, times: int = 1) -> None:
        """Wait before executing the request."""
        self._plan(path_regex, times, seconds=seconds)

    def trickle(self, path_regex: str, seconds: float, *, times: int = 1) -> None:
        """Execute the request at once, and let the body of the answer come in small pieces for so many seconds."""
        self._plan(path_regex, times, change=lambda reply: attrs.evolve(reply, seconds=seconds))

    def garble(
        self,
        path_regex: str,
        content: bytes = b"<html><body>Down for maintenance</body></html>",
        content_type: str = "text/html",
        *,
        times: int = 1,
    ) -> None:
        """Execute the request, and answer 200 with another body."""
        self._plan(path_regex, times, change=lambda _: Reply(status=200, content=content, content_type=content_type))

    def break_answer(self, path_regex: str, how: Breakage, *, times: int = 1) -> None:
        """Execute the request, and let the answer arrive broken.

        Args:
            path_regex: which paths; searched, so anchor it if need be.
            how: `cut` ends the connection in the middle of the body; `wrong length` claims half of the body and sends
                all of it; `not json` is text that claims to be JSON; `html` is a page; `broken gzip` claims to be
                compressed. What comes without any answer is `drop`, and what has a body of your own `garble`.
            times: how often.
        """
        self._plan(path_regex, times, change=BREAKAGES[how])

    def next_fault(self, method: str, path: str, now: datetime) -> Fault | None:
        """Take the fault that is due for a request, or the refusal of one request too many."""
        with self._faults_lock:
            for fault in self._faults:
                if fault.times > 0 and fault.method in {None, method} and fault.pattern.search(path):
                    fault.times -= 1
                    return fault
            wait = self._throttle.refusal(now) if self._throttle and path.startswith("/api/") else None
        return None if wait is None else _too_many(wait)

    def _plan(
        self,
        path_regex: str,
        times: int,
        *,
        method: str | None = None,
        seconds: float = 0.0,
        hang_up: Literal["before", "after"] | None = None,
        instead: Reply | None = None,
        change: Callable[[Reply], Reply] = lambda reply: reply,
    ) -> None:
        fault = Fault(
            pattern=re.compile(path_regex),
            times=times,
            method=method,
            seconds=seconds,
            hang_up=hang_up,
            instead=instead,
            change=change,
        )
        with self._faults_lock:
            self._faults.append(fault)


def _too_many(retry_after: str) -> Fault:
    reply = Reply(status=429, content=_THROTTLED.encode(), headers={"Retry-After": retry_after})
    return Fault(pattern=_ANYTHING, times=0, instead=reply)
