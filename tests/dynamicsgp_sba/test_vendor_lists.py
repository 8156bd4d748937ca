"""Listing vendors and their addresses: all of them, or what changed since an instant; and a vendor that is open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dynamicsgp_sba import (
    COMPANION,
    Company,
    DynamicsGP,
    InvalidValueError,
    NewVendor,
    NewVendorAddress,
    RecordLockedError,
    SiteProfile,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

FILTERED = COMPANION.with_resource("vendors", filters={"changed_since": "changedSince"}).with_resource(
    "vendor_addresses", filters={"changed_since": "changedSince"}
)


def edit(fabrikam: GPCompany) -> datetime:
    """Everything was changed an hour ago, but for one vendor and an address of another; gives the time between."""
    long_ago = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}.000"
    for row in (*fabrikam.vendors.values(), *fabrikam.vendor_addresses.values()):
        row["DEX_ROW_TS"] = long_ago
    fabrikam.edit_vendor("CONTOSUP0001", COMMENT1="by hand")
    fabrikam.edit_vendor_address("ACETRAVE0001", "REMIT TO", CITY="Perth")
    return datetime.now(UTC) - timedelta(minutes=30)


class TestChangedSince:
    @pytest.mark.parametrize("profile", [COMPANION, FILTERED], ids=["left out here", "left out there"])
    def test_only_what_changed_is_given(
        self,
        server: GPServer,
        fabrikam: GPCompany,
        connect: Callable[..., DynamicsGP],
        profile: SiteProfile,
    ) -> None:
        """Whether the service narrows its lists or not; the change of an address does not count for its vendor."""
        since = edit(fabrikam)
        company = connect(server, profile=profile).company("Fabrikam, Inc.")

        vendors = company.vendors.list(changed_since=since)
        addresses = company.vendor_addresses.list_all(changed_since=since)

        assert [vendor.id for vendor in vendors] == ["CONTOSUP0001"]
        assert [(row.vendor_id, row.id, row.city) for row in addresses] == [("ACETRAVE0001", "REMIT TO", "Perth")]

    def test_what_does_not_tell_may_have_changed(self, company: Company, fabrikam: GPCompany) -> None:
        """So it is given."""
        since = edit(fabrikam)
        del fabrikam.vendors["ACETRAVE0001"]["DEX_ROW_TS"]

        assert {vendor.id for vendor in company.vendors.list(changed_since=since)} == {"ACETRAVE0001", "CONTOSUP0001"}

    def test_an_instant_without_offset_is_refused(self, company: Company) -> None:
        """It could be any."""
        naive = datetime(2026, 11, 4, 18)  # what is refused

        with pytest.raises(InvalidValueError, match="no offset from UTC"):
            company.vendors.list(changed_since=naive)
        with pytest.raises(InvalidValueError, match="no offset from UTC"):
            company.vendor_addresses.list_all(changed_since=naive)


class TestAllAddresses:
    def test_one_request_gives_those_of_all_vendors(self, server: GPServer, company: Company) -> None:
        rows = company.vendor_addresses.list_all()

        assert {("ACETRAVE0001", "REMIT TO"), ("CONTOSUP0001", "PRIMARY")} <= {(row.vendor_id, row.id) for row in rows}
        assert [request.resource for request in server.requests if request.company] == ["Purchasing/VendorAddresses"]


class TestAVendorThatIsOpen:
    def test_neither_it_nor_its_addresses_are_written(self, company: Company, fabrikam: GPCompany) -> None:
        """Until the user closes the card."""
        fabrikam.lock_vendor("contosup0001")

        with pytest.raises(RecordLockedError):
            company.vendors.update(NewVendor(id="CONTOSUP0001", comment_1="ours"))
        with pytest.raises(RecordLockedError):
            company.vendor_addresses.create(NewVendorAddress(vendor_id="CONTOSUP0001", id="PLANT"))
        fabrikam.unlock_vendor("CONTOSUP0001")
        assert company.vendors.update(NewVendor(id="CONTOSUP0001", comment_1="ours")).comment_1 == "ours"

    def test_a_vendor_that_was_deleted_is_gone_with_its_addresses(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.delete_vendor("ACETRAVE0001")

        assert "ACETRAVE0001" not in {row.vendor_id for row in company.vendor_addresses.list_all()}
        assert "ACETRAVE0001" not in {vendor.id for vendor in company.vendors.list()}
