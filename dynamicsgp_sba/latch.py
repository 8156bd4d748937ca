"""Stopping after the first refused logon, since Active Directory locks an account after a few.

Where the state is kept is a small interface: memory by default, a shared store where many short processes use the
same account. A domain controller that is down also refuses good passwords; so credentials that have worked before get
one probe per cool-down.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import attrs

__all__ = ["COOL_DOWN", "LoginLatch", "MemoryLatch"]

COOL_DOWN = timedelta(minutes=60)


class LoginLatch(Protocol):
    """Remembers which credentials were refused and which have worked.

    A fingerprint stands for one user and password, whatever the server; it cannot be turned back into them. An
    implementation must be safe to call from several threads, and `claim_probe` from several processes that share it.
    Where its memory cannot be used it raises `LatchError`; then no logon is tried.
    """

    def is_latched(self, fingerprint: str) -> bool:
        """Whether a logon with these credentials was refused since they last worked or were cleared."""

    def latch(self, fingerprint: str) -> None:
        """Note that a logon was refused just now."""

    def clear(self, fingerprint: str) -> None:
        """Forget the refusal; a person says that the account is in order again."""

    def worked(self, fingerprint: str) -> None:
        """Note that a logon worked; this also forgets a refusal."""

    def has_worked(self, fingerprint: str) -> bool:
        """Whether a logon with these credentials has ever worked."""

    def claim_probe(self, fingerprint: str) -> bool:
        """Whether the caller may try one logon although latched: True once per cool-down, if they worked before."""


@attrs.define
class _State:
    refused_at: datetime | None = None
    has_worked: bool = False


class MemoryLatch:
    """A latch that lives as long as this process.

    Args:
        cool_down: how long after a refusal credentials that have worked may be tried once more.
        now: the clock; it gives aware instants.
    """

    def __init__(
        self, *, cool_down: timedelta = COOL_DOWN, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._cool_down = cool_down
        self._now = now
        self._lock = threading.Lock()
        self._states: dict[str, _State] = {}

    def is_latched(self, fingerprint: str) -> bool:
        """Whether a logon was refused since these credentials last worked or were cleared."""
        with self._lock:
            return self._state(fingerprint).refused_at is not None

    def latch(self, fingerprint: str) -> None:
        """Note that a logon was refused just now."""
        with self._lock:
            self._state(fingerprint).refused_at = self._now()

    def clear(self, fingerprint: str) -> None:
        """Forget the refusal."""
        with self._lock:
            self._state(fingerprint).refused_at = None

    def worked(self, fingerprint: str) -> None:
        """Note that a logon worked."""
        with self._lock:
            self._states[fingerprint] = _State(has_worked=True)

    def has_worked(self, fingerprint: str) -> bool:
        """Whether a logon with these credentials has ever worked in this process."""
        with self._lock:
            return self._state(fingerprint).has_worked

    def claim_probe(self, fingerprint: str) -> bool:
        """Give one caller per cool-down the right to try, if the credentials have worked before."""
        with self._lock:
            state = self._state(fingerprint)
            due = state.refused_at is not None and self._now() - state.refused_at >= self._cool_down
            if due and state.has_worked:
                state.refused_at = self._now()
                return True
            return False

    def _state(self, fingerprint: str) -> _State:
        return self._states.setdefault(fingerprint, _State())
