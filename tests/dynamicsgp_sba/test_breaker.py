"""The breaker: after failures in a row nothing is sent for a while, and then one call at a time tries again."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from dynamicsgp_sba import (
    Backoff,
    Breaker,
    BusyClientError,
    CircuitOpenError,
    Company,
    ConnectError,
    DynamicsGPError,
    LoginError,
    MemoryLatch,
    NewPurchaseOrder,
    NotFoundError,
    NtlmAuth,
    ServerError,
    UnavailableError,
)
from dynamicsgp_sba.breaker import Circuit
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.fake_time import FakeTime
from tests.dynamicsgp_sba.threads import in_threads

Orders = Callable[..., NewPurchaseOrder]
ONCE = Backoff(attempts=1)
NOON = datetime(2026, 11, 4, 12, tzinfo=UTC)


class TestCircuit:
    def circuit(self, fake: FakeTime, failures: int | None = 2) -> Circuit:
        return Circuit(Breaker(failures=failures, pause=30.0), fake.clock, lambda: NOON)

    def test_it_opens_after_so_many_failures_in_a_row_and_says_since_when_and_why(self) -> None:
        circuit = self.circuit(FakeTime())
        for number in range(2):
            circuit.enter("GET", "https://gp.example.com/x")
            circuit.failed(OSError(f"no process free {number}"))

        with pytest.raises(CircuitOpenError) as caught:
            circuit.enter("GET", "https://gp.example.com/x")

        assert str(caught.value) == (
            "GET https://gp.example.com/x was not sent: the last 2 calls failed, and since 2026-11-04 12:00:00 nothing "
            "is sent (tried again at 12:00:30); the last error was: no process free 1"
        )
        assert (caught.value.retry_after, caught.value.since) == (30.0, NOON)
        assert caught.value.outcome_unknown is False

    def test_an_answer_in_between_begins_the_count_anew(self) -> None:
        circuit = self.circuit(FakeTime())
        circuit.failed(OSError())
        circuit.answered()
        circuit.failed(OSError())

        assert circuit.enter("GET", "x") is False

    def test_after_the_pause_one_call_tries_while_the_others_fail(self) -> None:
        fake = FakeTime()
        circuit = self.circuit(fake, failures=1)
        circuit.failed(OSError())
        fake.seconds += 30.0

        assert circuit.enter("GET", "x") is True
        with pytest.raises(CircuitOpenError, match="while one call tries"):
            circuit.enter("GET", "x")

    def test_a_probe_that_fails_keeps_it_open_for_another_pause(self) -> None:
        fake = FakeTime()
        circuit = self.circuit(fake, failures=1)
        circuit.failed(OSError())
        fake.seconds += 30.0
        circuit.enter("GET", "x")
        circuit.failed(OSError("still"))
        circuit.probe_over()

        with pytest.raises(CircuitOpenError, match="still"):
            circuit.enter("GET", "x")
        fake.seconds += 30.0
        assert circuit.enter("GET", "x") is True

    def test_a_probe_that_is_answered_closes_it(self) -> None:
        fake = FakeTime()
        circuit = self.circuit(fake, failures=1)
        circuit.failed(OSError())
        fake.seconds += 30.0
        circuit.enter("GET", "x")
        circuit.answered()
        circuit.probe_over()

        assert circuit.enter("GET", "x") is False

    def test_a_probe_of_which_nothing_is_known_lets_the_next_one_try(self) -> None:
        fake = FakeTime()
        circuit = self.circuit(fake, failures=1)
        circuit.failed(OSError())
        fake.seconds += 30.0
        circuit.enter("GET", "x")
        circuit.probe_over()

        assert circuit.enter("GET", "x") is True

    def test_none_never_opens_it(self) -> None:
        circuit = self.circuit(FakeTime(), failures=None)
        for _ in range(99):
            circuit.failed(OSError())

        assert circuit.enter("GET", "x") is False

    @pytest.mark.parametrize("failures", [0, -1, 1.5, True])
    def test_a_figure_out_of_range_is_named(self, failures: int) -> None:
        with pytest.raises(ValueError, match="give a whole number from 1, or None"):
            Breaker(failures=failures)


class TestBreaker:
    @pytest.fixture
    def fake(self, monkeypatch: pytest.MonkeyPatch) -> FakeTime:
        """The time of the clients' circuits: a busy machine must not end a pause."""
        fake = FakeTime()
        monkeypatch.setattr("dynamicsgp_sba.side.Circuit", lambda breaker, _, now: Circuit(breaker, fake.clock, now))
        return fake

    @pytest.fixture
    def closing_soon(self, server: GPServer, connect: Connect, fake: FakeTime) -> Company:
        """A client that gives up after three calls, and tries again after a pause."""
        del fake  # it is there before the client
        gp = connect(server, backoff=ONCE, breaker=Breaker(failures=3, pause=30.0))
        gp.help()
        return gp.company(FABRIKAM)

    @pytest.mark.parametrize("down", ["no process free", "hangs up", "no answer", "bad gateway"])
    def test_a_server_that_is_down_is_left_alone_until_a_probe_is_answered(
        self, server: GPServer, closing_soon: Company, fake: FakeTime, down: str
    ) -> None:
        if down == "no process free":
            server.fail("Vendors", status=503, times=3)
        elif down == "hangs up":
            server.drop_before("GET", "Vendors", times=3)
        elif down == "no answer":
            server.lose_response("GET", "Vendors", times=3)
        else:
            server.fail("Vendors", status=502, times=3)
        for _ in range(3):
            with pytest.raises(DynamicsGPError):
                closing_soon.vendors.get("ACETRAVE0001")
        before = len(server.requests)

        failures = in_threads(8, lambda _: closing_soon.vendors.get("ACETRAVE0001"))

        assert {type(failure) for failure in failures} == {CircuitOpenError}
        assert len(server.requests) == before
        fake.seconds += 30.0
        assert closing_soon.vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_a_server_that_is_away_is_not_asked_for_a_connection_each_time(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve()
        server.close()
        gp = connect(server, backoff=ONCE, breaker=Breaker(failures=2))
        for _ in range(2):
            with pytest.raises(ConnectError):
                gp.help()

        with pytest.raises(CircuitOpenError, match=r"the last error was: GET .* no connection"):
            gp.help()

    def test_refusals_and_errors_of_single_calls_never_open_it(self, server: GPServer, closing_soon: Company) -> None:
        server.fail("Vendors", status=500, body="an unknown text", times=5)
        for _ in range(5):
            with pytest.raises(ServerError):
                closing_soon.vendors.get("ACETRAVE0001")
        for _ in range(5):
            with pytest.raises(NotFoundError):
                closing_soon.purchase_orders.get("NOSUCH")

        assert closing_soon.vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_a_client_that_is_busy_says_nothing_of_the_server(
        self, server: GPServer, connect: Connect, holding: threading.Event
    ) -> None:
        gp = connect(server, max_connections=1, backoff=ONCE, breaker=Breaker(failures=1))
        gp.help()
        server.slow("Vendors", seconds=60)
        slow = threading.Thread(target=gp.company(FABRIKAM).vendors.list)
        slow.start()
        while len(server.requests) < 1 or any(fault.times for fault in server.faults._planned):
            time.sleep(0.005)
        with pytest.raises(BusyClientError):
            gp.request("GET", "help", timeout=0.05)

        holding.set()
        slow.join()

        assert gp.help().status == 200

    def test_a_logon_that_is_not_tried_closes_no_circuit(self, serve: Serve, connect: Connect, fake: FakeTime) -> None:
        server, latch = serve(), MemoryLatch()
        server.close()
        gp = connect(server, login_latch=latch, backoff=ONCE, breaker=Breaker(failures=1, pause=30.0))
        with pytest.raises(ConnectError):
            gp.help()
        latch.latch(NtlmAuth(USER, PASSWORD).fingerprint())
        fake.seconds += 30.0

        with pytest.raises(LoginError) as caught:
            gp.help()

        assert caught.value.status is None
        latch.clear(NtlmAuth(USER, PASSWORD).fingerprint())
        with pytest.raises(ConnectError):
            gp.help()
        with pytest.raises(CircuitOpenError):
            gp.help()

    def test_a_write_that_it_holds_back_provably_did_not_happen(
        self, server: GPServer, closing_soon: Company, new_order: Orders
    ) -> None:
        server.fail("Vendors", status=503, times=3)
        for _ in range(3):
            with pytest.raises(UnavailableError):
                closing_soon.vendors.list()

        with pytest.raises(CircuitOpenError) as caught:
            closing_soon.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False
        assert not server.companies[FABRIKAM.casefold()].purchase_orders
