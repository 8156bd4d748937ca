"""The token among tasks: one request for all of them, and nobody depends on the task that makes it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    AsyncProcurify,
    AuthenticationError,
    Backoff,
    Limits,
    MemoryTokenStore,
    Options,
    Timeout,
    Token,
    TokenError,
    TokenKey,
)
from procurify_client.resources import users
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

FREE = Limits(in_flight=None, per_second=None)
VENDOR = {"data": {"id": 2, "name": "Contoso"}}


def run(
    server: ProcurifyServer, time: Time, scenario: Callable[[AsyncProcurify], Awaitable[Any]], **options: Any
) -> Any:
    """Play a scenario with a client of the server whose waits take no time."""

    async def sleep(seconds: float) -> None:
        time.sleep(seconds)

    async def play() -> Any:
        defaults: dict[str, Any] = {
            "base_url": server.base_url,
            "client_id": "app",
            "client_secret": "hush-hush",
            "limits": FREE,
            "random": lambda: 1.0,
        }
        given = defaults | {"clock": time.clock, "now": time.now, "sleep": sleep} | options
        async with AsyncProcurify(**given) as client:
            return await scenario(client)

    return asyncio.run(play())


async def crowd(client: AsyncProcurify, tasks: int) -> list[Any]:
    return await asyncio.gather(*(client.vendors.get(2) for _ in range(tasks)), return_exceptions=True)


class TestFetching:
    def test_fifty_cold_tasks_make_one_token_request(self, server: ProcurifyServer, time: Time) -> None:
        """
        Whoever comes first asks; the others wait for the same token.
        """
        server.slow("/oauth/token", 0.2)

        vendors = run(server, time, lambda client: crowd(client, 50))

        assert [vendor.id for vendor in vendors] == [2] * 50
        assert server.token_requests == 1

    def test_several_tenants_in_one_loop(self, server: ProcurifyServer, time: Time) -> None:
        """
        Each has a token of its own under its own key, also in one store.
        """
        store = MemoryTokenStore()
        with ProcurifyServer(client_id="app", client_secret="hush-hush") as other:
            other.add_vendor("Fabrikam Paper")

            async def both(client: AsyncProcurify) -> list[str | None]:
                async with AsyncProcurify(
                    base_url=other.base_url, client_id="app", client_secret="hush-hush", token_store=store
                ) as second:
                    found = await asyncio.gather(client.vendors.get(2), second.vendors.get(2))
                return [vendor.name for vendor in found]

            names = run(server, time, both, token_store=store)

            assert names == ["Lakeshore Office Supply", "Fabrikam Paper"]
            assert (server.token_requests, other.token_requests) == (1, 1)
            tokens = [store.get(key_of(tenant)) for tenant in (server, other)]
        assert None not in tokens
        assert tokens[0] != tokens[1]

    def test_a_store_that_blocks_does_not_block_the_loop(self, server: ProcurifyServer, time: Time) -> None:
        """
        It is asked in a thread, so that other tasks go on.
        """
        loop_went_on = asyncio.Event()

        class Slow(MemoryTokenStore):
            def get(self, key: TokenKey) -> Token | None:
                asyncio.run_coroutine_threadsafe(note(), loop[0]).result(timeout=10)
                return super().get(key)

        async def note() -> None:
            loop_went_on.set()

        loop: list[asyncio.AbstractEventLoop] = []

        async def scenario(client: AsyncProcurify) -> int:
            loop.append(asyncio.get_running_loop())
            return (await client.vendors.get(2)).id

        assert run(server, time, scenario, token_store=Slow()) == 2
        assert loop_went_on.is_set()


class TestRenewal:
    def test_revoked_under_load_with_a_small_pool(self, server: ProcurifyServer, time: Time) -> None:
        """
        Fifty callers over two connections lose their token: one refresh, nobody hangs, nobody sees the 401.
        """

        async def scenario(client: AsyncProcurify) -> list[Any]:
            await client.vendors.get(2)
            server.revoke_tokens()
            return await crowd(client, 50)

        async def with_pool() -> list[Any]:
            limits = httpx.Limits(max_connections=2, max_keepalive_connections=2)
            async with httpx.AsyncClient(limits=limits, timeout=20) as pool:
                client = AsyncProcurify(
                    base_url=server.base_url,
                    client_id="app",
                    client_secret="hush-hush",
                    limits=FREE,
                    http_client=pool,
                    now=time.now,
                )
                return await scenario(client)

        vendors = asyncio.run(with_pool())

        assert [getattr(vendor, "id", vendor) for vendor in vendors] == [2] * 50
        assert server.token_requests == 2

    def test_a_second_401_is_an_authentication_error(self, server: ProcurifyServer, time: Time) -> None:
        """
        A fresh token that is refused as well ends the call, and further calls do not ask for another.
        """
        server.fail("/api/v3/vendors/", 401, times=99)

        async def scenario(client: AsyncProcurify) -> list[Any]:
            return [*await crowd(client, 1), *await crowd(client, 5)]

        errors = run(server, time, scenario)

        assert [type(error) for error in errors] == [AuthenticationError] * 6
        assert server.token_requests == 2


class TestRefusedCredentials:
    def test_fifty_tasks_with_a_wrong_secret_make_one_token_request(self, server: ProcurifyServer, time: Time) -> None:
        """
        Everybody gets the error; the server is asked once.
        """
        outcomes = run(server, time, lambda client: crowd(client, 50), client_secret="wrong")

        assert [type(outcome) for outcome in outcomes] == [AuthenticationError] * 50
        assert server.token_requests == 1

    def test_the_server_is_asked_again_after_the_cool_down(self, server: ProcurifyServer, time: Time) -> None:
        """
        A minute later the secret gets another chance.
        """

        async def scenario(client: AsyncProcurify) -> list[int]:
            counts = []
            for seconds in (0, 59, 2):
                time.pass_by(seconds)
                await crowd(client, 3)
                counts.append(server.token_requests)
            return counts

        assert run(server, time, scenario, client_secret="wrong") == [1, 1, 2]


class TestTokenEndpointInTrouble:
    def test_a_503_is_retried(self, server: ProcurifyServer, time: Time) -> None:
        """
        Trouble that passes is nobody's error.
        """
        server.fail("/oauth/token", 503, times=2)

        vendors = run(server, time, lambda client: crowd(client, 10))

        assert [vendor.id for vendor in vendors] == [2] * 10
        assert server.token_requests == 3

    def test_waiting_tasks_share_a_lost_token_request(self, server: ProcurifyServer, time: Time) -> None:
        """
        They do not queue up to lose one each.
        """
        server.slow("/oauth/token", 0.1)
        server.drop("/oauth/token", when="before")

        vendors = run(server, time, lambda client: crowd(client, 8))

        assert [vendor.id for vendor in vendors] == [2] * 8
        assert server.token_requests <= 3

    def test_who_waits_for_another_task_waits_no_longer_than_for_its_own(
        self, server: ProcurifyServer, time: Time, holding: threading.Event
    ) -> None:
        """
        A call with a short timeout gives up while the token request of a patient one is under way.
        """
        server.slow("/oauth/token", 60)
        hasty = Options(timeout=Timeout(connect=0.01, read=0.01, total=0.03), backoff=Backoff(attempts=1))

        async def scenario(client: AsyncProcurify) -> tuple[int, Any]:
            patient = asyncio.create_task(client.vendors.get(2))
            await until_a_token_is_asked_for(client)
            with pytest.raises(TokenError, match="longer than this call may wait"):
                await client.send(users.me(), hasty)
            holding.set()
            return (await patient).id, server.token_requests

        assert run(server, time, scenario) == (2, 1)


class TestCancellation:
    @pytest.mark.parametrize("hurry", ["cancel", "timeout"])
    def test_the_others_take_over(self, time: Time, hurry: str) -> None:
        """
        The task that asks for the token is cancelled: one of those that wait asks again, and nobody fails or hangs.
        """
        outcomes, requests = asyncio.run(asyncio.wait_for(self.play(hurry), timeout=20))

        assert outcomes == ["Contoso"] * 9
        assert requests == 2

    async def play(self, hurry: str) -> tuple[list[str | None], int]:
        asked, answer = asyncio.Event(), asyncio.Event()
        requests: list[httpx.Request] = []

        async def token(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            asked.set()
            await answer.wait()
            return httpx.Response(200, json={"access_token": "t", "expires_in": 86400})

        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").mock(side_effect=token)
            mock.get("/api/v3/vendors/2/").respond(json=VENDOR)
            async with AsyncProcurify("acme", client_id="a", client_secret="b", limits=FREE) as client:
                first = asyncio.create_task(hurried(client, asked) if hurry == "timeout" else client.vendors.get(2))
                await asked.wait()
                others = [asyncio.create_task(client.vendors.get(2)) for _ in range(9)]
                await asyncio.sleep(0)
                if hurry == "cancel":
                    first.cancel()
                await asyncio.gather(first, return_exceptions=True)
                answer.set()
                vendors = await asyncio.gather(*others)
            return [vendor.name for vendor in vendors], len(requests)

    def test_one_who_waits_is_cancelled_alone(self, server: ProcurifyServer, time: Time) -> None:
        """
        The token request goes on, and so do the others.
        """
        server.slow("/oauth/token", 0.2)

        async def scenario(client: AsyncProcurify) -> list[Any]:
            tasks = [asyncio.create_task(client.vendors.get(2)) for _ in range(5)]
            await until_a_token_is_asked_for(client)
            tasks[3].cancel()
            return await asyncio.gather(*tasks, return_exceptions=True)

        outcomes = run(server, time, scenario)

        assert isinstance(outcomes[3], asyncio.CancelledError)
        assert [outcome.id for number, outcome in enumerate(outcomes) if number != 3] == [2] * 4
        assert server.token_requests == 1

    def test_cancelled_calls_give_their_places_back(self, server: ProcurifyServer, time: Time) -> None:
        """
        A client that serves two at a time still does after many calls were cut off.
        """
        server.slow("/vendors/2/", 0.05)

        async def scenario(client: AsyncProcurify) -> list[Any]:
            tasks = [asyncio.create_task(client.vendors.get(2)) for _ in range(20)]
            await asyncio.sleep(0.03)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return await crowd(client, 4)

        vendors = run(server, time, scenario, limits=Limits(in_flight=2, per_second=None))

        assert [vendor.id for vendor in vendors] == [2] * 4


class TestOwnClient:
    def test_it_is_used_as_it_is_and_left_open(self, server: ProcurifyServer, time: Time) -> None:
        """
        Its headers go along, its auth does not, its timeouts count, and closing it is its owner's business.
        """

        async def play() -> tuple[bool, httpx.Timeout, Timeout]:
            async with httpx.AsyncClient(headers={"X-Mine": "1"}, auth=("me", "pw"), timeout=7) as mine:
                async with AsyncProcurify(
                    base_url=server.base_url, client_id="app", client_secret="hush-hush", http_client=mine, now=time.now
                ) as client:
                    await client.vendors.get(2)
                return mine.is_closed, mine.timeout, client._exchanges.timeout

        closed, theirs, ours = asyncio.run(play())

        assert (closed, theirs, ours) == (False, httpx.Timeout(7), Timeout(connect=7, read=7, write=7, pool=7))
        assert server.token_requests == 1

    def test_a_client_that_is_made_is_closed(self) -> None:
        """
        At the end of the block.
        """

        async def play() -> bool:
            async with AsyncProcurify("acme", client_id="a", client_secret="b") as client:
                pass
            return client._transport._client.is_closed

        assert asyncio.run(play()) is True


async def hurried(client: AsyncProcurify, asked: asyncio.Event) -> Any:
    """A call of somebody who gives it little time, counted from its token request."""
    async with asyncio.timeout(None) as limit:
        loop = asyncio.get_running_loop()

        async def shorten() -> None:
            await asked.wait()
            limit.reschedule(loop.time() + 0.02)

        shortening = asyncio.create_task(shorten())
        try:
            return await client.vendors.get(2)
        finally:
            await shortening


async def until_a_token_is_asked_for(client: AsyncProcurify) -> None:
    while client._tokens._flight is None:  # noqa: ASYNC110  # nothing tells of it
        await asyncio.sleep(0.001)


def key_of(server: ProcurifyServer) -> TokenKey:
    return TokenKey(host=server.base_url, client_id="app", audience="https://api.procurify.com/")
