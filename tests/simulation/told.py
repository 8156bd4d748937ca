"""Errors that nobody plans for: what the engine logs and survives, which nothing in a history should make it do."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

__all__ = ["Told", "with_place"]


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


def with_place(error: BaseException) -> str:
    """An error, and where it was raised."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{error!r} in {Path(place.filename).name}, line {place.lineno}"
