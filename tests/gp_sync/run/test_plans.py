"""Planning and applying with the engine alone: what stops them, and that nothing but the plan is carried out."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Key, Ref, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.people.chosen import Choice
from gp_sync.plans.applying import PlanRefused
from gp_sync.plans.plan import Plan
from gp_sync.readers import reader_of
from gp_sync.run.guards import GuardLimits
from gp_sync.run.session import ConnectionBusy
from gp_sync.story.explain import explain
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="no answer")
SOURCE_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no answer")


def revised(freight: int) -> SourceOrder:
    return order(version=2, freight=Decimal(freight), total=Decimal(245 + freight))


def plan(world: ModelConnection, **settings: Any) -> Plan:
    return world.engine(**settings).plan(by="dana")


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


class TestPlan:
    def test_a_target_that_is_down_stops_it(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(revised(5))
        world.target.down = DOWN

        made = plan(world)

        assert (codes(made.stopped), made.orders) == (["GP_UNAVAILABLE"], ())

    def test_what_was_captured_is_planned_though_the_source_is_down(self, world: ModelConnection) -> None:
        world.put(order())
        plan(world)
        world.feed.down = SOURCE_DOWN

        made = plan(world)

        assert codes(made.stopped) == ["PROCURIFY_UNAVAILABLE"]
        assert [row.words for row in made.to_do] == ["create PF52 in TWO"]

    def test_an_order_whose_write_is_in_doubt_waits(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        made = world.engine().plan(Choice(keys=[world.key()]), by="dana")

        assert [row.action for row in made.orders] == ["wait"]
        assert len(world.target.sends) == 1

    def test_doubts_are_left_as_they_are(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=True)
        world.put(order())
        world.run(send_seconds=1.0)
        before = list(world.ledger.audit(world.name, key=world.key()))

        plan(world)

        assert list(world.ledger.audit(world.name, key=world.key())) == before

    def test_it_holds_the_lease_while_it_looks(self, world: ModelConnection) -> None:
        with world.engine().session(), pytest.raises(ConnectionBusy):
            plan(world)

    def test_an_order_that_cannot_be_read_any_more_is_left_out(self, world: ModelConnection) -> None:
        world.put(order(), problem="no such thing", payload=b"{}")

        made = world.engine().plan(Choice(settled=True), by="dana")

        assert made.orders == ()


class MovingReferences:
    """References that give another vendor once they were asked often enough, as where somebody relinks it just then.

    Args:
        world: whose references.
        reads: how many reads of the vendor's link are answered as before.
    """

    def __init__(self, world: ModelConnection, reads: int) -> None:
        self._inner = world.references
        self._left = reads
        self.kinds = self._inner.kinds

    def begin_run(self, at: Any) -> None:
        self._inner.begin_run(at)

    def seed(self, ref: Ref, fact: Any, at: Any) -> None:
        self._inner.seed(ref, fact, at)

    def find(self, ref: Ref, not_before: Any) -> Any:
        if ref == names.vendor_link("TWO", 6):
            self._left -= 1
            if self._left < 0:
                return "OTHER0001"
        return self._inner.find(ref, not_before)


class TestApply:
    def test_what_moves_at_the_last_moment_is_not_written(self, world: ModelConnection) -> None:
        """The order is decided anew, as planned; when it is to be written, the decision is another."""
        vendor = world.references.facts[names.gp_vendor("TWO", "LAKESHORE0001")]
        world.change_fact(names.gp_vendor("TWO", "OTHER0001"), attrs.evolve(vendor, id="OTHER0001"))
        world.put(order())
        made = plan(world)
        asked = world.references.reads[names.vendor_link("TWO", 6)]

        report = world.engine(references=MovingReferences(world, asked)).apply(made, by="dana")

        assert report.ends == {End.PENDING: 1}
        assert world.target.sends == []
        assert world.document().state is DocumentState.PENDING

    def test_a_target_that_is_down_stops_it_with_nothing_done(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(revised(5))
        made = plan(world)
        world.target.down = DOWN

        report = world.engine().apply(made, by="dana")

        assert codes(report.stopped) == ["GP_UNAVAILABLE"]
        assert len(world.target.sends) == 1

    def test_a_source_that_is_down_stops_it_since_nobody_knows_what_is_new(self, world: ModelConnection) -> None:
        world.put(order())
        made = plan(world)
        world.feed.down = SOURCE_DOWN

        report = world.engine().apply(made, by="dana")

        assert (codes(report.stopped), world.target.sends) == (["PROCURIFY_UNAVAILABLE"], [])

    def test_systems_that_cannot_be_asked_who_they_are_stop_it(self, world: ModelConnection) -> None:
        world.put(order())
        made = plan(world, identity=lambda: {"gp TWO": "Fabrikam"})

        other = world.engine(identity=lambda: {"gp TWO": "A copy"})

        with pytest.raises(PlanRefused, match="gp TWO: planned for Fabrikam, now A copy"):
            other.apply(made, by="dana")
        assert world.target.sends == []

    def test_a_number_that_somebody_takes_meanwhile_is_never_written_over(self, world: ModelConnection) -> None:
        world.put(order())
        made = plan(world)
        body = order_body(world)
        world.target.put(world.record(), attrs.evolve(body, confirm_with="KIM"))

        with pytest.raises(PlanRefused, match="PF52: planned was 'create PF52 in TWO', decided anew it is 'block: PO_"):
            world.engine().apply(made, by="dana")

        assert world.target.sends == []

    def test_a_plan_of_a_flow_that_is_not_served_does_nothing(self, world: ModelConnection) -> None:
        world.put(order())
        made = plan(world)
        foreign = Key(connection=world.name, flow="vendors", source_id="52")
        strange = attrs.evolve(made, orders=(attrs.evolve(made.orders[0], key=foreign),))

        report = world.engine().apply(strange, by="dana")

        assert (report.ends, world.target.sends) == ({}, [])

    def test_a_held_order_is_carried_out_once_its_period_opens(self, world: ModelConnection) -> None:
        calendar = world.references.facts[names.fiscal_calendar("TWO")]
        closed = attrs.evolve(calendar, periods=tuple(attrs.evolve(row, closed=True) for row in calendar.periods))
        world.change_fact(names.fiscal_calendar("TWO"), closed)
        world.put(order())
        world.run()
        world.change_fact(names.fiscal_calendar("TWO"), calendar)
        made = plan(world)

        report = world.engine().apply(made, by="dana")

        assert report.ends == {End.WRITTEN: 1}

    def test_too_much_is_stopped_as_in_a_run(self, world: ModelConnection) -> None:
        limits = GuardLimits(max_writes=1)
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}"))
        made = plan(world, limits=limits)

        report = world.engine(limits=limits).apply(made, by="dana")

        assert codes(made.warnings) == codes(report.stopped) == ["BLAST_RADIUS"]
        assert world.target.sends == []

    def test_what_a_person_let_go_of_a_run_is_not_forgotten(self, world: ModelConnection) -> None:
        """A part of it is applied; the run that follows still may write the rest."""
        limits = GuardLimits(max_writes=1)
        for key in (1, 2, 3):
            world.put(order(key=key, number=f"PF{key}"))
        engine: Engine = world.engine(limits=limits)
        engine.run()
        engine.release("blast-radius", by="dana", why="the first day")
        made = engine.plan(Choice(names=("PF2",)), by="dana")

        applied, rest = engine.apply(made, by="dana"), engine.run()

        assert (applied.ends, rest.ends) == ({End.WRITTEN: 1}, {End.WRITTEN: 2})


def order_body(world: ModelConnection) -> GPPurchaseOrder:
    """What would be written for the order."""
    (intent,) = [write.intent for row in plan(world).orders for write in row.writes]
    assert intent.body is not None
    body = world.flow().revive(intent.body)
    assert body is not None
    return body


class TestExplained:
    def told(self, world: ModelConnection) -> list[str]:
        flow = world.flow()
        return [step.words for step in explain(world.ledger, world.key(), {flow.name: reader_of(flow)}).steps]

    def test_edge_05_a_doubt_is_told_with_how_it_ended(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=True)
        world.put(order())

        world.run()

        told = self.told(world)
        assert any(words.startswith("It is not known whether GP carried it out: ") for words in told)
        assert told[-2:] == [
            "GP was asked, and has it: the write is confirmed",
            "Done: GP has it as Procurify says",
        ]

    def test_a_write_in_quarantine_is_told_with_what_a_person_said(self, partial: ModelConnection) -> None:
        told = self.told(partial)

        assert any(words.startswith("Only a person can tell what became of it: ") for words in told)

    def test_a_refusal_is_told_with_the_target_s_reason(self, world: ModelConnection) -> None:
        refusal = finding("GP_REFUSED", Ref("gp", ("x",)), tried="the batch is in use")
        world.target.refuse_next(refusal)
        world.put(order())

        world.run()

        assert "GP refused it: the batch is in use" in self.told(world)

    def test_the_date_in_the_target_is_in_the_notes(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        flow = world.flow()

        steps = explain(world.ledger, world.key(), {flow.name: reader_of(flow)}).steps

        (sent,) = [step for step in steps if step.what == "write.sending"]
        assert sent.notes == (f"dated {date(2026, 11, 4)}", "total 245.00")

    def test_without_a_reader_the_rest_is_told_all_the_same(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()

        told = explain(world.ledger, world.key(), {})

        assert [step.words for step in told.steps][-1] == "Done: GP has it as Procurify says"
        assert told.summary.vendor == ""

    def test_what_is_not_in_the_ledger_cannot_be_told(self, world: ModelConnection) -> None:
        with pytest.raises(LookupError, match="purchase_orders 99 is not in the ledger"):
            explain(world.ledger, world.key("99"), {})

    def test_an_open_write_is_told(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        told = explain(world.ledger, world.key(), {})

        assert told.open == (TargetRef(side="gp", company="TWO", number="PF52"),)
