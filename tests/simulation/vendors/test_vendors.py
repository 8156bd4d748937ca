"""Histories of vendors: whatever happens, each agrees on both sides or says why not, and none is there twice."""

import pytest

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.expected import NOT_IN_MEMORY
from tests.simulation.play import first_caught, play_game
from tests.simulation.vendors.game import VENDOR_GAME
from tests.simulation.vendors.mutants import VENDOR_MUTANTS

MET = (
    "gp: answer lost after the work",
    "gp: answer lost before the work",
    "gp: request lands late",
    "gp: refused with 400",
    "procurify: answer lost after the work",
    "procurify: answer lost before the work",
    "procurify: request lands late",
    "procurify: refused with 400",
    "procurify: 500 with an unknown text",
    "two schedulers at once",
    "a zombie sends",
    "a clock is off",
    "a worker hands over",
    "another company than the master is written to",
    "an address of a vendor without a primary one",
    "a link is confirmed",
    "a vendor is confirmed",
    "a conflict is decided",
    "GP deletes our address",
    "GP renumbers a vendor",
    "GP combines two vendors",
    "Procurify empties an external ID",
    "an external ID of another system",
    "a vendor of two companies that take external IDs",
    "GP deletes a vendor",
    "Procurify archives a vendor",
    "Procurify brings a vendor back",
)


@pytest.mark.timeout(300)
class TestHistoriesOfVendors:
    def test_every_invariant_holds_whatever_is_met(self) -> None:
        result = play_game(VENDOR_GAME, range(200))

        assert result.failures == []
        crashes = [f"crash at {point}" for point in FAILPOINTS if point not in NOT_IN_MEMORY]
        assert [name for name in (*MET, *crashes) if not result.met[name]] == []

    def test_every_invariant_holds_around_every_commit(self) -> None:
        result = play_game(VENDOR_GAME, range(1008, 1022), store="sqlite")

        assert result.failures == []
        assert result.met["crash at ledger.committing"] > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", VENDOR_MUTANTS)
class TestPlantedBugsOfVendors:
    def test_each_is_caught_within_its_number_of_histories(self, name: str) -> None:
        assert first_caught(VENDOR_GAME, VENDOR_MUTANTS[name]) is not None
