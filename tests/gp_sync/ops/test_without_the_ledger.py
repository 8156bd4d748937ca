"""The loop in simulated time while its ledger cannot be used."""

from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ops.health import HealthReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock
from tests.gp_sync.ops.simulated import Runs, Simulation


def put(simulation: Simulation, key: int) -> None:
    simulation.world.put(order(key=key, number=f"PF{key}"))


class FailingStore(MemoryStore):
    """A ledger that cannot be used while it is `broken`."""

    broken = False

    def recall(self, name: str) -> str | None:
        if self.broken:
            raise LedgerError("the ledger gp_sync on db1: the server closed the connection")
        return super().recall(name)


class TestWithoutTheLedger:
    def broken_from_nine_to_ten(self) -> tuple[Simulation, Runs]:
        store: list[FailingStore] = []

        def ledger(clock: HandClock) -> FailingStore:
            store.append(FailingStore(clock))
            return store[0]

        simulation = Simulation("2026-11-04 08:55", ledger=ledger)
        simulation.at("2026-11-04 09:00:30", lambda: setattr(store[0], "broken", True))
        simulation.at("2026-11-04 09:20", lambda: put(simulation, 1))
        simulation.at("2026-11-04 09:30", lambda: seen.append(simulation.look()))
        simulation.at("2026-11-04 10:00", lambda: setattr(store[0], "broken", False))
        seen: list[HealthReport] = []
        self.seen = seen
        return simulation, simulation.until("2026-11-04 10:30")

    def test_it_is_one_alert_and_the_schedule_goes_on_by_itself(self) -> None:
        simulation, _ = self.broken_from_nine_to_ten()

        assert [code for code, _ in simulation.told.opened_at] == ["LEDGER_UNUSABLE"]
        assert [code for code, _ in simulation.told.closed_at] == ["LEDGER_UNUSABLE"]
        assert simulation.world.creates("PF1") == 1

    def test_it_is_alive_and_not_ready(self) -> None:
        self.broken_from_nine_to_ten()

        (during,) = self.seen
        assert (during.status, during.live, during.ready) == ("degraded", True, False)
        assert [cause.code for cause in during.causes] == ["LEDGER_UNUSABLE"]

    def test_nothing_is_read_or_written_meanwhile(self) -> None:
        _, runs = self.broken_from_nine_to_ten()

        assert runs.times("%H:%M") == ["08:55", "09:00", "10:00", "10:10", "10:20"]
        assert set(runs.failures) == {"ledger"}
