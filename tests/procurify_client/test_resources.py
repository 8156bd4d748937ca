"""The resources: lists, records and filters."""

from __future__ import annotations

import inspect
import pkgutil
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest

from procurify_client import (
    NotFoundError,
    Procurify,
    PurchaseOrderState,
    VendorType,
    resources,
)
from procurify_client.resources import purchase_orders, vendors
from procurify_client.resources.base import Resource
from procurify_client.testing import OrderLine, ProcurifyServer

GROUPS = [
    import_module(f"procurify_client.resources.{found.name}")
    for found in pkgutil.iter_modules(resources.__path__)
    if found.name != "base" and not found.name.endswith("_filters")
]


class TestResources:
    def test_orders_changed_since_a_day(
        self, server: ProcurifyServer, procurify: Procurify, line: OrderLine, time: Any
    ) -> None:
        """
        Days are inclusive at both ends.
        """
        for _ in range(3):
            server.add_purchase_order(vendor=2, lines=[line])
            time.pass_by(86400)

        rows = procurify.purchase_orders.list(modified_since=date(2026, 11, 5), modified_until=date(2026, 11, 5))

        assert [row.key for row in rows] == [2]

    def test_an_order_by_key_and_by_uuid(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Both keys give the same order with its lines.
        """
        wire = server.add_purchase_order(vendor=2, lines=[line], freight="35", comment="By noon")

        order = procurify.purchase_orders.get(1)

        assert procurify.purchase_orders.get(UUID(wire["uuid"])) == order
        assert (order.total, order.freight, order.comment) == (Decimal("280.00"), Decimal("35.000000"), "By noon")
        assert [(one.name, one.quantity, one.total_cost) for one in order.lines] == [
            ("Copy paper, carton", Decimal(10), Decimal("245.00"))
        ]

    def test_orders_by_role_and_status(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Role and status are parts of the path.
        """
        for state in (0, 1, 3):
            server.add_purchase_order(vendor=2, lines=[line], state=state)

        cancelled = [row.state for row in procurify.purchase_orders.list(status="cancelled")]
        receivable = [row.key for row in procurify.purchase_orders.list(role="receivable")]

        assert (cancelled, receivable) == ([PurchaseOrderState.CANCELLED], [1])

    @pytest.mark.parametrize("options", [{"role": "approver"}, {"status": "pending"}])
    def test_other_roles_and_statuses_are_refused(self, procurify: Procurify, options: dict[str, Any]) -> None:
        """
        The message lists what is accepted.
        """
        with pytest.raises(ValueError, match="give one of"):
            procurify.purchase_orders.list_page(**options)

    def test_vendors_by_external_id(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A filter narrows the list.
        """
        server.add_vendor("Contoso", external_id="CONTOSO0001", type=4)

        by_id = [vendor.id for vendor in procurify.vendors.list(external_id="CONTOSO0001")]
        by_type = [vendor.id for vendor in procurify.vendors.list(type=VendorType.REGULAR, exclude_other=None)]

        assert (by_id, by_type) == ([3], [3])

    def test_items_changed_since_a_day(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Order items lead to the orders that they are on.
        """
        server.add_purchase_order(vendor=2, lines=[line, line])

        found = [item.purchase_order for item in procurify.order_items.list(modified_since=date(2026, 11, 4))]

        assert found == [1, 1]
        assert procurify.order_items.list_page(modified_since=date(2026, 11, 5)).count == 0
        assert procurify.order_items.list_page(order_number=2001).count == 2

    def test_reference_data(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Locations, departments, account codes and currencies are listed.
        """
        assert [one.name for one in procurify.locations.list(active=True)] == ["Plant 2"]
        assert procurify.locations.get(1).name == "Plant 2"
        assert procurify.locations.list_page().count == 1
        assert [one.external_id for one in procurify.departments.list(location=1)] == ["MAINT"]
        assert procurify.departments.list_page().count == 1
        assert [one.code for one in procurify.account_codes.list(code="000-6100-00")] == ["000-6100-00"]
        assert procurify.account_codes.list_page().count == 1
        assert [one.name for one in procurify.currencies.list(base=True)] == ["USD"]
        assert procurify.currencies.list_page().count == 1

    def test_an_unknown_vendor(self, procurify: Procurify) -> None:
        """
        There is no such record.
        """
        with pytest.raises(NotFoundError, match=r"GET /api/v3/vendors/99/ answered 404: there is no such record"):
            procurify.vendors.get(99)

    @pytest.mark.parametrize("key", ["2", "../users/me", True, 2.0, None])
    def test_a_key_is_a_number(self, key: Any) -> None:
        """
        Nothing else becomes part of a path.
        """
        with pytest.raises(TypeError, match="give a whole number"):
            vendors.get(key)

    def test_a_key_is_not_negative(self) -> None:
        """
        There are no such keys.
        """
        with pytest.raises(ValueError, match="key is -1"):
            purchase_orders.get(-1)

    @pytest.mark.parametrize(
        ("filters", "words"),
        [
            (
                {"modified_sinse": date(2026, 11, 1)},
                "there is no filter 'modified_sinse' here: the filters are account_code,",
            ),
            ({"modified_since": "2026-11-01"}, "modified_since is '2026-11-01': give a date"),
            ({"modified_since": datetime(2026, 11, 1, tzinfo=UTC)}, "give a date, such as"),
            ({"vendor": "2"}, "vendor is '2': give a whole number"),
            ({"vendor": True}, "vendor is True: give a whole number"),
            ({"total_from": 12.5}, r"total_from is 12\.5: give a Decimal"),
            ({"total_from": Decimal("NaN")}, "give a Decimal"),
            ({"has_blanket_items": 1}, "has_blanket_items is 1: give True or False"),
            ({"order_by": ""}, "order_by is '': give a text that is not empty"),
        ],
    )
    def test_filters_are_checked(self, filters: dict[str, Any], words: str) -> None:
        """
        The server ignores what it does not know and would return everything, so names and values are checked here.
        """
        with pytest.raises(TypeError, match=words):
            purchase_orders.list_page(**filters)

    def test_a_filter_by_a_code_shows_one(self) -> None:
        """
        The name of the enumeration, with its first member.
        """
        with pytest.raises(TypeError, match=r"type is 'preferred': give a whole number, such as VendorType\.OTHER"):
            vendors.list_page(type="preferred")  # type: ignore[arg-type]  # what is tested

    def test_filters_on_the_wire(self) -> None:
        """
        Each filter has its name and form on the wire; None is left out.
        """
        call = purchase_orders.list_page(
            2,
            page_size=50,
            modified_since=date(2026, 11, 1),
            total_to=Decimal("1E+3"),
            vendor=6,
            has_blanket_items=False,
            currency=None,
        )

        assert call.path == "/api/v2/purchase_orders/purchased/all/"
        assert dict(call.params) == {
            "modified_date_0": "2026-11-01",
            "total_1": "1000",
            "pref_vendor": "6",
            "has_blanket_order_items": "false",
            "page": "2",
            "page_size": "50",
        }

    @pytest.mark.parametrize("module", GROUPS, ids=lambda module: module.__name__.rpartition(".")[2])
    def test_every_filter_that_is_offered_is_known(self, module: Any) -> None:
        """
        The names that an editor proposes are those that are sent.
        """
        offered = next(value for name, value in vars(module).items() if name.endswith("Filters"))
        known = next(value for name, value in vars(module).items() if name.endswith("_FILTERS"))

        assert set(offered.__annotations__) == set(known)

    @pytest.mark.parametrize("module", GROUPS, ids=lambda module: module.__name__.rpartition(".")[2])
    def test_calls_are_built_without_a_client(self, module: Any) -> None:
        """
        Every method has its function that makes a `Call`, with the same options.
        """
        group = next(
            value
            for value in vars(module).values()
            if inspect.isclass(value) and issubclass(value, Resource) and value is not Resource
        )
        functions = {name: value for name, value in vars(module).items() if name in module.__all__ and name.islower()}

        assert functions
        for name, function in functions.items():
            method = list(inspect.signature(getattr(group, name)).parameters)[1:]
            assert set(inspect.signature(function).parameters) <= set(method)
