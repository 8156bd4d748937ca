"""An HTTP client of the caller's own is used as given, and cannot make the client give its secrets away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from procurify_client import (
    AsyncProcurify,
    Backoff,
    NotFoundError,
    Procurify,
    ProcurifyError,
    RedirectError,
    TokenError,
)
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.procurify_client.conftest import MakeClient, Time


@pytest.fixture
def elsewhere() -> Iterator[ProcurifyServer]:
    """
    Another server, which would take our credentials.
    """
    with ProcurifyServer(client_id="app", client_secret="hush-hush") as server:
        yield server


def with_sync_client(server: ProcurifyServer, time: Time, **options: Any) -> Exception | None:
    """Read a vendor through a sync HTTP client; gives what went wrong, if anything did."""
    with (
        httpx.Client(**options) as mine,
        Procurify(
            base_url=server.base_url,
            client_id="app",
            client_secret="hush-hush",
            http_client=mine,
            sleep=time.sleep,
            now=time.now,
        ) as client,
    ):
        try:
            client.vendors.get(2)
        except ProcurifyError as error:
            return error
        return None


def with_async_client(server: ProcurifyServer, time: Time, **options: Any) -> Exception | None:
    """Do the same with an async one, whose hooks are awaited."""
    hooks = {name: [awaited(hook) for hook in some] for name, some in options.pop("event_hooks", {}).items()}

    async def sleep(seconds: float) -> None:
        time.sleep(seconds)

    async def run() -> Exception | None:
        async with (
            httpx.AsyncClient(**options, event_hooks=hooks) as mine,
            AsyncProcurify(
                base_url=server.base_url,
                client_id="app",
                client_secret="hush-hush",
                http_client=mine,
                sleep=sleep,
                now=time.now,
            ) as client,
        ):
            try:
                await client.vendors.get(2)
            except ProcurifyError as error:
                return error
            return None

    return asyncio.run(run())


def awaited(hook: Any) -> Any:
    async def call(response: Any) -> None:
        hook(response)

    return call


WAYS = [with_sync_client, with_async_client]


@pytest.mark.parametrize("way", WAYS)
class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_the_secret_does_not_follow_one(
        self, server: ProcurifyServer, elsewhere: ProcurifyServer, time: Time, way: Any, status: int
    ) -> None:
        """
        The HTTP client follows redirects by itself, and the token endpoint points to another host.
        """
        server.fail("/oauth/token", status, headers={"Location": f"{elsewhere.base_url}/oauth/token"})

        error = way(server, time, follow_redirects=True)

        assert isinstance(error, TokenError)
        assert elsewhere.requests == []

    def test_the_token_does_not_follow_one(
        self, server: ProcurifyServer, elsewhere: ProcurifyServer, time: Time, way: Any
    ) -> None:
        """
        The same for the API.
        """
        server.fail("/vendors/", 307, headers={"Location": f"{elsewhere.base_url}/api/v3/vendors/2/"})

        error = way(server, time, follow_redirects=True)

        assert isinstance(error, RedirectError)
        assert elsewhere.requests == []


@pytest.mark.parametrize("way", WAYS)
class TestItsOwnWays:
    def test_what_it_adds_goes_with_all_requests(self, server: ProcurifyServer, time: Time, way: Any) -> None:
        """
        A gateway's key, a query and a name of its own, with the token request too.
        """
        sent: list[httpx.Request] = []
        error = way(
            server,
            time,
            headers={"X-Gateway-Key": "k", "User-Agent": "mine/1"},
            params={"sub": "1"},
            event_hooks={"request": [sent.append]},
        )

        assert error is None
        assert [request.url.path for request in sent] == ["/oauth/token", "/api/v3/vendors/2/"]
        assert {request.headers["X-Gateway-Key"] for request in sent} == {"k"}
        assert {request.headers["User-Agent"] for request in sent} == {"mine/1"}
        assert {request.url.params["sub"] for request in sent} == {"1"}
        assert {request.headers["Accept"] for request in sent} == {"application/json"}

    def test_a_hook_that_raises_for_a_status_leaves_it_what_it_is(
        self, server: ProcurifyServer, time: Time, way: Any
    ) -> None:
        """
        A 404 is "not found" and sent once; a 401 gets another token.
        """
        server.fail("/vendors/", 404)
        error = way(server, time, event_hooks={"response": [httpx.Response.raise_for_status]})
        after = len(server.requests)
        server.fail("/vendors/", 401)
        fine = way(server, time, event_hooks={"response": [httpx.Response.raise_for_status]})

        assert isinstance(error, NotFoundError)
        assert (error.status, after, fine) == (404, 2, None)

    def test_its_timeouts_count_one_by_one(self, server: ProcurifyServer, time: Time, way: Any) -> None:
        """
        Each is handed on as it is.
        """
        sent: list[httpx.Request] = []
        limits = httpx.Timeout(5, connect=4, write=3, pool=2)
        way(server, time, timeout=limits, event_hooks={"request": [sent.append]})

        assert [request.extensions["timeout"] for request in sent] == [
            {"connect": 4, "read": 5, "write": 3, "pool": 2}
        ] * 2


class TestWhatIsNone:
    def test_a_client_of_the_other_face_is_refused(self, make_client: MakeClient) -> None:
        """
        Before anything is sent.
        """
        with pytest.raises(ValueError, match=r"http_client is of the class AsyncClient: give an httpx\.Client"):
            make_client(http_client=httpx.AsyncClient())
        with pytest.raises(ValueError, match=r"http_client is of the class Client: give an httpx\.AsyncClient"):
            AsyncProcurify("acme", client_id="a", client_secret="b", http_client=httpx.Client())  # type: ignore[arg-type]  # what the test is about

    def test_a_hook_that_has_read_the_answer_gives_its_words(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        The usual recipe reads before it raises.
        """

        def read_and_raise(response: httpx.Response) -> None:
            response.read()
            response.raise_for_status()

        server.fail("/vendors/", 404, body='{"detail": "Gone fishing."}')
        with httpx.Client(event_hooks={"response": [read_and_raise]}) as mine:
            client = make_client(http_client=mine, backoff=Backoff(attempts=1))
            with pytest.raises(NotFoundError, match="Gone fishing"):
                client.vendors.get(2)


class TestClosed:
    def test_a_call_after_closing_says_so(self, make_client: MakeClient) -> None:
        """
        In our words, and nothing is sent.
        """
        client = make_client()
        client.close()

        with pytest.raises(RuntimeError, match="the client is closed: make another one"):
            client.vendors.get(2)

    def test_the_same_for_tasks(self, server: ProcurifyServer) -> None:
        """
        After `aclose` and after the block.
        """

        async def run() -> None:
            client = AsyncProcurify(base_url=server.base_url, client_id="app", client_secret="hush-hush")
            await client.aclose()
            await client.vendors.get(2)

        with pytest.raises(RuntimeError, match="the client is closed: make another one"):
            asyncio.run(run())
