"""What goes into a connection and what comes out of it."""

from collections.abc import Callable, Mapping
from typing import Literal

import attrs

__all__ = ["Answer", "BrokenError", "Request", "Stage"]

Stage = Literal["connect", "handshake", "credentials", "refused", "late", "answer"]


@attrs.frozen(kw_only=True)
class Request:
    """What to send once.

    Args:
        write: whether carrying it out changes anything.
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes of each answer, those of the handshake included.
        ends: the deadline on the monotonic clock, after which nothing is sent and no answer is waited for.
        may_log_in: asked right before a password, token or ticket leaves, with the seconds until the deadline; where it
            gives False, nothing leaves.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = attrs.field(default=None, repr=False)
    write: bool = False
    connect_timeout: float
    read_timeout: float
    ends: float = float("inf")
    may_log_in: Callable[[float], bool] = attrs.field(default=lambda _: True, repr=False)


@attrs.frozen(kw_only=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes = attrs.field(repr=False)
    elapsed: float
    logon_sent: bool  # whether credentials went along, as against a connection that was logged in before
    was_logged_in: bool  # whether it asks for a logon on a connection that the server had kept logged in until then
    offers: tuple[str, ...]  # the ways to log in that a 401 names


class BrokenError(Exception):
    """No whole answer came.

    Attributes:
        stage: `connect` (no connection), `handshake` (the logon broke off), `credentials` (there is nothing to log in
            with), `refused` (these credentials were refused meanwhile), `late` (the deadline passed): so far nothing
            was sent that could be carried out. `answer`: from then on it may have been.
    """

    def __init__(self, stage: Stage, reason: str) -> None:
        super().__init__(stage, reason)
        self.stage = stage
        self.reason = reason
