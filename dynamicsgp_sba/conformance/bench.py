"""The test company that checks work in: what orders are made of, which were written, and clearing up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from dynamicsgp_sba.client import DynamicsGP
from dynamicsgp_sba.errors import DynamicsGPError, NotFoundError
from dynamicsgp_sba.models import NewPurchaseOrder, NewPurchaseOrderLine, PurchaseOrder, VendorStatus

__all__ = ["NO_SUCH_ACCOUNT", "Bench", "Material", "find_material"]

NO_SUCH_ACCOUNT = "NO-SUCH-ACCOUNT"
_LONGEST_NUMBER = 17


@attrs.frozen(kw_only=True)
class Material:
    """What orders are made of, all of it of the test company.

    Args:
        vendor_id: an active vendor.
        account_number: an active account that allows entry.
        site_id: an active site; empty where the company has none.
        unit: a unit of measure.
        received: the number of an order with a receipt that waits to be posted, made by hand for these checks; empty
            for none. A service that breaks its promises may void it.
    """

    vendor_id: str
    account_number: str
    site_id: str = ""
    unit: str = "Each"
    received: str = ""


class Bench:
    """Works in one test company and remembers what it wrote there.

    Args:
        gp: the client.
        company: the test company's display name.
        material: what orders are made of.
        prefix: what the numbers of its orders begin with, at most 13 characters and not used before.
        today: the date of its orders.

    Attributes:
        orders: the company's purchase orders.
        slowest: the longest time in seconds that a write took so far.
    """

    def __init__(self, gp: DynamicsGP, company: str, material: Material, *, prefix: str, today: date) -> None:
        if not 0 < len(prefix) <= _LONGEST_NUMBER - 4:
            raise ValueError(f"prefix {prefix!r}: expected 1 to 13 characters, since GP's numbers have 17")
        self.gp = gp
        self.company = gp.company(company)
        self.orders = self.company.purchase_orders
        self.resource = gp.profile.resource("purchase_orders")
        self.material = material
        self.slowest = 0.0
        self.marker = prefix
        self._today = today
        self._numbers: list[str] = []

    def number(self) -> str:
        """Give a number that no order has, and remember it for clearing up."""
        self._numbers.append(f"{self.marker}{len(self._numbers) + 1:04d}")
        return self._numbers[-1]

    def line(self, **changes: Any) -> NewPurchaseOrderLine:
        """Make a line of free text."""
        made = NewPurchaseOrderLine(
            item_number="CONFORMANCE",
            description="Conformance check",
            unit=self.material.unit,
            site_id=self.material.site_id or None,
            account_number=self.material.account_number,
            quantity_ordered=Decimal(2),
            unit_cost=Decimal(10),
        )
        return attrs.evolve(made, **changes)

    def order(self, **changes: Any) -> NewPurchaseOrder:
        """Make an order under a new number, with two lines, to be changed by field."""
        made = NewPurchaseOrder(
            number=changes.pop("number", None) or self.number(),
            vendor_id=self.material.vendor_id,
            document_date=self._today,
            confirm_with=self.marker,
            comment="Conformance check",
            lines=(self.line(sequence=16384), self.line(sequence=32768, item_number="CONFORMANCE-2")),
        )
        return attrs.evolve(made, **changes)

    def created(self, **changes: Any) -> PurchaseOrder:
        """Create an order."""
        return self.wrote(self.orders.calls.create(self.order(**changes)))

    def voided(self) -> PurchaseOrder:
        """Create an order and void it."""
        order = self.created()
        return self.wrote(self.orders.calls.void(order.number, row_stamp=order.row_stamp))

    def wrote(self, call: Any) -> PurchaseOrder:
        """Send a write and note how long it took."""
        answer = self.gp.exchange(call, allow_write=True)
        self.slowest = max(self.slowest, answer.elapsed)
        order: PurchaseOrder = answer.data
        return order

    def clear_up(self) -> tuple[str, ...]:
        """Void the orders that are still in work, and say what is left in the company."""
        left = []
        for number in self._numbers:
            try:
                left += self._cleared(number)
            except DynamicsGPError as error:
                left.append(f"{number}: {error}")
        return tuple(left)

    def _cleared(self, number: str) -> list[str]:
        try:
            order = self.orders.get(number)
            if not order.in_history:
                # Not by the typed method, which voids nothing that differs from what it writes: this run made it.
                self.wrote(self.orders.calls.void(number, row_stamp=order.row_stamp))
                order = self.orders.get(number)  # gone for good where no history is kept
        except NotFoundError:
            return []
        return [f"{number} in {'history' if order.in_history else 'work'}, {order.status.name}"]


def find_material(gp: DynamicsGP, company: str, **given: str) -> Material:
    """Complete what is given by the first active vendor, account and site of the company.

    Args:
        gp: the client.
        company: its display name.
        given: fields of `Material`; empty ones are looked up.

    Raises:
        ValueError: the company has no such record.
        DynamicsGPError: the lists cannot be read.
    """
    place = gp.company(company)
    lookups: dict[str, Callable[[], list[str]]] = {
        "vendor_id": lambda: [row.id for row in place.vendors.list() if row.status is VendorStatus.ACTIVE],
        "account_number": lambda: [row.number for row in place.gl_accounts.list() if row.postable],
        "site_id": lambda: [row.id for row in place.sites.list() if not row.inactive] or [""],
    }
    found = {name: value for name, value in given.items() if value}
    for name, look_up in lookups.items():
        if name not in found:
            known = look_up()
            if not known:
                raise ValueError(f"{company} has no active record for {name}: make one, or name it")
            found[name] = known[0]
    return Material(**found)
