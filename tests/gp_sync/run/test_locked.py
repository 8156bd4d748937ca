"""Records that a GP user has open: a few short waits, then the next run."""

from collections.abc import Callable

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.run.attempt import Outcome
from gp_sync.run.locked import LockWaits
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

LOCKED = finding("RECORD_LOCKED", Ref("x", ()), tried="PF52: LESSONUSER1 has it open since 9:14")


class TestShortWaits:
    def test_edge_18_a_record_that_is_closed_meanwhile_is_written_in_the_same_run(self, world: ModelConnection) -> None:
        waited: list[float] = []
        world.target.refuse_next(LOCKED)
        world.put(order())

        report = world.run(lock_waits=(1.0, 3.0), sleep=waited.append)

        assert report.ends == {End.WRITTEN: 1}
        assert len(waited) == 1
        assert 0.5 <= waited[0] <= 1.5

    def test_edge_18_after_the_last_wait_it_is_held_until_the_next_run(self, world: ModelConnection) -> None:
        waited: list[float] = []
        for _ in range(3):
            world.target.refuse_next(LOCKED)
        world.put(order())

        first = world.run(lock_waits=(1.0, 3.0), sleep=waited.append)
        told = world.document().findings[0].tried
        second = world.run(lock_waits=(1.0, 3.0), sleep=waited.append)

        assert (first.ends, second.ends) == ({End.HELD: 1}, {End.WRITTEN: 1})
        assert len(waited) == 2
        assert told == "PF52: LESSONUSER1 has it open since 9:14"

    def test_edge_18_each_attempt_is_in_the_audit(self, world: ModelConnection) -> None:
        world.target.refuse_next(LOCKED)
        world.put(order())

        world.run(lock_waits=(1.0,), sleep=lambda _: None)

        told = [row.what for row in world.ledger.audit(world.name, key=world.key()) if row.what.startswith("write.")]
        assert told == [
            *("write.reserved", "write.sending", "write.refused"),
            *("write.reserved", "write.sending", "write.confirmed"),
        ]

    def test_another_refusal_is_not_waited_for(self, world: ModelConnection) -> None:
        world.target.refuse_next(finding("GP_REFUSED", Ref("x", ()), tried="5466: the item exists"))
        world.put(order())

        report = world.run(lock_waits=(1.0, 3.0), sleep=never)

        assert report.ends == {End.BLOCKED: 1}


class TestTheBudgetOfARun:
    def test_a_run_waits_a_minute_at_most_whatever_is_locked(self) -> None:
        waited: list[float] = []
        waits = LockWaits(seconds=(10.0, 10.0), sleep=waited.append, jitter=middle)

        for _ in range(10):
            waits.go_through(locked())

        assert waited == [10.0] * 6

    def test_jitter_is_half_of_the_wait_either_way(self) -> None:
        waited: list[float] = []

        for jitter in (0.0, 1.0):
            LockWaits(seconds=(2.0,), sleep=waited.append, jitter=lambda at=jitter: at).go_through(locked())  # type: ignore[misc]  # the default is bound early

        assert waited == [1.0, 3.0]


def never(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} seconds")


def middle() -> float:
    return 0.5


def locked() -> Callable[[], Outcome]:
    """An attempt that always finds the record open."""
    return lambda: Outcome(end=End.HELD, findings=(LOCKED,))
