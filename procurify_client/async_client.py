"""The async client: the same as `client.py`, awaited. What is decided, both take from the same places."""

import asyncio
import copy
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from procurify_client.addresses import address_of
from procurify_client.breaker import Breaker
from procurify_client.call import Answer, Call, Response, Timeout
from procurify_client.errors import ProcurifyError
from procurify_client.groups import AsyncGroups
from procurify_client.hooks import Hooks
from procurify_client.limits import Limits
from procurify_client.options import Options
from procurify_client.paging import Page
from procurify_client.raw import raw_call
from procurify_client.retry import Backoff
from procurify_client.server_clock import ServerClock
from procurify_client.settings import SecretSource, checked_page_size, credentials_of, exchanges_of
from procurify_client.steps import Pause
from procurify_client.token_source import TokenSource
from procurify_client.tokens import MemoryTokenStore, TokenStore
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
        # The HTTP library is most of what the package costs at its start: loaded by whoever makes a client.
        from procurify_client.transport import AsyncTransport, timeout_of  # noqa: PLC0415

        credentials = credentials_of(address_of(tenant, base_url), client_id, client_secret, audience)
        self._page_size = checked_page_size(page_size)
        self._options = Options()
        self._sleep = sleep
        self._server_clock = ServerClock(now)
        self._exchanges = exchanges_of(
            credentials.key.host,
            timeout=timeout if timeout is not None else timeout_of(http_client),
            backoff=backoff,
            limits=limits,
            breaker=breaker,
            hooks=hooks,
            clock=clock,
            random=random,
            now=now,
        )
        self._tokens = TokenSource(
            credentials=credentials,
            store=token_store if token_store is not None else MemoryTokenStore(),
            event=asyncio.Event,
            hook=hooks.token,
            clock=clock,
            now=now,
        )
        self._transport = AsyncTransport(
            tokens=self._tokens,
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
        key = self._tokens.credentials.key
        changed = key.client_id if client_id is None else client_id
        self._tokens.rotate(credentials_of(key.host, changed, client_secret, key.audience))

    def with_options(self, options: Options) -> Self:
        """Give a view of this client, as `Procurify.with_options` does."""
        view = copy.copy(self)
        view._options = options.over(self._options)  # noqa: SLF001  # one of ours
        return view

    async def send(self, call: Call[T], options: Options = Options()) -> T:  # noqa: B008  # a frozen value
        """Await `Procurify.send`."""
        return (await self.exchange(call, options)).data

    def pages(self, first: Call[Page[T]]) -> AsyncIterator[Page[T]]:
        """Iterate over `Procurify.pages` with `async for`."""
        return async_walk(self.send, first)

    async def exchange(self, call: Call[T], options: Options = Options()) -> Response[T]:  # noqa: B008  # a frozen value
        """Await `Procurify.exchange`."""
        steps = self._exchanges.steps(call, options.over(self._options))
        answer: Answer | None = None
        failed: ProcurifyError | None = None
        try:
            while True:
                try:
                    step = steps.send(answer) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                answer, failed = None, None
                if isinstance(step, Pause):
                    await self._sleep(step.seconds)
                    continue
                try:
                    answer = await self._transport.send(step)
                except ProcurifyError as error:
                    failed = error
        finally:
            steps.close()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        allow_write: bool = False,
        options: Options = Options(),  # noqa: B008  # a frozen value
    ) -> Response[Any]:
        """Await `Procurify.request`."""
        return await self.exchange(raw_call(method, path, params=params, json=json, allow_write=allow_write), options)

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
        return f"AsyncProcurify(base_url={self.base_url!r})"
