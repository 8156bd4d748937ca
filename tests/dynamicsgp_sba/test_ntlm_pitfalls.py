"""What goes wrong with NTLM over HTTP beyond threads and wrong passwords: bodies, stale connections, odd answers."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import attrs
import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from dynamicsgp_sba import (
    COMPANION,
    AccessDeniedError,
    Backoff,
    ConnectError,
    DynamicsGP,
    HandshakeError,
    LoginError,
    NewPurchaseOrder,
    NtlmAuth,
    RedirectError,
    UnavailableError,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.threads import in_threads

Orders = Callable[..., NewPurchaseOrder]
ONCE = Backoff(attempts=1)
CHALLENGED = b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def large(new_order: Orders) -> Callable[[str], NewPurchaseOrder]:
    """Makes orders with a body of some 200 kB."""

    def make(number: str) -> NewPurchaseOrder:
        line = new_order().lines[0]
        lines = tuple(attrs.evolve(line, item_number=f"DESK-{place}") for place in range(600))
        return new_order(number, lines=lines)

    return make


class TestBodies:
    @pytest.mark.parametrize("persistent", [True, False])
    def test_a_large_one_never_meets_a_server_that_hangs_up_on_it(
        self, serve: Serve, connect: Connect, large: Callable[[str], NewPurchaseOrder], persistent: bool
    ) -> None:
        server = serve(persistent=persistent, reads_cold_bodies=False)
        orders = connect(server, max_connections=1).company(FABRIKAM).purchase_orders

        written = [orders.create(large(number)) for number in ("BIG1", "BIG2")]

        assert [len(order.lines) for order in written] == [600, 600]
        assert server.cold_bodies == 0

    def test_a_naive_client_meets_it(self, serve: Serve) -> None:
        server = serve(persistent=False, reads_cold_bodies=False)

        with requests.Session() as session, suppress(requests.RequestException):
            session.auth = HttpNtlmAuth(USER, PASSWORD)
            session.post(f"{server.base_url}/GPService/Tenants(DefaultTenant)/x", data=b" " * 5_000_000, timeout=5)

        assert server.cold_bodies >= 1

    def test_a_write_over_a_connection_that_the_server_has_closed_is_sent_once_over_a_new_one(
        self, either: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        orders = connect(either, max_connections=1).company(FABRIKAM).purchase_orders
        orders.create(new_order("PO1"))
        cold = either.cold_bodies
        either.hang_up()

        assert orders.create(new_order("PO2")).number == "PO2"
        assert either.cold_bodies == cold
        assert sum(request.method == "POST" for request in either.requests) == 2

    def test_writes_of_many_threads_over_closed_connections_all_arrive_once(
        self, server: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        orders = connect(server, max_connections=4).company(FABRIKAM).purchase_orders
        in_threads(4, lambda number: orders.create(new_order(f"A{number}")))
        server.hang_up()

        failures = in_threads(16, lambda number: orders.create(new_order(f"B{number}")))

        assert failures == [None] * 16
        assert len(server.companies[FABRIKAM.casefold()].purchase_orders) == 20


class TestLockout:
    def test_sixteen_threads_with_a_wrong_password_do_not_lock_an_account_that_two_attempts_would(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve(lock_after=2)
        gp = connect(server, auth=NtlmAuth(USER, "not it"), max_connections=8)

        failures = in_threads(16, lambda _: gp.help())

        assert {type(failure) for failure in failures} == {LoginError}
        assert server.type_3_messages == 1
        assert not server.users.is_locked(USER)

    def test_a_naive_client_locks_it(self, serve: Serve) -> None:
        server = serve(lock_after=2)
        for _ in range(2):
            requests.get(server.base_url, auth=HttpNtlmAuth(USER, "not it"), timeout=5)

        assert server.users.is_locked(USER)

    @pytest.mark.parametrize("state", ["locked", "expired"])
    def test_an_account_that_is_locked_or_expired_is_tried_once(
        self, serve: Serve, connect: Connect, state: str
    ) -> None:
        server = serve(**{state: [USER]})
        gp = connect(server)

        failures = in_threads(8, lambda _: gp.help())

        assert {type(failure) for failure in failures} == {LoginError}
        assert "locked or expired" in str(failures[0])
        assert [logon.outcome for logon in server.logons] == [state]

    def test_one_that_was_unlocked_works_again_after_retry_login(self, serve: Serve, connect: Connect) -> None:
        server = serve(locked=[USER])
        gp = connect(server)
        with pytest.raises(LoginError):
            gp.help()
        server.users.unlock(USER)
        gp.retry_login()

        assert gp.help().status == 200


class Scripted:
    """A listener that gives the same answers one after the other on each connection, and keeps what it gets."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.answers: tuple[bytes, ...] = ()
        self.received = b""
        self._listener = listener

    def run(self) -> None:
        """Serve until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(2)
                for answer in self.answers:
                    self.received += connection.recv(65536)
                    connection.sendall(answer)


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A listener that is told what to answer."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        script = Scripted(listener)
        thread = threading.Thread(target=script.run)
        thread.start()
        yield script
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


class TestOddAnswers:
    @pytest.mark.parametrize(
        "second",
        [
            b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: Kerberos\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM =\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
            b"",
        ],
        ids=["no header", "another scheme", "no token", "a failure", "nothing"],
    )
    def test_a_second_leg_without_a_challenge_is_an_error_of_ours_and_no_wrong_password(
        self, scripted: Scripted, second: bytes, new_order: Orders
    ) -> None:
        scripted.answers = (CHALLENGED, second)
        auth = NtlmAuth(USER, PASSWORD)

        with (
            DynamicsGP(scripted.address, auth=auth, profile=COMPANION, read_timeout=2, backoff=ONCE) as gp,
            pytest.raises(HandshakeError, match="nothing was sent") as caught,
        ):
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False

    def test_a_proxy_that_wants_a_logon_does_not_get_the_servers(self, scripted: Scripted) -> None:
        scripted.answers = (b"HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",) * 4

        with (
            DynamicsGP(scripted.address, auth=NtlmAuth(USER, PASSWORD), backoff=ONCE) as gp,
            pytest.raises(ConnectError, match="407"),
        ):
            gp.help()

        assert b"GET /GPService/Tenants(DefaultTenant)/help" in scripted.received
        assert b"authorization" not in scripted.received.lower()

    def test_a_refusal_without_an_offer_is_gps_own_and_latches_nothing(self, serve: Serve, connect: Connect) -> None:
        server = serve(unmapped=[USER])
        gp = connect(server)

        for _ in range(2):
            with pytest.raises(AccessDeniedError):
                gp.help()

        assert {logon.outcome for logon in server.logons} == {"accepted"}

    @pytest.mark.parametrize("persistent", [True, False])
    def test_a_busy_server_stays_a_busy_server_and_becomes_no_wrong_password(
        self, serve: Serve, connect: Connect, persistent: bool
    ) -> None:
        server = serve(persistent=persistent)
        gp = connect(server, backoff=Backoff(attempts=4, first=0.001))
        gp.help()
        server.fail("help", status=503, times=99)

        with pytest.raises(UnavailableError) as caught:
            gp.help()

        assert caught.value.status == 503
        assert server.failed_logons == 0


class TestElsewhere:
    def test_a_redirect_hands_nothing_to_the_other_host(self, serve: Serve, connect: Connect) -> None:
        server, other = serve(), serve()
        gp = connect(server)
        gp.help()
        server.redirect("help", to=f"{other.base_url}/GPService/Tenants(DefaultTenant)/help")

        with pytest.raises(RedirectError):
            gp.help()

        assert other.connections == 0

    def test_a_netrc_file_changes_nothing(
        self, serve: Serve, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login FABRIKAM\\somebody password else\n", encoding="utf-8")
        monkeypatch.setenv("NETRC", str(netrc))
        server = serve(offers=("NTLM", "Basic"))

        connect(server).help()

        assert {(logon.user, logon.outcome) for logon in server.logons} == {(USER, "accepted")}


class TestTwoUsers:
    def test_their_connections_are_never_shared(self, serve: Serve, connect: Connect) -> None:
        other = r"FABRIKAM\svc_other"
        server = serve(users={USER: PASSWORD, other: "made-up"})
        clients = [connect(server), connect(server, auth=NtlmAuth(other, "made-up"))]

        failures = in_threads(8, lambda number: clients[number % 2].help())

        assert failures == [None] * 8
        assert {request.user for request in server.requests} == {USER, other}
        assert server.handshakes == server.connections
