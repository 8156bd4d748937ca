"""What the engine logs as an error: it goes on after it, but nothing in a history should make it say so."""

import logging
from collections.abc import Callable

__all__ = ["Told"]


class Told(logging.Handler):
    """Takes what was raised and caught where anything may be raised, such as in a target of a user's own.

    Args:
        take: takes it in words.
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line, if something was raised."""
        if record.exc_info is not None:
            self._take(f"{record.getMessage()}: {record.exc_info[1]!r}")
