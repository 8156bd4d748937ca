"""Running the steps of a flow that write nothing. They may be a user's: what they raise stops one document alone."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from traceback import walk_tb
from typing import Any, Generic, TypeVar

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.flow import Feed, FeedPage, Fetched, Flow, Touched
from gp_sync.core.model import Found, RecordUnusable, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.protocols import RecordsUnreadable, Target

__all__ = ["GuardedFeed", "GuardedTarget", "NotProcessedError", "guarded", "guarded_flow"]

D = TypeVar("D")
T = TypeVar("T")

_UNAVAILABLE = {"gp": "GP_UNAVAILABLE", "procurify": "PROCURIFY_UNAVAILABLE"}

_OURS = {"gp_sync", "procurify_client", "dynamicsgp_sba", "attr", "attrs", "cattrs", "", *sys.stdlib_module_names}
"""Where a failure is no mistake of a user's function: this project's packages, and the libraries that they build on."""

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
        NotProcessedError: whatever else it raised, `SystemExit` too: a step of one document ends no run. It names the
            function that failed, and tells whose it is.
    """
    try:
        return step(*arguments)
    except planned:
        raise
    except (Exception, SystemExit) as error:  # whatever a user's code may raise
        # The finding names the place; a traceback for each document would drown what a command tells.
        _LOGGER.info("a document could not be processed", exc_info=True)
        raise NotProcessedError(f"{type(error).__name__}: {error}, in {_place(error)}") from error


def _place(error: BaseException) -> str:
    """The function in which a step failed: the first that is not of this project, else the innermost."""
    calls = [
        (frame.f_globals.get("__name__", ""), frame.f_code.co_qualname, line)
        for frame, line in walk_tb(error.__traceback__)
    ]
    others = [call for call in calls if call[0].partition(".")[0] not in _OURS]
    module, function, line = (others or calls[-1:])[0]
    whose = "which is not part of gp-sync" if others else "which is part of gp-sync"
    return f"{function} of {module} (line {line}), {whose}"


class GuardedFeed:
    """A `Feed` that raises nothing beside its contract, whatever a user's feed raises.

    Args:
        feed: the flow's.
        side: its system.
    """

    def __init__(self, feed: Feed, side: str) -> None:
        self._feed = feed
        self._side = side
        self.name = feed.name

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """See `Feed.pages`. What it raises beside its contract makes the side unusable for now."""
        with _listing(self._side, f"the documents of {self.name}"):
            yield from self._feed.pages(since, until)

    def touched(self, since: date, until: date) -> Iterator[Touched]:
        """See `Feed.touched`. What it raises beside its contract makes the side unusable for now."""
        with _listing(self._side, f"what touches the documents of {self.name}"):
            yield from self._feed.touched(since, until)

    def fetch(self, source_id: str) -> Fetched:
        """See `Feed.fetch`. What it raises beside its contract makes this document unreadable."""
        try:
            return guarded(self._feed.fetch, source_id, planned=(Unavailable,))
        except NotProcessedError as error:
            return Fetched(payload=b"", label="", problem=str(error))


class GuardedTarget(Generic[D]):
    """A `Target` whose methods that read raise nothing beside its contract, whatever a user's target raises.

    What `send` raises is left to the one who sends: it tells nothing about whether the request has left.

    Args:
        target: the flow's.
        side: its system.
        flow: whose records it holds, whatever the target calls them.
    """

    def __init__(self, target: Target[D], side: str, flow: str) -> None:
        self._target = target
        self._side = side
        self._flow = flow
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
        with _listing(self._side, f"the records of {company}"):
            for target, found in self._target.find_ours(company, since):
                yield attrs.evolve(target, flow=self._flow), found

    def compare(self, body: D, found: Found[D]) -> Verdict:
        """See `Target.compare`.

        Raises:
            NotProcessedError: it failed.
        """
        return guarded(self._target.compare, body, found)


def guarded_flow(flow: Flow[Any, Any]) -> Flow[Any, Any]:
    """A flow whose feed and target raise nothing beside their contracts."""
    feed = GuardedFeed(flow.feed, "gp" if flow.side == "procurify" else "procurify")
    return attrs.evolve(flow, feed=feed, target=GuardedTarget(flow.target, flow.side, flow.name))


@contextmanager
def _listing(side: str, what: str) -> Iterator[None]:
    """Turn what a list raises beside its contract into Unavailable."""
    try:
        yield
    except (Unavailable, RecordsUnreadable):
        raise
    except (Exception, SystemExit) as error:  # whatever a user's code may raise
        _LOGGER.exception("%s could not be listed", what)
        tried = f"{what} could not be listed: {type(error).__name__}: {error}"
        raise Unavailable(finding(_UNAVAILABLE[side], Ref("side", (side,)), tried=tried)) from error
