"""Kerberos with a library that hands out made-up tickets: what goes along, and what a bad one comes to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spnego
from spnego.exceptions import NoCredentialError

from dynamicsgp_sba import (
    AccessDeniedError,
    KerberosAuth,
    LoginError,
    NewPurchaseOrder,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, USER, Connect, Serve

TICKET = b"\x60\x10made-up Canary ticket"
Orders = Callable[..., NewPurchaseOrder]


class StubContext:
    """What a Kerberos library hands out: one message."""

    def __init__(self, message: bytes | None) -> None:
        self._message = message

    def step(self) -> bytes:
        if self._message is None:
            raise NoCredentialError(context_msg="No Kerberos credentials available")
        return self._message


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands for the Kerberos libraries and a domain: gives the ticket under `gives`, and notes what it was asked."""
    seen: dict[str, Any] = {"gives": TICKET, "asked": []}

    def client(principal: str | None, **asked: Any) -> StubContext:
        seen["asked"].append((principal, asked))
        return StubContext(seen["gives"])

    monkeypatch.setattr("dynamicsgp_sba.auth.kerberos._LIBRARIES", ())
    monkeypatch.setattr(spnego, "client", client)
    return seen


@pytest.fixture
def tickets(serve: Serve) -> GPServer:
    """A server that takes one ticket."""
    return serve(offers=("Negotiate",), tickets={TICKET: USER}.get)


class TestKerberos:
    """With a stub for the ticket libraries; `test_kerberos.py` does the same in a real realm where one can be made."""

    def test_a_ticket_answers_the_401(
        self, library: dict[str, Any], tickets: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        gp = connect(tickets, auth=KerberosAuth())

        assert gp.company(FABRIKAM).purchase_orders.create(new_order()).number == "PO1001"
        assert [(logon.scheme, logon.user, logon.outcome) for logon in tickets.logons] == [
            ("Negotiate", USER, "accepted")
        ]
        assert tickets.cold_bodies == 0
        principal, asked = library["asked"][0]
        assert principal is None
        assert (asked["service"], asked["hostname"], asked["protocol"]) == ("HTTP", "127.0.0.1", "kerberos")

    def test_a_server_that_forgets_gets_a_ticket_with_each_request(
        self, library: dict[str, Any], serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(offers=("Negotiate",), tickets={TICKET: USER}.get, persistent=False)
        gp = connect(server, auth=KerberosAuth())

        for number in ("PO1", "PO2"):
            gp.company(FABRIKAM).purchase_orders.create(new_order(number))

        assert len(server.logons) == len(server.requests)
        assert server.cold_bodies <= 1

    def test_it_is_bound_to_the_channel_over_tls(
        self, library: dict[str, Any], serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        server = serve(
            offers=("Negotiate",), tickets={TICKET: USER}.get, certificate=pki[1], require_channel_binding=True
        )

        connect(server, auth=KerberosAuth("svc_gp@FABRIKAM.EXAMPLE", host="gp.example.com"), ca_bundle=pki[0]).help()

        principal, asked = library["asked"][0]
        assert (principal, asked["hostname"]) == ("svc_gp@FABRIKAM.EXAMPLE", "gp.example.com")
        assert asked["channel_bindings"] == server.bindings

    def test_without_a_ticket_nothing_is_sent_and_the_error_says_what_to_do(
        self, library: dict[str, Any], tickets: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        library["gives"] = None
        gp = connect(tickets, auth=KerberosAuth())

        with pytest.raises(LoginError, match=r"no Kerberos ticket .* No Kerberos credentials available") as caught:
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert "kinit" in str(caught.value)
        assert caught.value.outcome_unknown is False
        library["gives"] = TICKET
        assert gp.help().status == 200

    def test_a_refused_ticket_is_sent_once_and_a_new_one_needs_no_person(
        self, library: dict[str, Any], tickets: GPServer, connect: Connect
    ) -> None:
        library["gives"] = b"\x60stale"
        gp = connect(tickets, auth=KerberosAuth())

        with pytest.raises(LoginError, match="the next call tries again, with a fresh token or ticket"):
            gp.help()

        assert tickets.failed_logons == 1
        library["gives"] = TICKET
        assert gp.help().status == 200

    def test_a_server_with_ntlm_alone_is_told_apart(
        self, library: dict[str, Any], serve: Serve, connect: Connect
    ) -> None:
        with pytest.raises(LoginError, match="offers NTLM to log in"):
            connect(serve(offers=("NTLM",)), auth=KerberosAuth()).help()

    def test_an_account_that_gp_does_not_know_is_denied_and_no_wrong_logon(
        self, library: dict[str, Any], serve: Serve, connect: Connect
    ) -> None:
        server = serve(offers=("Negotiate",), tickets={TICKET: USER}.get, unmapped=[USER])

        with pytest.raises(AccessDeniedError, match="not mapped"):
            connect(server, auth=KerberosAuth()).help()

        assert server.failed_logons == 0

    def test_missing_libraries_are_named_with_the_extra_that_brings_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.platform", "linux")
        monkeypatch.setattr("dynamicsgp_sba.auth.kerberos.find_spec", lambda _: None)

        with pytest.raises(ImportError, match=r"gssapi and krb5: pip install 'dynamicsgp-sba\[kerberos\]'"):
            KerberosAuth()

    def test_windows_brings_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.platform", "win32")
        monkeypatch.setattr("dynamicsgp_sba.auth.kerberos.find_spec", lambda _: None)

        assert repr(KerberosAuth("svc_gp@FABRIKAM.EXAMPLE")) == "KerberosAuth('svc_gp@FABRIKAM.EXAMPLE')"
