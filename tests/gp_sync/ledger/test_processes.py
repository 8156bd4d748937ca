"""Several processes on one file, and processes that are killed."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

from gp_sync.core.states import WriteState
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION, KEY, TARGET, lease_of

_RESERVE = """
import json, sys
from gp_sync.core.model import Key
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION, FLOW, event, intent

store = SqlStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
answers = []
for number in range(10):
    key = Key(connection=CONNECTION, flow=FLOW, source_id=str(number))
    answers.append(type(store.reserve(key, 1, intent(), 0, int(sys.argv[2]), event("write.reserved"))).__name__)
store.close()
print(json.dumps(answers), flush=True)
"""

_SEND = """
import sys
from gp_sync.core.states import WriteState
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import lease_of, reach

store = SqlStore(sys.argv[1])
reach(store, WriteState.SENDING, lease_of(store).fence)
print("returned", flush=True)
sys.stdin.readline()
"""

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


class TestSeveralProcesses:
    def test_each_write_is_reserved_by_one_of_them(self, sqlite_store: SqlStore, url: str) -> None:
        fence = lease_of(sqlite_store).fence
        processes = [start(_RESERVE, url, str(fence)) for _ in range(3)]
        for process in processes:
            assert process.stdout.readline() == "ready\n"

        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [json.loads(process.communicate(timeout=60)[0]) for process in processes]

        assert [process.returncode for process in processes] == [0, 0, 0]
        for of_one_write in zip(*answers, strict=True):
            assert Counter(of_one_write) == {"Reserved": 1, "Open": 2}
        assert [row.number for row in sqlite_store.audit(CONNECTION)] == list(range(1, 11))


class TestKilledProcesses:
    def test_what_a_method_returned_is_in_the_file(self, sqlite_store: SqlStore, url: str) -> None:
        process = start(_SEND, url)
        assert process.stdout.readline() == "returned\n"

        kill(process)

        (write,) = sqlite_store.open_writes(CONNECTION)
        assert (write.key, write.intent.target, write.state) == (KEY, TARGET, WriteState.SENDING)
        assert [row.what for row in sqlite_store.audit(CONNECTION)] == ["write.reserved", "write.sending"]

    def test_half_a_change_is_not_in_the_file(self, sqlite_store: SqlStore, url: str) -> None:
        lease = lease_of(sqlite_store)
        process = start(_HALF, url, str(lease.fence))
        assert process.stdout.readline() == "half-way\n"

        kill(process)

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


def kill(process: Any) -> None:
    """End a process without any chance to clean up."""
    process.kill()
    process.communicate(timeout=60)
