"""GP's side of vendors: what one address stops, and what is looked at once more right before it is written."""

from collections.abc import Iterator
from datetime import timedelta

import attrs
import pytest

from dynamicsgp_sba import SiteProfile
from gp_sync.clock import utc_now
from gp_sync.core.model import Write
from gp_sync.core.refusals import Refused
from gp_sync.flows.vendors.document import VendorRecord, address_target
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.systems.gp_vendor_table import GPRow, GPVendorTables
from tests.gp_sync.systems.vendors import ATOMIC, VendorSite, vendor_site

OURS = address_target("TWO", "ACETRAVE0001", "PROCURIFY")
SUMMARIES = ATOMIC.with_resource("vendor_addresses", list_is_full=False)


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with vendor_site() as made:
        made.fabrikam.add_vendor_address("ACETRAVE0001", "PROCURIFY", CITY="Joliet")
        yield made


def change(site: VendorSite) -> Write[VendorRecord]:
    """A write of another contact, decided on the address as it is."""
    found = site.target.read(OURS)
    assert found is not None
    body = attrs.evolve(found.body, contact="Kim Roe")
    return Write(op="update", target=OURS, body=body, before=found.body)


class TestAddresses:
    def test_edge_20_one_that_payments_go_to_since_it_was_read_is_not_written(self, site: VendorSite) -> None:
        write = change(site)
        site.fabrikam.edit_vendor("ACETRAVE0001", VADCDTRO="PROCURIFY")

        with pytest.raises(Refused) as refusal:
            site.target.send(write, utc_now() + timedelta(seconds=30))

        assert [found.code for found in refusal.value.findings] == ["VENDOR_REMIT_TO"]
        assert site.fabrikam.vendor_addresses["ACETRAVE0001", "PROCURIFY"]["VNDCNTCT"] == ""

    @pytest.mark.parametrize(("status", "taken"), [(1, True), (4, False), (6, False), (9, True)])
    def test_edge_21_one_is_written_before_the_vendor_s_approval_has_begun(
        self, site: VendorSite, status: int, taken: bool
    ) -> None:
        write = change(site)
        site.fabrikam.edit_vendor("ACETRAVE0001", Workflow_Status=status)

        if taken:
            site.target.send(write, utc_now() + timedelta(seconds=30))
        else:
            with pytest.raises(Refused, match="APPROVAL"):
                site.target.send(write, utc_now() + timedelta(seconds=30))

        contact = site.fabrikam.vendor_addresses["ACETRAVE0001", "PROCURIFY"]["VNDCNTCT"]
        assert contact == ("Kim Roe" if taken else "")


@pytest.mark.parametrize("profile", [ATOMIC, SUMMARIES], ids=["whole lists", "summaries"])
def test_an_address_that_cannot_be_read_stops_that_vendor_alone(profile: SiteProfile) -> None:
    with vendor_site() as site:
        site.fabrikam.add_vendor_address("ACETRAVE0001", "PROCURIFY", ADDRESS1={"no": "text"})
        tables = GPVendorTables({"TWO": site.company}, profile, VendorPolicy())

        tables.read(None)

        rows: dict[str, GPRow] = {row.vendor_id: row for _, row in tables.rows()}
        assert "its address PROCURIFY" in rows["ACETRAVE0001"].problem
        assert [row.vendor_id for row in rows.values() if row.problem] == ["ACETRAVE0001"]
