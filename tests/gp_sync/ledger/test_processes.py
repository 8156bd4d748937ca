"""A process that is killed in the middle of a change. What is said of whole changes is in `ProcessContract`."""

import subprocess
import sys
from typing import Any

from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION, lease_of

_HALF = """
import sys
from gp_sync.ledger.change import changing
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION, event

store = SqlStore(sys.argv[1])
with changing(store._database, CONNECTION, int(sys.argv[2])) as change:
    change.record(event("half"))
    change.store_audit()
    print("half-way", flush=True)
    sys.stdin.readline()
"""


class TestKilledProcesses:
    def test_half_a_change_is_not_in_the_file(self, sqlite_store: SqlStore, url: str) -> None:
        lease = lease_of(sqlite_store)
        process = start(_HALF, url, str(lease.fence))
        assert process.stdout.readline() == "half-way\n"

        process.kill()
        process.communicate(timeout=60)

        assert list(sqlite_store.audit(CONNECTION)) == []
        assert sqlite_store.renew(lease, 60) is not None


def start(script: str, *arguments: str) -> Any:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
