"""The record that was written last: the next sweep must list it, and where GP does not have it, look at everything.

GP may have been restored from a backup. The full check finds that, but only within its interval. Nothing is asked for
this, unless the record is not listed.
"""

import json
from collections.abc import Container
from typing import Any

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.flow import Flow
from gp_sync.core.model import RecordUnusable, TargetRef
from gp_sync.run.session import Session
from gp_sync.run.sweep import DONE

__all__ = ["LastWritten"]


@attrs.frozen
class LastWritten:
    """What a run remembers for the next one.

    Args:
        session: the run's hold on its connection.
        flow: whose records are written.
    """

    session: Session
    flow: Flow[Any, Any]

    def note(self, target: TargetRef) -> None:
        """Remember a record that was written."""
        before = self.session.ledger.recall(self._name)
        self.session.remember(self._name, canonical(target), expected=before)

    def is_gone(self, listed: Container[TargetRef]) -> bool:
        """Whether the target does not have what was written since the last sweep. It is asked about once.

        Args:
            listed: what the sweep saw.

        Raises:
            Unavailable: the target cannot be used.
        """
        noted = self.session.ledger.recall(self._name)
        if not noted or self.flow.gone:
            return False
        target = TargetRef(**json.loads(noted))
        gone = target not in listed and self._is_settled(target) and self._is_absent(target)
        self.session.remember(self._name, "", expected=noted)
        return gone

    def _is_settled(self, target: TargetRef) -> bool:
        """Whether its document is done with; else somebody looks at it anyway."""
        ledger = self.session.ledger
        owners = ledger.linked(self.session.connection, self.flow.name, [target]).get(target, ())
        rows = [ledger.document(owner.key) for owner in owners]
        return any(row is not None and row.state in DONE for row in rows)

    def _is_absent(self, target: TargetRef) -> bool:
        try:
            return self.flow.target.read(target) is None
        except RecordUnusable:
            return False

    @property
    def _name(self) -> str:
        return f"last written {self.session.connection} {self.flow.name}"
