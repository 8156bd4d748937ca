"""Records that a GP user has open: GP refuses to change them for that moment, so a few short waits come first.

No lock is ever cleared. A record that stays open holds its document until the next run.
"""

import random
import threading
from collections.abc import Callable

import attrs

from gp_sync.run.attempt import Outcome

__all__ = ["RECORD_LOCKED", "LockWaits"]

RECORD_LOCKED = "RECORD_LOCKED"
"""The finding of a write that GP refused since somebody has the record open."""

_AT_MOST_A_RUN = 60.0
"""Seconds that all waits of one run may take: one open window may stand in the way of very many documents."""


@attrs.define
class LockWaits:
    """The short waits of one run; may be used by several threads.

    Args:
        seconds: how long to wait before each further attempt, more or less: jitter of a half keeps threads apart.
        sleep: waits so many seconds.
        jitter: gives numbers from 0 to 1.
    """

    seconds: tuple[float, ...]
    sleep: Callable[[float], None]
    jitter: Callable[[], float] = random.random
    _left: float = _AT_MOST_A_RUN
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def go_through(self, attempt: Callable[[], Outcome | None]) -> Outcome | None:
        """Attempt something, and again after each wait for as long as somebody has the record open."""
        outcome = attempt()
        for usual in self.seconds:
            wait = usual * (0.5 + self.jitter())
            if not _is_locked(outcome) or not self._may_take(wait):
                break
            self.sleep(wait)
            outcome = attempt()
        return outcome

    def _may_take(self, wait: float) -> bool:
        with self._lock:
            if wait > self._left:
                return False
            self._left -= wait
            return True


def _is_locked(outcome: Outcome | None) -> bool:
    return outcome is not None and any(found.code == RECORD_LOCKED for found in outcome.findings)
