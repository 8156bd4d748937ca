"""GP's vendor IDs count without case, whatever the collation of the company's database."""

import copy

from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.systems.gp_vendor_table import GPRow, GPVendorTables
from tests.gp_sync.systems.vendors import VendorSite, vendor_site


def rows(site: VendorSite) -> dict[str, GPRow]:
    tables = GPVendorTables({"TWO": site.company}, site.profile, VendorPolicy(address_id="PRIMARY"))
    tables.read(None)
    return {row.vendor_id: row for _, row in tables.rows()}


class TestVendorIds:
    def test_two_that_differ_in_case_alone_cannot_be_aligned(self) -> None:
        """Somebody brought them into a database whose collation goes by case; the services write one of them."""
        with vendor_site() as site:
            site.fabrikam.add_vendor("ACME0001", "Acme Tools")
            site.fabrikam.add_vendor("BALLARD0001", "Ballard Paper")
            twin = copy.deepcopy(site.fabrikam.vendors["ACME0001"]) | {"VENDORID": "Acme0001", "VENDNAME": "Acme Farms"}
            site.fabrikam.vendors["a twin"] = twin

            found = rows(site)

        told = "GP has ACME0001 and Acme0001, and its services take IDs that differ in case alone for one"
        assert (found["ACME0001"].problem, found["ACME0001"].record) == (told, None)
        assert (found["BALLARD0001"].problem, "Acme0001" in found) == ("", False)
