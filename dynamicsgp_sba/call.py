"""One request and how to read its answer, before anything is sent."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import attrs

__all__ = ["Call", "Response", "Send"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Call(Generic[T]):
    """A request that is ready to be sent, and the function that reads its answer.

    Resources build these without any I/O; `DynamicsGP.send` and `DynamicsGP.exchange` send them.

    Args:
        method: the HTTP method.
        url: the whole address, encoded.
        read: turns the answer's body (bytes) into the value.
        body: the JSON to send, or None.
        headers: headers beyond the usual ones, such as `GP-Custom-Action`.
        write: whether it changes anything in GP.
        keys: the parts of the record's key that stand in the address; empty for a list.
        atomic: whether the service either does all of it or nothing, so that a 5xx whose text is a known business
            rule is a plain refusal.
        timeout: seconds for all of it, the wait for a connection and repetitions included; None for the client's.
        complete: makes the value from what was read, with a function that sends further calls; None where the answer
            has all of it. A list of summaries reads each record by its key.
    """

    method: str
    url: str
    read: Callable[[bytes], T] = attrs.field(repr=False)
    body: bytes | None = attrs.field(default=None, repr=False)
    headers: Mapping[str, str] = attrs.field(factory=dict)
    write: bool = False
    keys: tuple[str, ...] = ()
    atomic: bool = True
    timeout: float | None = None
    complete: "Callable[[Any, Send], T] | None" = attrs.field(default=None, repr=False)


Send = Callable[[Call[Any]], Any]
"""Sends a call and gives its value."""


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@attrs.frozen(kw_only=True)
class Response(Generic[T]):
    """An answer: what it says, and how it came.

    Args:
        data: the value.
        status: the HTTP status.
        headers: the answer's headers, names in lower case, without those of the logon and of cookies.
        content: the body as received.
        elapsed: seconds from the first byte sent to the last received, for the attempt that succeeded.
        logon_sent: whether a logon went along, as against a connection that was logged in before.
    """

    data: T
    status: int
    headers: Mapping[str, str] = attrs.field(converter=_lower)
    content: bytes = attrs.field(repr=False)
    elapsed: float
    logon_sent: bool = False
