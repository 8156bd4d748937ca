"""Runs over both models: what is written, what waits, and what comes back by itself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.facts import Currency
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState, SourceVendor
from gp_sync.report import RunReport
from gp_sync.session import ConnectionBusy
from gp_sync.testing.examples import calendar, coding, fabrikam_facts, line, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")


def ends(report: RunReport) -> Mapping[End, int]:
    return dict(report.ends)


class TestNewOrders:
    def test_a_new_order_is_written_once(self, world: ModelConnection) -> None:
        world.put(order())

        report = world.run()

        assert ends(report) == {End.WRITTEN: 1}
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

        assert ends(report) == {}
        assert world.feed.fetched == ["52"]
        assert len(world.target.sends) == 1
        assert len(list(world.ledger.audit(world.name, key=world.key()))) == rows

    def test_many_orders_are_written_by_several_threads_once_each(self, world: ModelConnection) -> None:
        for number in range(1, 251):
            world.put(order(key=number, number=f"PF{number}"))

        report = world.run(concurrency=4)

        assert ends(report) == {End.WRITTEN: 250}
        assert len(world.target.executed) == len(world.target.records()) == 250

    def test_the_audit_tells_the_steps_of_a_write_with_its_body(self, world: ModelConnection) -> None:
        world.put(order())

        world.run()

        rows = list(world.ledger.audit(world.name, key=world.key()))
        steps = [row.what for row in rows if row.what.startswith("write.")]
        assert steps == ["write.reserved", "write.sending", "write.confirmed"]
        reserved = next(row for row in rows if row.what == "write.reserved")
        assert '"number":"PF52"' in reserved.detail["after"]
        assert "before" not in reserved.detail


class TestExistingRecords:
    def enter(self, world: ModelConnection, **changes: object) -> None:
        """Somebody has our order in GP already, perhaps with other values."""
        other = ModelConnection(world.clock, ledger=None, target=world.target)
        other.put(order())
        other.run()
        world.target.executed.clear()
        if changes:
            world.target.edit(world.record(), **changes)
        world.put(order())

    @pytest.mark.parametrize("refuses_existing", [True, False])
    def test_edge_51_an_equal_record_of_ours_is_adopted(self, refuses_existing: bool) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=refuses_existing))
        self.enter(world)

        report = world.run()

        assert ends(report) == {End.ADOPTED: 1}
        assert world.target.executed == []
        assert [str(link.target) for link in world.document().links] == ["PF52 in TWO"]

    @pytest.mark.parametrize("refuses_existing", [True, False])
    def test_edge_17_a_foreign_record_under_our_number_blocks(self, refuses_existing: bool) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=refuses_existing))
        self.enter(world, confirm_with="ENTERED BY KIM")

        report = world.run()

        assert ends(report) == {End.BLOCKED: 1}
        assert world.codes() == ["PO_NUMBER_TAKEN"]
        assert world.target.executed == []

    @pytest.mark.parametrize("refuses_existing", [True, False])
    def test_edge_17_the_order_follows_once_the_number_is_free(self, refuses_existing: bool) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=refuses_existing))
        self.enter(world, confirm_with="ENTERED BY KIM")
        world.run()
        world.target.delete(world.record())

        report = world.run()

        assert (report.reopened, ends(report)) == (1, {End.WRITTEN: 1})

    def test_a_record_of_ours_with_other_contents_blocks(self, world: ModelConnection) -> None:
        self.enter(world, freight=Decimal("9.00"))

        world.run()

        assert world.codes() == ["PO_DIFFERS"]

    def test_edge_17_a_number_in_history_is_taken_too(self, world: ModelConnection) -> None:
        self.enter(world, confirm_with="ENTERED BY KIM")
        world.target.archive(world.record())

        world.run()

        assert world.codes() == ["PO_NUMBER_TAKEN"]

    def test_a_number_that_was_taken_and_is_free_by_the_time_of_the_read_blocks_with_the_refusal(
        self, world: ModelConnection
    ) -> None:
        refusal = finding("GP_REFUSED", Ref("x", ()), tried="220: the number exists")
        world.target.refuse_next(refusal, exists=True)
        world.put(order())

        world.run()

        assert world.codes() == ["GP_REFUSED"]


class TestRevisions:
    def revise(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

    def test_edge_03_a_revised_order_is_updated(self, world: ModelConnection) -> None:
        self.revise(world)

        report = world.run()

        assert ends(report) == {End.WRITTEN: 1}
        assert [write.op for write in world.target.executed] == ["create", "update"]
        assert world.target.records()[world.record()].body.freight == Decimal("5.00")

    def test_a_revision_that_changes_nothing_for_gp_is_unchanged(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2))

        report = world.run()

        assert ends(report) == {End.UNCHANGED: 1}
        assert len(world.target.sends) == 1

    def test_a_revision_back_to_an_earlier_body_is_written_again(self, world: ModelConnection) -> None:
        self.revise(world)
        world.run()
        world.put(order(version=3))

        report = world.run()

        assert ends(report) == {End.WRITTEN: 1}
        assert world.target.records()[world.record()].body.freight == Decimal("0.00")

    def test_edge_12_an_order_changed_in_both_blocks_and_follows_what_is_mended_by_hand(
        self, world: ModelConnection
    ) -> None:
        self.revise(world)
        world.target.edit(world.record(), freight=Decimal("7.00"))

        world.run()

        assert world.codes() == ["CHANGED_IN_BOTH"]
        world.target.edit(world.record(), freight=Decimal("5.00"))
        report = world.run()
        assert (report.reopened, ends(report)) == (1, {End.ADOPTED: 1})
        assert len(world.target.executed) == 1

    def test_edge_27_an_order_on_hold_in_gp_follows_once_it_is_released(self, world: ModelConnection) -> None:
        self.revise(world)
        world.target.hinder(world.record(), finding("PO_ON_HOLD", Ref("x", ()), tried="PF52"))
        world.run()
        assert world.document().state is DocumentState.HELD
        world.target.hinder(world.record(), None)

        report = world.run()

        assert (report.reopened, ends(report)) == (1, {End.WRITTEN: 1})

    def test_edge_70_a_deleted_order_is_not_created_again(self, world: ModelConnection) -> None:
        self.revise(world)
        world.target.delete(world.record())

        world.run()
        world.run()

        assert world.codes() == ["DELETED_IN_GP"]
        assert world.creates() == 1

    def test_edge_16_a_cancelled_order_is_voided_even_without_its_lines(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(state=OrderState.CANCELLED, lines=()))

        report = world.run()

        assert ends(report) == {End.WRITTEN: 1}
        assert world.target.records()[world.record()].void

    def test_edge_16_an_order_cancelled_before_its_write_is_skipped(self, world: ModelConnection) -> None:
        world.put(order(state=OrderState.CANCELLED))

        report = world.run()

        assert (ends(report), world.target.sends) == ({End.SKIPPED: 1}, [])

    def test_edge_46_an_order_whose_coding_moves_to_another_company_blocks(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.change_fact(names.currencies("NORTH"), (Currency(id="Z-C$", iso_code="CAD", decimals=2),))
        world.put(order(version=2, currency="CAD", lines=(line(coding=coding(location="Vancouver Plant")),)))

        world.run()

        assert "ROUTE_CHANGED" in world.codes()
        assert world.document().state is DocumentState.BLOCKED
        assert len(world.target.sends) == 1


class TestVendorLinks:
    def test_edge_02_the_external_id_that_an_order_brings_along_links_its_vendor(self, world: ModelConnection) -> None:
        del world.references.facts[names.vendor_link("TWO", 6)]
        world.put(order())

        assert ends(world.run()) == {End.WRITTEN: 1}

    def test_edge_02_a_vendor_without_an_external_id_holds(self, world: ModelConnection) -> None:
        del world.references.facts[names.vendor_link("TWO", 6)]
        world.put(order(vendor=SourceVendor(id=6, name="Lakeshore Supply", external_id="", active=True)))

        assert ends(world.run()) == {End.HELD: 1}
        assert world.codes() == ["VENDOR_UNLINKED"]

    def test_an_order_without_a_vendor_brings_nothing_along(self, world: ModelConnection) -> None:
        world.put(order(vendor=None))

        world.run()

        assert world.codes() == ["VALUE_MISSING"]


class TestWhatWaits:
    def test_edge_13_an_order_follows_by_itself_when_its_period_opens(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order())
        world.put(order(key=53, number="PF53"))
        world.run()
        assert [len(issue.keys) for issue in world.ledger.issues(world.name)] == [2]
        world.change_fact(names.fiscal_calendar("TWO"), calendar())

        report = world.run()

        assert (report.reopened, ends(report)) == (2, {End.WRITTEN: 2})
        assert world.ledger.issues(world.name) == []

    def test_edge_13_an_order_follows_when_its_year_is_set_up(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(year=2025))
        world.put(order())
        world.run()
        assert world.codes() == ["FISCAL_YEAR_MISSING"]
        world.change_fact(names.fiscal_calendar("TWO"), calendar())

        report = world.run()

        assert (report.reopened, ends(report)) == (1, {End.WRITTEN: 1})

    @pytest.mark.parametrize(
        "ref",
        [
            names.account("TWO", "000-5100-01"),
            names.vendor_link("TWO", 6),
            names.gp_vendor("TWO", "LAKESHORE0001"),
            names.segment("TWO", 3, "01"),
            names.site("TWO", "01-N"),
        ],
        ids=str,
    )
    def test_edge_01_an_order_follows_when_what_was_missing_is_there(self, world: ModelConnection, ref: Ref) -> None:
        world.change_fact(ref, None)
        world.put(order())
        world.run()
        assert world.target.sends == []
        world.change_fact(ref, fabrikam_facts()[ref])

        report = world.run()

        assert (report.reopened, ends(report)) == (1, {End.WRITTEN: 1})

    def test_a_cause_that_did_not_change_decides_nothing(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order())
        world.run()

        report = world.run()

        assert (report.reopened, ends(report)) == (0, {})

    def test_a_replay_decides_what_was_stopped_anew(self, world: ModelConnection) -> None:
        world.put(order(shipping_method="Drone"))
        world.put(order(key=53, number="PF53", shipping_method="Drone"))
        world.put(order(key=54, number="PF54"))
        world.run()
        company = attrs.evolve(world.policy.companies[0], shipping_methods={"Drone": "AIR", "Ground": "GROUND"})
        world.policy = attrs.evolve(world.policy, companies=(company,))

        returned = world.engine().replay([world.key("53")])
        first = world.run()
        everything = world.engine().replay()
        second = world.run()

        assert (returned, ends(first)) == (1, {End.WRITTEN: 1})
        assert (everything, ends(second)) == (1, {End.WRITTEN: 1})

    def test_edge_18_a_record_that_a_user_has_open_is_tried_again_by_the_next_run(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("RECORD_LOCKED", Ref("x", ()), tried="PF52"))
        world.put(order())

        first, second = world.run(), world.run()

        assert (ends(first), ends(second)) == ({End.HELD: 1}, {End.WRITTEN: 1})

    def test_a_refusal_blocks_until_a_replay(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("GP_REFUSED", Ref("x", ()), tried="5466: the item exists"))
        world.put(order())
        first = world.run()
        idle = world.run()
        world.engine().replay()

        last = world.run()

        assert (ends(first), ends(idle), ends(last)) == ({End.BLOCKED: 1}, {}, {End.WRITTEN: 1})
        assert world.creates() == 1

    def test_an_order_that_no_decoder_reads_blocks_with_what_is_wrong(self, world: ModelConnection) -> None:
        world.put(order(), payload=b'{"key": "fifty-two"}')

        report = world.run()

        assert ends(report) == {End.BLOCKED: 1}
        assert world.codes() == ["ORDER_UNREADABLE"]
        assert "expected int, got str @ SourceOrder.key" in world.document().findings[0].tried


class TestUnavailableSides:
    def test_edge_29_gp_being_down_stops_the_run_with_one_reason(self, world: ModelConnection) -> None:
        world.target.down = GP_DOWN
        for number in range(1, 8):
            world.put(order(key=number, number=f"PF{number}"))

        report = world.run(concurrency=2)

        assert report.stopped == [GP_DOWN]
        assert ends(report) == {}
        assert world.ledger.counts(world.name, "purchase_orders") == {End.PENDING: 7}

    def test_edge_29_the_next_run_goes_on(self, world: ModelConnection) -> None:
        world.target.down = GP_DOWN
        world.put(order())
        world.run()
        assert world.codes() == ["GP_UNAVAILABLE"]
        world.target.down = None

        report = world.run()

        assert ends(report) == {End.WRITTEN: 1}
        assert world.codes() == []

    def test_facts_that_cannot_be_read_stop_the_run(self, world: ModelConnection) -> None:
        world.references.down = GP_DOWN
        world.put(order())

        report = world.run()

        assert (report.stopped, ends(report)) == ([GP_DOWN], {})
        assert world.document().state is DocumentState.PENDING

    def test_a_cause_that_cannot_be_read_anew_leaves_its_orders_as_they_are(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order())
        world.run()
        world.references.down = GP_DOWN

        report = world.run()

        assert report.stopped == [GP_DOWN]
        assert world.codes() == ["PERIOD_CLOSED"]

    def test_procurify_being_down_does_not_stop_what_was_captured(self, world: ModelConnection) -> None:
        world.target.down = GP_DOWN
        world.put(order())
        world.run()
        world.target.down, world.feed.down = None, PROCURIFY_DOWN

        report = world.run()

        assert (report.stopped, ends(report)) == ([PROCURIFY_DOWN], {End.WRITTEN: 1})

    def test_an_open_write_waits_while_gp_is_down(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.target.down = GP_DOWN

        report = world.run()

        assert report.stopped == [GP_DOWN]
        assert dict(report.resolved) == {}
        assert world.document().end is End.IN_DOUBT


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

        assert ends(world.run()) == {End.WRITTEN: 1}

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
