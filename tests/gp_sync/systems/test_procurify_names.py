"""The names that Procurify lists, for checking those of the configuration."""

from collections.abc import Iterator

import pytest

from gp_sync.core.model import Unavailable
from gp_sync.systems.procurify_names import listed_in_procurify
from procurify_client import Backoff, Limits, Procurify
from procurify_client.testing import ProcurifyServer
from procurify_client.testing.roles import Role


@pytest.fixture
def server() -> Iterator[ProcurifyServer]:
    with ProcurifyServer(client_id="client", client_secret="made-up") as server:
        yield server


@pytest.fixture
def client(server: ProcurifyServer) -> Iterator[Procurify]:
    with Procurify(
        base_url=server.base_url,
        client_id="client",
        client_secret="made-up",
        page_size=2,
        backoff=Backoff(attempts=1),
        limits=Limits(in_flight=None, per_second=None),
    ) as client:
        yield client


class TestListed:
    def test_vendors_of_all_pages_but_archived_ones(self, server: ProcurifyServer, client: Procurify) -> None:
        for name in ("Contoso", "Fabrikam Tools", "Northwind"):
            server.add_vendor(name)
        server.add_vendor("Litware", active=False)

        listed = listed_in_procurify(client, "vendor")

        assert set(listed) - {"OTHER"} == {"Contoso", "Fabrikam Tools", "Northwind"}

    def test_account_codes(self, server: ProcurifyServer, client: Procurify) -> None:
        server.add_account_code("6100", "Office supplies")

        assert listed_in_procurify(client, "account code") == ("6100",)

    def test_users_who_have_left_are_among_them(self, server: ProcurifyServer, client: Procurify) -> None:
        left = server.add_user("Ann", "Lee", "ann@example.com")
        server.set_active(False, user=left["id"])

        assert "Ann Lee" in listed_in_procurify(client, "user")

    def test_custom_fields_of_order_items(self, server: ProcurifyServer, client: Procurify) -> None:
        server.add_custom_field("Capital project", field_type="b")

        assert listed_in_procurify(client, "custom field") == ("Capital project",)

    def test_a_list_that_the_application_may_not_read_says_so(self, server: ProcurifyServer, client: Procurify) -> None:
        server.set_role(Role.USER)

        with pytest.raises(Unavailable) as refused:
            listed_in_procurify(client, "user")

        assert refused.value.finding.code == "PROCURIFY_ACCESS_DENIED"
        assert "/api/v3/users/" in refused.value.finding.tried
