"""Faults on demand: what a server does wrong, how often, and for which paths."""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Literal

import attrs

__all__ = ["Fault", "Faults", "Reply"]


@attrs.frozen(kw_only=True)
class Reply:
    """An answer before it is sent.

    Attributes:
        status: the HTTP status.
        content: the body.
        content_type: its type.
        headers: further headers.
        cut: whether the connection closes in the middle of the body.
    """

    status: int
    content: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cut: bool = False


@attrs.define(kw_only=True)
class Fault:
    """One thing to do wrong.

    Attributes:
        pattern: which paths it is for; searched in the path without the query.
        times: how often it still happens.
        seconds: wait so long before anything else.
        hang_up: close the connection without an answer, before or after the request was executed.
        instead: answer this and execute nothing.
        change: makes the answer wrong after the request was executed.
    """

    pattern: re.Pattern[str]
    times: int
    seconds: float = 0.0
    hang_up: Literal["before", "after"] | None = None
    instead: Reply | None = None
    change: Callable[[Reply], Reply] = lambda reply: reply


class Faults:
    """The plan of faults. Each request takes at most one, the oldest that fits its path."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._faults_lock = threading.Lock()

    def fail(
        self,
        path_regex: str,
        status: int = 503,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Answer with a status instead of executing the request.

        Args:
            path_regex: which paths; searched, so anchor it if need be.
            status: the HTTP status.
            body: JSON, HTML or nothing.
            headers: such as `Retry-After`.
            times: how often.
        """
        content_type = "application/json" if body.startswith(("{", "[")) else "text/html"
        reply = Reply(status=status, content=body.encode(), content_type=content_type, headers=dict(headers or {}))
        self._plan(path_regex, times, instead=reply)

    def rate_limit(self, times: int, retry_after: str | int | None = None) -> None:
        """Answer requests to the API with 429.

        Args:
            times: how often.
            retry_after: seconds or an HTTP date; None leaves the header out.
        """
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        body = '{"detail": "Request was throttled."}'
        self.fail("^/api/", 429, body=body, headers=headers, times=times)

    def drop(self, path_regex: str, *, when: Literal["before", "after"], times: int = 1) -> None:
        """Close the connection without an answer, before or after executing the request."""
        self._plan(path_regex, times, hang_up=when)

    def slow(self, path_regex: str, seconds: float, *, times: int = 1) -> None:
        """Wait before executing the request."""
        self._plan(path_regex, times, seconds=seconds)

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

    def truncate(self, path_regex: str, *, times: int = 1) -> None:
        """Execute the request, and close the connection in the middle of the body."""
        self._plan(path_regex, times, change=lambda reply: attrs.evolve(reply, cut=True))

    def next_fault(self, path: str) -> Fault | None:
        """Take the fault that is due for a path."""
        with self._faults_lock:
            for fault in self._faults:
                if fault.times > 0 and fault.pattern.search(path):
                    fault.times -= 1
                    return fault
        return None

    def _plan(
        self,
        path_regex: str,
        times: int,
        *,
        seconds: float = 0.0,
        hang_up: Literal["before", "after"] | None = None,
        instead: Reply | None = None,
        change: Callable[[Reply], Reply] = lambda reply: reply,
    ) -> None:
        fault = Fault(
            pattern=re.compile(path_regex),
            times=times,
            seconds=seconds,
            hang_up=hang_up,
            instead=instead,
            change=change,
        )
        with self._faults_lock:
            self._faults.append(fault)
