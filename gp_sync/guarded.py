"""Running the steps of a flow that write nothing. They may be a user's: what they raise stops one document alone."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Generic, TypeVar

from gp_sync.core.findings import finding
from gp_sync.core.flow import Feed, Fetched
from gp_sync.core.model import Found, RecordUnusable, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.protocols import RecordsUnreadable, Target

__all__ = ["GuardedTarget", "NotProcessedError", "fetch", "guarded"]

D = TypeVar("D")
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


class GuardedTarget(Generic[D]):
    """A `Target` whose methods that read raise nothing beside its contract, whatever a user's target raises.

    What `send` raises is left to the one who sends: it tells nothing about whether the request has left.

    Args:
        target: the flow's.
        side: its system.
    """

    def __init__(self, target: Target[D], side: str) -> None:
        self._target = target
        self._side = side
        self.refuses_existing = target.refuses_existing
        self.atomic = target.atomic
        self.reads_history = target.reads_history
        self.longest_execution = target.longest_execution

    def read(self, target: TargetRef) -> Found[D] | None:
        """See `Target.read`. What it raises beside its contract makes this record unusable."""
        try:
            return guarded(self._target.read, target, planned=(Unavailable, RecordUnusable))
        except NotProcessedError as error:
            raise RecordUnusable(finding("RECORD_UNUSABLE", target.ref, tried=f"{target}: {error}")) from error

    def send(self, write: Write[D], deadline: datetime) -> Found[D]:
        """See `Target.send`."""
        return self._target.send(write, deadline)

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[D]]]:
        """See `Target.find_ours`. What it raises beside its contract makes the side unusable for now."""
        try:
            yield from self._target.find_ours(company, since)
        except (Unavailable, RecordsUnreadable):
            raise
        except Exception as error:  # whatever a user's code may raise
            _LOGGER.exception("the records of %s could not be listed", company)
            tried = f"the records of {company} could not be listed: {type(error).__name__}: {error}"
            raise Unavailable(finding("GP_UNAVAILABLE", Ref("side", (self._side,)), tried=tried)) from error

    def compare(self, body: D, found: Found[D]) -> Verdict:
        """See `Target.compare`.

        Raises:
            NotProcessedError: it failed.
        """
        return guarded(self._target.compare, body, found)
