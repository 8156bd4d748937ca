"""The logon: every way in which NTLM over a pool of connections goes wrong for a naive client."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

import attrs
import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from dynamicsgp_sba import (
    ConnectError,
    DynamicsGP,
    HandshakeError,
    LostAnswerError,
    MemoryLatch,
    NewPurchaseOrder,
    NtlmAuth,
    RedirectError,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.threads import in_threads

Orders = Callable[..., NewPurchaseOrder]


class TestHandshake:
    def test_a_server_that_keeps_connections_takes_one_logon_per_connection(
        self, server: GPServer, connect: Connect
    ) -> None:
        gp = connect(server, max_connections=4)
        vendors = gp.company(FABRIKAM).vendors

        failures = in_threads(16, lambda _: [vendors.get("ACETRAVE0001") for _ in range(5)])

        assert failures == [None] * 16
        assert server.handshakes == server.connections <= 4
        assert server.failed_logons == 0

    def test_a_server_that_forgets_takes_one_logon_per_request_and_all_succeed(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve(persistent=False)
        vendors = connect(server, max_connections=4).company(FABRIKAM).vendors

        failures = in_threads(16, lambda _: [vendors.get("ACETRAVE0001") for _ in range(3)])

        assert failures == [None] * 16
        assert server.handshakes == len(server.requests) == 16 * 3 + 1
        assert server.failed_logons == 0

    @pytest.mark.parametrize("offers", [("NTLM",), ("Negotiate",), ("Negotiate", "NTLM"), ("NTLM", "Basic")])
    def test_it_works_whatever_name_the_server_offers_it_by(
        self, serve: Serve, connect: Connect, offers: tuple[str, ...]
    ) -> None:
        server = serve(offers=offers)

        assert connect(server).help().status == 200

    def test_a_body_travels_only_on_a_leg_that_may_be_carried_out(
        self, either: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        orders = connect(either).company(FABRIKAM).purchase_orders

        for number in range(3):
            orders.create(new_order(f"PO{number}", comment="x" * 500))

        # Where connections stay logged in there is none; where not, the first write finds that out.
        assert either.cold_bodies <= 1
        assert len(either.companies[FABRIKAM.casefold()].purchase_orders) == 3

    def test_a_large_body_travels_once_in_both_modes(
        self, either: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        small = new_order()
        lines = tuple(attrs.evolve(small.lines[0], item_number=f"DESK-{number}") for number in range(800))
        orders = connect(either).company(FABRIKAM).purchase_orders

        order = orders.create(new_order("BIG", lines=lines))

        assert len(order.lines) == 800
        assert either.cold_bodies <= 1

    def test_a_write_on_a_new_connection_is_preceded_by_one_cheap_request(
        self, server: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        connect(server).company(FABRIKAM).purchase_orders.create(new_order())

        assert [(request.method, request.resource) for request in server.requests] == [
            ("GET", "help"),
            ("POST", "Purchasing/PurchaseOrders"),
        ]

    def test_a_write_on_a_connection_that_was_silent_for_long_proves_it_first(
        self, server: GPServer, connect: Connect, new_order: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        orders = connect(server, max_connections=1).company(FABRIKAM).purchase_orders
        orders.create(new_order("PO1"))
        monkeypatch.setattr("dynamicsgp_sba.side._FRESH", 0.0)

        orders.create(new_order("PO2"))

        assert [request.resource for request in server.requests] == [
            "help",
            "Purchasing/PurchaseOrders",
            "help",
            "Purchasing/PurchaseOrders",
        ]


class TestBrokenHandshake:
    """The server closes after the challenge. Whether the client notices before its next message is a matter of luck."""

    def test_a_read_with_good_credentials_is_tried_again_and_no_logon_counts_as_failed(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve(persistent=False)
        vendors = connect(server).company(FABRIKAM).vendors
        vendors.get("ACETRAVE0001")
        server.break_handshake()

        assert vendors.get("ACETRAVE0001").name == "A Travel Company"
        assert server.failed_logons == 0

    def test_a_write_whose_proof_met_it_is_sent_on_a_fresh_connection(
        self, server: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        latch = MemoryLatch()
        connect(server, login_latch=latch).help()
        server.break_handshake()

        order = connect(server, login_latch=latch).company(FABRIKAM).purchase_orders.create(new_order())

        assert order.number == "PO1001"
        assert server.failed_logons == 0

    def test_credentials_that_never_worked_are_not_tried_again(self, server: GPServer, connect: Connect) -> None:
        server.break_handshake(times=1)
        gp = connect(server)

        with pytest.raises(HandshakeError, match="the logon handshake broke off") as caught:
            gp.help()

        assert caught.value.outcome_unknown is False
        assert server.handshakes == 0
        assert server.connections <= 2

    def test_a_write_that_met_nothing_else_did_not_happen_or_says_that_it_may_have(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(persistent=False)
        company = connect(server).company(FABRIKAM)
        company.vendors.get("ACETRAVE0001")
        server.break_handshake(times=20)

        with pytest.raises((HandshakeError, LostAnswerError)) as caught:
            company.purchase_orders.create(new_order())

        # Once the last message has left with the body, nobody on this side can know.
        assert caught.value.outcome_unknown is isinstance(caught.value, LostAnswerError)
        assert not server.companies[FABRIKAM.casefold()].purchase_orders
        assert server.failed_logons == 0

    def test_a_broken_handshake_does_not_latch(self, server: GPServer, connect: Connect) -> None:
        server.break_handshake()
        gp = connect(server)
        with pytest.raises(HandshakeError):
            gp.help()

        assert gp.help().status == 200


class TestRedirect:
    def test_it_is_an_error_that_names_both_hosts_and_no_logon_leaves(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server)
        gp.help()
        server.redirect("help", to="http://elsewhere.example.com/GPService?x=1")

        with pytest.raises(RedirectError) as caught:
            gp.help()

        assert server.base_url in str(caught.value)
        assert "http://elsewhere.example.com/GPService" in str(caught.value)


class TestTls:
    def test_the_logon_is_bound_to_the_channel(
        self, serve: Serve, connect: Connect, pki: tuple[Path, Path], new_order: Orders
    ) -> None:
        server = serve(certificate=pki[1], require_channel_binding=True)

        gp = connect(server, ca_bundle=pki[0])

        assert gp.company(FABRIKAM).purchase_orders.create(new_order()).number == "PO1001"
        assert server.base_url.startswith("https://localhost:")

    def test_a_logon_without_the_binding_is_refused_by_such_a_server(
        self, serve: Serve, pki: tuple[Path, Path]
    ) -> None:
        server = serve(certificate=pki[1], require_channel_binding=True)

        with requests.Session() as session:
            session.auth = HttpNtlmAuth(USER, PASSWORD, send_cbt=False)
            answer = session.get(f"{server.base_url}/GPService/Tenants(DefaultTenant)/help", verify=str(pki[0]))

        assert answer.status_code == 401
        assert server.failed_logons == 1

    def test_edge_34_an_unknown_certificate_stops_the_client_before_anything_is_sent(
        self, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        server = serve(certificate=pki[1])

        with pytest.raises(ConnectError, match="certificate is not trusted") as caught:
            connect(server).help()

        assert "ca_bundle=" in str(caught.value)
        assert caught.value.outcome_unknown is False

    def test_the_environment_changes_neither_trust_nor_route(
        self, serve: Serve, connect: Connect, pki: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = serve(certificate=pki[1])
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

        assert connect(server, ca_bundle=pki[0]).help().status == 200


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
class TestOtherClient:
    @pytest.mark.parametrize("persistent", [True, False])
    def test_curl_logs_in_with_an_implementation_of_its_own(self, serve: Serve, persistent: bool) -> None:
        server = serve(persistent=persistent)
        url = f"{server.base_url}/GPService/Tenants(DefaultTenant)/help"

        done = subprocess.run(
            ["curl", "--silent", "--ntlm", "--globoff", "--config", "-", url, url],
            input=f'user = "{USER.replace(chr(92), chr(92) * 2)}:{PASSWORD}"\n',
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )

        assert done.stdout.count("<title>Discovery</title>") == 2
        assert server.handshakes == (1 if persistent else 2)


class TestRunning:
    def test_the_module_serves_the_sample_company_and_says_how_to_reach_it(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "dynamicsgp_sba.testing", "--port", "0"], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                line = process.stdout.readline()
                address = line.rpartition(" ")[2].strip()
                with DynamicsGP(address, auth=NtlmAuth(USER, "made-up-for-loopback")) as gp:
                    companies = gp.companies.list()
            finally:
                process.terminate()

        assert [company.name for company in companies] == [FABRIKAM]
