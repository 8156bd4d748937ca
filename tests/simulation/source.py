"""Procurify as it truly is: orders that people create and revise, and the list that tells about changes.

The list is honest only as far as the real one is: days instead of instants, rows that appear late, edits that leave
the row as it was, pages over a table that changes meanwhile.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import attrs

from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.flows.purchase_orders.document import Allocation, OrderState, SourceLine, SourceOrder
from gp_sync.testing.examples import coding, encode_order, line, order

__all__ = ["CODES", "Order", "OrderLine", "SourceModel", "Wanted"]

CODES = ("5100", "5200")
"""The account codes that lines are charged to; GP has an account for each."""


@attrs.frozen(kw_only=True)
class OrderLine:
    """A line as its buyer sees it; with two codes it is split in halves."""

    id: int
    quantity: int
    price: Decimal
    codes: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """Quantity times price."""
        return self.quantity * self.price

    def halves(self) -> tuple[Decimal, ...]:
        """What each code is charged with, the first with the odd cent."""
        if len(self.codes) == 1:
            return (self.total,)
        second = (self.total / 2).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
        return (self.total - second, second)


@attrs.frozen(kw_only=True)
class Wanted:
    """What one version of an order asks of GP: an amount for each account, in order, and the freight.

    `ended` means that the order was cancelled: whatever was written should be void.
    """

    charges: tuple[tuple[str, Decimal], ...]
    freight: Decimal
    ended: bool


@attrs.define(kw_only=True)
class Order:
    """An order.

    Args:
        row: the version of its list row, from which the change token is made.
        changed: the day under which the list shows it.
        last_modified: the instant in its list row.
        listed_from: before this instant the list does not show it.
        moved: which version was the newest when its row last moved, or appeared, in time.
        moved_at: when that was; None if its row appeared late.
        versions: what each version wanted, the newest last, with the payload.
    """

    key: int
    ordered_at: datetime
    lines: tuple[OrderLine, ...]
    freight: Decimal = Decimal(0)
    state: OrderState = OrderState.PURCHASED
    row: int = 1
    changed: date
    listed_from: datetime
    last_modified: datetime | None = None
    moved: int = 0
    moved_at: datetime | None = None
    versions: list[tuple[Wanted, bytes]] = attrs.field(factory=list)

    @property
    def number(self) -> str:
        """The number that people see."""
        return f"PF{self.key}"

    def move(self, now: datetime) -> None:
        """Its row shows that it changed now."""
        self.row, self.changed, self.last_modified = self.row + 1, now.date(), now
        if self.listed_from <= now:
            self.moved, self.moved_at = len(self.versions), now

    def publish(self) -> None:
        """What was edited is now what Procurify gives."""
        wanted = Wanted(charges=self._charges(), freight=self.freight, ended=self.state is OrderState.CANCELLED)
        self.versions.append((wanted, encode_order(self._as_given())))

    def _charges(self) -> tuple[tuple[str, Decimal], ...]:
        rows = [
            (f"000-{code}-01", part) for row in self.lines for code, part in zip(row.codes, row.halves(), strict=True)
        ]
        return tuple(rows)

    def _as_given(self) -> SourceOrder:
        lines = tuple(_given_line(number, row) for number, row in enumerate(self.lines, 1))
        subtotal = sum((row.total for row in self.lines), Decimal(0))
        return order(
            key=self.key,
            number=self.number,
            version=len(self.versions) + 1,
            state=self.state,
            state_value=str(self.state),
            ordered_at=self.ordered_at,
            freight=self.freight,
            subtotal=subtotal,
            total=subtotal + self.freight,
            lines=lines,
        )


class SourceModel:
    """All orders, and the list over them.

    Args:
        page_size: rows to a page.
        by_change: the list is ordered by day of change, so that an edit moves a row to the end; else by key.
    """

    name = "model.purchase_orders"

    def __init__(self, page_size: int, *, by_change: bool) -> None:
        self.orders: dict[int, Order] = {}
        self.touches: list[Touched] = []
        self._page_size = page_size
        self._by_change = by_change

    def pages(self, since: date | None, until: date, asked: Callable[[], datetime]) -> Iterator[FeedPage]:
        """The pages of the window; each is cut out of the table as it is when it is asked for.

        Args:
            since: the first day; everything if None.
            until: the last day.
            asked: called when a page is asked for; gives the time.
        """
        number, before = 0, None
        while True:
            rows = self._rows(since, until, asked())
            first = number * self._page_size
            page = rows[first : first + self._page_size]
            yield FeedPage(rows=tuple(_listed(row) for row in page), drifted=before is not None and before != len(rows))
            number, before = number + 1, len(rows)
            if first + self._page_size >= len(rows):
                return

    def touched(self, since: date, until: date) -> list[Touched]:
        """The orders of which an item changed between two days."""
        return [touch for touch in self.touches if since <= touch.at.date() <= until]

    def fetch(self, source_id: str) -> Fetched:
        """One order, whole."""
        found = self.orders[int(source_id)]
        return Fetched(payload=found.versions[-1][1], label=found.number)

    def _rows(self, since: date | None, until: date, now: datetime) -> list[Order]:
        listed = [row for row in self.orders.values() if row.changed <= until and row.listed_from <= now]
        rows = [row for row in listed if since is None or since <= row.changed]
        return sorted(rows, key=lambda row: (row.changed, row.key) if self._by_change else (row.key,))


def _listed(row: Order) -> Listed:
    return Listed(
        source_id=str(row.key),
        token=f"row {row.row}",
        changed=row.last_modified,
        dated=row.ordered_at.date(),
        label=row.number,
    )


def _given_line(number: int, row: OrderLine) -> SourceLine:
    parts = tuple(
        Allocation(amount=amount, coding=coding(account_code=code))
        for code, amount in zip(row.codes, row.halves(), strict=True)
    )
    return line(
        id=row.id,
        number=number,
        sku=f"SKU-{row.id}",
        quantity=Decimal(row.quantity),
        unit_price=row.price,
        coding=coding(account_code=row.codes[0]),
        allocations=parts if len(parts) > 1 else (),
    )
