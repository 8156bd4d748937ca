"""Every shape that a service may answer in, on the loopback server: the client reads the same from all of them."""

from collections.abc import Callable
from itertools import chain, combinations
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import Company, DynamicsGP, NewPurchaseOrder, RefusedError
from dynamicsgp_sba.testing import GPServer
from dynamicsgp_sba.testing.shapes import SHAPES, Shape
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect, Serve

APART = ({"single", "named"}, {"dexterity", "dotnet"})
TOGETHER: list[tuple[Shape, ...]] = [
    *((shape,) for shape in SHAPES),
    *(pair for pair in combinations(SHAPES, 2) if set(pair) not in APART),
    tuple(shape for shape in SHAPES if shape not in {"single", "dexterity"}),
]
Orders = Callable[..., NewPurchaseOrder]


def known(record: Any) -> Any:
    """A record without the members that this package has no names for, which are kept as they came."""
    lines = {"lines": tuple(map(known, record.lines))} if hasattr(record, "lines") else {}
    return attrs.evolve(record, extra={}, **lines)


class TestShapes:
    def test_records_and_lists_are_read_alike_in_all_of_them_and_in_any_two_together(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())

        def read(shapes: tuple[Shape, ...]) -> tuple[object, ...]:
            server.shapes = shapes
            lists = (company.vendors.list(), company.payment_terms.list(), company.requisitions.list())
            one = (company.vendors.get("OLDVENDR0001"), company.requisitions.get("REQ1001"))
            orders = (company.purchase_orders.get("PO1001"), *company.vendor_addresses.list("ACETRAVE0001"))
            unreadable = chain.from_iterable(found.unreadable for found in lists)
            return (*map(known, (*one, *orders, *chain(*lists))), *unreadable)

        plain = read(())

        assert [shapes for shapes in TOGETHER if read(shapes) != plain] == []

    def test_a_vendor_in_the_shape_of_classes_is_the_one_of_the_sample(self, serve: Serve, connect: Connect) -> None:
        gp = connect(serve(shapes=["dotnet"]))

        vendor = gp.request("GET", "Purchasing/Vendors(ACETRAVE0001)", company=FABRIKAM).data

        assert (vendor["Key"], vendor["Name"].rstrip()) == ({"Id": "ACETRAVE0001   "}, "A Travel Company")
        assert (vendor["IsActive"], vendor["IsOneTime"], vendor["IsOnHold"]) == (True, False, False)
        assert vendor["RemitToAddressKey"]["Id"].rstrip() == "REMIT TO"

    @pytest.mark.parametrize(
        "shapes", [("envelope",), ("odata",), ("results", "spelled"), ("single",), ("dotnet",)], ids="+".join
    )
    def test_what_is_written_is_read_back_from_them(
        self, serve: Serve, connect: Connect, shapes: tuple[Shape, ...]
    ) -> None:
        company = connect(serve(shapes=shapes)).company(FABRIKAM)

        company.requisitions.delete("REQ1001")

        assert all(row.number != "REQ1001" for row in company.requisitions.list())


class TestServer:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "Purchasing/PurchaseOrders", {"PONUMBER": "P", "Lines": [{"ORD": "x"}]}),
            ("POST", "Purchasing/PurchaseOrders", {"PONUMBER": "P", "Lines": [{"ORD": []}]}),
            ("POST", "Purchasing/PurchaseOrders", {"PONUMBER": "P", "Lines": "x"}),
            ("PATCH", "Purchasing/Vendors(ACETRAVE0001)", {"VENDSTTS": [1]}),
            ("POST", "Purchasing/Requisitions/Transactions", {"POPRequisitionNumber": "R", "Lines": [{"ORD": "x"}]}),
        ],
    )
    def test_a_value_of_a_wrong_type_is_refused_and_not_died_of(
        self, gp: DynamicsGP, method: str, path: str, body: object
    ) -> None:
        with pytest.raises(RefusedError, match="not a") as caught:
            gp.request(method, path, company=FABRIKAM, json=body, allow_write=True)

        assert "(status 400)" in str(caught.value)
