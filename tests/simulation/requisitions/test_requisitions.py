"""Histories of requisitions in the three modes: none is in GP twice, none beside its order, and each says how it is."""

import pytest

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.expected import NOT_IN_MEMORY
from tests.simulation.play import first_caught, play_game
from tests.simulation.requisitions.game import REQUISITION_GAME
from tests.simulation.requisitions.mutants import REQUISITION_MUTANTS

MET = (
    "gp: answer lost after the work",
    "gp: answer lost before the work",
    "gp: request lands late",
    "gp: refused with 400",
    "two schedulers at once",
    "a zombie sends",
    "a clock is off",
    "hand in GP: edits",
    "hand in GP: buys",
    "hand in GP: submits",
    "hand in GP: deletes",
    "requisition: denied",
    "requisition: cancelled",
    "requisition: purchased",
)


@pytest.mark.timeout(300)
class TestHistoriesOfRequisitions:
    def test_every_invariant_holds_whatever_is_met(self) -> None:
        result = play_game(REQUISITION_GAME, range(200))

        assert result.failures == []
        crashes = [f"crash at {point}" for point in FAILPOINTS if point not in NOT_IN_MEMORY]
        assert [name for name in (*MET, *crashes) if not result.met[name]] == []

    def test_every_invariant_holds_around_every_commit(self) -> None:
        result = play_game(REQUISITION_GAME, range(1008, 1022), store="sqlite")

        assert result.failures == []
        assert result.met["crash at ledger.committing"] > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", REQUISITION_MUTANTS)
class TestPlantedBugsOfRequisitions:
    def test_each_is_caught_within_its_number_of_histories(self, name: str) -> None:
        assert first_caught(REQUISITION_GAME, REQUISITION_MUTANTS[name]) is not None
