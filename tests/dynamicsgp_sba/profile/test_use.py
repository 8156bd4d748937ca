"""A profile in use: what it says is what is sent, read and refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import cattrs
import pytest

from dynamicsgp_sba import (
    COMPANION,
    DynamicsGP,
    NewPurchaseOrder,
    NtlmAuth,
    PurchaseOrder,
    Secret,
    UnexpectedAnswerError,
)
from dynamicsgp_sba.decoding import decode
from dynamicsgp_sba.testing import GPCompany, GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect

AUTH = NtlmAuth(USER, Secret(PASSWORD))
Orders = Callable[..., NewPurchaseOrder]


def body_of(gp: DynamicsGP, order: NewPurchaseOrder) -> Any:
    """The JSON of a create."""
    body = gp.company(FABRIKAM).purchase_orders.calls.create(order).body
    assert body is not None
    return json.loads(body)


class TestFromProfile:
    def test_address_and_tenant_are_the_profile_s(self, server: GPServer) -> None:
        profile = attrs.evolve(COMPANION, base_url=server.base_url)

        with DynamicsGP.from_profile(profile, auth=AUTH, read_timeout=5) as gp:
            assert [company.name for company in gp.companies.list()] == [FABRIKAM]
            assert repr(gp).endswith("tenant='DefaultTenant')")

    def test_a_profile_without_an_address_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'companion' has no base_url"):
            DynamicsGP.from_profile(COMPANION, auth=AUTH)

    def test_companies_that_the_profile_does_not_list_are_refused(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, profile=attrs.evolve(COMPANION, companies=(FABRIKAM,)))

        with pytest.raises(ValueError, match=r"'Fabrikam' is not among.*Fabrikam, Inc\."):
            gp.company("Fabrikam")

        assert gp.company(FABRIKAM).name == FABRIKAM


class TestRequests:
    def test_names_may_be_those_of_dexterity(self, server: GPServer, connect: Connect, new_order: Orders) -> None:
        gp = connect(server, profile=COMPANION.with_resource("purchase_orders", names="dexterity"))

        body = body_of(gp, new_order())

        assert body["PO Number"] == "PO1001"
        assert body["Vendor ID"] == "CONTOSUP0001"
        assert body["Lines"][0]["QTY Ordered"] == "2"

    def test_names_may_be_those_of_the_classes_nested(
        self, server: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        gp = connect(server, profile=COMPANION.with_resource("purchase_orders", names="dotnet"))

        body = body_of(gp, new_order())

        assert body["Key"] == {"Id": "PO1001"}
        assert body["VendorKey"] == {"Id": "CONTOSUP0001"}
        assert body["Lines"][0]["ItemKey"] == {"Id": "DESK-160"}

    def test_single_names_may_be_a_site_s_own(self, server: GPServer, connect: Connect, new_order: Orders) -> None:
        names = {"PONUMBER": "Order.Number", "UOFM": "Measure"}
        gp = connect(server, profile=COMPANION.with_resource("purchase_orders", body_names=names, envelope="order"))

        body = body_of(gp, new_order())

        assert body["order"]["Order"] == {"Number": "PO1001"}
        assert body["order"]["Lines"][0]["Measure"] == "Each"

    def test_a_void_may_have_another_verb_and_no_action(self, server: GPServer, connect: Connect) -> None:
        changed = COMPANION.with_resource("purchase_orders", void_verb="DELETE", void_action=None)
        gp = connect(server, profile=changed)

        call = gp.company(FABRIKAM).purchase_orders.calls.void("PO1", row_stamp="x")

        assert call.method == "DELETE"
        assert "GP-Custom-Action" not in call.headers


class TestAnswers:
    def test_names_of_dexterity_are_understood(self, new_order: Orders, server: GPServer, connect: Connect) -> None:
        """
        A body in Dexterity's names reads as the same record as one in GP's columns.
        """
        stored = connect(server).company(FABRIKAM).purchase_orders.create(new_order(promised_date=None))
        row = server.companies[FABRIKAM.casefold()].orders.read("PO1001")
        spelled = {"PO Number": row.pop("PONUMBER"), "Document Date": row.pop("DOCDATE"), **row}

        assert decode(PurchaseOrder, spelled, {}).number == stored.number
        assert decode(PurchaseOrder, spelled, {}).document_date == stored.document_date

    def test_aliases_reach_the_lines(self, fabrikam: GPCompany, company: Any, new_order: Orders) -> None:
        company.purchase_orders.create(new_order())
        row = fabrikam.orders.read("PO1001")
        for line in row["Lines"]:
            line["Measure"] = line.pop("UOFM")

        order = decode(PurchaseOrder, row, {"lines.unit": ("Measure",)})

        assert order.lines[0].unit == "Each"

    def test_lines_that_are_no_list_are_told_whatever_the_aliases(
        self, fabrikam: GPCompany, company: Any, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())
        row = fabrikam.orders.read("PO1001") | {"Lines": "none"}

        with pytest.raises(cattrs.BaseValidationError):
            decode(PurchaseOrder, row, {"lines.unit": ("Measure",)})


class TestSummaries:
    @pytest.fixture
    def gp(self, server: GPServer, connect: Connect) -> DynamicsGP:
        """A client that takes no list for whole records."""
        profile = COMPANION
        for name in ("vendors", "vendor_addresses"):
            profile = profile.with_resource(name, list_is_full=False)
        return connect(server, profile=profile)

    def test_each_record_of_a_list_is_read_by_its_key(
        self, server: GPServer, gp: DynamicsGP, fabrikam: GPCompany
    ) -> None:
        vendors = gp.company(FABRIKAM).vendors.list()

        assert {vendor.id for vendor in vendors} == set(fabrikam.vendors)
        assert [request.key for request in server.requests if request.resource == "Purchasing/Vendors"] == [
            "",
            *(vendor.id for vendor in vendors),
        ]

    def test_a_list_under_a_key_too(self, gp: DynamicsGP) -> None:
        addresses = gp.company(FABRIKAM).vendor_addresses.list("acetrave0001")

        assert [address.id for address in addresses] == ["PRIMARY", "REMIT TO"]

    def test_a_record_that_was_deleted_meanwhile_is_left_out(self, server: GPServer, gp: DynamicsGP) -> None:
        gone = '{"Status": {"Code": 404, "Message": "gone", "Errors": []}, "Payload": null}'
        server.fail(r"Vendors\(ACETRAVE0001\)", status=404, body=gone)

        assert "ACETRAVE0001" not in {vendor.id for vendor in gp.company(FABRIKAM).vendors.list()}

    def test_a_record_or_row_that_cannot_be_read_is_told(self, server: GPServer, gp: DynamicsGP) -> None:
        rows = '[{"VENDORID": "ACETRAVE0001"}, {"VENDORID": "CONTOSUP0001"}, {"VENDNAME": "x"}, 7]'
        server.fail(r"Vendors\(\)", status=200, body=rows)
        server.garble(r"Vendors\(ACETRAVE0001\)")

        vendors = gp.company(FABRIKAM).vendors.list()

        assert [vendor.id for vendor in vendors] == ["CONTOSUP0001"]
        assert [row.position for row in vendors.unreadable] == [2, 3, 0]
        assert "missing VENDORID" in vendors.unreadable[0].problems[0]
        assert "no JSON" in vendors.unreadable[2].problems[0]

    def test_a_list_that_is_none_is_an_error(self, server: GPServer, gp: DynamicsGP) -> None:
        server.fail(r"Vendors\(\)", status=200, body="<html>hello</html>", content_type="text/html")

        with pytest.raises(UnexpectedAnswerError):
            gp.company(FABRIKAM).vendors.list()


class TestFilters:
    @pytest.mark.parametrize("filters", [{}, dict(COMPANION.resources["purchase_orders"].filters)])
    def test_what_the_service_cannot_filter_is_left_out_here(
        self, server: GPServer, connect: Connect, new_order: Orders, filters: dict[str, str]
    ) -> None:
        gp = connect(server, profile=COMPANION.with_resource("purchase_orders", filters=filters))
        orders = gp.company(FABRIKAM).purchase_orders
        orders.create(new_order("PO1", confirm_with="procurify 1"))
        orders.create(new_order("PO2", confirm_with="by phone"))
        latest = orders.create(new_order("PO3", confirm_with="PROCURIFY 3")).changed_at
        assert latest is not None

        marked = orders.list(marker_prefix="Procurify")
        changed = orders.list(changed_since=latest)
        later = orders.list(changed_since=datetime.now(UTC) + timedelta(days=1))

        assert [order.number for order in marked] == ["PO1", "PO3"]
        assert [order.number for order in changed] == ["PO3"]
        assert later == ()
