"""The figures of a running schedule."""

from collections.abc import Sequence

import attrs
import pytest

from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.views import Issue
from gp_sync.ops.metrics import Metrics
from gp_sync.ops.notify import Alert
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from tests.gp_sync.ops.simulated import utc

NOW = utc("2026-11-04 10:00")
ALERT = Alert(key="k", code="GP_UNAVAILABLE", text="GP is down.", remedy="Start it.", who="operator", since=NOW)


class TestMetrics:
    def figures(self, world: ModelConnection, *reports: RunReport) -> list[str]:
        metrics = Metrics(world.name, world.ledger)
        for report in reports:
            metrics.ran(report, ["purchase_orders"])
        metrics.looked({"purchase_orders": NOW}, [])
        return metrics.page().body.decode().splitlines()

    def test_documents_are_counted_as_they_stand_and_as_they_were_decided(self) -> None:
        world = ModelConnection()
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}"))
        world.put(order(key=3, number="PF3", shipping_method="Drone"))

        found = self.figures(world, world.run(), world.run())

        same = 'connection="fabrikam"'
        assert f'gp_sync_documents{{{same},end="written",flow="purchase_orders"}} 2.0' in found
        assert f'gp_sync_documents{{{same},end="held",flow="purchase_orders"}} 0.0' in found
        assert f'gp_sync_documents_decided_total{{{same},end="written",flow="purchase_orders"}} 2.0' in found
        assert f'gp_sync_open_issues{{code="SHIPPING_METHOD_UNMAPPED",{same}}} 1.0' in found
        assert f'gp_sync_runs_total{{{same},result="done"}} 2.0' in found

    def test_a_side_that_is_down_and_the_last_whole_run_are_told_as_the_ledger_has_them(self) -> None:
        """Also by a process that has not run, or not since."""
        world = ModelConnection()
        metrics = Metrics(world.name, world.ledger)
        metrics.looked({"purchase_orders": NOW}, [attrs.evolve(ALERT, side="gp")])

        found = metrics.page().body.decode().splitlines()

        assert 'gp_sync_side_up{connection="fabrikam",side="gp"} 0.0' in found
        assert 'gp_sync_side_up{connection="fabrikam",side="procurify"} 1.0' in found
        assert 'gp_sync_open_alerts{connection="fabrikam"} 1.0' in found
        last = next(line for line in found if line.startswith("gp_sync_last_run_timestamp_seconds{"))
        assert float(last.rpartition(" ")[2]) == NOW.timestamp()

    def test_an_issue_that_is_closed_is_counted_no_more(self) -> None:
        world = ModelConnection()
        world.put(order(shipping_method="Drone"))
        metrics = Metrics(world.name, world.ledger)
        world.run()
        metrics.looked({"purchase_orders": NOW}, [])
        before = metrics.page().body.decode()
        world.put(order())
        world.run()

        metrics.looked({"purchase_orders": NOW}, [])

        assert "gp_sync_open_issues{" in before
        assert "gp_sync_open_issues{" not in metrics.page().body.decode()

    def test_while_the_ledger_cannot_be_used_the_open_issues_are_those_of_before(self) -> None:
        class Breakable(MemoryStore):
            broken = False

            def issues(self, connection: str) -> Sequence[Issue]:
                if self.broken:
                    raise LedgerError("the disk is full")
                return list(super().issues(connection))

        clock = HandClock()
        ledger = Breakable(clock)
        world = ModelConnection(clock, ledger=ledger)
        world.put(order(shipping_method="Drone"))
        world.run()
        metrics = Metrics(world.name, ledger)
        metrics.looked({}, [])
        ledger.broken = True

        with pytest.raises(LedgerError):
            metrics.looked({}, [])

        assert 'gp_sync_open_issues{code="SHIPPING_METHOD_UNMAPPED",' in metrics.page().body.decode()

    def test_runs_that_did_not_begin_are_counted_by_their_reason(self) -> None:
        metrics = Metrics("fabrikam", ModelConnection().ledger)

        metrics.failed("busy")

        assert 'gp_sync_runs_total{connection="fabrikam",result="busy"} 1.0' in metrics.page().body.decode()

    def test_no_figure_tells_an_order_a_vendor_or_an_amount(self) -> None:
        world = ModelConnection()
        world.put(order())

        page = "\n".join(self.figures(world, world.run()))

        assert not [secret for secret in ("PF52", "LAKESHORE", "Contoso", "USD") if secret in page]
