"""What a run tells: counts that add up, findings in words, and what to do next."""

from collections import Counter
from datetime import datetime

import attrs

from gp_sync.core.model import Finding
from gp_sync.core.states import End

__all__ = ["CaptureReport", "RunReport"]


@attrs.define
class CaptureReport:
    """What the capture of one run saw.

    Args:
        listed: distinct documents in the window.
        unchanged: of these, the ones whose change token was known.
        fetched: documents read whole, with those that could not be fetched or read before.
        before_start: documents of the list that are dated before the start; they are not in `listed`.
        unreadable: in words, rows without a readable key.
        complete: the window was read whole, and the cursor moved.
    """

    listed: int = 0
    unchanged: int = 0
    fetched: int = 0
    before_start: int = 0
    unreadable: list[str] = attrs.field(factory=list)
    complete: bool = False


@attrs.define(kw_only=True)
class RunReport:
    """One run of one connection.

    Args:
        captured: what the capture saw.
        reopened: documents that were looked at again since the cause that stopped them changed.
        resolved: how writes that an earlier run left open ended.
        ends: how the documents that were decided in this run ended, and how many were fetched and cannot be read.
        stopped: why a side could not be used, if so; its documents stay pending.
    """

    connection: str
    started: datetime
    ended: datetime | None = None
    captured: CaptureReport = attrs.field(factory=CaptureReport)
    reopened: int = 0
    resolved: Counter[End] = attrs.field(factory=Counter)
    ends: Counter[End] = attrs.field(factory=Counter)
    stopped: list[Finding] = attrs.field(factory=list)

    def stop(self, reason: Finding) -> None:
        """Note that a side cannot be used; one reason is told once."""
        if all((reason.code, reason.tried) != (known.code, known.tried) for known in self.stopped):
            self.stopped.append(reason)
