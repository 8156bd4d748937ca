"""Procurify as it truly is: orders that people create and revise, and the list that tells about changes.

The list is honest only as far as the real one is: days instead of instants, rows that appear late, edits that leave
the row as it was, pages over a table that changes meanwhile.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs

from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.model import TargetRef
from gp_sync.flows.purchase_orders.document import Allocation, OrderState, SourceLine, SourceOrder
from gp_sync.testing.examples import coding, encode_order, line, order
from tests.simulation.companies import PLANTS, account_number, record_in
from tests.simulation.words import Words

__all__ = ["START", "Order", "OrderLine", "SourceModel", "Wanted"]

START = date(2026, 11, 1)
"""Orders dated before this day are left alone, unless a baseline has linked them."""


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
    """What one version of an order asks of GP: an amount for each account, in order, the freight, and its words.

    `ended` means that the order was cancelled: whatever was written should be void.
    """

    company: str
    charges: tuple[tuple[str, Decimal], ...]
    freight: Decimal
    words: Words
    ended: bool


@attrs.define(kw_only=True)
class Order:
    """An order.

    Args:
        number: the number that people see.
        words: what it says beside its amounts.
        plant: where it is for, by which it goes to a company in GP.
        row: the version of its list row, from which the change token is made.
        shown: which version was the newest when its row last changed.
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
    number: str
    words: Words = attrs.field(factory=Words)
    plant: str = "Chicago Plant"
    state: OrderState = OrderState.PURCHASED
    row: int = 1
    shown: int = 1
    changed: date
    listed_from: datetime
    last_modified: datetime | None = None
    moved: int = 0
    moved_at: datetime | None = None
    versions: list[tuple[Wanted, bytes]] = attrs.field(factory=list)

    @property
    def marker(self) -> str:
        """What makes a record in GP this order's."""
        return f"PROCURIFY {self.key}"

    @property
    def record(self) -> TargetRef:
        """The record in GP that its newest version asks for."""
        return record_in(PLANTS[self.plant], self.number)

    @property
    def is_old(self) -> bool:
        """Whether it is from before the first day of orders that are written."""
        return self.ordered_at.date() < START

    def change_row(self) -> None:
        """Its row shows that it changed, but not when."""
        self.row, self.shown = self.row + 1, len(self.versions)

    def move(self, now: datetime) -> None:
        """Its row shows that it changed now."""
        self.change_row()
        self.changed, self.last_modified = now.date(), now
        if self.listed_from <= now:
            self.moved, self.moved_at = len(self.versions), now

    def publish(self) -> None:
        """What was edited is now what Procurify gives."""
        wanted = Wanted(
            company=PLANTS[self.plant],
            charges=self._charges(),
            freight=self.freight,
            words=self.words,
            ended=self.state is OrderState.CANCELLED,
        )
        self.versions.append((wanted, encode_order(self._as_given())))

    def _charges(self) -> tuple[tuple[str, Decimal], ...]:
        return tuple(
            (account_number(self.plant, code), part)
            for row in self.lines
            for code, part in zip(row.codes, row.halves(), strict=True)
        )

    def _as_given(self) -> SourceOrder:
        lines = tuple(_given_line(number, row, self) for number, row in enumerate(self.lines, 1))
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
            comment=self.words.comment,
            promise_date=self.words.promised,
            payment_terms=self.words.terms,
            shipping_method=self.words.method,
        )


@attrs.frozen(kw_only=True)
class _Touch:
    """An item that changed.

    Args:
        touched: as the list of items tells it.
        listed_from: before this instant that list does not show it.
        version: which version of its order it came with.
    """

    touched: Touched
    listed_from: datetime
    version: int


class SourceModel:
    """All orders, and the list over them.

    Args:
        page_size: rows to a page.
        by_change: the list is ordered by day of change, so that an edit moves a row to the end; else by key.
    """

    name = "model.purchase_orders"

    def __init__(self, page_size: int, *, by_change: bool) -> None:
        self.orders: dict[int, Order] = {}
        self._touches: list[_Touch] = []
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

    def touch(self, order: Order, at: datetime, late: timedelta) -> None:
        """An item of an order changes, which is listed so much later."""
        touched = Touched(source_id=str(order.key), at=at)
        self._touches.append(_Touch(touched=touched, listed_from=at + late, version=len(order.versions)))

    def touched(self, since: date, until: date, now: datetime) -> list[Touched]:
        """The orders of which an item changed between two days, as far as it is listed now."""
        listed = [touch.touched for touch in self._touches if touch.listed_from <= now]
        return [touched for touched in listed if since <= touched.at.date() <= until]

    def visible(self, now: datetime) -> dict[int, int]:
        """Which version of each order could be seen by now, in the list of orders or in that of their items."""
        shown = {row.key: row.shown for row in self.orders.values() if row.listed_from <= now}
        for touch in self._touches:
            key = int(touch.touched.source_id)
            if key in shown and touch.listed_from <= now:
                shown[key] = max(shown[key], touch.version)
        return shown

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


def _given_line(number: int, row: OrderLine, given: Order) -> SourceLine:
    parts = tuple(
        Allocation(amount=amount, coding=coding(account_code=code, location=given.plant))
        for code, amount in zip(row.codes, row.halves(), strict=True)
    )
    return line(
        id=row.id,
        number=number,
        sku=f"SKU-{row.id}",
        quantity=Decimal(row.quantity),
        unit_price=row.price,
        coding=coding(account_code=row.codes[0], location=given.plant),
        allocations=parts if len(parts) > 1 else (),
        date_required=given.words.required,
        requester=given.words.requester,
    )
