"""Runs over both models: what is written, what waits, and what comes back by itself."""

from datetime import UTC, datetime

import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState, SourceVendor
from gp_sync.run.report import RunReport
from gp_sync.run.session import ConnectionBusy
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")


class TestNewOrders:
    def test_a_new_order_is_written_once(self, world: ModelConnection) -> None:
        world.put(order())

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert world.creates() == 1
        document = world.document()
        assert (document.state, document.end, document.label) == (DocumentState.SETTLED, End.WRITTEN, "PF52")
        assert [str(link.target) for link in document.links] == ["PF52 in TWO"]

    def test_a_target_that_refuses_existing_numbers_is_not_read_before_a_create(self, world: ModelConnection) -> None:
        world.put(order())

        world.run()

        assert world.target.reads.total() == 0

    def test_edge_17_a_target_that_may_overwrite_is_read_before_a_create(self) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=False))
        world.put(order())

        world.run()

        assert world.target.reads == {world.record(): 1}
        assert world.creates() == 1

    def test_a_second_run_writes_nothing_and_decides_nothing(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        rows = len(list(world.ledger.audit(world.name, key=world.key())))

        report = world.run()

        assert report.ends == {}
        assert world.feed.fetched == ["52"]
        assert len(world.target.sends) == 1
        assert len(list(world.ledger.audit(world.name, key=world.key()))) == rows

    def test_many_orders_are_written_by_several_threads_once_each(self, world: ModelConnection) -> None:
        for number in range(1, 251):
            world.put(order(key=number, number=f"PF{number}"))

        report = world.run(concurrency=4)

        assert report.ends == {End.WRITTEN: 250}
        assert len(world.target.executed) == len(world.target.records()) == 250

    def test_the_audit_tells_the_steps_of_a_write_with_its_body(self, world: ModelConnection) -> None:
        world.put(order())

        world.run()

        rows = list(world.ledger.audit(world.name, key=world.key()))
        steps = [row.what for row in rows if row.what.startswith("write.")]
        assert steps == ["write.reserved", "write.sending", "write.confirmed"]
        reserved = next(row for row in rows if row.what == "write.reserved")
        assert reserved.detail is not None
        assert '"number":"PF52"' in reserved.detail["after"]
        assert "before" not in reserved.detail


class TestVendorLinks:
    def test_edge_02_the_external_id_that_an_order_brings_along_links_its_vendor(self, world: ModelConnection) -> None:
        del world.references.facts[names.vendor_link("TWO", 6)]
        world.put(order())

        assert world.run().ends == {End.WRITTEN: 1}

    def test_edge_02_a_vendor_without_an_external_id_holds(self, world: ModelConnection) -> None:
        del world.references.facts[names.vendor_link("TWO", 6)]
        world.put(order(vendor=SourceVendor(id=6, name="Lakeshore Supply", external_id="", active=True)))

        assert world.run().ends == {End.HELD: 1}
        assert world.codes() == ["VENDOR_UNLINKED"]

    def test_an_order_without_a_vendor_brings_nothing_along(self, world: ModelConnection) -> None:
        world.put(order(vendor=None))

        world.run()

        assert world.codes() == ["VALUE_MISSING"]


class TestTheLease:
    def test_edge_52_a_connection_that_is_worked_on_is_busy(self, world: ModelConnection) -> None:
        world.ledger.acquire(world.name, "another process", 60)
        world.put(order())

        with pytest.raises(ConnectionBusy, match="the connection 'fabrikam' is being worked on by another process"):
            world.run()

        assert world.target.sends == []

    def test_edge_52_the_lease_is_given_back(self, world: ModelConnection) -> None:
        world.put(order())

        world.run()

        assert world.ledger.acquire(world.name, "another process", 60) is not None

    def test_edge_52_the_lease_of_a_process_that_died_runs_out(self, world: ModelConnection) -> None:
        world.ledger.acquire(world.name, "another process", 60)
        world.clock.advance(seconds=61)
        world.put(order())

        assert world.run().ends == {End.WRITTEN: 1}

    def test_a_replay_needs_the_lease_too(self, world: ModelConnection) -> None:
        world.ledger.acquire(world.name, "another process", 60)

        with pytest.raises(ConnectionBusy):
            world.engine().replay()


class TestReport:
    def test_one_reason_is_told_once(self) -> None:
        report = RunReport(connection="fabrikam", started=datetime(2026, 11, 4, 18, tzinfo=UTC))

        for reason in (GP_DOWN, PROCURIFY_DOWN, GP_DOWN):
            report.stop(reason)

        assert report.stopped == [GP_DOWN, PROCURIFY_DOWN]

    def test_it_says_when_the_run_began_and_ended(self, world: ModelConnection) -> None:
        report = world.run()

        assert report.connection == "fabrikam"
        assert report.started == report.ended == datetime(2026, 11, 4, 18, tzinfo=UTC)

    def test_edge_10_the_counts_of_all_ends_add_up_to_what_was_read(self, world: ModelConnection) -> None:
        world.put(order())
        world.put(order(key=1, number="PF1", state=OrderState.CANCELLED))
        world.put(order(key=2, number="PF2", shipping_method="Drone"))
        world.put(order(key=3, number="PF3", state=OrderState.CLOSED))
        world.put(order(key=4, number="PF4"), problem="not JSON", payload=b"<html>")

        report = world.run()

        counts = world.ledger.counts(world.name, "purchase_orders")
        assert counts == {End.WRITTEN: 1, End.SKIPPED: 1, End.BLOCKED: 1, End.HELD: 1, End.UNREADABLE: 1}
        assert sum(counts.values()) == report.captured.listed == 5
