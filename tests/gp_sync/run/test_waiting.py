"""What is held, blocked or interrupted, and how it comes back by itself."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.testing.examples import calendar, fabrikam_facts, order
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelReferences

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")


class TestWhatWaits:
    def test_edge_13_an_order_follows_by_itself_when_its_period_opens(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order())
        world.put(order(key=53, number="PF53"))
        world.run()
        assert [len(issue.keys) for issue in world.ledger.issues(world.name)] == [2]
        world.change_fact(names.fiscal_calendar("TWO"), calendar())

        report = world.run()

        assert (report.reopened, report.ends) == (2, {End.WRITTEN: 2})
        assert world.ledger.issues(world.name) == []

    def test_edge_13_an_order_follows_when_its_year_is_set_up(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(year=2025))
        world.put(order())
        world.run()
        assert world.codes() == ["FISCAL_YEAR_MISSING"]
        world.change_fact(names.fiscal_calendar("TWO"), calendar())

        report = world.run()

        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})

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

        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})

    def test_a_cause_that_did_not_change_decides_nothing(self, world: ModelConnection) -> None:
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order())
        world.run()

        report = world.run()

        assert (report.reopened, report.ends) == (0, {})

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

        assert (returned, first.ends) == (1, {End.WRITTEN: 1})
        assert (everything, second.ends) == (1, {End.WRITTEN: 1})

    def test_edge_18_a_record_that_a_user_has_open_is_tried_again_by_the_next_run(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("RECORD_LOCKED", Ref("x", ()), tried="PF52"))
        world.put(order())

        first, second = world.run(), world.run()

        assert (first.ends, second.ends) == ({End.HELD: 1}, {End.WRITTEN: 1})

    def test_a_refusal_blocks_until_a_replay(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("GP_REFUSED", Ref("x", ()), tried="5466: the item exists"))
        world.put(order())
        first = world.run()
        idle = world.run()
        world.engine().replay()

        last = world.run()

        assert (first.ends, idle.ends, last.ends) == ({End.BLOCKED: 1}, {}, {End.WRITTEN: 1})
        assert world.creates() == 1

    def test_an_order_that_no_decoder_reads_blocks_with_what_is_wrong(self, world: ModelConnection) -> None:
        world.put(order(), payload=b'{"key": "fifty-two"}')

        report = world.run()

        assert report.ends == {End.BLOCKED: 1}
        assert world.codes() == ["ORDER_UNREADABLE"]
        assert "expected int, got str @ SourceOrder.key" in world.document().findings[0].tried


class TestUnavailableSides:
    def test_edge_29_gp_being_down_stops_the_run_with_one_reason(self, world: ModelConnection) -> None:
        world.target.down = GP_DOWN
        for number in range(1, 8):
            world.put(order(key=number, number=f"PF{number}"))

        report = world.run(concurrency=2)

        assert report.stopped == [GP_DOWN]
        assert report.ends == {}
        assert world.ledger.counts(world.name, "purchase_orders") == {End.PENDING: 7}

    def test_edge_29_the_next_run_goes_on(self, world: ModelConnection) -> None:
        world.target.down = GP_DOWN
        world.put(order())
        assert world.run().stopped == [GP_DOWN]
        world.target.down = None

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert world.codes() == []

    def test_facts_that_cannot_be_read_stop_the_run(self, world: ModelConnection) -> None:
        world.references.down = GP_DOWN
        world.put(order())

        report = world.run()

        assert (report.stopped, report.ends) == ([GP_DOWN], {})
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

        assert (report.stopped, report.ends) == ([PROCURIFY_DOWN], {End.WRITTEN: 1})

    def test_procurify_being_down_does_not_stop_what_needs_gp_alone_though_an_issue_asks_procurify(
        self, world: ModelConnection
    ) -> None:
        class WithoutProcurify(ModelReferences):
            def find(self, ref: Ref, not_before: datetime) -> Any | None:
                if ref == names.vendor_link("TWO", 7):
                    raise Unavailable(PROCURIFY_DOWN)
                return super().find(ref, not_before)

        world.put(order(vendor=SourceVendor(id=7, name="New", external_id="", active=True)))
        world.run()
        world.target.down = GP_DOWN
        world.put(order(key=53, number="PF53"))
        world.run()
        world.target.down, world.feed.down = None, PROCURIFY_DOWN
        world.references = WithoutProcurify(fabrikam_facts())

        report = world.run()

        assert (report.ends, [reason.code for reason in report.stopped]) == (
            {End.WRITTEN: 1},
            ["PROCURIFY_UNAVAILABLE"],
        )

    def test_an_open_write_waits_while_gp_is_down(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.target.down = GP_DOWN

        report = world.run()

        assert report.stopped == [GP_DOWN]
        assert dict(report.resolved) == {}
        assert world.document().end is End.IN_DOUBT
