"""What a loopback server remembers about its traffic."""

import threading
from collections import Counter

import attrs

from dynamicsgp_sba.testing.users import Outcome

__all__ = ["Counters", "LogonRecord", "RequestRecord"]


@attrs.frozen(kw_only=True)
class RequestRecord:
    """A request that passed the logon.

    Args:
        method: the HTTP method.
        path: the decoded path.
        company: the company's display name, or None.
        resource: product, series and resource; `help` is the page that proves a connection.
        key: the parts of the key, joined by `;`.
        status: the status of the answer; None where none was sent on purpose.
        user: who was logged in.
        action: the value of `GP-Custom-Action`.
    """

    method: str
    path: str
    company: str | None
    resource: str
    key: str
    status: int | None
    user: str
    action: str | None


@attrs.frozen(kw_only=True)
class LogonRecord:
    """A logon that came to its end, well or not.

    Args:
        scheme: `NTLM`, `Negotiate`, `Basic` or `Bearer`.
        user: who wanted in, as the client wrote it; empty if that cannot be told.
        outcome: `accepted`; `wrong` (name, password, token or ticket), `locked` or `expired` (the account),
            `unbound` (to the TLS channel, where that is required), or `broken` (the challenge that it answers was not
            given on this connection).
        messages: those of the handshake, with the server's between the client's; none for `Basic` and `Bearer`.
    """

    scheme: str
    user: str
    outcome: Outcome
    messages: tuple[bytes, ...] = attrs.field(default=(), repr=False)


class Counters:
    """Counts that several threads add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """Count one more."""
        with self._lock:
            self._counts[name] += 1

    def __getitem__(self, name: str) -> int:
        with self._lock:
            return self._counts[name]
