"""What a look at many vendors on both sides costs when nothing is new: requests and writes."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dynamicsgp_sba.testing import GPCompany
from tests.end_to_end.vendor_world import vendor_world, writes
from tests.end_to_end.world import World

COUNT = 110
PAGES = COUNT // 100 + 1


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[World]:
    """A hundred and ten vendors more in both systems, linked by their external IDs and equal."""
    with vendor_world(tmp_path, more='address_id = "PRIMARY"\n') as world:
        # Payments go elsewhere, so that the primary address may be written, and no issue is open that a run looks into.
        world.company.edit_vendor("CONTOSUP0001", VADCDTRO="REMIT TO")
        make_vendors(world, COUNT)
        yield world


def make_vendors(world: World, count: int) -> None:
    world.procurify.make_vendors(count, contact="", payment_term_ref=None)
    for number in range(1, count + 1):
        add_to_gp(world.company, number)


def add_to_gp(company: GPCompany, number: int) -> None:
    company.add_vendor(
        f"MADE{number:07d}", f"Vendor {number:07d}", ADDRESS1=f"{number} Example Street", VADCDTRO="REMIT TO"
    )


def poll(world: World) -> tuple[Counter[str], Counter[str]]:
    """Look at all vendors once; the requests to each side by what they ask for."""
    gp, procurify = len(world.gp_requests()), len(world.procurify.requests)
    result = world.answer("sync", "--flow", "vendors")
    assert result["run"]["stopped"] == []
    asked = Counter(
        f"{row.method} {row.resource.removeprefix('Purchasing/')}{'(key)' if row.key else ''}"
        for row in world.gp_requests()[gp:]
        if row.company
    )
    listed = Counter(
        f"{row.method} {row.path}" for row in world.procurify.requests[procurify:] if row.path.startswith("/api/")
    )
    return asked, listed


class TestAPollWithNothingNew:
    def test_it_reads_the_list_pages_of_each_side_once_and_writes_nothing(self, crowded: World) -> None:
        """Two pages of Procurify and one list of GP, whatever the number of runs."""
        poll(crowded)
        poll(crowded)
        written = writes(crowded)

        first, second = poll(crowded), poll(crowded)

        gp, procurify = second
        assert (gp["GET Vendors"], gp["GET Vendors(key)"], gp["GET VendorAddresses"]) == (1, 0, 0)
        assert procurify["GET /api/v3/vendors/"] == PAGES
        assert first == second
        assert writes(crowded) == written
