"""The deadline of a write: what has not left when it passes does not leave any more."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from dynamicsgp_sba import DynamicsGP, HandshakeError, NewPurchaseOrder, NtlmAuth
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
        server.handshake_latency = 0.8
        started = time.monotonic()

        with pytest.raises(HandshakeError, match="nothing was sent") as caught:
            gp.company(FABRIKAM).purchase_orders.create(new_order(), timeout=1.0)

        assert time.monotonic() - started < 1.5
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
