"""What a person did by hand, or wants done again: audited, and later changes go from there."""

from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Key, Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState, SourceOrder
from gp_sync.ledger.views import AuditRow
from gp_sync.people.by_hand import ByHand, ByHandError, Decided
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

WHO = Decided(by="dana", why="agreed with the vendor")
RECEIVED = finding("PO_HAS_RECEIPT", Ref("x", ()), tried="PF52")


def revised(freight: int, version: int = 2) -> SourceOrder:
    return order(version=version, freight=Decimal(freight), total=Decimal(245 + freight))


def says(world: ModelConnection, decision: Callable[[ByHand, Key, Decided], None]) -> None:
    with world.engine().by_hand("purchase_orders") as hand:
        decision(hand, world.key(), WHO)


def last_row(world: ModelConnection) -> AuditRow:
    return next(iter(world.ledger.audit(world.name, last=1)))


@pytest.fixture
def blocked(world: ModelConnection) -> ModelConnection:
    """An order whose revision GP's receipt stands against."""
    world.put(order())
    world.run()
    world.target.hinder(world.record(), RECEIVED)
    world.put(revised(5))
    world.run()
    assert world.document().state is DocumentState.BLOCKED
    return world


class TestDoneByHand:
    def test_edge_04_a_change_made_by_hand_ends_the_matter(self, blocked: ModelConnection) -> None:
        blocked.target.edit(blocked.record(), miscellaneous=Decimal("5.00"))

        says(blocked, ByHand.done)
        idle = blocked.run()

        row = blocked.document()
        assert (row.state, row.end, row.findings) == (DocumentState.DONE_BY_HAND, End.DONE_BY_HAND, ())
        assert (idle.ends, blocked.ledger.issues(blocked.name)) == ({}, [])

    def test_edge_46_what_could_not_be_mapped_cannot_be_done_by_hand(self, world: ModelConnection) -> None:
        world.put(order(currency="XYZ"))
        world.run()

        with pytest.raises(ByHandError, match=r"nothing tells which record in GP it would be \(CURRENCY_UNMAPPED\)"):
            says(world, ByHand.done)

        assert world.document().state is DocumentState.BLOCKED

    @pytest.mark.parametrize("change", ["deleted", "edited", "voided"])
    def test_edge_12_what_gp_does_to_it_later_is_told(self, blocked: ModelConnection, change: str) -> None:
        blocked.target.edit(blocked.record(), freight=Decimal(5))
        says(blocked, ByHand.done)
        blocked.run()
        if change == "deleted":
            blocked.target.delete(blocked.record())
        elif change == "edited":
            blocked.target.edit(blocked.record(), freight=Decimal(9999))
        else:
            blocked.target.void(blocked.record())

        blocked.engine().run(full=True)

        assert blocked.codes() == ["DELETED_IN_GP" if change == "deleted" else "CHANGED_IN_GP"]

    def test_a_change_in_gp_that_is_meant_ends_the_matter(self, world: ModelConnection) -> None:
        """The order is settled, and its warning would stay open for ever."""
        world.put(order())
        world.run()
        world.target.edit(world.record(), miscellaneous=Decimal("5.00"))
        world.run()
        assert (world.codes(), world.document().state) == (["CHANGED_IN_GP"], DocumentState.SETTLED)

        says(world, ByHand.done)
        world.engine().run(full=True)

        assert (world.document().findings, world.ledger.issues(world.name)) == ((), [])
        assert world.document().state is DocumentState.DONE_BY_HAND
        assert len(world.target.executed) == 1

    def test_what_gp_holds_instead_is_never_written_over_by_a_later_change(self, world: ModelConnection) -> None:
        """A person said that GP is right; the next revision must not take that back."""
        world.put(order())
        world.run()
        world.target.edit(world.record(), miscellaneous=Decimal("5.00"))
        world.run()
        says(world, ByHand.done)
        world.put(revised(6))

        world.run()

        (told,) = world.document().findings
        shown = {row.field: (row.there, row.wanted) for row in told.differences}
        assert (world.codes(), len(world.target.executed)) == (["ENTERED_BY_HAND"], 1)
        assert world.target.records()[world.record()].body.miscellaneous == Decimal("5.00")
        assert shown["freight"] == ("0", "6")

    def test_edge_70_that_what_gp_held_instead_is_deleted_is_told_until_a_person_is_done_with_that(
        self, world: ModelConnection
    ) -> None:
        """It was written by us, whoever chose what stands there since."""
        world.put(order())
        world.run()
        world.target.edit(world.record(), miscellaneous=Decimal("5.00"))
        world.run()
        says(world, ByHand.done)
        world.target.delete(world.record())

        idle, full = world.run(), world.engine().run(full=True)

        assert (idle.ends, full.ends, world.codes()) == ({}, {End.BLOCKED: 1}, ["DELETED_IN_GP"])
        says(world, ByHand.done)
        assert (world.engine().run(full=True).ends, world.codes()) == ({}, [])
        assert len(world.target.executed) == 1

    def test_it_is_audited_with_who_and_why(self, blocked: ModelConnection) -> None:
        says(blocked, ByHand.done)

        row = last_row(blocked)
        assert (row.what, row.old_state, row.new_state) == ("document.done_by_hand", "pending", "done by hand")
        assert row.detail == {"by": "dana", "why": "agreed with the vendor"}

    def test_a_later_change_is_written_where_gp_holds_what_was_asked_for(self, blocked: ModelConnection) -> None:
        blocked.target.edit(blocked.record(), freight=Decimal("5.00"))
        says(blocked, ByHand.done)
        blocked.target.hinder(blocked.record(), None)
        blocked.put(revised(6, version=3))

        report = blocked.run()

        assert report.ends == {End.WRITTEN: 1}
        assert blocked.target.records()[blocked.record()].body.freight == Decimal("6.00")

    def test_edge_16_a_cancelled_order_that_was_settled_by_hand_stays_as_it_is(self, blocked: ModelConnection) -> None:
        blocked.put(order(version=3, state=OrderState.CANCELLED, lines=()))
        blocked.run()

        says(blocked, ByHand.done)

        assert blocked.run().ends == {}
        assert blocked.document().state is DocumentState.DONE_BY_HAND

    def test_a_replay_decides_it_anew(self, blocked: ModelConnection) -> None:
        says(blocked, ByHand.done)
        blocked.engine().replay([blocked.key()])

        assert blocked.run().ends == {End.UNCHANGED: 1}

    def test_while_a_write_is_open_it_is_refused(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        with pytest.raises(ByHandError, match="a write of it is still open"):
            says(world, ByHand.done)

    def test_what_could_never_be_read_is_refused(self, world: ModelConnection) -> None:
        world.put(order(), problem="no number")
        world.run()

        with pytest.raises(ByHandError, match="no version of it could be read yet"):
            says(world, ByHand.done)


class TestRecreated:
    def test_edge_70_what_is_gone_is_written_again_only_when_a_person_says_so(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.target.delete(world.record())
        world.engine().run(full=True)
        assert world.codes() == ["DELETED_IN_GP"]
        assert world.run().ends == {}

        says(world, ByHand.recreate)
        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.op for write in world.target.executed] == ["create", "create"]
        assert [stored.given_up for stored in world.document().links] == [False]
        assert "document.recreated" in [row.what for row in world.ledger.audit(world.name)]

    def test_edge_70_one_that_goes_again_is_written_again_when_a_person_says_so_again(
        self, world: ModelConnection
    ) -> None:
        world.put(order())
        world.run()

        for _ in range(2):
            world.target.delete(world.record())
            world.engine().run(full=True)
            says(world, ByHand.recreate)
            report = world.run()

            assert report.ends == {End.WRITTEN: 1}
            assert world.record() in world.target.records()

    def test_what_is_still_there_is_not_written_twice(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()

        with pytest.raises(ByHandError, match="GP has PF52 in TWO: only what is gone can be written again"):
            says(world, ByHand.recreate)

    def test_what_was_never_written_is_to_be_replayed(self, world: ModelConnection) -> None:
        world.put(order(state=OrderState.CLOSED))
        world.run()

        with pytest.raises(ByHandError, match="it was never written: replay it"):
            says(world, ByHand.recreate)


class TestRecordsOfPersons:
    def test_edge_17_somebody_elses_record_is_never_ours_by_being_done(self, world: ModelConnection) -> None:
        elsewhere = ModelConnection(world.clock)
        elsewhere.put(order())
        elsewhere.run()
        kims = attrs.evolve(elsewhere.target.records()[world.record()].body, confirm_with="KIM")
        world.target.put(world.record(), kims)
        world.put(order())
        world.run()
        assert world.codes() == ["PO_NUMBER_TAKEN"]

        says(world, ByHand.done)
        world.target.delete(world.record())
        assert world.engine().run(full=True).swept.vanished == []
        world.target.put(world.record(), kims)
        world.put(revised(5))
        world.run()

        assert world.codes() == ["ENTERED_BY_HAND"]
        assert world.target.executed == []

    def test_an_order_entered_under_another_number_is_not_created_by_its_next_revision(
        self, world: ModelConnection
    ) -> None:
        world.target.refuse_next(finding("GP_REFUSED", Ref("x", ()), tried="no"))
        world.put(order())
        world.run()
        assert world.document().state is DocumentState.BLOCKED

        says(world, ByHand.done)
        world.put(revised(5))
        world.run()

        assert (world.codes(), world.creates()) == (["ENTERED_BY_HAND"], 0)

    @pytest.mark.parametrize("change", ["deleted", "edited", "received"])
    def test_what_gp_has_otherwise_can_be_done_by_hand_before_a_run_has_seen_it(
        self, world: ModelConnection, change: str
    ) -> None:
        world.put(order())
        world.run()
        if change == "deleted":
            world.target.delete(world.record())
        elif change == "edited":
            world.target.edit(world.record(), freight=Decimal(5))
        else:
            world.target.hinder(world.record(), RECEIVED)

        says(world, ByHand.done)

        assert world.document().state is DocumentState.DONE_BY_HAND

    def test_what_nothing_speaks_against_cannot_be_done_by_hand(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()

        with pytest.raises(
            ByHandError,
            match="it is settled, and nobody changed it in GP: only what is held, blocked, skipped or changed",
        ):
            says(world, ByHand.done)
