"""A document with a record in each of two companies: each goes its own way, and the document ends with the last."""

from decimal import Decimal

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Facts, Mapped, Ref, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import POLICY, line, order
from gp_sync.testing.model_connection import ModelConnection

NORTH = TargetRef(side="gp", company="NORTH", number="PF52")
TWO = TargetRef(side="gp", company="TWO", number="PF52")
SETTLED = {"seconds": 120 + 900}
"""The deadline of a send and the longest execution after it, as `HandClock.advance` takes them."""


class InBoth(PurchaseOrderMapper):
    """Writes each order of company TWO to NORTH too."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        mapped = super().map(source, facts)
        return attrs.evolve(mapped, wanted={ref: body for body in mapped.wanted.values() for ref in (NORTH, TWO)})


def run(world: ModelConnection, *, full: bool = False) -> RunReport:
    flow = attrs.evolve(world.flow(), mapper=InBoth(POLICY), several_targets=True, rules=())
    return world.engine(flows=(flow,)).run(full=full)


def revised(freight: int = 5, version: int = 2) -> SourceOrder:
    return order(version=version, freight=Decimal(freight), total=Decimal(245 + freight))


def sends(world: ModelConnection) -> list[tuple[str, str]]:
    return [(write.op, write.target.company) for write in world.target.sends]


def freights(world: ModelConnection) -> dict[str, Decimal]:
    return {ref.company: found.body.freight for ref, found in world.target.records().items()}


class TestWrites:
    def test_each_company_gets_its_record(self, world: ModelConnection) -> None:
        world.put(order())

        report = run(world)

        assert report.ends == {End.WRITTEN: 1}
        assert sends(world) == [("create", "NORTH"), ("create", "TWO")]
        assert [str(link.target) for link in world.document().links] == ["PF52 in NORTH", "PF52 in TWO"]

    def test_edge_03_a_revision_reaches_both(self, world: ModelConnection) -> None:
        world.put(order())
        run(world)
        world.put(revised())

        report = run(world)

        assert report.ends == {End.WRITTEN: 1}
        assert freights(world) == {"NORTH": Decimal("5.00"), "TWO": Decimal("5.00")}

    def test_edge_16_a_cancelled_order_is_voided_in_both(self, world: ModelConnection) -> None:
        world.put(order())
        run(world)
        world.put(order(version=2, state=OrderState.CANCELLED))

        run(world)

        assert sends(world)[2:] == [("void", "NORTH"), ("void", "TWO")]

    def test_edge_51_one_that_is_there_is_adopted_and_the_other_written(self, world: ModelConnection) -> None:
        world.put(order())
        run(world)
        elsewhere = ModelConnection(world.clock, target=world.target)
        world.target.delete(NORTH)
        elsewhere.put(order())

        run(elsewhere)

        assert elsewhere.document().state is DocumentState.SETTLED
        assert [str(link.target) for link in elsewhere.document().links] == ["PF52 in NORTH", "PF52 in TWO"]
        assert sends(elsewhere)[2:] == [("create", "NORTH"), ("create", "TWO")]
        assert [write.target.company for write in elsewhere.target.executed] == ["NORTH", "TWO", "NORTH"]


class TestDoubts:
    @pytest.fixture
    def doubtful(self, world: ModelConnection) -> ModelConnection:
        """The answer of the first of two writes was lost, and nothing was done."""
        world.target.lose_next_answer(done=False)
        world.put(order())
        run(world)
        return world

    def test_edge_05_a_doubt_about_one_does_not_stop_the_other(self, doubtful: ModelConnection) -> None:
        assert sends(doubtful) == [("create", "NORTH"), ("create", "TWO")]
        assert list(doubtful.target.records()) == [TWO]
        assert (doubtful.document().state, doubtful.document().end) == (DocumentState.PENDING, End.IN_DOUBT)

    def test_edge_05_what_is_in_doubt_is_written_after_two_absences_and_nothing_else(
        self, doubtful: ModelConnection
    ) -> None:
        doubtful.clock.advance(**SETTLED)
        run(doubtful)

        report = run(doubtful)

        assert report.ends == {End.WRITTEN: 1}
        assert sends(doubtful) == [("create", "NORTH"), ("create", "TWO"), ("create", "NORTH")]
        assert doubtful.document().state is DocumentState.SETTLED

    def test_edge_05_a_revision_is_written_where_no_write_is_open(self, doubtful: ModelConnection) -> None:
        doubtful.put(revised())

        run(doubtful)

        assert sends(doubtful)[2:] == [("update", "TWO")]
        assert doubtful.document().state is DocumentState.PENDING

    def test_edge_05_the_open_one_follows_with_the_revision(self, doubtful: ModelConnection) -> None:
        doubtful.put(revised())
        run(doubtful)
        doubtful.clock.advance(**SETTLED)

        for _ in range(3):
            run(doubtful)

        assert freights(doubtful) == {"NORTH": Decimal("5.00"), "TWO": Decimal("5.00")}
        assert doubtful.document().state is DocumentState.SETTLED

    def test_edge_41_a_quarantine_stops_only_its_own_company(self, world: ModelConnection) -> None:
        world.target.write_half_next()
        lines = (line(), line(id=9002, number=2, sku="GLV-9"))
        world.put(order(lines=lines))
        run(world)
        world.put(order(version=2, lines=lines, freight=Decimal(5), total=Decimal(495)))

        run(world)

        assert sends(world) == [("create", "NORTH"), ("create", "TWO"), ("update", "TWO")]
        assert [write.state for write in world.ledger.open_writes(world.name)] == [WriteState.QUARANTINED]
        assert world.document().end is End.QUARANTINED


class TestPeopleInGP:
    @pytest.fixture
    def written(self, world: ModelConnection) -> ModelConnection:
        world.put(order())
        run(world)
        return world

    def test_edge_12_a_change_in_one_company_is_told_and_left(self, written: ModelConnection) -> None:
        written.target.edit(TWO, freight=Decimal("7.00"))

        report = run(written)

        assert report.ends == {End.UNCHANGED: 1}
        assert [str(found.cause) for found in written.document().findings] == ["record purchase_orders gp TWO PF52"]

    def test_edge_12_both_changed_in_one_company_stops_the_whole_order(self, written: ModelConnection) -> None:
        written.target.edit(TWO, freight=Decimal("7.00"))
        written.put(revised())

        report = run(written)

        assert (report.ends, written.codes()) == ({End.BLOCKED: 1}, ["CHANGED_IN_BOTH"])
        assert freights(written) == {"NORTH": Decimal("0.00"), "TWO": Decimal("7.00")}

    def test_edge_04_a_receipt_in_one_company_stops_the_whole_order(self, written: ModelConnection) -> None:
        written.target.hinder(NORTH, finding("PO_HAS_RECEIPT", Ref("x", ()), tried="PF52"))
        written.put(revised())

        run(written)

        assert written.codes() == ["PO_HAS_RECEIPT"]
        assert len(written.target.sends) == 2

    def test_edge_70_one_that_was_deleted_stops_the_whole_order(self, written: ModelConnection) -> None:
        written.target.delete(NORTH)

        report = run(written, full=True)

        assert (report.ends, written.codes()) == ({End.BLOCKED: 1}, ["DELETED_IN_GP"])
        assert len(written.target.sends) == 2


class TestRefusals:
    def test_a_refusal_of_one_blocks_the_order_and_the_other_is_written(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("GP_REFUSED", NORTH.ref, tried="5466: the item exists"))
        world.put(order())

        report = run(world)

        assert (report.ends, world.codes()) == ({End.BLOCKED: 1}, ["GP_REFUSED"])
        assert list(world.target.records()) == [TWO]

    def test_a_replay_writes_only_what_is_missing(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("GP_REFUSED", NORTH.ref, tried="5466: the item exists"))
        world.put(order())
        run(world)
        world.engine().replay()

        report = run(world)

        assert report.ends == {End.WRITTEN: 1}
        assert sends(world)[2:] == [("create", "NORTH")]
