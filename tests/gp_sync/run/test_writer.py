"""What a reservation answers, where a run is not alone or comes twice."""

from collections.abc import Iterator

import pytest

from gp_sync.core.model import Key, TargetRef, Write
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.ledger.memory import MemoryStore
from gp_sync.run.attempt import Rest
from gp_sync.run.resolve import Resolver
from gp_sync.run.session import LeaseLost, Session
from gp_sync.run.write import Writer
from gp_sync.testing.examples import line, order
from gp_sync.testing.model_connection import HandClock, ModelConnection


@pytest.fixture
def written(world: ModelConnection) -> Write[GPPurchaseOrder]:
    """The write of an order that a run has carried out."""
    world.put(order())
    world.run()
    return world.target.executed[0]


@pytest.fixture
def session(world: ModelConnection) -> Iterator[Session]:
    with Session(world.ledger, world.name, owner="this", now=world.clock, ttl=300) as held:
        yield held


def writer(session: Session, world: ModelConnection) -> Writer:
    flow = world.flow()
    return Writer(session, flow, Resolver(session, flow), send_seconds=120)


class TestReservations:
    def test_what_is_confirmed_is_not_sent_again(
        self, written: Write[GPPurchaseOrder], session: Session, world: ModelConnection
    ) -> None:
        world.ledger.reopen([world.key()], session.fence, session.event("replay"))

        outcome = writer(session, world).carry_out(world.key(), 1, written, Rest())

        assert outcome.end is End.UNCHANGED
        assert world.document().state is DocumentState.SETTLED
        assert len(world.target.sends) == 1

    def test_what_is_in_doubt_is_not_sent_again(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()
        write = world.target.sends[0]

        with Session(world.ledger, world.name, owner="this", now=world.clock, ttl=300) as held:
            outcome = writer(held, world).carry_out(world.key(), 1, write, Rest())

        assert outcome.end is End.IN_DOUBT
        assert len(world.target.sends) == 1

    def test_what_is_quarantined_is_not_sent_again(self, world: ModelConnection) -> None:
        world.target.write_half_next()
        world.put(order(lines=(line(), line(id=9002, number=2))))
        world.run()

        with Session(world.ledger, world.name, owner="this", now=world.clock, ttl=300) as held:
            outcome = writer(held, world).carry_out(world.key(), 1, world.target.sends[0], Rest())

        assert outcome.end is End.QUARANTINED
        assert len(world.target.sends) == 1

    def test_a_run_that_was_taken_over_stops_at_the_reservation(
        self, written: Write[GPPurchaseOrder], session: Session, world: ModelConnection
    ) -> None:
        world.clock.advance(seconds=301)
        world.ledger.acquire(world.name, "another process", 60)
        new = Write(op="create", target=world.record("PF53"), body=written.body)

        with pytest.raises(LeaseLost, match="was taken over while purchase_orders 52 was written"):
            writer(session, world).carry_out(world.key(), 1, new, Rest())

        assert len(world.target.sends) == 1


class RemembersTooLittle(MemoryStore):
    """Its count of attempts is one behind, as if another process had made one since."""

    def attempts(self, key: Key, target: TargetRef) -> int:
        return super().attempts(key, target) - 1


class TestAnotherProcess:
    def test_an_attempt_of_another_process_since_stops_the_run(self) -> None:
        clock = HandClock()
        world = ModelConnection(clock, ledger=RemembersTooLittle(clock))
        world.put(order())

        with pytest.raises(LeaseLost):
            world.run()

        assert world.target.sends == []
