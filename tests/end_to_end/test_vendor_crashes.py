"""A process that dies at any place of a vendor's write: the next one finishes it, and nothing is there twice."""

import time
from itertools import product
from pathlib import Path

import pytest

from gp_sync.failpoints import FAILPOINTS, installed
from tests.end_to_end.vendor_world import align, vendor_world
from tests.end_to_end.world import World

DOUBTS = ("write.doubted", "write.read_back")
"""Places that a write passes only after its answer was lost."""
PLACES = [name for name in FAILPOINTS if name.startswith("write.") and name not in DOUBTS]


class DiedError(BaseException):
    """The process is no more."""


def run_until(world: World, place: str) -> None:
    """One run that dies at a place, and does nothing more."""
    dead = False

    def hook(name: str) -> None:
        nonlocal dead
        dead = dead or name == place
        if dead and not name.startswith("ledger."):
            raise DiedError(name)

    with installed(hook), pytest.raises(DiedError):
        world.run("sync", "--flow", "vendors")


def recover(world: World) -> None:
    """Runs of other processes, until nothing is open: a request of the dead one may land for a few seconds."""
    run: dict[str, object] = {}
    for _ in range(20):
        run = world.answer("sync", "--flow", "vendors")["run"]
        if not run["ends"] and not run["resolved"]:
            return
        time.sleep(0.5)
    raise AssertionError(f"vendors do not come to rest: {run}")


def lose_answer(world: World, side: str) -> None:
    """The answer to the next create of a vendor is lost after the work."""
    if side == "gp":
        world.gp.lose_response("POST", "Vendors", times=1)
    elif side == "procurify":
        world.procurify.drop("/vendors/$", when="after", method="POST", times=1)


@pytest.mark.parametrize(("place", "lost"), [*((place, "") for place in PLACES), *product(DOUBTS, ("gp", "procurify"))])
class TestDeathOfAProcess:
    def test_one_vendor_is_created_in_procurify_and_one_in_gp(self, tmp_path: Path, place: str, lost: str) -> None:
        """Procurify takes no number of ours, so the external ID alone tells that it was created."""
        with vendor_world(tmp_path, create_in_gp="approved", create_in_procurify="confirmed") as world:
            align(world)
            lose_answer(world, lost)
            text = world.config.read_text(encoding="utf-8").replace(
                "longest_execution", "send_timeout = 2\nlongest_execution"
            )
            world.config.write_text(text, encoding="utf-8")
            world.company.add_vendor("TAILSPIN0001", "Tailspin Toys")
            vendor = world.procurify.add_vendor("Northwind Paper", currency=1, payment_term=None)["id"]
            confirmed = world.run("vendors", "confirm", "TWO", "TAILSPIN0001", "--why", "we order there too")
            assert confirmed.exit_code == 0, confirmed.output

            run_until(world, place)
            recover(world)

            named = [row["name"] for row in world.procurify.vendors.values()]
            in_gp = [row["VENDNAME"] for row in world.company.vendors.values()]
            assert (named.count("Tailspin Toys"), in_gp.count("Northwind Paper")) == (1, 1)
            assert world.procurify.vendor(vendor)["external_id"] in world.company.vendors
            assert world.answer("status")["issues"] == []
