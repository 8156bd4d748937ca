"""What the client writes, as the loopback server then has it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from procurify_client import NotFoundError, Procurify, PurchaseOrderState, ValidationError, VendorType
from procurify_client import bodies as b
from procurify_client.models import AccountType, Party, PriceModifierType
from procurify_client.testing import OrderLine, ProcurifyServer


class TestVendors:
    def test_a_vendor_is_created_changed_and_replaced(self, procurify: Procurify) -> None:
        """
        Each write answers with the vendor as it is now.
        """
        created = procurify.vendors.create(
            b.NewVendor(
                name="Contoso", type=VendorType.REGULAR, external_id="CONTOSO0001", overall_score=Decimal("4.25")
            )
        )
        changed = procurify.vendors.update(created.id, b.VendorChange(city="Gary", emails=("ap@contoso.example",)))
        replaced = procurify.vendors.replace(
            created.id, b.VendorReplacement(name="Contoso Ltd", type=VendorType.PREFERRED, external_id="CONTOSO0001")
        )

        assert (created.name, created.type, created.overall_score) == ("Contoso", VendorType.REGULAR, Decimal("4.25"))
        assert (changed.name, changed.city, changed.emails) == ("Contoso", "Gary", ("ap@contoso.example",))
        assert (replaced.id, replaced.name, replaced.external_id) == (created.id, "Contoso Ltd", "CONTOSO0001")

    def test_an_archived_vendor_leaves_the_list(self, procurify: Procurify) -> None:
        """
        It can still be read by its key.
        """
        procurify.vendors.update(2, b.VendorChange(active=False))

        assert 2 not in {vendor.id for vendor in procurify.vendors.list()}
        assert procurify.vendors.get(2).active is False

    def test_a_vendor_that_is_not_there(self, procurify: Procurify) -> None:
        """
        Nothing is created in its place.
        """
        with pytest.raises(NotFoundError):
            procurify.vendors.update(99, b.VendorChange(name="Nobody"))


class TestPurchaseOrders:
    @pytest.fixture
    def key(self, server: ProcurifyServer, line: OrderLine) -> int:
        return int(server.add_purchase_order(vendor=2, lines=[line])["procurify_PO"])

    def test_an_order_is_revised(self, procurify: Procurify, key: int) -> None:
        """
        The whole order goes out with its version, and a new version comes back.
        """
        order = procurify.purchase_orders.get(key)
        nothing = b.NewPriceModifier(value=Decimal(0), type=PriceModifierType.AMOUNT)
        lines = [
            b.LineChange(
                id=one.id, name=one.name or "", unit=one.unit or "", quantity=Decimal(12), unit_price=Decimal(20)
            )
            for one in order.lines
        ]
        change = b.PurchaseOrderChange(
            version=order.version or 0,
            buyer=party(order.buyer),
            receiver=party(order.receiver),
            lines=tuple(lines),
            promise_date=datetime(2026, 11, 20, tzinfo=ZoneInfo("America/Chicago")),
            discount=nothing,
            tax=nothing,
            comment="By noon",
        )

        revised = procurify.purchase_orders.update(key, change)

        now = procurify.purchase_orders.get(key)
        assert revised.version == now.version == (order.version or 0) + 1
        assert (now.comment, now.promise_date) == ("By noon", date(2026, 11, 20))
        assert [(one.quantity, one.unit_price) for one in now.lines] == [(Decimal(12), Decimal(20))]
        with pytest.raises(ValidationError):
            procurify.purchase_orders.update(key, attrs.evolve(change, comment="From an older version"))

    def test_an_order_is_closed_and_opened_again(self, procurify: Procurify, key: int) -> None:
        """
        The answer to opening says nothing, so the order is read again.
        """
        closed = procurify.purchase_orders.close(key)
        procurify.purchase_orders.reopen(key)

        assert closed.state is PurchaseOrderState.CLOSED
        assert procurify.purchase_orders.get(key).state is PurchaseOrderState.REOPENED

    def test_what_is_received_is_listed_and_counted(self, procurify: Procurify, key: int) -> None:
        """
        The receipt, the line and the billing history agree.
        """
        item = procurify.purchase_orders.get(key).lines[0].id

        made = procurify.receipts.create(
            b.NewReceipt(order_item_id=item, received_quantity=Decimal(4), rejected_quantity=Decimal(1))
        )

        assert [receipt.id for receipt in procurify.receipts.list(order_item=item)] == [made.id]
        assert procurify.purchase_orders.get(key).lines[0].received_quantity == Decimal(4)
        (history,) = procurify.purchase_orders.billing_history()
        assert [(one.id, one.received_quantity) for one in history.items] == [(item, Decimal(4))]


class TestOthers:
    def test_a_requisition_is_made(self, procurify: Procurify) -> None:
        """
        Its number is found in the list, by its UUID.
        """
        line = b.NewRequisitionLine(
            name="Docking station",
            vendor="Lakeshore Office Supply",
            account_code="000-6100-00",
            unit_price=Decimal("199.00"),
            quantity=Decimal(2),
            unit="each",
            currency="USD",
        )

        made = procurify.requisitions.create(
            b.NewRequisition(
                required_date=date(2026, 12, 1), location="Plant 2", department="Maintenance", lines=(line,)
            )
        )

        (number,) = (found.number for found in procurify.requisitions.list() if found.uuid == made.uuid)
        assert [(item.name, item.quantity) for item in procurify.requisitions.lines(number)] == [
            ("Docking station", Decimal(2))
        ]

    def test_departments_and_account_codes(self, procurify: Procurify) -> None:
        """
        They are created, changed and listed.
        """
        department = procurify.departments.create(b.NewDepartment(location_id=1, name="IT"))
        procurify.departments.update(department.id, b.DepartmentChange(location_id=1, name="Computers"))
        code = procurify.account_codes.create(
            b.NewAccountCode(code="000-6150-00", description="Computers", account_type=AccountType.EXPENSE)
        )
        procurify.account_codes.update(code.id, b.AccountCodeChange(code="000-6151-00", description="Computers"))

        assert "Computers" in {one.name for one in procurify.departments.list()}
        assert "000-6151-00" in {one.code for one in procurify.account_codes.list()}


def party(found: Party) -> b.PartyChange:
    """Make the party to write of one that was read."""
    assert found.address is not None
    return b.PartyChange(
        name=found.name or "",
        contact=found.contact or "",
        line_one=found.line_one or "",
        postal_code=found.postal_code or "",
        city=found.city or "",
        country=found.country or "",
        address_id=found.address.id or 0,
    )
