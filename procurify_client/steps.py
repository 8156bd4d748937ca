"""What a client is asked to do next: the steps of a call, and those of getting its token.

The steps are decided in `exchange.py` and `token_source.py`, without any input or output, and carried out by the two
faces of the client.
"""

from collections.abc import Callable, Generator, Mapping
from typing import Any, Generic, Protocol, TypeVar

import attrs

from procurify_client.call import Answer, Call, Timeout
from procurify_client.errors import ProcurifyError
from procurify_client.secret import Secret
from procurify_client.tokens import TokenKey

__all__ = ["TOKEN_PATH", "Ask", "Attempt", "E", "Flight", "Pause", "Steps", "Work"]

T = TypeVar("T")
TOKEN_PATH = "/oauth/token"  # noqa: S105  # a path


@attrs.frozen(kw_only=True)
class Attempt:
    """Step: send the call once and give back its answer, or throw in the `ProcurifyError` that came instead.

    Attributes:
        call: what to send.
        url: its address without the query.
        timeout: seconds to open a connection, and between two pieces of data; within the deadline.
        deadline: when the whole call must be over, on the clock of `Exchanges`.
        patience: seconds to wait for a place among the requests in flight.
        headers: the caller's own headers.
    """

    call: Call[Any]
    url: str
    timeout: Timeout
    deadline: float
    patience: float
    headers: Mapping[str, str] = attrs.field(repr=False, hash=False)

    def limits(self, now: float) -> tuple[float, float]:
        """Seconds to open a connection and between two pieces of data, if the request starts now."""
        left = max(self.deadline - now, 0.001)
        return min(self.timeout.connect, left), min(self.timeout.read, left)


@attrs.frozen(kw_only=True)
class Pause:
    """Step: wait for so many seconds."""

    seconds: float


Steps = Generator[Attempt | Pause, Answer | None, T]
"""A part of a call: it yields what to do, is sent the answers, and returns what they come to."""


class _Event(Protocol):
    def set(self) -> None: ...
    def is_set(self) -> bool: ...


E = TypeVar("E", bound=_Event)


@attrs.define(eq=False)
class Flight(Generic[E]):
    """Step: wait until this token request of another caller is over, or for as long as the call may."""

    landed: E
    failure: ProcurifyError | None = None


@attrs.frozen(kw_only=True)
class Ask:
    """Step: ask the server for a token, and give back its answer or throw in the `TokenError` that came instead."""

    key: TokenKey
    secret: Secret


@attrs.frozen
class Work:
    """Step: do this, which may block for a moment, and give back what it returns."""

    run: Callable[[], Any]
