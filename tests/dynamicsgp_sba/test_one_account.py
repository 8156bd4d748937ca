"""One account, whatever the servers and threads: one wrong logon, and no good one taken for wrong."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    AccessDeniedError,
    Backoff,
    DynamicsGP,
    DynamicsGPError,
    LoginError,
    MemoryLatch,
    NtlmAuth,
)
from dynamicsgp_sba.login import LoginGate
from dynamicsgp_sba.testing import GPServer
from dynamicsgp_sba.urls import server_of
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve

NOT_MAPPED = "The user is not mapped to a Dynamics GP user in this company."
PAGE = "<html><body>401 - Unauthorized: Access is denied due to server permissions.</body></html>"
ONCE = Backoff(attempts=1)


def refuse_terms(server: GPServer, body: str, content_type: str) -> None:
    """Refuse the payment terms as IIS does: with the ways to log in."""
    headers = {"WWW-Authenticate": "NTLM"}
    server.fail("PaymentTerms", status=401, body=body, content_type=content_type, headers=headers, times=99)


class TestSeveralServers:
    def test_a_wrong_password_is_tried_at_one_of_them(self, serve: Serve, connect: Connect) -> None:
        servers = [serve() for _ in range(3)]
        profile = COMPANION.with_resource("purchase_orders", base_url=servers[1].base_url)
        profile = profile.with_resource("gl_accounts", base_url=servers[2].base_url)
        gp = connect(servers[0], auth=NtlmAuth(USER, "wrong"), profile=profile)
        company = gp.company(FABRIKAM)

        for read in (company.vendors.list, lambda: company.purchase_orders.get("X"), company.gl_accounts.list):
            with pytest.raises(LoginError):
                read()

        assert [server.failed_logons for server in servers] == [1, 0, 0]

    def test_also_by_clients_that_share_a_latch(self, serve: Serve, connect: Connect) -> None:
        servers, latch = [serve(), serve()], MemoryLatch()

        for server in servers:
            with pytest.raises(LoginError):
                connect(server, auth=NtlmAuth(USER, "wrong"), login_latch=latch).help()

        assert [server.failed_logons for server in servers] == [1, 0]

    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("https://gp.example.com:443/x", "https://gp.example.com"),
            ("HTTPS://GP.example.com", "https://gp.example.com"),
            ("http://gp:80/", "http://gp"),
            ("https://gp:8443/a/b", "https://gp:8443"),
            ("https://[::1]:443", "https://[::1]"),
        ],
    )
    def test_one_server_has_one_name(self, url: str, server: str) -> None:
        assert server_of(url) == server

    def test_an_address_that_is_none_of_theirs_gets_no_logon(
        self, server: GPServer, serve: Serve, gp: DynamicsGP
    ) -> None:
        other = serve()
        call = gp.company(FABRIKAM).vendors.calls.get("ACETRAVE0001")
        elsewhere = type(call)(method="GET", url=other.base_url + "/x", read=call.read)

        with pytest.raises(ValueError, match="is not at one of this client's servers"):
            gp.send(elsewhere)

        assert other.connections == 0


class TestAPasswordThatChanges:
    @pytest.mark.parametrize("connections", [2, 8])
    def test_is_tried_once_more_by_all_threads_together(self, serve: Serve, connect: Connect, connections: int) -> None:
        server = serve(persistent=False)
        gp = connect(server, max_connections=connections, backoff=ONCE)
        gp.help()
        server.handshake_latency = 0.02

        def read_on(_: int) -> type[BaseException]:
            while True:
                try:
                    gp.help()
                except DynamicsGPError as error:
                    return type(error)

        with ThreadPoolExecutor(16) as pool:
            ends = [pool.submit(read_on, number) for number in range(16)]
            time.sleep(0.1)
            server.users.set_password(USER, "rotated")

            assert {end.result() for end in ends} == {LoginError}
        assert server.failed_logons == 1

    def test_counts_although_a_request_that_began_before_is_answered_later(self) -> None:
        latch = MemoryLatch()
        auth = NtlmAuth(USER, PASSWORD)
        gate = LoginGate(auth, latch)
        gate.accepted()
        gate.rejected("https://gp.example.com", ("NTLM",))

        gate.accepted()

        assert latch.is_latched(auth.fingerprint())

    def test_in_another_process_stops_this_one(self, serve: Serve, connect: Connect) -> None:
        server, latch = serve(persistent=False), MemoryLatch()
        gp = connect(server, login_latch=latch)
        gp.help()
        before = len(server.logons)
        latch.latch(NtlmAuth(USER, PASSWORD).fingerprint())

        with pytest.raises(LoginError, match="no further logon is tried"):
            gp.help()

        assert len(server.logons) == before


class TestTurns:
    def test_a_request_that_takes_long_holds_no_other_up_for_more_than_half_a_second(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve(persistent=False)
        gp = connect(server, max_connections=2, backoff=ONCE)
        gp.help()
        server.slow("Vendors", seconds=60)
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(gp.company(FABRIKAM).vendors.list)
            time.sleep(0.1)
            started = time.monotonic()

            gp.help()

            assert time.monotonic() - started < 30
            assert not slow.done()
            server.close()  # which ends the wait


@pytest.mark.parametrize("persistent", [True, False], ids=["connection", "request"])
class TestAUserThatOneServiceRefuses:
    def test_is_told_gps_words_and_goes_on_with_the_others(
        self, serve: Serve, connect: Connect, persistent: bool
    ) -> None:
        server, latch = serve(persistent=persistent), MemoryLatch()
        company = connect(server, login_latch=latch).company(FABRIKAM)
        refuse_terms(server, NOT_MAPPED, "text/plain")

        for _ in range(2):
            with pytest.raises(AccessDeniedError, match="not mapped to a Dynamics GP user"):
                company.payment_terms.list()

        assert company.vendors.get("ACETRAVE0001").name == "A Travel Company"
        assert not latch.is_latched(NtlmAuth(USER, PASSWORD).fingerprint())

    @pytest.mark.parametrize("answer", ["401", "401 with offers", "403", "500"])
    def test_is_no_wrong_password_in_whatever_form(
        self, serve: Serve, connect: Connect, persistent: bool, answer: Any
    ) -> None:
        server = serve(persistent=persistent, unmapped=[USER], unmapped_answer=answer)
        gp = connect(server, backoff=ONCE)

        for _ in range(2):
            with pytest.raises(AccessDeniedError, match="not mapped"):
                gp.help()

        assert server.failed_logons == 0


class TestAPageInTheFormOfARefusedLogon:
    def test_is_no_wrong_password_on_a_connection_that_was_logged_in(self, server: GPServer, connect: Connect) -> None:
        company = connect(server, max_connections=1).company(FABRIKAM)
        company.vendors.get("ACETRAVE0001")
        refuse_terms(server, PAGE, "text/html")

        with pytest.raises(AccessDeniedError):
            company.payment_terms.list()

        assert company.vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_may_be_one_where_each_request_is_logged_in(self, serve: Serve, connect: Connect) -> None:
        server = serve(persistent=False)
        company = connect(server).company(FABRIKAM)
        company.vendors.get("ACETRAVE0001")
        refuse_terms(server, PAGE, "text/html")

        with pytest.raises(LoginError):
            company.payment_terms.list()
