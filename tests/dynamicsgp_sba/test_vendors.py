"""Writing vendors and their addresses: checked, never over a record that is there, and with any ID."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import (
    AlreadyExistsError,
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    KeyRefusedError,
    NewVendor,
    NewVendorAddress,
    NotFoundError,
    RefusedError,
    RowChangedError,
    VendorStatus,
    WorkflowStatus,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

SAMPLES = Path(__file__).parent / "samples"
HOSTILE = [
    case["vendor_id"] for case in json.loads((SAMPLES / "vendor-ids-hostile.json").read_text(encoding="utf-8"))["cases"]
]
NEW = NewVendor(
    id="FABRTOOL0001",
    name="Fabrikam Tools",
    status=VendorStatus.ACTIVE,
    primary_address_id="PRIMARY",
    address_1="4277 West Oak Parkway",
    country_code="US",
    phone_1="31255501000000",
    payment_terms_id="Net 30",
    user_defined_1="PROCURIFY-V-10234",
)


def writes(server: GPServer) -> list[str]:
    """The methods of the requests that were to change something."""
    return [request.method for request in server.requests if request.method != "GET"]


class TestCreate:
    def test_it_gives_what_gp_then_holds_with_its_address(self, company: Company) -> None:
        vendor = company.vendors.create(NEW)

        assert (vendor.name, vendor.check_name, vendor.status) == (
            "Fabrikam Tools",
            "Fabrikam Tools",
            VendorStatus.ACTIVE,
        )
        assert vendor == company.vendors.get("FABRTOOL0001")
        assert company.vendor_addresses.get("FABRTOOL0001", "PRIMARY").address_1 == "4277 West Oak Parkway"

    def test_a_vendor_that_is_there_is_not_written_over(self, server: GPServer, company: Company) -> None:
        with pytest.raises(AlreadyExistsError, match="vendors has 'CONTOSUP0001' already, so nothing was written"):
            company.vendors.create(attrs.evolve(NEW, id="CONTOSUP0001"))

        assert writes(server) == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"payment_terms_id": "Net 99"}, "497"),
            ({"class_id": "NONE"}, "233"),
            ({"currency_id": "Z-NO"}, "9238"),
            ({"tax_schedule_id": "NONE"}, "9159"),
            ({"country_code": "XX"}, "6303"),
        ],
    )
    def test_a_rule_of_gp_is_told_with_its_sentence(self, company: Company, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(RefusedError) as caught:
            company.vendors.create(attrs.evolve(NEW, **changes))

        assert caught.value.codes == (code,)
        assert caught.value.rules[0].sentence.startswith("The vendor's ")

    @pytest.mark.parametrize(
        ("changes", "columns"),
        [
            ({"name": None}, ["VENDNAME"]),
            ({"name": " "}, ["VENDNAME"]),
            ({"id": "SIXTEEN LETTERS!"}, ["VENDORID"]),
            ({"primary_address_id": None}, ["VADDCDPR"]),
            ({"status": VendorStatus(7)}, ["VENDSTTS"]),
            ({"status": 1}, ["VENDSTTS"]),
            ({"form_1099_type": 6}, ["TEN99TYPE"]),
            (
                {"tax_id": "123456789012", "short_name": "x" * 16, "city": "Lodz\u0301"},
                ["CITY", "TXIDNMBR", "VENDSHNM"],
            ),
        ],
    )
    def test_what_gp_cannot_store_is_told_before_anything_is_sent(
        self, server: GPServer, company: Company, changes: dict[str, Any], columns: list[str]
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.vendors.create(attrs.evolve(NEW, **changes))

        assert sorted(caught.value.field_errors) == columns
        assert server.requests == ()


class TestUpdate:
    def test_only_what_is_named_is_sent(self, server: GPServer, company: Company) -> None:
        seen = company.vendors.get("ACETRAVE0001")

        vendor = company.vendors.update(NewVendor(id="ACETRAVE0001", phone_1="31255501990000", comment_1=""), seen=seen)

        assert (
            attrs.evolve(seen, phone_1="31255501990000", changed_at=vendor.changed_at, modified=vendor.modified)
            == vendor
        )
        assert writes(server) == ["PATCH"]

    def test_one_that_somebody_changed_since_is_left(
        self, server: GPServer, company: Company, fabrikam: GPCompany
    ) -> None:
        seen = company.vendors.get("CONTOSUP0001")
        fabrikam.vendors["CONTOSUP0001"]["COMMENT1"] = "by hand"

        with pytest.raises(RowChangedError):
            company.vendors.update(NewVendor(id="CONTOSUP0001", comment_1="ours"), seen=seen)

        assert writes(server) == []

    def test_one_that_waits_for_approval_is_left(self, server: GPServer, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.vendors["CONTOSUP0001"]["Workflow_Status"] = 4

        with pytest.raises(GuardError, match=r"its approval workflow stands at PENDING \(4\)"):
            company.vendors.update(NewVendor(id="CONTOSUP0001", comment_1="ours"))

        assert company.vendors.get("CONTOSUP0001").is_open_for_change is False
        assert writes(server) == []

    def test_gp_itself_refuses_changes_while_approval_is_active(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.vendors["CONTOSUP0001"]["Workflow_Status"] = 6

        with pytest.raises(RefusedError) as caught:
            company.vendors.update(NewVendor(id="CONTOSUP0001", comment_1="ours"))

        assert caught.value.codes == ("12011",)
        assert company.vendors.get("CONTOSUP0001").workflow_status is WorkflowStatus.COMPLETED

    def test_one_that_is_not_there_is_not_made(self, server: GPServer, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.vendors.update(NEW)

        assert writes(server) == []


class TestAddresses:
    def test_one_is_made_and_changed(self, company: Company) -> None:
        made = company.vendor_addresses.create(NewVendorAddress(vendor_id="CONTOSUP0001", id="PLANT", city="Joliet"))
        changed = company.vendor_addresses.update(
            NewVendorAddress(vendor_id="CONTOSUP0001", id="PLANT", state="IL"), seen=made
        )

        assert (made.id, made.city, made.state) == ("PLANT", "Joliet", "")
        assert (changed.city, changed.state) == ("Joliet", "IL")

    def test_one_that_is_there_is_not_written_over(self, server: GPServer, company: Company) -> None:
        with pytest.raises(AlreadyExistsError, match="ACETRAVE0001; REMIT TO"):
            company.vendor_addresses.create(NewVendorAddress(vendor_id="ACETRAVE0001", id="REMIT TO", city="Perth"))

        assert writes(server) == []

    def test_one_that_is_not_there_or_no_longer_the_same_is_not_changed(
        self, server: GPServer, company: Company, fabrikam: GPCompany
    ) -> None:
        seen = company.vendor_addresses.get("ACETRAVE0001", "PRIMARY")
        fabrikam.vendor_addresses["ACETRAVE0001", "PRIMARY"]["CITY"] = "Perth"

        with pytest.raises(NotFoundError):
            company.vendor_addresses.update(NewVendorAddress(vendor_id="ACETRAVE0001", id="NONE", city="x"))
        with pytest.raises(RowChangedError):
            company.vendor_addresses.update(NewVendorAddress(vendor_id="ACETRAVE0001", id="PRIMARY"), seen=seen)

        assert writes(server) == []

    def test_an_unknown_vendor_or_one_in_approval_gets_none(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.vendors["CONTOSUP0001"]["Workflow_Status"] = 4

        with pytest.raises(RefusedError) as unknown:
            company.vendor_addresses.create(NewVendorAddress(vendor_id="NOBODY", id="PRIMARY"))
        with pytest.raises(RefusedError) as waiting:
            company.vendor_addresses.create(NewVendorAddress(vendor_id="CONTOSUP0001", id="PLANT"))

        assert (unknown.value.codes, waiting.value.codes) == (("906",), ("12015",))

    def test_what_gp_cannot_store_is_told_at_once(self, server: GPServer, company: Company) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.vendor_addresses.create(
                NewVendorAddress(vendor_id="", id="PLANT", ups_zone="1234", postal_code="60601-42770")
            )

        assert sorted(caught.value.field_errors) == ["UPSZONE", "VENDORID", "ZIPCODE"]
        assert server.requests == ()


class TestHostileIds:
    @pytest.mark.parametrize("vendor_id", HOSTILE)
    def test_each_reads_and_updates(self, company: Company, fabrikam: GPCompany, vendor_id: str) -> None:
        fabrikam.add_vendor(vendor_id, "Odd but real")

        changed = company.vendors.update(NewVendor(id=vendor_id, comment_1="changed"))
        address = company.vendor_addresses.update(NewVendorAddress(vendor_id=vendor_id, id="PRIMARY", city="Joliet"))

        assert (changed.id, changed.comment_1) == (vendor_id, "changed")
        assert (address.vendor_id, address.city) == (vendor_id, "Joliet")

    @pytest.mark.parametrize("vendor_id", ["A%B", "A/B"])
    def test_where_the_server_refuses_its_characters_the_error_names_the_id(
        self,
        serve: Callable[..., GPServer],
        connect: Callable[..., DynamicsGP],
        vendor_id: str,
    ) -> None:
        server = serve(refuse_in_paths="%/")
        vendors = connect(server).company("Fabrikam, Inc.").vendors

        with pytest.raises(KeyRefusedError, match=vendor_id):
            vendors.update(NewVendor(id=vendor_id, comment_1="changed"))
        with pytest.raises(KeyRefusedError, match=vendor_id):
            vendors.create(attrs.evolve(NEW, id=vendor_id))
