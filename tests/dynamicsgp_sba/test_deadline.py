"""The deadline of a write: what has not left when it passes does not leave any more."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from dynamicsgp_sba import (
    Backoff,
    BasicAuth,
    DynamicsGP,
    DynamicsGPError,
    HandshakeError,
    LostAnswerError,
    NewPurchaseOrder,
    NewVendor,
    NtlmAuth,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

USER = r"FABRIKAM\svc_gp"
PASSWORD = "made-up Canary 7!"
FABRIKAM = "Fabrikam, Inc."

Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Orders = Callable[..., NewPurchaseOrder]


class SlowAuth(NtlmAuth):
    """Signs a request only after a while, as where a ticket is fetched from somewhere first."""

    seconds = 0.0

    def attach(self) -> Callable[[Any], Any]:
        sign = super().attach()

        def signed(request: Any) -> Any:
            time.sleep(self.seconds)
            return sign(request)

        return signed


def in_gp(server: GPServer) -> GPCompany:
    return server.companies[FABRIKAM.casefold()]


class TestDeadlineOfAWrite:
    @pytest.mark.parametrize("warm", [True, False], ids=["a logon that has worked", "the first logon"])
    def test_a_slow_handshake_uses_it_up_and_nothing_is_sent(
        self, serve: Serve, connect: Connect, new_order: Orders, warm: bool
    ) -> None:
        server = serve(persistent=False)
        gp = connect(server)
        if warm:
            gp.help()
        server.handshake_latency = 0.4

        with pytest.raises(HandshakeError, match="nothing was sent") as caught:
            gp.company(FABRIKAM).purchase_orders.create(new_order(), timeout=0.6)

        assert caught.value.outcome_unknown is False
        assert not in_gp(server).purchase_orders
        assert all(request.method == "GET" for request in server.requests)

    def test_it_is_looked_at_just_before_the_request_leaves(
        self, server: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        auth = SlowAuth(USER, PASSWORD)
        gp = connect(server, auth=auth)
        gp.help()
        auth.seconds = 0.4

        with pytest.raises(HandshakeError, match="the deadline passed before the request was sent") as caught:
            gp.company(FABRIKAM).purchase_orders.create(new_order(), timeout=0.2)

        assert caught.value.outcome_unknown is False
        assert not in_gp(server).purchase_orders

    def test_a_write_in_time_is_not_held_back(self, serve: Serve, connect: Connect, new_order: Orders) -> None:
        server = serve(persistent=False)
        gp = connect(server)
        gp.help()
        server.handshake_latency = 0.1

        order = gp.company(FABRIKAM).purchase_orders.create(new_order(), timeout=5.0)

        assert order.number in in_gp(server).purchase_orders

    def test_the_read_after_it_has_what_is_left_of_it(self, server: GPServer, connect: Connect) -> None:
        vendors = connect(server, backoff=Backoff(attempts=1)).company(FABRIKAM).vendors
        vendors.get("ACETRAVE0001")
        server.slow("Vendors", seconds=0, method="GET")  # the read before the write
        server.slow("Vendors", seconds=60, method="GET")
        started = time.monotonic()

        with pytest.raises(DynamicsGPError) as caught:
            vendors.update(NewVendor(id="ACETRAVE0001", comment_1="y"), timeout=2.0)

        assert time.monotonic() - started < 30
        assert caught.value.outcome_unknown is True


class TestDeadlineOfAnAnswer:
    @pytest.fixture
    def dripping(self) -> Iterator[str]:
        """A server whose headers never end."""

        def drip(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for number in range(600):
                    connection.sendall(b"X-%d: y\r\n" % number)
                    time.sleep(0.1)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()

    def test_it_ends_headers_that_drip(self, dripping: str) -> None:
        started = time.monotonic()

        with (
            DynamicsGP(dripping, auth=BasicAuth("svc", "made-up"), backoff=Backoff(attempts=1)) as gp,
            pytest.raises((LostAnswerError, HandshakeError), match="timed out"),
        ):
            gp.request("GET", "help", timeout=0.5)

        assert time.monotonic() - started < 30
