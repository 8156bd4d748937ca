"""A flow that decides in its own way: the engine asks it, and carries out what it says."""

from typing import Any

import attrs

from gp_sync.core.decide import decide
from gp_sync.core.findings import finding
from gp_sync.core.model import Case, Decision, Finding, Mapped
from gp_sync.core.states import DocumentState, End
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


def reluctant(case: Case[Any, Any], mapped: Mapped[Any], findings: tuple[Finding, ...]) -> Decision[Any]:
    """Decides like the usual one, but leaves the order PF1 alone, whose record it was given."""
    usual = decide(case, mapped, findings)
    if case.source.number != "PF1":
        return usual
    return Decision(
        action="hold", findings=(finding("RECORD_LOCKED", case.key.ref, tried=f"{len(usual.writes)} write"),)
    )


class TestOwnDecide:
    def test_its_decision_is_carried_out(self, world: ModelConnection) -> None:
        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))

        report = world.run(flows=(attrs.evolve(world.flow(), decide=reluctant),))

        assert report.ends == {End.HELD: 1, End.WRITTEN: 1}
        assert [found.tried for found in world.document("1").findings] == ["1 write"]

    def test_one_that_fails_blocks_its_document_alone(self, world: ModelConnection) -> None:
        def broken(case: Case[Any, Any], mapped: Mapped[Any], findings: tuple[Finding, ...]) -> Decision[Any]:
            if case.source.number == "PF1":
                raise KeyError("vendor")
            return decide(case, mapped, findings)

        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))

        report = world.run(flows=(attrs.evolve(world.flow(), decide=broken),))

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.document("1").findings[0].tried.startswith("KeyError: 'vendor', in ")

    def test_what_follows_from_its_writes_is_decided_by_the_next_run(self, world: ModelConnection) -> None:
        def twice(case: Case[Any, Any], mapped: Mapped[Any], findings: tuple[Finding, ...]) -> Decision[Any]:
            usual = decide(case, mapped, findings)
            return attrs.evolve(usual, again=bool(usual.writes))

        world.put(order(key=1, number="PF1"))
        flow = attrs.evolve(world.flow(), decide=twice)

        first, state = world.run(flows=(flow,)), world.document("1").state
        second = world.run(flows=(flow,))

        assert (first.ends, state) == ({End.WRITTEN: 1}, DocumentState.PENDING)
        assert (second.ends, world.document("1").state) == ({End.UNCHANGED: 1}, DocumentState.SETTLED)
