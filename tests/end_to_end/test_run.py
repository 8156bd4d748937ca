"""`gp-sync run` as real processes: told to stop, killed, two at once, and asked how they are."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from gp_sync.ledger.sql import SqlStore
from tests.end_to_end.scheduled import schedule
from tests.end_to_end.world import World
from tests.ports import a_free_port

pytestmark = pytest.mark.skipif(os.name != "posix", reason="what is tested are signals of POSIX")

PATIENCE = 240.0  # two busy cores may take a minute until a process has said its first word
BOTH_WRITTEN = 'gp_sync_documents{connection="test",end="written",flow="purchase_orders"} 2.0'


@attrs.frozen
class Scheduler:
    """A process that runs `gp-sync run`."""

    process: "subprocess.Popen[str]"
    log: Path

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def scheduler(world: World, name: str = "one") -> Iterator[Scheduler]:
    log = world.folder / f"{name}.log"
    command = [sys.executable, "-c", "from gp_sync.cli import main; main()", "run", "--config", str(world.config)]
    with log.open("w", encoding="utf-8") as stderr:
        environment = os.environ | world.environment
        process = subprocess.Popen(command, stdout=stderr, stderr=stderr, env=environment, text=True)
        try:
            yield Scheduler(process, log)
        finally:
            process.kill()
            process.wait()


def eventually(holds: Callable[[], Any], words: Callable[[], str] = lambda: "") -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, words()
        time.sleep(0.05)


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # an address of this machine
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def some_orders(world: World, count: int) -> list[str]:
    return [world.order()["number"] for _ in range(count)]


def written(world: World) -> int:
    return len(world.company.purchase_orders)


class TestStopping:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_the_document_in_hand_is_finished_and_the_process_ends_well(
        self, world: World, how: signal.Signals
    ) -> None:
        some_orders(world, 40)  # more than it can write before it is told, however late that is
        schedule(world)
        world.gp.slow("PurchaseOrders", seconds=0.4, times=100, method="POST")

        with scheduler(world) as process:
            eventually(lambda: written(world) >= 3, process.said)
            code = process.stop(how)

        assert code == 0, process.said()
        assert f"{how.name}: the document in hand is finished, then it ends" in process.said()
        assert 3 <= written(world) < 40
        ledger = SqlStore(f"sqlite:///{world.folder / 'gp-sync.db'}")
        assert list(ledger.open_writes("test")) == []
        ledger.close()
        status = world.answer("status")["counts"]
        assert status == {"written": written(world), "pending": 40 - written(world)}

    def test_it_ends_at_once_while_it_waits(self, world: World) -> None:
        schedule(world)

        with scheduler(world) as process:
            eventually(lambda: "on schedule: purchase_orders" in process.said(), process.said)
            began = time.monotonic()
            code = process.stop()

        assert (code, time.monotonic() - began < 10) == (0, True)

    def test_the_rest_is_written_by_the_next_one_and_nothing_twice(self, world: World) -> None:
        numbers = some_orders(world, 8)
        schedule(world)
        world.gp.slow("PurchaseOrders", seconds=0.3, times=100, method="POST")
        with scheduler(world) as process:
            eventually(lambda: written(world) >= 2, process.said)
            process.stop()

        with scheduler(world, "two") as process:
            eventually(lambda: written(world) == 8, process.said)
            process.stop()

        assert sorted(world.company.purchase_orders) == sorted(numbers)
        assert world.answer("status")["counts"] == {"written": 8}


class TestKilled:
    def test_edge_52_a_scheduler_that_is_killed_loses_nothing_and_doubles_nothing(self, world: World) -> None:
        numbers = some_orders(world, 10)
        world.configure(**{"longest_execution = 1": "longest_execution = 1\nsend_timeout = 3"})
        schedule(world)
        world.gp.slow("PurchaseOrders", seconds=0.3, times=100, method="POST")
        with scheduler(world) as process:
            eventually(lambda: written(world) >= 3, process.said)
            process.process.kill()
            process.process.wait()
        let_the_lease_run_out(world)

        with scheduler(world, "two") as process:
            eventually(lambda: "written" in process.said(), process.said)
            process.stop()
        # What was being sent counts as absent only after its time, and if it is not found twice: no need to wait for
        # the next minute.
        eventually(lambda: world.answer("sync")["run"] and world.answer("status")["counts"] == {"written": 10})

        assert sorted(world.company.purchase_orders) == sorted(numbers)
        assert len(creates(world)) == 10

    def test_edge_52_two_schedulers_do_the_work_of_one(self, world: World) -> None:
        numbers = some_orders(world, 10)
        schedule(world)
        world.gp.slow("PurchaseOrders", seconds=0.2, times=100, method="POST")

        with scheduler(world) as one, scheduler(world, "two") as two:
            eventually(lambda: written(world) == 10, lambda: one.said() + two.said())
            assert (one.stop(), two.stop()) == (0, 0)

        assert sorted(world.company.purchase_orders) == sorted(numbers)
        assert len(creates(world)) == 10


class TestHealth:
    def test_it_tells_how_it_is_and_its_figures(self, world: World) -> None:
        some_orders(world, 2)
        port = a_free_port()
        schedule(world, port)

        with scheduler(world) as process:
            eventually(lambda: BOTH_WRITTEN in get(f"http://127.0.0.1:{port}/metrics")[1], process.said)
            health = json.loads(get(f"http://127.0.0.1:{port}/health")[1])
            live = get(f"http://127.0.0.1:{port}/live")[0]
            figures = get(f"http://127.0.0.1:{port}/metrics")[1]
            process.stop()

        assert (live, health["status"], health["causes"]) == (200, "ok", [])
        assert health["last_run"]["ends"] == {"written": 2}
        assert 'gp_sync_side_up{connection="test",side="gp"} 1.0' in figures

    def test_edge_29_a_gp_that_is_down_is_one_alert_and_a_cause(self, world: World) -> None:
        some_orders(world, 2)
        port = a_free_port()
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})
        schedule(world, port)

        with scheduler(world) as process:
            eventually(lambda: "alert GP_UNAVAILABLE" in process.said(), process.said)
            eventually(lambda: '"degraded"' in get(f"http://127.0.0.1:{port}/health")[1], process.said)
            health = json.loads(get(f"http://127.0.0.1:{port}/health")[1])
            process.stop()

        assert (health["status"], [cause["code"] for cause in health["causes"]]) == ("degraded", ["GP_UNAVAILABLE"])
        assert process.said().count("alert GP_UNAVAILABLE") == 1
        assert world.client_secret not in process.said() + json.dumps(health)
        assert world.password not in process.said() + json.dumps(health)

    def test_edge_19_a_refused_login_is_tried_once(self, world: World) -> None:
        some_orders(world, 1)
        world.gp.users.set_password(r"FABRIKAM\svc_gp", "changed")
        schedule(world)

        for name in ("one", "two"):
            with scheduler(world, name) as process:
                eventually(lambda: "GP_LOGIN_REFUSED" in process.said(), process.said)
                process.stop()

        assert world.gp.failed_logons == 1


class TestInThisProcess:
    def test_sigterm_ends_the_command_after_the_run_in_hand(self, world: World) -> None:
        numbers = some_orders(world, 2)
        port = a_free_port()
        schedule(world, port)
        before = signal.getsignal(signal.SIGTERM)
        seen: list[str] = []

        def when_ready() -> None:
            eventually(lambda: BOTH_WRITTEN in get(f"http://127.0.0.1:{port}/metrics")[1])
            seen.append(get(f"http://127.0.0.1:{port}/metrics")[1])
            os.kill(os.getpid(), signal.SIGTERM)

        watcher = threading.Thread(target=when_ready)
        watcher.start()
        result = world.run("run")
        watcher.join()

        assert result.exit_code == 0
        assert sorted(world.company.purchase_orders) == sorted(numbers)
        assert 'gp_sync_runs_total{connection="test",result="done"} 1.0' in seen[0]
        assert signal.getsignal(signal.SIGTERM) is before


def creates(world: World) -> list[Any]:
    return [request for request in world.gp.requests if request.method == "POST" and "PurchaseOrders" in request.path]


def let_the_lease_run_out(world: World) -> None:
    """The lease of a process that died lasts ten minutes, which a test does not wait for."""
    ledger = SqlStore(f"sqlite:///{world.folder / 'gp-sync.db'}", now=lambda: datetime.now(UTC) + timedelta(hours=1))
    lease = ledger.acquire("test", "the test", 1.0)
    assert lease is not None
    ledger.release(lease)
    ledger.close()
