"""Orders that GP has already: adopted, updated, voided, or left to a person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency, PurchasingSetup
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.testing.examples import coding, fabrikam_facts, line, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget
from tests.gp_sync.run.quarantines import TWO_LINES, release


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

        assert report.ends == {End.ADOPTED: 1}
        assert world.target.executed == []
        assert [str(link.target) for link in world.document().links] == ["PF52 in TWO"]

    @pytest.mark.parametrize("refuses_existing", [True, False])
    def test_edge_17_a_foreign_record_under_our_number_blocks(self, refuses_existing: bool) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=refuses_existing))
        self.enter(world, confirm_with="ENTERED BY KIM")

        report = world.run()

        assert report.ends == {End.BLOCKED: 1}
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

        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})

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

    def test_edge_17_a_taken_number_whose_record_a_read_misses_is_looked_at_again(self, world: ModelConnection) -> None:
        read = world.target.read
        world.put(order())
        world.run()
        taken = world.target.records()[world.record()]
        other = ModelConnection(world.clock, target=world.target)
        other.put(order(comment="of another tenant"))
        world.target.read = lambda _: None  # type: ignore[method-assign,assignment]  # it is just being moved

        missed = other.run()
        still = other.run()
        world.target.read = read  # type: ignore[method-assign]  # it is there again
        seen = other.run()

        assert (missed.ends, still.ends, still.reopened) == ({End.BLOCKED: 1}, {}, 0)
        assert (seen.reopened, seen.ends, other.codes()) == (1, {End.BLOCKED: 1}, ["PO_DIFFERS"])
        assert world.target.records()[world.record()] == taken


class TestRevisions:
    def revise(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

    def test_edge_03_a_revised_order_is_updated(self, world: ModelConnection) -> None:
        self.revise(world)

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.op for write in world.target.executed] == ["create", "update"]
        assert world.target.records()[world.record()].body.freight == Decimal("5.00")

    def test_a_revision_that_changes_nothing_for_gp_is_unchanged(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2))

        report = world.run()

        assert report.ends == {End.UNCHANGED: 1}
        assert len(world.target.sends) == 1

    def test_a_revision_back_to_an_earlier_body_is_written_again(self, world: ModelConnection) -> None:
        self.revise(world)
        world.run()
        world.put(order(version=3))

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
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
        assert (report.reopened, report.ends) == (1, {End.ADOPTED: 1})
        assert len(world.target.executed) == 1

    def test_edge_27_an_order_on_hold_in_gp_follows_once_it_is_released(self, world: ModelConnection) -> None:
        self.revise(world)
        world.target.hinder(world.record(), finding("PO_ON_HOLD", Ref("x", ()), tried="PF52"))
        world.run()
        assert world.document().state is DocumentState.HELD
        world.target.hinder(world.record(), None)

        report = world.run()

        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})

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

        assert report.ends == {End.WRITTEN: 1}
        assert world.target.records()[world.record()].void

    def test_edge_16_an_order_cancelled_before_its_write_is_skipped(self, world: ModelConnection) -> None:
        world.put(order(state=OrderState.CANCELLED))

        report = world.run()

        assert (report.ends, world.target.sends) == ({End.SKIPPED: 1}, [])

    def test_edge_16_a_written_order_that_loses_all_its_lines_blocks(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2, lines=(), subtotal=Decimal(0), total=Decimal(0)))

        report = world.run()

        assert (report.ends, world.codes()) == ({End.BLOCKED: 1}, ["NO_LINES"])
        assert len(world.ledger.issues(world.name)) == 1
        assert not world.target.records()[world.record()].void

    def test_edge_46_an_order_whose_coding_moves_to_another_company_blocks(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.change_fact(names.currencies("NORTH"), (Currency(id="Z-C$", iso_code="CAD", decimals=2),))
        world.put(order(version=2, currency="CAD", lines=(line(coding=coding(location="Vancouver Plant")),)))

        world.run()

        assert "ROUTE_CHANGED" in world.codes()
        assert world.document().state is DocumentState.BLOCKED
        assert len(world.target.sends) == 1

    def move_north(self, world: ModelConnection) -> None:
        """The order is for a plant of another company now, which is set up like the first one."""
        for ref, fact in fabrikam_facts().items():
            world.change_fact(Ref(ref.kind, ("NORTH", *ref.key[1:])), fact)
        account = world.references.facts[names.account("TWO", "000-5100-01")]
        world.change_fact(names.account("NORTH", "700-5100-01"), account)
        world.change_fact(names.site("NORTH", "V-1"), "V-1")
        world.change_fact(names.currencies("NORTH"), (Currency(id="Z-C$", iso_code="CAD", decimals=2),))
        setup = PurchasingSetup(quantity_decimals=2, commitments=False, functional_currency="Z-C$")
        world.change_fact(names.purchasing_setup("NORTH"), setup)
        there = line(coding=coding(location="Vancouver Plant"))
        world.put(order(version=2, currency="CAD", shipping_method="", lines=(there,)))

    def test_edge_46_one_whose_write_to_the_first_company_is_in_doubt_goes_to_no_other(
        self, world: ModelConnection
    ) -> None:
        world.target.land_next_at(world.clock() + timedelta(minutes=10))
        world.put(order())
        world.run()
        self.move_north(world)

        waiting = world.run()
        world.clock.advance(minutes=11)
        landed = world.run()

        assert (waiting.ends, landed.resolved) == ({}, {End.WRITTEN: 1})
        assert "ROUTE_CHANGED" in world.codes()
        assert list(world.target.records()) == [world.record()]

    def test_edge_46_one_whose_record_was_released_unseen_in_the_first_company_goes_to_no_other(
        self, world: ModelConnection
    ) -> None:
        world.target.write_half_next()
        world.put(order(lines=TWO_LINES))
        world.run()
        self.move_north(world)
        release(world)

        blocked = world.run()
        codes = world.codes()
        still = world.run()
        world.target.delete(world.record())
        free = world.run()

        assert (blocked.ends, codes) == ({End.BLOCKED: 1}, ["ROUTE_CHANGED"])
        assert (still.reopened, free.reopened, free.ends) == (0, 1, {End.WRITTEN: 1})
        assert list(world.target.records()) == [world.record(company="NORTH")]
