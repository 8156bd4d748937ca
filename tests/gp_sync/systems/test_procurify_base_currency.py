"""The tenant's base currency, which the exchange rates of orders in Procurify lead to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gp_sync.core import facts as names
from gp_sync.core.model import RecordUnusable
from gp_sync.systems.procurify_references import ProcurifyReferences
from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[ProcurifyServer]:
    with ProcurifyServer(client_id="client", client_secret="made-up") as server:
        yield server


@pytest.fixture
def references(server: ProcurifyServer) -> Iterator[ProcurifyReferences]:
    with Procurify(base_url=server.base_url, client_id="client", client_secret="made-up") as client:
        yield ProcurifyReferences({}, frozenset(), client, lambda: datetime.now(UTC))


class TestBaseCurrency:
    def test_edge_25_it_is_told_by_its_name(self, server: ProcurifyServer, references: ProcurifyReferences) -> None:
        server.add_currency("CAD", "0.769231")

        assert references.find(names.base_currency(), LONG_AGO) == "USD"

    def test_edge_25_without_the_right_to_list_currencies_only_orders_that_need_it_stop(
        self, server: ProcurifyServer, references: ProcurifyReferences
    ) -> None:
        server.fail("/currencies/", status=403)

        with pytest.raises(RecordUnusable) as caught:
            references.find(names.base_currency(), LONG_AGO)

        assert caught.value.finding.tried.startswith("base currency of Procurify: ")
