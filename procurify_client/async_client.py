"""The async client: the same as `client.py`, awaited. What is decided, both take from the same places."""

import asyncio
import contextlib
import copy
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from procurify_client.addresses import address_of
from procurify_client.breaker import Breaker
from procurify_client.call import Call, Response, Timeout
from procurify_client.groups import AsyncGroups
from procurify_client.hooks import Hooks
from procurify_client.limits import Limits
from procurify_client.options import Options, checked_options
from procurify_client.paging import Page
from procurify_client.raw import Query, raw_call
from procurify_client.retry import Backoff
from procurify_client.server_clock import ServerClock
from procurify_client.settings import (
    SecretSource,
    checked_call,
    checked_page_size,
    credentials_of,
    exchanges_of,
    wrapped,
)
from procurify_client.steps import Ask, Attempt, Pause, Step, Wait
from procurify_client.tokens import TokenStore
from procurify_client.walking import async_walk

if TYPE_CHECKING:
    from procurify_client.transport import AsyncHttpClient

__all__ = ["AsyncProcurify"]

T = TypeVar("T")


class AsyncProcurify(AsyncGroups):
    """The same as `Procurify`, for asyncio. Safe for use by all tasks of one event loop.

    The arguments are those of `Procurify`, but for two:

    Args:
        http_client: an `httpx.AsyncClient` of your own.
        sleep: waits for so many seconds when awaited; for tests.

    Raises:
        ValueError: an argument cannot be right; the message says which and what is accepted.
    """

    def __init__(
        self,
        tenant: str | None = None,
        *,
        client_id: str,
        client_secret: SecretSource,
        base_url: str | None = None,
        audience: str = "https://api.procurify.com/",
        page_size: int = 100,
        timeout: Timeout | None = None,
        backoff: Backoff = Backoff(),  # noqa: B008  # a frozen value
        limits: Limits = Limits(),  # noqa: B008  # a frozen value
        breaker: Breaker = Breaker(),  # noqa: B008  # a frozen value
        hooks: Hooks = Hooks(),  # noqa: B008  # a frozen value
        token_store: TokenStore | None = None,
        http_client: "AsyncHttpClient | None" = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # First, so that an error about another argument does not show it.
        secret = wrapped(client_secret)
        del client_secret
        # The HTTP library is most of what the package costs at its start: loaded by whoever makes a client.
        from procurify_client.transport import AsyncTransport, timeout_of  # noqa: PLC0415

        credentials = credentials_of(address_of(tenant, base_url), client_id, secret, audience)
        self._page_size = checked_page_size(page_size)
        self._options = Options()
        self._sleep = sleep
        self._server_clock = ServerClock(now)
        self._exchanges = exchanges_of(
            credentials,
            timeout=timeout if timeout is not None else timeout_of(http_client),
            backoff=backoff,
            limits=limits,
            breaker=breaker,
            hooks=hooks,
            token_store=token_store,
            event=asyncio.Event,
            clock=clock,
            random=random,
            now=now,
        )
        self._tokens = self._exchanges.tokens
        self._transport = AsyncTransport(
            host=credentials.key.host,
            http_client=http_client,
            in_flight=limits.in_flight,
            clock=clock,
            server_clock=self._server_clock,
        )

    @property
    def base_url(self) -> str:
        """The address of the tenant: scheme, host and port."""
        return self._exchanges.base_url

    @property
    def page_size(self) -> int:
        """How many records a page holds unless a call says otherwise."""
        return self._page_size

    @property
    def clock_offset(self) -> timedelta | None:
        """See `Procurify.clock_offset`."""
        return self._server_clock.offset

    def rotate(self, *, client_secret: SecretSource, client_id: str | None = None) -> None:
        """Use other credentials, as `Procurify.rotate` does."""
        secret = wrapped(client_secret)
        del client_secret  # an error about the other argument does not show it
        key = self._tokens.credentials.key
        changed = key.client_id if client_id is None else client_id
        self._tokens.rotate(credentials_of(key.host, changed, secret, key.audience))

    def with_options(self, options: Options) -> Self:
        """Give a view of this client, as `Procurify.with_options` does."""
        view = copy.copy(self)
        view._options = checked_options(options).over(self._options)  # noqa: SLF001  # one of ours
        return view

    async def send(self, call: Call[T], options: Options = Options()) -> T:  # noqa: B008  # a frozen value
        """Await `Procurify.send`."""
        return (await self.exchange(call, options)).data

    def pages(self, first: Call[Page[T]]) -> AsyncIterator[Page[T]]:
        """Iterate over `Procurify.pages` with `async for`."""
        return async_walk(self.send, first)

    async def exchange(self, call: Call[T], options: Options = Options()) -> Response[T]:  # noqa: B008  # a frozen value
        """Await `Procurify.exchange`."""
        call = checked_call(call).with_page_size(self._page_size)
        steps = self._exchanges.steps(call, checked_options(options).over(self._options))
        reply: Any = None
        failed: Exception | None = None
        try:
            while True:
                try:
                    step = steps.send(reply) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                reply, failed = None, None
                try:
                    reply = await self._do(step)
                except Exception as error:  # noqa: BLE001  # whatever it is, the steps know what it means and raise it
                    failed = error
        finally:
            # Also when the call is cut off: somebody else then asks for the token.
            steps.close()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Query | None = None,
        json: Any = None,
        allow_write: bool = False,
        options: Options = Options(),  # noqa: B008  # a frozen value
    ) -> Response[Any]:
        """Await `Procurify.request`."""
        return await self.exchange(raw_call(method, path, params=params, json=json, allow_write=allow_write), options)

    async def _do(self, step: Step) -> Any:
        """Carry out one step."""
        if isinstance(step, Attempt | Ask):
            return await self._transport.send(step)
        if isinstance(step, Pause):
            await self._sleep(step.seconds)
        elif isinstance(step, Wait):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(step.seconds):
                    await step.event.wait()
        else:
            return await asyncio.to_thread(step.run)
        return None

    async def aclose(self) -> None:
        """Close the connections, unless the HTTP client is yours."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        # A report of an error in the constructor prints the client as far as it got.
        where = repr(self.base_url) if hasattr(self, "_exchanges") else "not known yet"
        return f"AsyncProcurify(base_url={where})"
