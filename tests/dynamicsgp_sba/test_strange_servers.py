"""Servers that answer what no HTTP server should."""

from collections.abc import Callable

import pytest

import dynamicsgp_sba as gp_package
from dynamicsgp_sba import (
    ConnectError,
    DynamicsGP,
    DynamicsGPError,
    NewPurchaseOrder,
    NtlmAuth,
)

FABRIKAM = "Fabrikam, Inc."
Orders = Callable[..., NewPurchaseOrder]


class TestStrangeServers:
    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM not-base64!\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM TlRMTVNTUAAC\r\nContent-Length: 0\r\n\r\n",
            b"garbage\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nContent-Length: nonsense\r\n\r\n",
        ],
    )
    def test_a_broken_challenge_is_our_own_error_and_no_write_is_in_doubt(
        self, answering: Callable[..., str], answer: bytes, new_order: Orders
    ) -> None:
        auth = NtlmAuth(r"FABRIKAM\svc_gp", "made-up")

        with (
            DynamicsGP(answering(answer), auth=auth, profile=gp_package.COMPANION, read_timeout=0.5) as gp,
            pytest.raises(DynamicsGPError) as caught,
        ):
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert isinstance(caught.value, ConnectError)
        assert caught.value.outcome_unknown is False
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None or caught.value.__suppress_context__

    def test_a_server_without_a_logon_gets_no_write(self, answering: Callable[..., str], new_order: Orders) -> None:
        address = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        auth = NtlmAuth(r"FABRIKAM\svc_gp", "made-up")

        with (
            DynamicsGP(address, auth=auth, profile=gp_package.COMPANION, read_timeout=0.5) as gp,
            pytest.raises(ConnectError, match="without asking for a logon") as caught,
        ):
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False
