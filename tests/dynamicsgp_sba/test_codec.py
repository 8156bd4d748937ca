"""The forms in which a site's service takes amounts, days and flags, and the addresses that it has them at."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import (
    COMPANION,
    DynamicsGP,
    NtlmAuth,
    PurchaseOrder,
    ResourceProfile,
    UnexpectedAnswerError,
    Vendor,
)
from dynamicsgp_sba.codec import encode_body
from dynamicsgp_sba.models import NO_DATE, PurchaseOrderLine
from dynamicsgp_sba.reading import read_list, read_record
from dynamicsgp_sba.resources.base import Place
from dynamicsgp_sba.resources.purchase_orders import PurchaseOrderCalls
from dynamicsgp_sba.resources.vendors import VendorCalls
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Serve

ORDERS = COMPANION.resources["purchase_orders"]
ZONES = (None, "UTC", "America/Chicago", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata")
LINE = {
    "ORD": 16384, "NONINVEN": True, "ITEMNMBR": "A", "ITEMDESC": "", "UOFM": "Each", "QTYCANCE": Decimal(0),
    "EXTDCOST": Decimal(1), "POLNESTA": 1,
}  # fmt: skip
HEADER = {
    "PONUMBER": "P", "POTYPE": 1, "POSTATUS": 1, "VENDORID": "V", "FRTAMNT": Decimal(0), "MSCCHAMT": Decimal(0),
    "TAXAMNT": Decimal(0), "SUBTOTAL": Decimal(0), "DEX_ROW_TS": "2027-04-12T20:14:55.713",
}  # fmt: skip


def body(resource: ResourceProfile, **members: Any) -> Any:
    """What is sent of an order with these members, every number of it as it stands in the JSON."""
    return json.loads(encode_body(PurchaseOrder, members, resource), parse_float=str, parse_int=str)


class TestForms:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, {"FRTAMNT": "1.50", "DOCDATE": "2027-04-12", "HOLD": "1"}),
            ({"amounts": "number"}, {"FRTAMNT": "1.50", "DOCDATE": "2027-04-12", "HOLD": "1"}),
            ({"dates": "date-time"}, {"FRTAMNT": "1.50", "DOCDATE": "2027-04-12T00:00:00", "HOLD": "1"}),
            ({"dates": "datacontract"}, {"FRTAMNT": "1.50", "DOCDATE": "/Date(1807488000000)/", "HOLD": "1"}),
            (
                {"dates": "datacontract", "time_zone": "America/Chicago"},
                {"FRTAMNT": "1.50", "DOCDATE": "/Date(1807506000000)/", "HOLD": "1"},
            ),
            ({"flags": "boolean"}, {"FRTAMNT": "1.50", "DOCDATE": "2027-04-12", "HOLD": True}),
        ],
    )
    def test_each_is_as_the_profile_says(self, changes: dict[str, Any], expected: dict[str, Any]) -> None:
        resource = attrs.evolve(ORDERS, **changes)

        assert body(resource, FRTAMNT=Decimal("1.50"), DOCDATE=date(2027, 4, 12), HOLD=True) == expected

    def test_an_amount_as_a_number_keeps_all_its_digits(self) -> None:
        resource = attrs.evolve(ORDERS, amounts="number")

        sent = encode_body(PurchaseOrder, {"FRTAMNT": Decimal("12345678901234.56789")}, resource)

        assert sent == b'{"FRTAMNT": 12345678901234.56789}'

    @given(
        amounts=st.sampled_from(["text", "number"]),
        dates=st.sampled_from(["date", "date-time", "datacontract"]),
        flags=st.sampled_from(["number", "boolean"]),
        zone=st.sampled_from(ZONES),
        day=st.dates(date(1900, 1, 2), date(2199, 12, 31)) | st.just(NO_DATE),
        amount=st.decimals(0, 10**13, places=5),
        flag=st.booleans(),
    )
    def test_what_is_sent_in_any_form_is_read_back_as_it_was(
        self, amounts: str, dates: str, flags: str, zone: str | None, day: date, amount: Decimal, flag: bool
    ) -> None:
        resource = attrs.evolve(ORDERS, amounts=amounts, dates=dates, flags=flags, time_zone=zone)
        line = LINE | {"QTYORDER": amount, "UNITCOST": amount}
        members = HEADER | {
            "DOCDATE": date(2027, 4, 12), "REQDATE": day, "HOLD": flag, "TRDISAMT": amount, "Lines": [line]
        }  # fmt: skip

        sent = encode_body(PurchaseOrder, members, resource)
        found = read_record(sent, PurchaseOrder, {}, time_zone=zone)

        assert (found.document_date, found.required_date) == (date(2027, 4, 12), None if day == NO_DATE else day)
        assert (found.on_hold, found.trade_discount, found.lines[0].unit_cost) == (flag, amount, amount)
        assert isinstance(found.lines[0], PurchaseOrderLine)


class TestEmptyDates:
    @pytest.mark.parametrize(
        "text",
        [
            "1900-01-01",
            "1900-01-01T00:00:00",
            "/Date(-2208988800000)/",
            "/Date(-2208996000000)/",  # of a server two hours east
            "/Date(-2208967200000)/",  # and six hours west
            "/Date(-2208996000000+0200)/",
            "0001-01-01T00:00:00",
            "1753-01-01T00:00:00",
        ],
    )
    def test_all_of_them_are_none(self, text: str) -> None:
        found = read_record(json.dumps({"VENDORID": "V", "CREATDDT": text}).encode(), Vendor, {})

        assert found.created is None

    def test_a_day_that_begins_east_of_greenwich_is_no_day_early(self) -> None:
        content = b'{"VENDORID": "V", "CREATDDT": "/Date(1807480800000)/"}'  # midnight at UTC+2

        assert read_record(content, Vendor, {}, time_zone="Europe/Berlin").created == date(2027, 4, 12)


class TestUnknownMembers:
    def test_one_that_is_called_as_a_field_here_is_kept(self) -> None:
        found = read_record(b'{"VENDORID": "V", "contact": "Kim", "VNDCNTCT": "Lee"}', Vendor, {})

        assert (found.contact, found.extra) == ("Lee", {"contact": "Kim"})


class TestLists:
    @pytest.mark.parametrize(
        "document",
        [
            {"Vendors": [{"VENDORID": "V"}], "Count": 1, "Page": 1},
            {"Vendors": [{"VENDORID": "V"}], "TotalCount": 1, "HasMore": False, "Server": "x", "Errors": []},
            {"@odata.context": "x", "@odata.count": 1, "value": [{"VENDORID": "V"}]},
            {"d": {"results": [{"VENDORID": "V"}], "__count": "1"}},
            {"d": {"results": {"VENDORID": "V"}}},
            {"VENDORID": "V", "Notes": ["one", "two"]},
        ],
    )
    def test_common_forms_are_read(self, document: Any) -> None:
        found = read_list(json.dumps(document).encode(), Vendor, {})

        assert ([row.id for row in found], found.unreadable) == (["V"], ())

    @pytest.mark.parametrize("more", [{"HasMore": True}, {"@odata.nextLink": "https://x"}, {"next": "/page/2"}])
    def test_a_part_of_a_list_is_not_taken_for_the_whole(self, more: dict[str, Any]) -> None:
        content = json.dumps({"value": [{"VENDORID": "V"}], **more}).encode()

        with pytest.raises(UnexpectedAnswerError, match="but a part of the list"):
            read_list(content, Vendor, {})


class TestAddresses:
    def test_a_companion_may_have_a_grammar_of_its_own(self) -> None:
        profile = COMPANION.with_resource(
            "purchase_orders", base_url="https://c/gp", company_root="api/v1/{company}", query={"$format": "json"}
        )
        place = Place(base="https://gp", tenant="T", company=FABRIKAM, profile=profile)

        calls = PurchaseOrderCalls(place)

        assert calls.get("P1").url == (
            "https://c/gp/api/v1/Fabrikam%2C%20Inc./Purchasing/PurchaseOrders(P1)?$format=json"
        )
        assert calls.list(marker_prefix="X").url.endswith("/PurchaseOrders()?$format=json&marker=X")
        assert VendorCalls(place).get("V").url == (
            "https://gp/GPService/Tenants(T)/Companies(Fabrikam%2C%20Inc.)/Purchasing/Vendors(V)"
        )

    def test_accept_is_an_entry_too(self) -> None:
        profile = COMPANION.with_resource("vendors", accept="text/json")
        place = Place(base="https://gp", tenant="T", company=FABRIKAM, profile=profile)

        assert VendorCalls(place).get("V").headers == {"Accept": "text/json"}

    @pytest.mark.parametrize("root", ["api/v1", "../{company}", "/{company}", "api/{company}?x"])
    def test_a_root_that_mixes_companies_up_or_leads_elsewhere_is_refused(self, root: str) -> None:
        with pytest.raises(ValueError, match="company_root"):
            COMPANION.with_resource("purchase_orders", company_root=root)


class TestOptionsOfTheSite:
    def test_the_profile_s_certificates_are_trusted(self, serve: Serve, pki: tuple[Path, Path]) -> None:
        server = serve(certificate=pki[1])
        profile = attrs.evolve(COMPANION, base_url=server.base_url, ca_bundle=str(pki[0]))

        with DynamicsGP.from_profile(profile, auth=NtlmAuth(USER, PASSWORD)) as gp:
            assert [row.name for row in gp.companies.list()] == [FABRIKAM]
