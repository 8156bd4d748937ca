"""The Dexterity processes of a made-up session host: each works on one request at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Processes"]


class Processes:
    """So many processes, and no queue before them.

    Args:
        most: how many there are; None for any number.
    """

    def __init__(self, most: int | None) -> None:
        self._free = None if most is None else threading.BoundedSemaphore(most)

    @contextmanager
    def one(self, path: str) -> Iterator[bool]:
        """Occupy a process; False if none is free. The discovery page is the host's own, and takes none."""
        if self._free is None or path.endswith("/help"):
            yield True
            return
        found = self._free.acquire(blocking=False)
        try:
            yield found
        finally:
            if found:
                self._free.release()
