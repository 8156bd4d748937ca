"""Order items and their order on the loopback server: one state, two dates of change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from procurify_client.testing import OrderLine

if TYPE_CHECKING:
    from procurify_client import Procurify
    from procurify_client.testing import ProcurifyServer
    from tests.procurify_client.conftest import Time

TODAY = date(2026, 11, 4)
TOMORROW = date(2026, 11, 5)


@pytest.fixture
def two_orders(server: ProcurifyServer, line: OrderLine, time: Time) -> None:
    """
    Order 1 with two lines and order 2 with one, made today; then a day passes.
    """
    server.add_purchase_order(vendor=2, lines=[line, line])
    server.add_purchase_order(vendor=2, lines=[line], date=datetime(2026, 10, 20, tzinfo=UTC))
    time.pass_by(timedelta(days=1).total_seconds())


def orders_changed(procurify: Procurify) -> list[int]:
    return [row.key for row in procurify.purchase_orders.list(modified_since=TOMORROW)]


@pytest.mark.usefixtures("two_orders")
class TestReceiving:
    def test_it_moves_the_item_and_not_the_order(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Only the list of order items tells which order it was.
        """
        server.receive(1, 2, "4")

        items = list(procurify.order_items.list(modified_since=TOMORROW))
        assert orders_changed(procurify) == []
        assert [(item.purchase_order, item.line_number, item.received_quantity) for item in items] == [
            (1, 2, Decimal(4))
        ]
        assert items[0].last_modified == datetime(2026, 11, 5, 15, 0, tzinfo=UTC)

    def test_the_order_shows_what_was_received(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Quantities add up, and a negative one takes back.
        """
        server.receive(1, 1, "10")
        server.receive(1, 2, "4")
        server.receive(1, 2, "-1.5")

        order = procurify.purchase_orders.get(1)
        assert [line.received_quantity for line in order.lines] == [Decimal(10), Decimal("2.5")]
        assert order.last_modified == datetime(2026, 11, 4, 15, 0, tzinfo=UTC)

    def test_it_may_move_the_order_too(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The real product may do either.
        """
        server.receive(2, 1, 1, touch_order=True)

        assert orders_changed(procurify) == [2]


@pytest.mark.usefixtures("two_orders")
class TestEditingALine:
    @pytest.mark.parametrize(("touch_order", "changed"), [(False, []), (True, [1])])
    def test_the_date_of_the_order_follows_where_asked(
        self, server: ProcurifyServer, procurify: Procurify, touch_order: bool, changed: list[int]
    ) -> None:
        """
        The line and the totals are new in either case.
        """
        server.edit_line(1, 1, touch_order=touch_order, price="25.00", quantity=8)

        items = procurify.order_items.list(modified_since=TOMORROW)
        assert [(item.purchase_order, item.unit_price) for item in items] == [(1, Decimal(25))]
        assert orders_changed(procurify) == changed
        assert procurify.purchase_orders.get(1).total == Decimal(445)


@pytest.mark.usefixtures("two_orders")
class TestOrderItemDates:
    def test_days_of_change_include_both_ends(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        From and until.
        """
        server.receive(1, 1, 1)
        on_the_first_day = procurify.order_items.list(modified_since=TODAY, modified_until=TODAY)
        on_both = procurify.order_items.list(modified_since=TODAY, modified_until=TOMORROW)

        assert [(item.purchase_order, item.line_number) for item in on_the_first_day] == [(1, 2), (2, 1)]
        assert [(item.purchase_order, item.line_number) for item in on_both] == [(1, 1), (1, 2), (2, 1)]

    def test_days_of_the_order(self, procurify: Procurify) -> None:
        """
        When the order was made, whatever happened to its items since.
        """
        before = procurify.order_items.list(po_created_until=date(2026, 10, 31))
        since = procurify.order_items.list(po_created_since=TODAY, po_created_until=TODAY)

        assert [item.purchase_order for item in before] == [2]
        assert [item.purchase_order for item in since] == [1, 1]

    def test_a_late_row_lies_below_what_was_read(
        self, server: ProcurifyServer, procurify: Procurify, line: OrderLine
    ) -> None:
        """
        Neither list has it among today's.
        """
        server.add_purchase_order(vendor=2, lines=[line], modified_at=datetime(2026, 10, 30, tzinfo=UTC))

        assert [row.key for row in procurify.purchase_orders.list(modified_since=TODAY)] == [1, 2]
        assert {item.purchase_order for item in procurify.order_items.list(modified_since=TODAY)} == {1, 2}
        assert [row.key for row in procurify.purchase_orders.list(modified_until=date(2026, 10, 30))] == [3]

    def test_an_edit_that_moves_nothing_is_in_no_window(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Only a look at the order itself finds it.
        """
        server.edit_purchase_order(1, touch=False, freight="12.50")

        assert orders_changed(procurify) == []
        assert list(procurify.order_items.list(modified_since=TOMORROW)) == []
        assert procurify.purchase_orders.get(1).freight == Decimal("12.50")
