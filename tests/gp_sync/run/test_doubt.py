"""Writes whose answer was lost: nothing is ever created twice, and nothing is forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Found, Verdict
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

SETTLED = {"seconds": 120 + 900}
"""The deadline of a send and the longest execution after it, as `HandClock.advance` takes them."""


class ForgetfulTarget(ModelTarget):
    """A target that does not compare comments, since a site may tell them in a shortened form."""

    def compare(self, body: GPPurchaseOrder, found: Found[GPPurchaseOrder]) -> Verdict:
        return super().compare(
            attrs.evolve(body, comment=""), attrs.evolve(found, body=attrs.evolve(found.body, comment=""))
        )


def model(**knobs: object) -> ModelConnection:
    clock = HandClock()
    return ModelConnection(clock, target=ModelTarget(clock, **knobs))  # type: ignore[arg-type]  # the knobs of a model


def ends(report: RunReport) -> tuple[Mapping[End, int], Mapping[End, int]]:
    """How open writes of earlier runs ended, and how documents ended."""
    return dict(report.resolved), dict(report.ends)


def steps(world: ModelConnection) -> list[str]:
    """What happened to the writes of the order, in the words of the audit."""
    rows = world.ledger.audit(world.name, key=world.key())
    return [row.what.removeprefix("write.") for row in rows if row.what.startswith("write.")]


class TestAnswersLostAfterTheWork:
    def test_edge_05_a_create_is_confirmed_by_reading_it_back(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=True)
        world.put(order())

        report = world.run()

        assert ends(report) == ({}, {End.WRITTEN: 1})
        assert steps(world) == ["reserved", "sending", "in_doubt", "confirmed"]
        assert world.creates() == 1

    def test_edge_05_an_update_is_confirmed_by_reading_it_back(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        world.target.lose_next_answer(done=True)

        assert ends(world.run()) == ({}, {End.WRITTEN: 1})
        assert len(world.target.sends) == 2

    def test_edge_05_a_void_is_confirmed_by_reading_it_back(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(state=OrderState.CANCELLED))
        world.target.lose_next_answer(done=True)

        assert ends(world.run()) == ({}, {End.WRITTEN: 1})
        assert len(world.target.sends) == 2

    def test_an_answer_that_shows_something_else_is_doubted_and_read_back(self, world: ModelConnection) -> None:
        world.target.answer_next_with(vendor_id="SOMEONE")
        world.put(order())

        assert ends(world.run()) == ({}, {End.WRITTEN: 1})
        assert steps(world) == ["reserved", "sending", "in_doubt", "confirmed"]

    @pytest.mark.parametrize(
        ("changes", "after"),
        [
            ({"comment": "CUT"}, ["confirmed"]),
            ({"confirm_with": "SOMEONE"}, ["in_doubt", "confirmed"]),
            ({"lines": ()}, ["in_doubt", "confirmed"]),
        ],
        ids=["ours", "foreign", "partial"],
    )
    def test_a_flow_that_keeps_what_is_held_takes_an_answer_of_ours_as_it_is(
        self, changes: dict[str, Any], after: list[str], world: ModelConnection
    ) -> None:
        world.target.answer_next_with(**changes)
        world.put(order())

        report = world.run(flows=(attrs.evolve(world.flow(), keeps_what_is_held=True),))

        assert ends(report) == ({}, {End.WRITTEN: 1})
        assert steps(world) == ["reserved", "sending", *after]

    def test_warnings_of_the_order_outlive_a_doubt_that_is_resolved_at_once(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=True)
        world.put(order(payment_terms="On receipt"))

        world.run()

        assert world.codes() == ["TERMS_UNMAPPED"]


class TestAnswersLostBeforeTheWork:
    def test_edge_05_an_order_in_doubt_says_so(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())

        report = world.run()

        assert ends(report) == ({}, {End.IN_DOUBT: 1})
        assert world.document().end is End.IN_DOUBT
        (found,) = world.document().findings
        assert CATALOGUE[found.code].words(found) == (
            "The answer to a write was lost: PF52 in TWO: the connection broke before the answer."
        )

    def test_edge_05_an_absence_does_not_count_before_the_settle_time(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        for _ in range(5):
            world.clock.advance(minutes=3)
            assert ends(world.run()) == ({End.IN_DOUBT: 1}, {})

        assert len(world.target.sends) == 1

    def test_edge_55_a_clock_of_ours_that_jumps_ahead_does_not_end_the_settle_time(
        self, world: ModelConnection
    ) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.clock.advance(hours=1)
        for _ in range(2):
            world.run(clock_offsets=lambda: {"gp": timedelta(hours=-1)})
        waiting = len(world.target.sends)
        world.clock.advance(**SETTLED)

        for _ in range(2):
            world.run(clock_offsets=lambda: {"gp": timedelta(hours=-1)})

        assert (waiting, len(world.target.sends), world.creates()) == (1, 2, 1)

    def test_edge_55_a_jump_that_only_the_answer_to_the_read_shows_counts_for_that_read(
        self, world: ModelConnection
    ) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.clock.advance(hours=1)
        world.target.reads.clear()

        world.run(clock_offsets=lambda: {"gp": timedelta(hours=-1)} if world.target.reads else {})

        assert "absent" not in steps(world)

    def test_edge_05_an_update_of_what_the_target_does_not_compare_is_sent_again(self) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ForgetfulTarget(clock))
        world.put(order())
        world.run()
        world.target.lose_next_answer(done=False)
        world.put(order(version=2, comment="ring twice"))

        first = world.run()
        world.clock.advance(**SETTLED)
        world.run()
        world.run()

        assert first.ends == {End.IN_DOUBT: 1}
        assert world.target.records()[world.record()].body.comment == "ring twice"

    def test_edge_12_what_somebody_changes_later_is_not_taken_for_the_lost_one(self) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ForgetfulTarget(clock))
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.clock.advance(**SETTLED)
        world.run()
        world.run()

        world.target.edit(world.record(), comment="ring twice")
        world.run()

        assert (world.document().state, world.codes()) == (DocumentState.SETTLED, ["CHANGED_IN_GP"])

    def test_edge_05_it_is_sent_again_after_two_absences_on_two_runs(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        world.clock.advance(**SETTLED)

        first, second = world.run(), world.run()

        assert ends(first) == ({End.IN_DOUBT: 1}, {})
        assert ends(second) == ({End.PENDING: 1}, {End.WRITTEN: 1})
        assert (world.creates(), len(world.target.sends)) == (1, 2)
        assert world.codes() == []

    def test_edge_05_an_update_that_never_landed_is_sent_again_though_history_cannot_be_read(self) -> None:
        world = model(reads_history=False)
        world.put(order())
        world.run()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        world.target.lose_next_answer(done=False)
        world.run()
        world.clock.advance(**SETTLED)

        world.run()
        report = world.run()

        assert ends(report) == ({End.PENDING: 1}, {End.WRITTEN: 1})
        assert world.target.records()[world.record()].body.freight == Decimal("5.00")

    def test_a_newer_version_waits_for_the_end_of_the_doubt(self, world: ModelConnection) -> None:
        world.target.land_next_at(world.clock() + timedelta(minutes=10))
        world.put(order())
        world.run()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        waiting = world.run()
        world.clock.advance(minutes=10)

        report = world.run()

        assert ends(waiting) == ({End.IN_DOUBT: 1}, {})
        assert ends(report) == ({End.WRITTEN: 1}, {End.WRITTEN: 1})
        assert [write.op for write in world.target.executed] == ["create", "update"]


class TestLateLandings:
    def test_edge_05_a_create_that_lands_within_the_settle_time_is_recognised(self, world: ModelConnection) -> None:
        world.target.land_next_at(world.clock() + timedelta(minutes=10))
        world.put(order())
        world.run()
        world.clock.advance(minutes=9)
        before = world.run()
        world.clock.advance(minutes=1)

        after = world.run()

        assert ends(before) == ({End.IN_DOUBT: 1}, {})
        assert ends(after) == ({End.WRITTEN: 1}, {})
        assert (world.creates(), len(world.target.sends)) == (1, 1)

    def test_a_create_that_lands_even_later_is_adopted_through_the_refusal_of_the_second(
        self, world: ModelConnection
    ) -> None:
        world.target.land_next_at(world.clock() + timedelta(hours=9))
        world.target.land_with_next_send()
        world.put(order())
        world.run()
        world.clock.advance(**SETTLED)
        world.run()

        report = world.run()

        assert ends(report) == ({End.PENDING: 1}, {End.ADOPTED: 1})
        assert world.creates() == 1


class TestSeveralFlows:
    def test_a_flow_takes_up_only_its_own_open_writes(self, world: ModelConnection) -> None:
        other = attrs.evolve(world.flow(), name="other orders", feed=ModelConnection(world.clock).feed)
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        report = world.run(flows=(other, world.flow()))

        assert ends(report) == ({End.IN_DOUBT: 1}, {})

    def test_a_replay_of_some_orders_reaches_every_flow(self, world: ModelConnection) -> None:
        other = attrs.evolve(world.flow(), name="other orders", feed=ModelConnection(world.clock).feed)
        world.put(order(shipping_method="Drone"))
        world.run()

        returned = world.engine(flows=(other, world.flow())).replay(iter([world.key()]))

        assert returned == 1


def test_edge_05_many_lost_answers_at_once_make_no_second_record(world: ModelConnection) -> None:
    for number in range(1, 61):
        world.put(order(key=number, number=f"PF{number}"))
        if number <= 40:
            world.target.lose_next_answer(done=number % 2 == 0)

    for _ in range(4):
        world.run(concurrency=4)
        world.clock.advance(**SETTLED)

    assert world.ledger.counts(world.name, "purchase_orders") == {End.WRITTEN: 60}
    assert len(world.target.executed) == len(world.target.records()) == 60
    assert len(world.target.sends) == 80


@pytest.mark.parametrize("executes_late", [True, False])
def test_edge_05_whatever_happens_there_is_one_record(executes_late: bool, world: ModelConnection) -> None:
    if executes_late:
        world.target.land_next_at(world.clock() + timedelta(minutes=14))
    else:
        world.target.lose_next_answer(done=False)
    world.put(order())

    for _ in range(12):
        world.run()
        world.clock.advance(minutes=4)

    assert (world.creates(), world.document().end) == (1, End.WRITTEN)
