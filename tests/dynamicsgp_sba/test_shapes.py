"""Every shape that a service may answer in, on the loopback server: the client reads the same from all of them."""

from itertools import chain, combinations
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import DynamicsGP, RefusedError
from dynamicsgp_sba.testing import GPServer
from dynamicsgp_sba.testing.shapes import SHAPES, Shape
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect, Serve

TOGETHER = [*((shape,) for shape in SHAPES), *combinations(SHAPES, 2), tuple(set(SHAPES) - {"single"})]
PAIRS = [shapes for shapes in TOGETHER if not {"single", "named"} <= set(shapes)]


def known(record: Any) -> Any:
    """A record without the members that this package has no names for, which are kept as they came."""
    lines = {"lines": tuple(map(known, record.lines))} if hasattr(record, "lines") else {}
    return attrs.evolve(record, extra={}, **lines)


class TestShapes:
    @pytest.mark.parametrize("shapes", PAIRS, ids=lambda shapes: "+".join(sorted(shapes)))
    def test_records_and_lists_are_read_alike(
        self, server: GPServer, gp: DynamicsGP, shapes: tuple[Shape, ...]
    ) -> None:
        company = gp.company(FABRIKAM)

        def read() -> tuple[object, ...]:
            lists = (company.vendors.list(), company.payment_terms.list(), company.requisitions.list())
            assert [found.unreadable for found in lists] == [(), (), ()]
            rows = [company.vendors.get("ACETRAVE0001"), company.requisitions.get("REQ1001"), *chain(*lists)]
            return tuple(map(known, rows))

        plain = read()
        server.shapes = shapes

        assert read() == plain

    @pytest.mark.parametrize("shapes", [("envelope",), ("odata",), ("results", "spelled"), ("single",)], ids="+".join)
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
