"""What a schedule remembers in the ledger: when a run of each flow that came to its end began.

So a process that starts anew knows what it has missed, and of two processes one leaves to the other what that has done.
"""

from datetime import datetime

import attrs

from gp_sync.ledger.protocols import Ledger

__all__ = ["LastRuns"]


@attrs.frozen
class LastRuns:
    """When flows of a connection ran last.

    Args:
        ledger: where that is kept.
        connection: whose flows.
    """

    ledger: Ledger
    connection: str

    def of(self, flow: str) -> datetime | None:
        """When the last run of a flow that came to its end began; None before the first.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        stored = self.ledger.recall(self._name(flow))
        return datetime.fromisoformat(stored) if stored else None

    def note(self, flow: str, began: datetime) -> None:
        """Note a run that came to its end.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        stored = self.ledger.recall(self._name(flow))
        # Where another process was faster, its run is as good.
        self.ledger.remember(self._name(flow), began.isoformat(), expected=stored)

    def _name(self, flow: str) -> str:
        return f"schedule {self.connection} {flow}"
