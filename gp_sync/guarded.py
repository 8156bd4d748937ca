"""Running the steps of a flow that only compute. They may be a user's: what they raise stops one document alone."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["NotProcessedError", "guarded"]

T = TypeVar("T")

_LOGGER = logging.getLogger("gp_sync")


class NotProcessedError(Exception):
    """A mapper, a rule or another step of a flow failed on a document."""


def guarded(step: Callable[..., T], *arguments: Any) -> T:
    """Run a step; no request is sent in it.

    Raises:
        NotProcessedError: whatever it raised.
    """
    try:
        return step(*arguments)
    except Exception as error:  # whatever a user's code may raise
        _LOGGER.exception("a document could not be processed")
        raise NotProcessedError(f"{type(error).__name__}: {error}") from error
