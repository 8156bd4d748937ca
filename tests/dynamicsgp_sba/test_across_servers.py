"""A client with several servers: what they share, and what each is asked first."""

import time
from collections.abc import Callable

import pytest

from dynamicsgp_sba import COMPANION, DynamicsGP, NewPurchaseOrder, NtlmAuth, SiteProfile
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.threads import in_threads

Orders = Callable[..., NewPurchaseOrder]


@pytest.fixture
def other(serve: Serve) -> GPServer:
    """The server of the orders."""
    return serve()


@pytest.fixture
def two(other: GPServer) -> SiteProfile:
    """A site with its orders on the other server."""
    return COMPANION.with_resource("purchase_orders", base_url=other.base_url)


class TestWhatTheyShare:
    def test_the_pause_between_requests(
        self, server: GPServer, other: GPServer, connect: Connect, two: SiteProfile
    ) -> None:
        gp = connect(server, profile=two, min_interval=0.2)
        gp.help()
        made = len(server.requests) + len(other.requests)
        started = time.monotonic()

        gp.company(FABRIKAM).purchase_orders.list()
        gp.help()

        after = len(server.requests) + len(other.requests)
        assert time.monotonic() - started >= (after - made - 1) * 0.2

    def test_the_requests_under_way(
        self, server: GPServer, other: GPServer, connect: Connect, two: SiteProfile
    ) -> None:
        gp = connect(server, profile=two, max_connections=1)
        orders = gp.company(FABRIKAM).purchase_orders
        gp.help()
        orders.list()
        server.latency = other.latency = 0.1
        started = time.monotonic()

        failures = in_threads(4, lambda number: gp.help() if number % 2 else orders.list())

        assert failures == [None] * 4
        assert time.monotonic() - started >= 0.4


class TestTheProofOfALogon:
    def test_is_under_the_address_of_the_service(self) -> None:
        profile = COMPANION.with_resource("purchase_orders", base_url="https://c.example.com/api")

        with DynamicsGP("https://gp.example.com:443/pre", auth=NtlmAuth(USER, PASSWORD), profile=profile) as gp:
            assert gp._options.proof_urls == {
                "https://gp.example.com": "https://gp.example.com:443/pre/GPService/Tenants(DefaultTenant)/help",
                "https://c.example.com": "https://c.example.com/api/GPService/Tenants(DefaultTenant)/help",
            }

    @pytest.mark.parametrize("missing", ["redirect", "404"])
    def test_stops_no_write_where_there_is_no_discovery_page(
        self,
        server: GPServer,
        other: GPServer,
        connect: Connect,
        two: SiteProfile,
        new_order: Orders,
        missing: str,
    ) -> None:
        if missing == "404":
            other.fail("help", status=404, body="", times=9)
        else:
            other.redirect("help", to="https://portal.example.com/", times=9)
        orders = connect(server, profile=two).company(FABRIKAM).purchase_orders

        assert orders.create(new_order("PO1")).number == "PO1"
