"""A requisition is put together from two lists that move while they are read: each line is in it, and once."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import pytest

import procurify_client as pc
from gp_sync.flows.requisitions.document import SourceRequisition
from gp_sync.systems.procurify_requisitions import decode_requisition
from gp_sync.systems.requisition_feed import RequisitionFeed, open_requisitions
from procurify_client.testing import OrderLine, ProcurifyServer

ITEMS = "order-items"
PENDING, DENIED = 0, 2


@attrs.frozen
class Tenant:
    """A tenant whose pages hold two records, and the feed of its requisitions."""

    server: ProcurifyServer
    client: pc.Procurify
    feed: RequisitionFeed
    department: int
    vendor: int

    def requested(self, *names: str, of_each: Sequence[Mapping[str, Any]] = (), **fields: Any) -> str:
        """Somebody asks for some things at 10.00 each; gives the requisition's number."""
        item: dict[str, Any] = {"quantity": "1", "price": "10.00", "account_code": "6100"}
        lines = [
            OrderLine(name=name, department=self.department, item_fields=more, **item)
            for name, more in zip(names, of_each or [{}] * len(names), strict=True)
        ]
        row = self.server.add_requisition(vendor=self.vendor, lines=lines, requisition_fields={"status": 1} | fields)
        return str(row["num"])

    def read(self, number: str) -> SourceRequisition:
        """A requisition as the engine reads it."""
        fetched = self.feed.fetch(number)
        assert fetched.problem is None
        return decode_requisition(fetched.payload)


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with (
        ProcurifyServer() as server,
        pc.Procurify(
            client_id="loopback-client",
            client_secret="loopback-secret",  # invented
            base_url=server.base_url,
            page_size=2,
        ) as client,
    ):
        server.add_account_code("6100", "Office supplies")
        location = server.add_location("Plant North")["id"]
        department = server.add_department("Administration", location)["id"]
        vendor = server.add_vendor("Contoso Office Supplies")["id"]
        yield Tenant(server, client, RequisitionFeed(client), department, vendor)


def slip_on_every_reading(server: ProcurifyServer, path: str = ITEMS) -> None:
    """Let a record appear at the beginning of a list of two pages after the first, each time that it is read."""
    server.drift(path, 1)
    server.after_page(path, 2, lambda: slip_on_every_reading(server, path))


class TestLinesThatMove:
    def test_edge_06_a_line_that_slipped_to_a_page_already_read_is_read_after_all(self, tenant: Tenant) -> None:
        number = tenant.requested("Paper", "Toner", "Chair", "Desk")
        tenant.server.drift(ITEMS, 1)

        lines = tenant.read(number).request.lines

        assert [line.name for line in lines] == ["Paper", "Toner", "Chair", "Desk"]

    def test_edge_06_a_line_that_is_told_twice_stands_in_for_no_other(self, tenant: Tenant) -> None:
        number = tenant.requested("Paper", "Toner", "Chair", "Desk")
        slip_on_every_reading(tenant.server)

        fetched = tenant.feed.fetch(number)

        assert fetched.problem == "Procurify says that it has 4 lines, and lists 3"

    def test_edge_06_what_is_told_without_all_its_lines_is_asked_for_again_by_the_next_run(
        self, tenant: Tenant
    ) -> None:
        number = tenant.requested("Paper", "Toner")
        tenant.server.drift(ITEMS, -1)

        tenant.feed.fetch(number)

        fetched = tenant.feed.fetch(number)

        assert (fetched.problem, fetched.payload) == ("Procurify says that it has 2 lines, and lists 1", b"")

    def test_one_that_is_over_needs_no_lines(self, tenant: Tenant) -> None:
        number = tenant.requested("Paper", status=DENIED)
        tenant.server.drift(ITEMS, -1)
        tenant.feed.fetch(number)

        assert tenant.read(number).request.lines == ()


class TestTotal:
    def test_edge_24_it_may_have_charges_in_it_and_lines_that_were_turned_down(self, tenant: Tenant) -> None:
        turned_down = {"status": 4, "tax_amount": "2.00"}
        number = tenant.requested("Paper", "Toner", of_each=[{"shipping_amount": "1.50"}, turned_down])

        requisition = tenant.read(number)

        assert [line.name for line in requisition.request.lines] == ["Paper"]
        assert requisition.beside == (Decimal(0), Decimal("1.50"), Decimal("10.00"), Decimal("13.50"))

    def test_where_procurify_tells_none_there_is_nothing_to_compare_with(self, tenant: Tenant) -> None:
        assert tenant.read(tenant.requested("Paper", totalPrice=None)).beside == ()


class TestCurrency:
    def test_edge_25_a_line_without_one_has_that_of_its_requisition(self, tenant: Tenant) -> None:
        number = tenant.requested("Paper", "Toner", of_each=[{"currency": None}, {}])

        assert tenant.read(number).currencies == 1

    def test_edge_25_a_line_in_another_one_than_its_requisition_is_seen(self, tenant: Tenant) -> None:
        number = tenant.requested("Paper", "Toner", of_each=[{"currency": 77}, {}])

        assert tenant.read(number).currencies == 2


class TestOpenRequisitions:
    def test_edge_06_a_list_that_moved_is_read_again(self, tenant: Tenant) -> None:
        numbers = [tenant.requested(name, status=PENDING) for name in ("Paper", "Toner", "Chair", "Desk")]
        tenant.server.drift("global/orders", 1)

        found, lost = open_requisitions(tenant.client)

        assert (sorted(found), lost) == (sorted(numbers), [])

    def test_edge_06_that_a_list_never_held_still_is_told(self, tenant: Tenant) -> None:
        for name in ("Paper", "Toner", "Chair", "Desk"):
            tenant.requested(name, status=PENDING)
        slip_on_every_reading(tenant.server, "global/orders")

        _, lost = open_requisitions(tenant.client)

        assert lost == ["Procurify's list of pending requisitions changed whenever it was read: some may be missing"]


class TestAccounts:
    def test_edge_63_one_that_cannot_be_read_is_one_that_is_not_seen(self, tenant: Tenant) -> None:
        tenant.server.add_account("6100", tenant.department, active="perhaps")

        coded = [line.coding for line in tenant.read(tenant.requested("Paper")).request.lines]

        assert coded == [None]
