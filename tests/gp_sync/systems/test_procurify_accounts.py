"""An account in Procurify in words, for a person who compares an order with its requisition."""

from collections.abc import Iterator
from datetime import UTC, datetime

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.systems.procurify_references import ProcurifyReferences
from procurify_client import Procurify
from procurify_client.testing import OrderLine, ProcurifyServer

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@attrs.frozen
class Tenant:
    """A tenant with one order, and what asks it."""

    server: ProcurifyServer
    references: ProcurifyReferences
    account: int


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with (
        ProcurifyServer(client_id="client", client_secret="made-up") as server,
        Procurify(base_url=server.base_url, client_id="client", client_secret="made-up") as client,
    ):
        stores = server.add_department("Stores", server.add_location("Plant North")["id"])["id"]
        server.add_account_code("6100", "Supplies")
        line = OrderLine(name="Gloves", quantity="2", price="10.00", account_code="6100", department=stores)
        vendor = server.add_vendor("Contoso", external_id="CONTOSUP0001")["id"]
        order = server.add_purchase_order(vendor=vendor, lines=[line])
        references = ProcurifyReferences({}, frozenset(), client, lambda: datetime.now(UTC))
        yield Tenant(server, references, order["order_items"][0]["account"]["id"])


class TestAccountInWords:
    def test_it_is_its_code_department_and_location(self, tenant: Tenant) -> None:
        found = tenant.references.find(names.procurify_account(tenant.account), LONG_AGO)

        assert found == "6100, Stores, Plant North"

    def test_one_that_does_not_exist_has_none(self, tenant: Tenant) -> None:
        assert tenant.references.find(names.procurify_account(tenant.account + 999), LONG_AGO) is None

    def test_without_the_right_to_list_accounts_there_are_none_and_nothing_stops(self, tenant: Tenant) -> None:
        tenant.server.fail("/accounts/", status=403, times=2)

        assert tenant.references.find(names.procurify_account(tenant.account), LONG_AGO) is None
