"""A user's step that fails on one order stops that order alone, and is named."""

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.model import Found, Write
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


def fails_on_one(step: Callable[[Any], Any], mark: str) -> Callable[[Any], Any]:
    """A user's step with a mistake that only what bears the mark meets."""

    def broken(given: Any) -> Any:
        if mark in str(given):
            raise KeyError("vendor")
        return step(given)

    return broken


class TestAUsersCodeThatFails:
    """What it raises beside its contract stops the document that it was raised for; the run goes on."""

    def test_an_order_that_cannot_be_decoded_for_an_unplanned_reason_is_blocked_alone(
        self, world: ModelConnection
    ) -> None:
        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))
        flow = attrs.evolve(world.flow(), decode=fails_on_one(world.flow().decode, "PF1"))

        report = world.run(flows=(flow,))

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        (found,) = world.document("1").findings
        assert found.code == "ORDER_NOT_PROCESSED"
        assert found.tried.startswith("KeyError: 'vendor', in fails_on_one.<locals>.broken of ")

    def test_one_for_which_it_wants_to_end_the_program_is_blocked_alone(self, world: ModelConnection) -> None:
        def leaves(source: SourceOrder) -> Any:
            return sys.exit("no such buyer") if source.number == "PF1" else world.flow().dated(source)

        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))

        report = world.run(flows=(attrs.evolve(world.flow(), dated=leaves),))

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.document("1").findings[0].tried.startswith("SystemExit: no such buyer, in ")

    def test_a_person_who_interrupts_the_program_ends_it(self, world: ModelConnection) -> None:
        def interrupted(_: SourceOrder) -> Any:
            raise KeyboardInterrupt

        world.put(order())

        with pytest.raises(KeyboardInterrupt):
            world.run(flows=(attrs.evolve(world.flow(), dated=interrupted),))

    def test_a_mistake_of_this_project_is_called_that(self, world: ModelConnection) -> None:
        wrong: Any = "yesterday"
        source = attrs.evolve(order(), ordered_at=wrong)
        flow = attrs.evolve(world.flow(), decode=lambda _: source)
        world.put(order())

        world.run(flows=(flow,))

        assert world.document().findings[0].tried.endswith("which is part of gp-sync")

    def test_one_whose_written_body_cannot_be_revived_is_blocked_alone(self, world: ModelConnection) -> None:
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}"))
        world.run()
        # So long after the writes the list of what changed in GP has them no more.
        world.clock.advance(hours=1)
        world.run()
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}", version=2, freight=Decimal(5), total=Decimal(250)))
        flow = attrs.evolve(world.flow(), revive=fails_on_one(world.flow().revive, "PF1"))

        report = world.run(flows=(flow,))

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.codes("1") == ["ORDER_NOT_PROCESSED"]

    def test_one_that_the_feed_fails_on_is_unreadable_alone(
        self, world: ModelConnection, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "gp_sync")
        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))
        fetch = world.feed.fetch
        world.feed.fetch = fails_on_one(fetch, "1")  # type: ignore[assignment,method-assign]  # a user's feed

        first = world.run()
        reason = world.document("1").findings[0]
        world.feed.fetch = fetch  # type: ignore[method-assign]  # mended
        second = world.run()

        assert first.ends == {End.UNREADABLE: 1, End.WRITTEN: 1}
        assert "KeyError: 'vendor'" in reason.tried
        assert "KeyError" in caplog.text
        assert second.ends == {End.WRITTEN: 1}

    def test_edge_05_what_a_target_raises_beside_its_contract_is_a_doubt(
        self, world: ModelConnection, caplog: pytest.LogCaptureFixture
    ) -> None:
        send = world.target.send

        def executes_and_fails(write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
            found = send(write, deadline)
            if write.target.number == "PF1":
                raise KeyError("row stamp")
            return found

        world.target.send = executes_and_fails  # type: ignore[method-assign]  # a user's target
        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))

        report = world.run()

        assert report.ends == {End.WRITTEN: 2}
        doubts = [row.detail for row in world.ledger.audit(world.name) if row.what == "write.in_doubt"]
        assert doubts == [{"reason": "KeyError: 'row stamp'"}]
        assert "Traceback" in caplog.text
        assert [world.creates("PF1"), world.creates("PF2")] == [1, 1]

    def test_edge_05_such_a_write_that_did_not_land_is_sent_again_only_once_that_is_sure(
        self, world: ModelConnection
    ) -> None:
        send = world.target.send

        def fails(_: Write[GPPurchaseOrder], __: datetime) -> Found[GPPurchaseOrder]:
            raise KeyError("row stamp")

        world.target.send = fails  # type: ignore[assignment,method-assign]  # a user's target
        world.put(order())
        first = world.run()
        world.target.send = send  # type: ignore[method-assign]  # mended

        second = world.run()

        assert (first.ends, second.resolved) == ({End.IN_DOUBT: 1}, {End.IN_DOUBT: 1})
        assert world.target.sends == []
