"""Vendors, addresses and the setup of a company: what documents are checked against."""

import json
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    Company,
    CompanySetup,
    NotFoundError,
    ResourceNotAvailableError,
    Vendor,
    VendorAddress,
)
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.limits import VENDOR, VENDOR_ADDRESS
from dynamicsgp_sba.reading import read_record
from dynamicsgp_sba.testing import GPCompany, GPServer
from dynamicsgp_sba.testing.data import load
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect


def setup(**members: Any) -> CompanySetup:
    """Read a setup with these members."""
    return read_record(json.dumps({"Collation": "SQL_Latin1_General_CP1_CI_AS", **members}).encode(), CompanySetup, {})


class TestVendors:
    def test_addresses_are_listed_and_read_one_by_one(self, company: Company) -> None:
        listed = company.vendor_addresses.list("acetrave0001")
        remit = company.vendor_addresses.get("ACETRAVE0001", "remit to")

        assert [(row.id, row.city, row.shipping_method) for row in listed] == [
            ("PRIMARY", "Sydney", "OVERNIGHT"),
            ("REMIT TO", "Sydney", ""),
        ]
        assert (remit.vendor_id, remit.address_1, remit.postal_code) == ("ACETRAVE0001", "Box 342", "2000")
        assert remit.changed_at is not None

    def test_what_is_not_there_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.vendor_addresses.get("ACETRAVE0001", "MOON")
        with pytest.raises(NotFoundError):
            company.vendor_addresses.list("NOSUCH")

    def test_an_address_reads_from_the_names_of_the_class_too(self) -> None:
        body = {"Key": {"Id": "PRIMARY", "VendorKey": {"Id": "ACE"}}, "ContactPerson": "Greg Powell", "CITY": "Sydney"}

        assert read_record(json.dumps(body).encode(), VendorAddress, {}).vendor_id == "ACE"

    def test_what_an_order_takes_from_a_vendor_is_on_its_card(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.vendors["ACETRAVE0001"]["PMPRCHIX"] = 0

        vendor = company.vendors.get("ACETRAVE0001")

        assert (vendor.purchase_address_id, vendor.shipping_method) == ("PRIMARY", "OVERNIGHT")
        assert (vendor.tax_schedule_id, vendor.payment_terms_id) == ("AUSNSWST+20", "Net 30")
        assert (vendor.has_payables_account, vendor.has_purchases_account) == (True, False)

    def test_accounts_that_the_answer_lacks_are_not_said_to_be_missing(self) -> None:
        vendor = read_record(b'{"VENDORID": "ACE"}', Vendor, {})

        assert (vendor.has_payables_account, vendor.has_purchases_account) == (None, None)


class TestLimits:
    @pytest.mark.parametrize(
        ("kind", "limits", "table"),
        [(Vendor, VENDOR, "PM00200"), (VendorAddress, VENDOR_ADDRESS, "PM00300")],
    )
    def test_the_clients_lengths_are_those_of_gps_columns(
        self, kind: type[Any], limits: dict[str, int], table: str
    ) -> None:
        lengths = load("lengths")["tables"][table]

        assert {columns(kind)[field]: length for field, length in limits.items()} == {
            column: lengths[column] for column in (columns(kind)[field] for field in limits)
        }


class TestCompany:
    def test_the_setup(self, company: Company) -> None:
        assert company.setup.get() == CompanySetup(
            collation="SQL_Latin1_General_CP1_CI_AS",
            code_page=1252,
            functional_currency_id="Z-US$",
            main_address_id="PRIMARY",
            purchase_tax_schedule_id="ILSALES-7",
            quantity_decimals=2,
            cost_decimals=2,
            keeps_history=True,
            commitments=False,
            encumbrance=False,
        )

    def test_what_the_service_cannot_tell_is_none(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.commitments = fabrikam.encumbrance = None

        assert (company.setup.get().commitments, company.setup.get().encumbrance) == (None, None)

    @pytest.mark.parametrize(
        ("collation", "answer"),
        [
            ("SQL_Latin1_General_CP1_CI_AS", True),
            ("Latin1_General_CI_AI", True),
            ("SQL_Latin1_General_CP1_CS_AS", False),
            ("Latin1_General_BIN", False),
            ("Latin1_General_100_BIN2", False),
            ("Mystery", None),
        ],
    )
    def test_the_collation_says_whether_case_counts(self, collation: str, answer: bool | None) -> None:
        assert setup(Collation=collation).ignores_case is answer

    def test_what_orders_refer_to(self, company: Company) -> None:
        assert [(row.id, row.carrier) for row in company.shipping_methods.list()] == [
            ("OVERNIGHT", "Fourth Coffee Couriers"),
            ("GROUND", ""),
        ]
        assert [(row.id, row.city) for row in company.addresses.list()] == [
            ("PRIMARY", "Chicago"),
            ("PLANT-N", "Evanston"),
            ("PLANT-S", "Joliet"),
            ("PLANT-W", "Aurora"),
        ]
        assert [(row.id, row.description) for row in company.buyers.list()] == [("BUYER01", "Plant purchasing")]

    def test_a_site_without_the_service_is_told_so(self, server: GPServer, connect: Connect) -> None:
        profile = COMPANION.with_resource("company_setup", available=False, reason="the partner has not built it yet")

        with pytest.raises(ResourceNotAvailableError, match="company setup: the partner has not built it yet"):
            connect(server, profile=profile).company(FABRIKAM).setup.get()
