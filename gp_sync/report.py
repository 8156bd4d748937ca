"""What a run tells: counts that add up, findings in words, and what to do next."""

from collections import Counter
from datetime import datetime

import attrs

from gp_sync.capture import CaptureReport
from gp_sync.core.model import Finding
from gp_sync.core.states import End

__all__ = ["RunReport"]


@attrs.define(kw_only=True)
class RunReport:
    """One run of one connection.

    Args:
        captured: what the capture saw.
        reopened: documents that were looked at again since the cause that stopped them changed.
        resolved: how writes that an earlier run left open ended.
        ends: how the documents that were decided in this run ended.
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
