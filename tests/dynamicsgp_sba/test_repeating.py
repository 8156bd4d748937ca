"""What is repeated after a failure and what is not, and how long all of it may take."""

import threading
import time
from collections.abc import Callable

import pytest

from dynamicsgp_sba import (
    Backoff,
    BasicAuth,
    Company,
    ConnectError,
    DynamicsGP,
    LostAnswerError,
    NewPurchaseOrder,
    NewVendor,
    RefusedError,
    UnavailableError,
)
from dynamicsgp_sba.testing import GPServer

FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Orders = Callable[..., NewPurchaseOrder]


def wait_until_met(server: GPServer) -> None:
    """Wait until some request has met the fault that is planned."""
    while any(fault.times for fault in server.faults._planned):
        time.sleep(0.005)


class TestRepetition:
    @pytest.mark.parametrize("fault", ["lose", "drop", "503", "500", "cut"])
    def test_a_read_is_repeated(self, either: GPServer, connect: Connect, fault: str) -> None:
        vendors = connect(either).company(FABRIKAM).vendors
        vendors.get("ACETRAVE0001")
        if fault == "lose":
            either.lose_response("GET", "Vendors", times=2)
        elif fault == "drop":
            either.drop_before("GET", "Vendors", times=2)
        elif fault == "cut":
            either.garble("Vendors", cut=True, times=2)
        else:
            either.fail("Vendors", status=int(fault), times=2)

        assert vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_it_ends(self, server: GPServer, company: Company) -> None:
        company.vendors.get("ACETRAVE0001")
        server.fail("Vendors", status=503, times=99)
        before = len(server.requests)

        with pytest.raises(UnavailableError):
            company.vendors.list()

        assert len(server.requests) - before == 3

    def test_a_refusal_is_not_repeated(self, server: GPServer, company: Company) -> None:
        company.vendors.get("ACETRAVE0001")
        server.fail("Vendors", status=400, times=99)
        before = len(server.requests)

        with pytest.raises(RefusedError):
            company.vendors.list()

        assert len(server.requests) - before == 1

    def test_a_write_that_is_told_503_is_left_to_the_caller(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("PurchaseOrders", status=503, times=99)

        with pytest.raises(UnavailableError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False  # the companion service promises it
        assert sum(request.method == "POST" for request in server.requests) == 1

    def test_one_of_a_service_that_promises_nothing_may_have_happened(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=503, times=99, method="PATCH")

        with pytest.raises(UnavailableError, match="after a write read the record back") as caught:
            company.vendors.update(NewVendor(id="ACETRAVE0001", comment_1="x"))

        assert caught.value.outcome_unknown is True
        assert sum(request.method == "PATCH" for request in server.requests) == 1

    def test_a_write_waits_for_a_server_that_is_not_up_yet(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve()
        port = int(server.base_url.rpartition(":")[2])
        server.close()
        gp = connect(server, backoff=Backoff(attempts=200, first=0.02, longest=0.05))
        starter = threading.Timer(0.3, lambda: serve(port=port))
        starter.start()

        order = gp.company(FABRIKAM).purchase_orders.create(new_order())

        starter.join()
        assert order.number == "PO1001"

    def test_a_proxy_is_used_if_it_is_named(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, proxy="http://127.0.0.1:9", backoff=Backoff(attempts=1))

        with pytest.raises(ConnectError, match="no connection"):
            gp.help()

        assert server.connections == 0

    def test_a_server_that_is_away_is_named(self, connect: Connect, serve: Serve) -> None:
        server = serve()
        server.close()

        with pytest.raises(ConnectError, match="no connection") as caught:
            connect(server).help()

        assert server.base_url in caught.value.url
        assert caught.value.outcome_unknown is False

    def test_an_unreachable_proof_means_that_nothing_was_sent(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("help", status=503, times=99)

        with pytest.raises(UnavailableError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False
        assert not server.companies[FABRIKAM.casefold()].purchase_orders

    def test_a_lost_proof_is_not_a_lost_write(
        self, server: GPServer, company: Company, new_order: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        company.vendors.get("ACETRAVE0001")
        monkeypatch.setattr("dynamicsgp_sba.side._FRESH", 0.0)
        server.lose_response("GET", "help")

        order = company.purchase_orders.create(new_order())

        assert order.number == "PO1001"


class TestDeadline:
    def test_it_covers_the_wait_for_a_connection(
        self, server: GPServer, connect: Connect, holding: threading.Event
    ) -> None:
        gp = connect(server, max_connections=1, read_timeout=60.0)
        gp.help()
        server.slow("Vendors", seconds=60)
        slow = threading.Thread(target=gp.company(FABRIKAM).vendors.list)
        slow.start()
        wait_until_met(server)

        with pytest.raises(UnavailableError, match="all 1 connections of this client were busy"):
            gp.request("GET", "help", timeout=0.1)

        holding.set()
        slow.join()

    def test_it_covers_the_wait_for_the_first_logon(
        self, server: GPServer, connect: Connect, holding: threading.Event
    ) -> None:
        server.slow("help", seconds=60)
        gp = connect(server, read_timeout=60.0)
        first = threading.Thread(target=gp.help)
        first.start()
        wait_until_met(server)

        with pytest.raises(UnavailableError, match="busy until the deadline"):
            gp.request("GET", "help", timeout=0.1)

        holding.set()
        first.join()

    def test_it_ends_an_answer_that_drips(self, answering: Callable[..., str]) -> None:
        address = answering(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 99999\r\n\r\n", drip=True)
        started = time.monotonic()

        with (
            DynamicsGP(address, auth=BasicAuth("svc", "made-up"), backoff=Backoff(attempts=1)) as gp,
            pytest.raises(ConnectError, match="timed out"),
        ):
            gp.request("GET", "help", timeout=0.3)

        assert time.monotonic() - started < 30

    def test_it_ends_repetitions(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, backoff=Backoff(attempts=999, first=0.2, longest=0.2))
        gp.help()
        server.fail("help", status=503, times=999)
        started = time.monotonic()

        # The deadline may pass in a pause, as a rule, or within a request.
        with pytest.raises((UnavailableError, LostAnswerError)):
            gp.request("GET", "help", timeout=0.3)

        assert time.monotonic() - started < 30
