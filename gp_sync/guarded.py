"""Running the steps of a flow that write nothing. They may be a user's: what they raise stops one document alone."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from gp_sync.core.flow import Feed, Fetched
from gp_sync.core.model import Unavailable

__all__ = ["NotProcessedError", "fetch", "guarded"]

T = TypeVar("T")

_LOGGER = logging.getLogger("gp_sync")


class NotProcessedError(Exception):
    """A mapper, a rule or another step of a flow failed on a document."""


def guarded(step: Callable[..., T], *arguments: Any, planned: tuple[type[Exception], ...] = ()) -> T:
    """Run a step; nothing is written in it.

    Args:
        step: what to run.
        arguments: the step's.
        planned: what the step may raise by its contract; it is raised as it is.

    Raises:
        NotProcessedError: whatever else it raised.
    """
    try:
        return step(*arguments)
    except planned:
        raise
    except Exception as error:  # whatever a user's code may raise
        _LOGGER.exception("a document could not be processed")
        raise NotProcessedError(f"{type(error).__name__}: {error}") from error


def fetch(feed: Feed, source_id: str) -> Fetched:
    """Fetch a document; what the feed raises beside its contract makes this document unreadable, with the reason.

    Raises:
        Unavailable: the side cannot be used.
    """
    try:
        return guarded(feed.fetch, source_id, planned=(Unavailable,))
    except NotProcessedError as error:
        return Fetched(payload=b"", label="", problem=str(error))
