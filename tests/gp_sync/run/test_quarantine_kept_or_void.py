"""Quarantined records that shall not be completed: left to a person as they stand, or voided."""

from decimal import Decimal

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.people.quarantine import QuarantineError
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.quarantines import WHO, the_write, void


class TestKeeping:
    def test_edge_17_somebody_elses_record_stays_as_it_is_for_ever(self, foreign: ModelConnection) -> None:
        before = foreign.target.records()

        with foreign.engine().quarantine(the_write(foreign)) as held:
            held.keep(the_write(foreign), WHO)
        idle = foreign.run()
        foreign.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        later = foreign.run()

        assert (idle.ends, later.ends, foreign.codes()) == ({}, {End.BLOCKED: 1}, ["ENTERED_BY_HAND"])
        assert foreign.target.records() == before

    def test_edge_41_a_partial_order_can_be_left_to_a_person(self, partial: ModelConnection) -> None:
        with partial.engine().quarantine(the_write(partial)) as held:
            held.keep(the_write(partial), WHO)

        assert partial.run().ends == {}
        assert partial.document().state is DocumentState.DONE_BY_HAND


class TestVoiding:
    def test_edge_41_a_partial_order_is_voided_by_the_next_run(self, partial: ModelConnection) -> None:
        void(partial)

        report = partial.run()

        assert report.ends == {End.WRITTEN: 1}
        assert partial.target.records()[partial.record()].void
        assert [write.op for write in partial.target.executed] == ["create", "void"]

    def test_edge_41_a_later_revision_is_then_a_matter_for_a_person(self, partial: ModelConnection) -> None:
        void(partial)
        partial.run()
        partial.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

        report = partial.run()

        assert (report.ends, partial.codes()) == ({End.BLOCKED: 1}, ["PO_NOT_NEW"])
        assert [write.op for write in partial.target.executed] == ["create", "void"]

    @pytest.mark.parametrize("trouble", ["lost", "locked", "down"])
    def test_edge_41_a_void_that_does_not_come_through_is_tried_again_and_nothing_is_completed(
        self, partial: ModelConnection, trouble: str
    ) -> None:
        void(partial)
        down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
        if trouble == "lost":
            partial.target.lose_next_answer(done=False)
        elif trouble == "locked":
            partial.target.refuse_next(finding("RECORD_LOCKED", Ref("x", ()), tried="a user has it open"))
        else:
            partial.target.down = down
        partial.run()
        partial.target.down = None

        for _ in range(4):
            partial.clock.advance(hours=1)
            partial.run()

        assert partial.target.records()[partial.record()].void
        assert [write.op for write in partial.target.executed] == ["create", "void"]

    def test_edge_41_the_void_of_a_cancelled_order_ends_the_matter(self, partial: ModelConnection) -> None:
        partial.put(order(version=2, state=OrderState.CANCELLED))
        partial.run()
        void(partial)

        partial.run()

        assert (partial.run().ends, partial.codes()) == ({}, [])
        assert partial.target.records()[partial.record()].void

    def test_edge_41_a_void_whose_answer_is_lost_is_read_back(self, partial: ModelConnection) -> None:
        void(partial)
        partial.target.lose_next_answer(done=True)

        partial.run()

        assert partial.target.records()[partial.record()].void
        assert list(partial.ledger.open_writes(partial.name)) == []

    @pytest.mark.parametrize("code", ["PO_HAS_RECEIPT", "PO_IN_HISTORY"])
    def test_edge_41_a_record_that_gp_is_past_is_not_voided(self, partial: ModelConnection, code: str) -> None:
        partial.target.hinder(partial.record(), finding(code, Ref("x", ()), tried="PF52"))

        with pytest.raises(QuarantineError, match=f"PF52 in TWO cannot be voided: {code}; confirm, keep or release it"):
            void(partial)

        assert the_write(partial).state is WriteState.QUARANTINED
