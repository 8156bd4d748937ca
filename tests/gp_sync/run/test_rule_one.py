"""Only unposted work is ever changed: for anything else, a person is shown what to do by hand."""

from decimal import Decimal

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Difference, Finding, Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState, SourceLine, SourceOrder
from gp_sync.testing.examples import coding, line, order
from gp_sync.testing.model_connection import ModelConnection

RECEIVED = finding("PO_HAS_RECEIPT", Ref("x", ()), tried="PF52")
RELEASED = finding("PO_NOT_NEW", Ref("x", ()), tried="PF52 is Released")


def revised(version: int = 2) -> SourceOrder:
    """The order with a freight of 5.00."""
    return order(version=version, freight=Decimal(5), total=Decimal(250))


def columns(world: ModelConnection) -> list[Difference]:
    """All rows that a person has to compare."""
    return [row for found in world.document().findings for row in found.differences]


@pytest.fixture
def written(world: ModelConnection) -> ModelConnection:
    """Order PF52 is in GP as it is in Procurify."""
    world.put(order())
    world.run()
    return world


class TestRevisions:
    def test_edge_03_a_new_account_code_flows(self, written: ModelConnection) -> None:
        written.put(order(version=2, lines=(line(coding=coding("5200")),)))

        report = written.run()

        assert report.ends == {End.WRITTEN: 1}
        (row,) = written.target.records()[written.record()].body.lines
        assert (row.account_number, row.sequence, row.unit_cost) == ("000-5200-01", 16384, Decimal("24.50"))

    def test_edge_03_a_new_department_flows(self, written: ModelConnection) -> None:
        lines = (line(coding=coding("5200", department="Office")),)
        written.put(order(version=2, lines=lines))

        written.run()

        (row,) = written.target.records()[written.record()].body.lines
        assert row.account_number == "000-5200-02"

    def test_edge_03_a_comment_that_is_cleared_is_cleared_in_gp(self, world: ModelConnection) -> None:
        world.put(order(comment="Gate 1"))
        world.run()
        world.put(order(version=2, comment=""))

        revision, again = world.run(), world.engine().run(full=True)

        assert (revision.ends, again.ends) == ({End.WRITTEN: 1}, {})
        assert world.target.records()[world.record()].body.comment == ""

    def test_edge_03_a_comment_that_was_cleared_is_no_news_in_the_next_version(self, world: ModelConnection) -> None:
        for version, comment in ((1, "Gate 1"), (2, "")):
            world.put(order(version=version, comment=comment))
            world.run()
        world.put(order(version=3, comment=""))

        report = world.run()

        assert report.ends == {End.UNCHANGED: 1}
        assert [write.op for write in world.target.sends] == ["create", "update"]

    @pytest.mark.parametrize("done", [True, False], ids=["landed", "never arrived"])
    def test_edge_05_a_cleared_comment_whose_answer_is_lost_is_read_back(
        self, world: ModelConnection, done: bool
    ) -> None:
        world.put(order(comment="Gate 1"))
        world.run()
        world.put(order(version=2, comment=""))
        world.target.lose_next_answer(done=done)

        ends = [world.run().ends]
        for _ in range(3):
            world.clock.advance(minutes=30)
            ends.append(world.run().ends)

        assert {End.WRITTEN: 1} in ends
        assert world.target.records()[world.record()].body.comment == ""
        assert len(world.target.sends) == (2 if done else 3)

    @pytest.mark.parametrize("obstacle", [RELEASED, RECEIVED], ids=["released", "received"])
    def test_edge_04_a_revision_that_gp_is_past_blocks_with_two_columns(
        self, written: ModelConnection, obstacle: Finding
    ) -> None:
        written.target.hinder(written.record(), obstacle)
        written.put(revised())

        report = written.run()

        assert report.ends == {End.BLOCKED: 1}
        assert columns(written) == [Difference(field="freight", written="0", there="0", wanted="5")]
        assert len(written.target.sends) == 1

    def test_edge_04_a_line_that_was_received_is_not_taken_away(self, world: ModelConnection) -> None:
        both = (line(), line(id=9002, number=2, name="Gloves", sku="GLV-9", quantity=Decimal(4)))
        world.put(order(lines=both))
        world.run()
        world.target.hinder(world.record(), RECEIVED)
        world.put(order(version=2, lines=both[:1]))

        world.run()

        assert world.codes() == ["PO_HAS_RECEIPT"]
        gone = {row.field: (row.there, row.wanted) for row in columns(world)}
        assert gone["line 2 description"] == ("Gloves", "")
        assert gone["line 2 quantity"] == ("4", "")
        assert gone["subtotal"] == ("343", "245")

    def test_edge_04_the_receipt_alone_is_no_matter(self, written: ModelConnection) -> None:
        written.target.hinder(written.record(), RECEIVED)

        report = written.run()

        assert (report.swept.changed, report.ends, written.codes()) == (0, {}, [])

    def test_edge_04_the_change_made_by_hand_is_taken_over(self, written: ModelConnection) -> None:
        written.target.hinder(written.record(), RECEIVED)
        written.put(revised())
        written.run()
        written.target.edit(written.record(), freight=Decimal("5.00"))

        report = written.run()

        assert (report.reopened, report.ends, written.codes()) == (1, {End.ADOPTED: 1}, [])

    def test_edge_38_an_order_in_history_blocks_a_revision_and_says_so(self, written: ModelConnection) -> None:
        written.target.archive(written.record())
        written.put(revised())

        report = written.run()

        assert (report.ends, written.codes()) == ({End.BLOCKED: 1}, ["PO_IN_HISTORY"])
        assert columns(written) == [Difference(field="freight", written="0", there="0", wanted="5")]
        assert len(written.target.sends) == 1

    def test_edge_38_an_order_in_history_that_nobody_revises_stays_settled(self, written: ModelConnection) -> None:
        written.target.archive(written.record())

        report = written.engine().run(full=True)

        assert (report.ends, report.swept.vanished) == ({}, [])
        assert (written.document().state, written.codes()) == (DocumentState.SETTLED, [])


class TestCancelledOrders:
    @pytest.mark.parametrize("obstacle", [RELEASED, RECEIVED], ids=["released", "received"])
    def test_edge_16_one_that_gp_is_past_is_cancelled_by_hand(
        self, written: ModelConnection, obstacle: Finding
    ) -> None:
        written.target.hinder(written.record(), obstacle)
        written.put(order(version=2, state=OrderState.CANCELLED))

        report = written.run()

        assert report.ends == {End.BLOCKED: 1}
        assert columns(written) == [Difference(field="state", written="in use", there="in use", wanted="void")]
        assert not written.target.records()[written.record()].void

    def test_edge_16_one_that_somebody_changed_in_gp_is_not_voided(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(order(version=2, state=OrderState.CANCELLED))

        written.run()

        assert written.codes() == ["CHANGED_IN_BOTH"]
        assert columns(written) == [
            Difference(field="state", written="in use", there="in use", wanted="void"),
            Difference(field="freight", written="0", there="7", wanted=""),
        ]

    def test_edge_16_a_void_keeps_the_number(self, written: ModelConnection) -> None:
        written.put(order(version=2, state=OrderState.CANCELLED))
        written.run()

        report = written.engine().run(full=True)

        assert [write.op for write in written.target.executed] == ["create", "void"]
        assert (report.ends, report.swept.vanished, report.swept.changed) == ({}, [], 0)
        assert written.target.records()[written.record()].void

    def test_edge_16_one_that_was_voided_by_hand_needs_nothing_more(self, written: ModelConnection) -> None:
        written.target.void(written.record())
        written.put(order(version=2, state=OrderState.CANCELLED))

        report = written.run()

        assert (report.ends, written.codes()) == ({End.ADOPTED: 1}, [])
        assert len(written.target.sends) == 1

    @pytest.mark.parametrize("state", [OrderState.REOPENED, OrderState.PURCHASED])
    def test_edge_16_one_that_is_reopened_after_its_void_is_a_matter_for_a_person(
        self, written: ModelConnection, state: OrderState
    ) -> None:
        written.put(order(version=2, state=OrderState.CANCELLED))
        written.run()
        written.put(order(version=3, state=state))

        report = written.run()

        assert (report.ends, written.codes()) == ({End.BLOCKED: 1}, ["PO_NOT_NEW"])
        assert [write.op for write in written.target.executed] == ["create", "void"]

    def test_edge_16_one_that_is_reopened_before_its_first_write_flows(self, world: ModelConnection) -> None:
        world.put(order(state=OrderState.CANCELLED))
        world.run()
        world.put(order(version=2, state=OrderState.REOPENED))

        assert world.run().ends == {End.WRITTEN: 1}

    @pytest.mark.parametrize("state", [OrderState.CLOSED, OrderState.PAID])
    def test_edge_16_one_that_is_closed_after_its_write_changes_nothing(
        self, written: ModelConnection, state: OrderState
    ) -> None:
        written.put(order(version=2, state=state))

        report = written.run()

        assert (report.ends, written.codes()) == ({End.UNCHANGED: 1}, [])
        assert len(written.target.sends) == 1


class TestOrdersThatEndedBeforeTheirFirstWrite:
    @pytest.mark.parametrize("state", [OrderState.CLOSED, OrderState.PAID])
    def test_edge_61_a_person_is_asked_and_it_is_not_dropped(self, world: ModelConnection, state: OrderState) -> None:
        world.put(order(state=state))

        first, second = world.run(), world.run()

        assert (first.ends, second.ends) == ({End.HELD: 1}, {})
        assert (world.document().state, world.codes()) == (DocumentState.HELD, ["CLOSED_BEFORE_WRITE"])
        assert [issue.labels for issue in world.ledger.issues(world.name)] == [("PF52",)]
        assert world.target.sends == []

    def test_edge_61_it_follows_once_it_is_reopened(self, world: ModelConnection) -> None:
        world.put(order(state=OrderState.CLOSED))
        world.run()
        world.put(order(version=2, state=OrderState.REOPENED))

        report = world.run()

        assert (report.ends, world.ledger.issues(world.name)) == ({End.WRITTEN: 1}, [])


class TestLinesThatChange:
    def two_alike(self, first: int) -> tuple[SourceLine, ...]:
        """Two lines that only their ids tell apart."""
        return (line(id=first, number=None), line(id=first + 1, number=None))

    def test_edge_59_a_line_keeps_its_sequence_when_the_one_before_it_goes_away(self, world: ModelConnection) -> None:
        world.put(order(lines=(line(), line(id=9002, number=2, sku="GLV-9"))))
        world.run()
        world.put(order(version=2, lines=(line(id=9002, number=1, sku="GLV-9"),)))

        world.run()

        rows = world.target.records()[world.record()].body.lines
        assert [(row.sequence, row.vendor_item_number) for row in rows] == [(32768, "GLV-9")]

    def test_edge_59_two_lines_alike_with_new_ids_block_a_revision(self, world: ModelConnection) -> None:
        world.put(order(lines=self.two_alike(9001)))
        world.run()
        first, second = self.two_alike(9101)
        changed = line(id=second.id, number=None, quantity=Decimal(3))
        world.put(order(version=2, lines=(first, changed)))

        report = world.run()

        assert report.ends == {End.BLOCKED: 1}
        assert set(world.codes()) == {"LINE_IDENTITY"}
        assert len(world.target.sends) == 1

    def test_edge_59_new_ids_alone_are_no_revision_and_serve_the_next_one(self, world: ModelConnection) -> None:
        before = (line(), line(id=9002, number=2, sku="GLV-9"))
        after = (line(id=9101), line(id=9102, number=2, sku="GLV-9"))
        world.put(order(lines=before))
        world.run()
        world.put(order(version=2, lines=after))
        renamed = world.run()
        world.put(order(version=3, lines=(line(id=9101, number=1, coding=coding("5200")), after[1])))

        report = world.run()

        assert (renamed.ends, report.ends) == ({End.ADOPTED: 1}, {End.WRITTEN: 1})
        rows = world.target.records()[world.record()].body.lines
        assert [(row.sequence, row.account_number) for row in rows] == [(16384, "000-5200-01"), (32768, "000-5100-01")]
