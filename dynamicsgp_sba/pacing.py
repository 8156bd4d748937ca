"""A pause between the starts of requests, so that GP can serve its users in between."""

import threading
from collections.abc import Callable

__all__ = ["Pace"]


class Pace:
    """Gives each request its time to start. Safe for use by several threads.

    Args:
        interval: seconds from the start of one request to that of the next; 0 for none.
        clock: a monotonic clock, in seconds.
        sleep: waits for some seconds.
    """

    def __init__(self, interval: float, clock: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = float("-inf")

    def wait(self, ends: float) -> bool:
        """Wait for the next free time; False at once, and without taking it, if that is not before `ends`."""
        with self._lock:
            now = self._clock()
            start = max(now, self._next)
            if start >= ends:
                return False
            self._next = start + self._interval
        if start > now:
            self._sleep(start - now)
        return True
