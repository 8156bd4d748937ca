"""What the typed methods never write: what is closed, of another type, or silent where the service is known to tell."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import (
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
)
from dynamicsgp_sba.testing import GPCompany, GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect

Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


def writes(server: GPServer) -> list[str]:
    """The methods of the requests that were to change something."""
    return [request.method for request in server.requests if request.method != "GET"]


class TestOrders:
    @pytest.mark.parametrize(
        ("header", "line", "why"),
        [
            ({"POTYPE": 3}, {}, "its type is BLANKET (3), not STANDARD (1)"),
            ({"POTYPE": 2}, {}, "its type is DROP_SHIP (2), not STANDARD (1)"),
            ({"POTYPE": 9}, {}, "its type is UNKNOWN (9), not STANDARD (1)"),
            ({}, {"POLNESTA": 5}, "its line 1 is CLOSED (5)"),
            ({}, {"POLNESTA": 6, "QTYCANCE": "1.00000"}, "its line 1 is CANCELED (6)"),
        ],
    )
    def test_none_is_turned_into_another_kind_and_no_line_is_opened_again(
        self,
        server: GPServer,
        company: Company,
        fabrikam: GPCompany,
        new_order: Orders,
        header: dict[str, Any],
        line: dict[str, Any],
        why: str,
    ) -> None:
        made = company.purchase_orders.create(new_order())
        fabrikam.orders.row("PO1001").update(header)
        fabrikam.orders.row("PO1001")["Lines"][0].update(line)
        before = len(writes(server))

        with pytest.raises(GuardError) as updated:
            company.purchase_orders.update(new_order(comment="x"), row_stamp=made.row_stamp)
        with pytest.raises(GuardError):
            company.purchase_orders.void("PO1001", row_stamp=made.row_stamp)

        assert why in str(updated.value)
        assert company.purchase_orders.get("PO1001").why_not_open_for_change == why
        assert writes(server)[before:] == []


class TestSilence:
    def test_an_order_that_does_not_tell_of_its_approval_is_not_changed(
        self, server: GPServer, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        made = company.purchase_orders.create(new_order())
        fabrikam.orders.row("PO1001")["Workflow_Status"] = None

        with pytest.raises(GuardError, match="did not tell its workflow_status"):
            company.purchase_orders.update(new_order(), row_stamp=made.row_stamp)

        assert writes(server) == ["POST"]

    @pytest.mark.parametrize(
        ("tells", "body", "silent"),
        [
            (("workflow_status",), {}, "workflow_status"),
            (("lines",), {"Workflow_Status": 9}, "lines"),
            (("lines.status",), {"Lines": [{"ORD": 1}]}, "lines.status"),
        ],
    )
    def test_nor_a_requisition_at_a_site_whose_profile_says_that_it_tells(
        self, server: GPServer, connect: Connect, gp: DynamicsGP, tells: tuple[str, ...], body: Any, silent: str
    ) -> None:
        profile = gp.profile.with_resource("requisitions", tells=tells)
        requisitions = connect(server, profile=profile).company(FABRIKAM).requisitions
        row = json.dumps({"POPRequisitionNumber": "REQ1001", "RequisitionStatus": 1} | body)
        server.fail("Requisitions", status=200, body=row, method="GET", times=9)

        with pytest.raises(GuardError, match=f"did not tell its {silent}"):
            requisitions.delete("REQ1001")

        assert writes(server) == []

    def test_elsewhere_a_service_may_be_silent(self, server: GPServer, company: Company) -> None:
        row = json.dumps({"POPRequisitionNumber": "REQ1001", "RequisitionStatus": 1})
        server.fail("Requisitions", status=200, body=row, method="GET")

        company.requisitions.delete("REQ1001")

        assert writes(server) == ["DELETE"]


class TestBareCalls:
    def test_a_call_that_writes_is_sent_only_by_who_says_that_it_may(
        self, server: GPServer, gp: DynamicsGP, company: Company
    ) -> None:
        call = company.requisitions.calls.delete("REQ1001")

        for send in (gp.send, gp.exchange):
            with pytest.raises(ValueError, match="allow_write=True"):
                send(call)

        assert server.requests == ()
        gp.send(call, allow_write=True)
        assert writes(server) == ["DELETE"]

    def test_one_that_reads_is_free(self, gp: DynamicsGP, company: Company) -> None:
        assert gp.send(company.requisitions.calls.get("REQ1001")).number == "REQ1001"


class TestAllViolations:
    def test_what_is_required_is_told_where_it_is_none(
        self, server: GPServer, company: Company, new_order: Orders, new_line: Lines
    ) -> None:
        missing: Any = None
        line = attrs.evolve(new_line(), item_number=missing, unit=missing, quantity_ordered=missing, unit_cost=missing)

        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(vendor_id=missing, lines=(line,)))

        assert caught.value.field_errors == {
            "VENDORID": "it is None, but GP needs it",
            "Lines[0].ITEMNMBR": "it is None, but GP needs it",
            "Lines[0].UOFM": "it is None, but GP needs it",
            "Lines[0].QTYORDER": "it is None, but GP needs it",
            "Lines[0].UNITCOST": "it is None, but GP needs it",
        }
        assert server.requests == ()

    def test_two_mistakes_of_one_value_are_both_told(
        self, company: Company, new_order: Orders, new_line: Lines
    ) -> None:
        lines = tuple(new_line(sequence=sequence) for sequence in (1, 1, None))

        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(number="漢" * 18, lines=lines))

        errors = caught.value.field_errors
        assert errors["Lines"] == "give every line a sequence, or none; a sequence occurs twice: [1, 1]"
        assert errors["PONUMBER"] == (
            f"{'漢' * 18!r} has 18 characters, at most 17 fit; {'漢' * 18!r} holds '漢', which GP cannot store"
        )

    def test_a_product_that_no_column_holds_is_told(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        line = new_line(quantity_ordered=Decimal(10) ** 13, unit_cost=Decimal(10) ** 13)

        with pytest.raises(InvalidValueError, match=r"Lines\[0\].EXTDCOST: 1000\d+ is too large"):
            company.purchase_orders.create(new_order(lines=(line,)))


class TestCompanies:
    @pytest.mark.parametrize("name", ["Fabrikam, Inc.", "FABRIKAM, INC. ", "fabrikam, inc."])
    def test_one_of_the_profile_is_known_without_case_and_trailing_spaces(
        self, server: GPServer, connect: Connect, gp: DynamicsGP, name: str
    ) -> None:
        client = connect(server, profile=attrs.evolve(gp.profile, companies=(FABRIKAM,)))

        assert client.company(name).name == name
