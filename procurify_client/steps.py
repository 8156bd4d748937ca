"""What a client is asked to do next: the steps of a call, those of getting its token included.

The steps are decided in `exchange.py` and `token_source.py`, without any input or output, and carried out by the two
faces of the client.
"""

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

import attrs

from procurify_client.call import Call, Timeout
from procurify_client.secret import Secret
from procurify_client.tokens import Token, TokenKey

__all__ = ["TOKEN_PATH", "Ask", "Attempt", "Pause", "Step", "Steps", "Wait", "Work"]

T = TypeVar("T")
TOKEN_PATH = "/oauth/token"  # noqa: S105  # a path


@attrs.frozen(kw_only=True)
class _Request:
    """A request that is to be sent once.

    Attributes:
        method: the HTTP method.
        path: the path on the tenant's host.
        url: the whole address without the query.
        timeout: seconds to open a connection, and between two pieces of data; within the deadline.
        deadline: when the whole call must be over, on the clock of `Exchanges`.
        patience: seconds to wait for a place among the requests in flight.
    """

    method: str
    path: str
    url: str
    timeout: Timeout
    deadline: float
    patience: float

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.method} {self.path}"


@attrs.frozen(kw_only=True)
class Attempt(_Request):
    """Step: send the call once and give back its answer, or throw in the `ProcurifyError` that came instead.

    Attributes:
        call: what to send.
        token: what to sign it with.
        headers: the caller's own headers.
    """

    call: Call[Any]
    token: Token
    headers: Mapping[str, str]

    @property
    def outcome_unknown(self) -> bool:
        """Whether it may have changed something if no good answer comes."""
        return not self.call.repeatable


@attrs.frozen(kw_only=True)
class Ask(_Request):
    """Step: ask the server for a token, and give back its answer or throw in the `ProcurifyError` that came instead.

    Attributes:
        key: host, application and audience.
        secret: the client secret.
    """

    key: TokenKey
    secret: Secret
    outcome_unknown = False  # a token that nobody received changes nothing


@attrs.frozen(kw_only=True)
class Pause:
    """Step: wait for so many seconds."""

    seconds: float


@attrs.frozen(kw_only=True)
class Wait:
    """Step: wait for an event, and no longer than so many seconds.

    Attributes:
        event: a `threading.Event` or an `asyncio.Event`, after the face of the client.
        seconds: how long to wait at most.
    """

    event: Any
    seconds: float


@attrs.frozen
class Work:
    """Step: do this, which may block for a moment, and give back what it returns or throw in what it raises."""

    run: Callable[[], Any]


Step = Attempt | Ask | Pause | Wait | Work
Steps = Generator[Step, Any, T]
"""A part of a call: it yields what to do, is sent what that came to, and returns its own result."""
