"""Requests that were given up and land all the same, hours later: recognised, linked, and never made twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from gp_sync.core import facts as names
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState, SourceOrder
from gp_sync.testing.examples import calendar, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget
from tests.gp_sync.run.quarantines import WHO

SETTLED = {"seconds": 120 + 900}
"""The deadline of a send and the longest execution after it, as `HandClock.advance` takes them."""

LATE = timedelta(hours=9)


def revised(version: int = 2, freight: int = 5) -> SourceOrder:
    return order(version=version, freight=Decimal(freight), total=Decimal(245 + freight))


def give_up(world: ModelConnection) -> None:
    """Run until the write that is in doubt counts as not executed; what is decided then is not carried out."""
    world.run()
    world.clock.advance(**SETTLED)
    world.run()


def freight(world: ModelConnection) -> Decimal:
    return world.target.records()[world.record()].body.freight


@pytest.fixture
def given_up(world: ModelConnection) -> ModelConnection:
    """A create that was lost and given up while its order became one that cannot be written."""
    world.target.land_next_at(world.clock() + LATE)
    world.put(order())
    give_up(world)
    world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
    world.run()
    assert world.document().state is DocumentState.HELD
    return world


class TestCreates:
    def test_edge_05_the_sweep_links_it_to_its_order(self, given_up: ModelConnection) -> None:
        given_up.clock.advance(hours=9)

        report = given_up.run()

        assert (report.swept.landed_late, report.swept.orphans) == (1, [])
        assert [str(link.target) for link in given_up.document().links] == ["PF52 in TWO"]
        assert "record.landed_late" in [row.what for row in given_up.ledger.audit(given_up.name)]

    def test_edge_05_it_is_not_created_again_once_its_order_may_be_written(self, given_up: ModelConnection) -> None:
        given_up.clock.advance(hours=9)
        given_up.run()
        given_up.change_fact(names.fiscal_calendar("TWO"), calendar())

        report = given_up.run()

        assert report.ends == {End.UNCHANGED: 1}
        assert (given_up.creates(), len(given_up.target.sends)) == (1, 1)

    def test_edge_05_a_revision_that_came_meanwhile_updates_it(self, given_up: ModelConnection) -> None:
        given_up.change_fact(names.fiscal_calendar("TWO"), calendar())
        given_up.clock.advance(hours=9)
        given_up.put(revised())

        given_up.run()
        given_up.run()

        assert [write.op for write in given_up.target.executed] == ["create", "update"]
        assert freight(given_up) == Decimal("5.00")

    def test_edge_16_an_order_that_was_cancelled_meanwhile_is_voided(self, given_up: ModelConnection) -> None:
        given_up.put(order(version=2, state=OrderState.CANCELLED))
        skipped = given_up.run()
        given_up.clock.advance(hours=9)

        landed = given_up.run()

        assert skipped.ends == {End.SKIPPED: 1}
        assert (landed.swept.landed_late, landed.ends) == (1, {End.WRITTEN: 1})
        assert given_up.target.records()[given_up.record()].void

    def test_edge_16_one_that_lands_after_its_cancelled_order_was_given_up_is_voided(
        self, world: ModelConnection
    ) -> None:
        """It was sent again and confirmed, and that record was deleted before the first request landed."""
        world.target.land_next_at(world.clock() + LATE)
        world.put(order())
        give_up(world)
        world.run()
        world.target.delete(world.record())
        world.put(order(version=2, state=OrderState.CANCELLED))
        world.run()
        with world.engine().by_hand("purchase_orders") as hand:
            hand.recreate(world.key(), WHO)
        world.run()
        world.clock.advance(hours=9)

        report = world.run()

        assert (report.swept.landed_late, report.ends) == (1, {End.WRITTEN: 1})
        assert world.target.records()[world.record()].void

    def test_edge_17_a_record_with_other_contents_is_not_taken_for_it(self, given_up: ModelConnection) -> None:
        given_up.clock.advance(hours=9)
        given_up.target.records()
        given_up.target.edit(given_up.record(), freight=Decimal("7.00"))

        report = given_up.run()

        assert (report.swept.landed_late, report.swept.orphans) == (0, ["PF52 in TWO"])
        assert given_up.document().links == ()


class TestRevisions:
    def test_edge_12_content_that_was_confirmed_once_and_stands_there_again_was_put_back_by_a_person(
        self, world: ModelConnection
    ) -> None:
        for version in (2, 3):
            world.put(revised(version, freight=version))
            world.run()
        world.target.edit(world.record(), freight=Decimal("2.00"))

        world.run()

        assert world.codes() == ["CHANGED_IN_GP"]
        assert freight(world) == Decimal("2.00")

    def test_edge_12_a_persons_change_of_what_was_left_to_gp_is_none_while_a_newer_one_is_in_doubt(
        self, world: ModelConnection
    ) -> None:
        """The first request, which was lost before it was sent again, left the comment to GP, so that it fits any."""
        world.target.lose_next_answer(done=False)
        world.put(order())
        give_up(world)
        world.run()
        world.put(order(version=2, comment="Deliver to gate 1"))
        world.target.lose_next_answer(done=False)
        world.run()
        world.target.edit(world.record(), comment="KIM: call before delivery")
        give_up(world)

        world.run()

        assert (world.document().end, world.codes()) == (End.QUARANTINED, ["WRITE_QUARANTINED"])
        assert world.target.records()[world.record()].body.comment == "KIM: call before delivery"

    def test_edge_12_a_persons_change_of_what_an_older_request_left_to_gp_is_a_persons(
        self, world: ModelConnection
    ) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        give_up(world)
        world.put(order(version=2, comment="Deliver to gate 1"))
        world.run()
        world.target.edit(world.record(), comment="KIM: call before delivery")

        world.run()

        assert (world.document().end, world.codes()) == (End.UNCHANGED, ["CHANGED_IN_GP"])
        assert [write.op for write in world.target.executed] == ["create"]

    def test_edge_05_one_that_lands_while_a_newer_one_is_in_doubt_gives_way_to_it(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(revised(2, 5))
        world.target.land_next_at(world.clock() + timedelta(minutes=40))
        give_up(world)
        world.put(revised(3, 6))
        world.target.lose_next_answer(done=False)
        world.run()
        world.clock.advance(minutes=40)

        for _ in range(3):
            world.run()

        assert freight(world) == Decimal("6.00")
        assert world.document().end is End.WRITTEN
        assert world.creates() == 1


class TestTargetsThatOverwrite:
    def test_edge_05_a_create_that_lands_over_a_newer_version_is_replaced_by_it(self) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=False))
        world.target.land_next_at(clock() + LATE)
        world.put(order())
        give_up(world)
        world.put(revised())
        world.run()
        assert freight(world) == Decimal("5.00")
        clock.advance(hours=9)
        assert freight(world) == Decimal("0.00")

        report = world.run()

        assert (report.swept.changed, report.ends) == (1, {End.WRITTEN: 1})
        assert freight(world) == Decimal("5.00")
        assert len(world.target.records()) == 1
