"""Hooks: what a program may be told about its calls, for metrics and traces."""

import inspect
import logging
from collections.abc import Callable
from typing import Any

import attrs

__all__ = ["Event", "Hook", "Hooks", "is_plain_function", "tell"]

_LOGGER = logging.getLogger("procurify_client")


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened to a call. There is no header, no query, no body and no token in it.

    Attributes:
        method: the HTTP method.
        path: the path on the tenant's host.
        attempt: which try of the call it is, from 1.
        status: the HTTP status; None where no answer came, and before one could.
        elapsed: seconds that the attempt took; None before its end.
        wait: seconds until the next attempt; for `retry` alone.
        request_id: the server's id of the request, if it gave one.
        error: the class of the error that the attempt came to, such as `LostAnswerError`; None if it came to none.
    """

    method: str
    path: str
    attempt: int = 1
    status: int | None = None
    elapsed: float | None = None
    wait: float | None = None
    request_id: str | None = None
    error: str | None = None


Hook = Callable[[Event], object]
"""What is told of an event. What it returns does not count."""


def is_plain_function(value: object) -> bool:
    """Whether a value can be called and does its work then, instead of giving something to await."""
    # An object may be called through a coroutine function of its class.
    called = getattr(value, "__call__", None)  # noqa: B004  # looked at, not for
    return callable(value) and not inspect.iscoroutinefunction(value) and not inspect.iscoroutinefunction(called)


def _plain(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None and not is_plain_function(value):
        raise ValueError(f"{attribute.name} is {value!r}: give a plain function that takes one event")


@attrs.frozen(kw_only=True)
class Hooks:
    """Plain functions that are called as things happen, in the thread or task of the call, which waits for them.

    Both faces call them in the same way, so with `AsyncProcurify` a hook must not block. An exception in a hook is
    logged and the call goes on: a write must not be abandoned half way because a metric could not be counted.

    Args:
        request: before each attempt.
        response: after each attempt, with an answer or without one.
        retry: before another attempt and the wait for it, which is 0 if only the token had to be renewed.
        token: after each token request.

    Raises:
        ValueError: one of them is not a plain function.
    """

    request: Hook | None = attrs.field(default=None, validator=_plain)
    response: Hook | None = attrs.field(default=None, validator=_plain)
    retry: Hook | None = attrs.field(default=None, validator=_plain)
    token: Hook | None = attrs.field(default=None, validator=_plain)


def tell(hook: Hook | None, event: Event) -> None:
    """Call a hook, if there is one; an exception in it is logged and goes no further."""
    if hook is None:
        return
    try:
        hook(event)
    except Exception:  # the caller's own code may raise anything, and a call must not end half way for it
        _LOGGER.exception("a hook failed at %s %s; the call goes on", event.method, event.path)
