"""Limits: how many requests at once, how fast, and what a server that asks for patience gets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    AsyncProcurify,
    Backoff,
    Limits,
    Options,
    Procurify,
    RateLimitError,
    ThrottledError,
    Timeout,
)
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time
    from tests.procurify_client.faces import Face

    Together = Callable[[int, Callable[[], object]], list[object]]

VENDOR = {"data": {"id": 2, "name": "Contoso"}}


@pytest.fixture
def mock() -> Any:
    with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
        mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
        yield mock


def get(client: Any) -> Any:
    return client.vendors.get(2)


@pytest.mark.parametrize("face", FACES)
class TestRate:
    def test_calls_wait_for_their_turn(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Two a second and no burst: each request after the first, that for the token, waits half a second.
        """
        mock.get("/api/v3/vendors/2/").respond(json=VENDOR)

        face(time, get, get, get, limits=Limits(per_second=2, burst=1))

        assert time.slept == [0.5, 0.5, 0.5]

    def test_a_repetition_needs_a_turn_too(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The wait of the backoff counts towards it.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [httpx.Response(503), httpx.Response(200, json=VENDOR)]

        face(time, get, limits=Limits(per_second=0.5, burst=1), backoff=Backoff(first=0.5))

        assert time.slept == [2.0, 0.5, 1.5]

    def test_a_429_holds_back_all_calls_of_the_client(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Also those that did not get it, and also where no limits are set.
        """
        mock.get("/api/v3/vendors/2/").respond(429, headers={"Retry-After": "7"})
        mock.get("/api/v3/vendors/3/").respond(json=VENDOR)

        refused, vendor = face(time, get, lambda client: client.vendors.get(3), backoff=Backoff(attempts=1))

        assert isinstance(refused, RateLimitError)
        assert vendor.name == "Contoso"
        assert time.slept == [7.0]

    def test_a_wait_that_is_too_long_fails_at_once(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Nothing is sent, nothing is waited for, and the error says in how many seconds there would be a turn.
        """
        route = mock.get("/api/v3/vendors/2/").respond(429, headers={"Retry-After": "600"})

        _, held = face(time, get, get)

        assert isinstance(held, ThrottledError)
        assert str(held).startswith(
            "GET /api/v3/vendors/2/ was not sent: under the client's limits its turn comes in 600"
        )
        assert (held.retry_after, held.outcome_unknown) == (600.0, False)
        assert (route.call_count, time.slept) == (1, [])

    def test_one_header_does_not_silence_a_client_for_good(
        self, mock: respx.MockRouter, time: Time, face: Face
    ) -> None:
        """
        Thirty years are taken for the longest hold; after it the server is asked again.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [
            httpx.Response(429, headers={"Retry-After": "999999999"}),
            httpx.Response(200, json=VENDOR),
        ]

        refused, held, _, vendor = face(time, get, get, lambda client: time.pass_by(900), get)

        assert (refused.retry_after, held.retry_after) == (999999999.0, 900.0)
        assert vendor.name == "Contoso"

    def test_a_date_is_read_by_the_clock_that_wrote_it(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The server's clock is ten minutes ahead of ours, and asks for two seconds.
        """
        late = {"Date": "Wed, 04 Nov 2026 15:10:00 GMT", "Retry-After": "Wed, 04 Nov 2026 15:10:02 GMT"}
        mock.get("/api/v3/vendors/2/").side_effect = [
            httpx.Response(429, headers=late),
            httpx.Response(200, json=VENDOR),
        ]

        face(time, get)

        assert time.slept == [2.0]

    def test_a_token_that_is_renewed_costs_three_turns(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The refused request, the one for another token, and the request again: one each second.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [httpx.Response(401), httpx.Response(200, json=VENDOR)]

        face(time, get, limits=Limits(per_second=1, burst=1))

        assert time.slept == [1.0, 1.0, 1.0]

    def test_waits_count_against_the_time_of_the_call(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        A call that has three seconds does not wait five for its turn.
        """
        mock.get("/api/v3/vendors/2/").respond(json=VENDOR)
        impatient = Options(timeout=Timeout(total=3))

        _, late = face(
            time,
            get,
            lambda client: client.with_options(impatient).vendors.get(2),
            limits=Limits(per_second=0.2, burst=1),
        )

        assert isinstance(late, ThrottledError)
        assert "its turn comes in 5.0 s, and it may wait 3.0 s" in str(late)

    def test_who_waits_when_the_server_asks_for_patience_waits_longer(
        self, mock: respx.MockRouter, time: Time, face: Face
    ) -> None:
        """
        A turn that was taken before is no good during the hold. The token request has one, the call the next.
        """
        mock.get("/api/v3/vendors/2/").respond(json=VENDOR)

        def hold_while_waiting(client: Any) -> Any:
            throttle = client._exchanges.turns.throttle
            throttle.book(time.clock(), 60)
            waits = time.sleep

            def sleep(seconds: float) -> None:
                if len(time.slept) == 0:
                    throttle.hold(time.clock(), 20)
                waits(seconds)

            time.sleep = sleep  # type: ignore[method-assign]  # the server's 429 comes while the call waits
            return client.vendors.get(2)

        face(time, hold_while_waiting, limits=Limits(per_second=1, burst=1))

        assert time.slept == [1.0, 19.0, 1.0]


class TestInFlight:
    def test_threads(self, server: ProcurifyServer, make_client: MakeClient, together: Together) -> None:
        """
        Of twelve threads three are served at a time; all are in the end.
        """
        server.slow("/vendors/2/", 0.02)
        procurify = make_client(limits=Limits(in_flight=3, per_second=None))
        crowd = Crowd()
        procurify._transport._send = crowd.around(procurify._transport._send)  # type: ignore[assignment, method-assign]  # counts

        outcomes = together(12, lambda: procurify.vendors.get(2).id)

        assert outcomes == [2] * 12
        assert crowd.most == 3

    def test_tasks(self, server: ProcurifyServer) -> None:
        """
        The same for tasks.
        """
        server.slow("/vendors/2/", 0.02)
        crowd = Crowd()

        async def run() -> list[int]:
            async with AsyncProcurify(
                base_url=server.base_url,
                client_id="app",
                client_secret="hush-hush",
                limits=Limits(in_flight=3, per_second=None),
            ) as client:
                client._transport._send = crowd.around_async(client._transport._send)  # type: ignore[assignment, method-assign]  # counts
                vendors = await asyncio.gather(*(client.vendors.get(2) for _ in range(12)))
                return [vendor.id for vendor in vendors]

        assert asyncio.run(run()) == [2] * 12
        assert crowd.most == 3

    def test_no_place_in_time_is_an_error(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        The call that waited in vain was not sent.
        """
        procurify = make_client(limits=Limits(in_flight=1, per_second=None, longest_wait=0.02))
        procurify._transport._places.acquire()  # type: ignore[union-attr]  # somebody else's request hangs

        with pytest.raises(ThrottledError, match=r"for 0\.0 s the client had as many requests in flight") as caught:
            procurify.vendors.get(2)
        assert (server.requests, caught.value.outcome_unknown, caught.value.retry_after) == ([], False, 1.0)

    def test_no_place_in_time_is_an_error_for_tasks(self, server: ProcurifyServer) -> None:
        """
        The same for tasks.
        """

        async def run() -> None:
            async with AsyncProcurify(
                base_url=server.base_url,
                client_id="app",
                client_secret="hush-hush",
                limits=Limits(in_flight=1, per_second=None, longest_wait=0.02),
            ) as client:
                await client._transport._places.acquire()  # type: ignore[union-attr]  # another request hangs
                await client.vendors.get(2)

        with pytest.raises(ThrottledError, match="as many requests in flight"):
            asyncio.run(run())
        assert server.requests == []


class TestDefaults:
    def test_they_are_polite(self) -> None:
        """
        Who sets nothing sends at most five requests a second and four at once.
        """
        assert Limits() == Limits(in_flight=4, per_second=5.0, burst=10, longest_wait=60.0, longest_hold=900.0)

    def test_a_client_has_them(self) -> None:
        """
        They need not be asked for.
        """
        with Procurify("acme", client_id="app", client_secret="hush-hush") as procurify:
            waits = [procurify._exchanges.turns.throttle.book(0.0, 60) for _ in range(11)]

        assert waits == [0.0] * 10 + [pytest.approx(0.2)]


class Crowd:
    """Counts how many are inside at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def _step(self, change: int) -> None:
        with self._lock:
            self._inside += change
            self.most = max(self.most, self._inside)

    def around(self, send: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def counted(attempt: Any) -> Any:
            self._step(1)
            try:
                return send(attempt)
            finally:
                self._step(-1)

        return counted

    def around_async(self, send: Callable[[Any], Any]) -> Callable[[Any], Any]:
        async def counted(attempt: Any) -> Any:
            self._step(1)
            try:
                return await send(attempt)
            finally:
                self._step(-1)

        return counted
