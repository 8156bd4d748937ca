"""A check of the audit looks at one moment, also while others write."""

from collections.abc import Iterator

import pytest

from gp_sync.core.model import Key
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.views import AuditRow
from gp_sync.testing.ledger_samples import CONNECTION, event, lease_of, page


class BusyStore(MemoryStore):
    """A ledger to which another process adds a row each time it is read, as often as is said."""

    def __init__(self, changes: int) -> None:
        super().__init__()
        self.left = changes
        self.fence = lease_of(self).fence
        self.capture(page(), self.fence)

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        if self.left:
            self.left -= 1
            self.note(connection, event("something.else"), self.fence)
        return super().audit(connection, key=key, last=last)


class TestCheckingWhileOthersWrite:
    def test_it_looks_again(self) -> None:
        check = check_audit(BusyStore(changes=5), CONNECTION)

        assert (check.problems, check.rows) == ((), 6)

    def test_it_gives_up_on_a_ledger_that_never_stands_still(self) -> None:
        with pytest.raises(LedgerError, match="is being written to: check it again when no run is under way"):
            check_audit(BusyStore(changes=1000), CONNECTION)
