"""The circuit breaker: a server that does not answer is left alone for a while."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    AsyncProcurify,
    AuthenticationError,
    Backoff,
    Breaker,
    CircuitOpenError,
    ConnectError,
    ServerError,
)
from procurify_client.breaker import Circuit
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

VENDOR = {"data": {"id": 2, "name": "Contoso"}}
ONCE = Backoff(attempts=1)
TWO = Breaker(failures=2, pause=30)


@pytest.fixture
def mock() -> Any:
    with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
        mock.post("/oauth/token", name="token").respond(json={"access_token": "t", "expires_in": 86400})
        yield mock


@pytest.fixture
def vendor(mock: respx.MockRouter) -> respx.Route:
    return mock.get("/api/v3/vendors/2/")


def get(client: Any) -> Any:
    return client.vendors.get(2)


def post(client: Any) -> Any:
    return client.request("POST", "/api/v3/vendors/", json={}, allow_write=True)


@pytest.mark.parametrize("face", FACES)
class TestOpening:
    @pytest.mark.parametrize(
        "fault", [httpx.Response(503), httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.ReadError("cut")]
    )
    def test_failures_in_a_row_open_it(self, vendor: respx.Route, time: Time, face: Face, fault: Any) -> None:
        """
        A 5xx, no connection and no answer count alike; the next call is not sent.
        """
        vendor.side_effect = [fault] * 9

        outcomes = face(time, get, get, get, breaker=TWO, backoff=ONCE)

        assert [isinstance(outcome, CircuitOpenError) for outcome in outcomes] == [False, False, True]
        assert vendor.call_count == 2

    def test_the_error_says_since_when_and_why(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        And when a call is let through again.
        """
        vendor.respond(503)

        *_, refused = face(time, get, get, lambda client: time.pass_by(10), get, breaker=TWO, backoff=ONCE)

        assert str(refused) == (
            "GET https://acme.procurify.com/api/v3/vendors/2/ was not sent: the last 2 calls failed, and since "
            "2026-11-04 15:00:00 nothing is sent (tried again at 15:00:30); the last error was: "
            "GET /api/v3/vendors/2/ answered 503"
        )
        assert refused.since == datetime(2026, 11, 4, 15, 0, tzinfo=UTC)
        assert (refused.last_error, refused.retry_after) == ("GET /api/v3/vendors/2/ answered 503", 20.0)
        assert refused.outcome_unknown is False

    def test_a_call_counts_once_with_all_its_repetitions(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        Four attempts of one call are one failure.
        """
        vendor.respond(503)

        outcomes = face(time, get, get, get, breaker=TWO)

        assert [type(outcome) for outcome in outcomes] == [ServerError, ServerError, CircuitOpenError]
        assert vendor.call_count == 8

    def test_writes_count_and_are_refused_too(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        A write that is not sent has no doubtful outcome.
        """
        route = mock.post("/api/v3/vendors/").respond(502)

        outcomes = face(time, post, post, post, breaker=TWO)

        assert [(type(outcome), outcome.outcome_unknown) for outcome in outcomes] == [
            (ServerError, True),
            (ServerError, True),
            (CircuitOpenError, False),
        ]
        assert route.call_count == 2

    @pytest.mark.parametrize("status", [400, 403, 404, 408, 429])
    def test_a_4xx_is_an_answer(self, vendor: respx.Route, time: Time, face: Face, status: int) -> None:
        """
        The server works, whatever it thinks of the call.
        """
        vendor.side_effect = [httpx.Response(code) for code in (503, status, 503, status, 503)]

        face(time, get, get, get, get, get, breaker=TWO, backoff=ONCE)

        assert vendor.call_count == 5

    def test_an_unreadable_answer_is_an_answer(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        Something is wrong, and it is not that nobody answers.
        """
        vendor.side_effect = [httpx.Response(503), httpx.Response(200, text="<html>"), httpx.Response(503)]

        face(time, get, get, get, breaker=TWO, backoff=ONCE)

        assert vendor.call_count == 3

    def test_no_token_for_want_of_an_answer_counts(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The token endpoint belongs to the same server; a refusal of the credentials is an answer of it.
        """
        mock["token"].side_effect = [httpx.ConnectError("refused"), httpx.Response(503), httpx.Response(401)]

        outcomes = face(time, get, get, get, breaker=TWO, backoff=ONCE)
        refused = face(time, get, get, get, breaker=TWO, backoff=ONCE)

        assert type(outcomes[2]) is CircuitOpenError
        assert [type(outcome) for outcome in refused] == [AuthenticationError] * 3

    def test_it_can_be_off(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        Then every call is sent.
        """
        vendor.respond(503)

        face(time, *[get] * 20, breaker=Breaker(failures=None), backoff=ONCE)

        assert vendor.call_count == 20


@pytest.mark.parametrize("face", FACES)
class TestClosing:
    def test_a_probe_that_is_answered_closes_it(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        After the pause everything goes on as before; the failures are counted anew.
        """
        vendor.side_effect = [httpx.Response(code, json=VENDOR) for code in (503, 503, 200, 503, 200)]

        outcomes = face(time, get, get, lambda client: time.pass_by(30), get, get, get, breaker=TWO, backoff=ONCE)

        assert [getattr(outcome, "name", None) for outcome in outcomes[3:]] == ["Contoso", None, "Contoso"]

    def test_a_probe_that_fails_keeps_it_open(self, vendor: respx.Route, time: Time, face: Face) -> None:
        """
        For as long again, and since the same moment.
        """
        vendor.respond(503)

        outcomes = face(time, get, get, lambda client: time.pass_by(30), get, get, breaker=TWO, backoff=ONCE)

        assert [type(outcome) for outcome in outcomes[3:]] == [ServerError, CircuitOpenError]
        assert (outcomes[4].retry_after, outcomes[4].since) == (30.0, datetime(2026, 11, 4, 15, 0, tzinfo=UTC))
        assert vendor.call_count == 3


class TestProbing:
    def test_one_call_at_a_time_probes(self, time: Time) -> None:
        """
        The others still fail at once, and say why.
        """
        circuit = opened(time)
        time.pass_by(30)

        assert circuit.enter("GET", "https://acme.procurify.com/") is True
        with pytest.raises(CircuitOpenError, match="while one call tries"):
            circuit.enter("GET", "https://acme.procurify.com/")

    def test_a_probe_that_comes_to_nothing_makes_room_for_another(self, time: Time) -> None:
        """
        Whoever was interrupted proved nothing.
        """
        circuit = opened(time)
        time.pass_by(30)
        circuit.enter("GET", "https://acme.procurify.com/")
        circuit.probe_over()

        assert circuit.enter("GET", "https://acme.procurify.com/") is True

    def test_a_cancelled_probe_makes_room_for_another(self, vendor: respx.Route, time: Time) -> None:
        """
        A task may end at any await.
        """

        async def run() -> str | None:
            async with AsyncProcurify(
                "acme", client_id="a", client_secret="b", breaker=Breaker(failures=1, pause=0), backoff=ONCE
            ) as client:
                vendor.respond(503)
                with pytest.raises(ServerError):
                    await client.vendors.get(2)
                arrived, never = asyncio.Event(), asyncio.Event()

                async def hang(request: httpx.Request) -> httpx.Response:
                    arrived.set()
                    await never.wait()
                    raise AssertionError("nobody answers")

                vendor.side_effect = hang
                probe = asyncio.create_task(client.vendors.get(2))
                await arrived.wait()
                probe.cancel()
                await asyncio.gather(probe, return_exceptions=True)
                vendor.side_effect = None
                vendor.respond(json=VENDOR)
                return (await client.vendors.get(2)).name

        assert asyncio.run(run()) == "Contoso"

    def test_sixteen_threads_send_one_probe(self, time: Time) -> None:
        """
        Whoever comes first.
        """
        circuit = opened(time)
        time.pass_by(30)
        barrier = threading.Barrier(16)
        let_through: list[bool] = []

        def enter() -> None:
            barrier.wait()
            try:
                let_through.append(circuit.enter("GET", "https://acme.procurify.com/"))
            except CircuitOpenError:
                let_through.append(False)

        threads = [threading.Thread(target=enter) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(let_through) == [False] * 15 + [True]

    def test_a_late_answer_of_an_earlier_call_closes_it(self, time: Time) -> None:
        """
        Whoever brings it: the server works.
        """
        circuit = opened(time)
        circuit.answered()

        assert circuit.enter("GET", "https://acme.procurify.com/") is False


class TestFigures:
    @pytest.mark.parametrize("figures", [{"failures": 0}, {"failures": 1.5}, {"failures": True}, {"pause": -1}])
    def test_figures_out_of_range_are_refused(self, figures: dict[str, Any]) -> None:
        """
        The message names the figure.
        """
        with pytest.raises(ValueError, match=next(iter(figures))):
            Breaker(**figures)


def opened(time: Time) -> Circuit:
    circuit = Circuit(TWO, time.clock, time.now)
    circuit.failed(ConnectError("no connection"))
    circuit.failed(ConnectError("no connection"))
    return circuit
