"""Both faces of the client behind one function, so that a scenario is written once."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from procurify_client import AsyncProcurify, Breaker, Limits, Procurify, ProcurifyError
from tests.procurify_client.conftest import Time

Action = Callable[[Any], Any]
"""What is done with a client of either face: `lambda client: client.vendors.get(2)`."""
Face = Callable[..., list[Any]]

_DEFAULTS: dict[str, Any] = {
    "tenant": "acme",
    "client_id": "app",
    "client_secret": "hush-hush",
    "random": lambda: 1.0,
    "limits": Limits(in_flight=None, per_second=None),
    "breaker": Breaker(failures=None),
}


def sync_face(time: Time, *actions: Action, **options: Any) -> list[Any]:
    """Do the actions one after another with one client; gives what each came to, a value or an error."""

    def sleep(seconds: float) -> None:
        time.sleep(seconds)

    with Procurify(**_options(time, options), sleep=sleep) as client:
        return [_outcome(action, client) for action in actions]


def async_face(time: Time, *actions: Action, **options: Any) -> list[Any]:
    """Do the same with the async client."""

    async def sleep(seconds: float) -> None:
        time.sleep(seconds)

    async def run() -> list[Any]:
        async with AsyncProcurify(**_options(time, options), sleep=sleep) as client:
            return [await _async_outcome(action, client) for action in actions]

    return asyncio.run(run())


FACES = [sync_face, async_face]


def _options(time: Time, options: dict[str, Any]) -> dict[str, Any]:
    together = _DEFAULTS | {"clock": time.clock, "now": time.now} | options
    if "base_url" in options:
        del together["tenant"]
    return together


def _outcome(action: Action, client: Procurify) -> Any:
    try:
        result = action(client)
        return list(result) if inspect.isgenerator(result) else result
    except (ProcurifyError, ValueError, TypeError) as error:
        return error


async def _async_outcome(action: Action, client: AsyncProcurify) -> Any:
    try:
        result = action(client)
        if inspect.isasyncgen(result):
            return [item async for item in result]
        return await result if isinstance(result, Awaitable) else result
    except (ProcurifyError, ValueError, TypeError) as error:
        return error
