"""Answers how a purchase order stands: run it with `uvicorn --factory examples.fastapi_app.app:make_app`.

One client serves all requests. It is opened when the application starts, with the limits of one program, and closed
when it stops. The tenant and the application come from the environment: PROCURIFY_URL, PROCURIFY_CLIENT_ID,
PROCURIFY_CLIENT_SECRET.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request

from procurify_client import AsyncProcurify, NotFoundError, ProcurifyError, ThrottledError

__all__ = ["make_app", "order"]


@dataclass(frozen=True)
class OrderState:
    """What the application answers. The total is a text, so that no cent gets lost in a JSON number."""

    number: str
    total: str
    lines: int


_ROUTER = APIRouter()


def make_app(procurify: AsyncProcurify | None = None) -> FastAPI:
    """Make the application.

    Args:
        procurify: the client; one from the environment if None.
    """

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        async with procurify or _from_environment() as client:
            app.state.procurify = client
            yield

    app = FastAPI(title="Purchase orders", lifespan=opened)
    app.include_router(_ROUTER)
    return app


def _client(request: Request) -> AsyncProcurify:
    client: AsyncProcurify = request.app.state.procurify
    return client


@_ROUTER.get("/orders/{key}")
async def order(key: int, procurify: Annotated[AsyncProcurify, Depends(_client)]) -> OrderState:
    """How the purchase order with a key of Procurify's stands."""
    try:
        found = await procurify.purchase_orders.get(key)
    except NotFoundError:
        raise HTTPException(404, f"Procurify has no purchase order {key}") from None
    except ThrottledError as busy:
        wait = str(ceil(busy.retry_after or 1))
        raise HTTPException(503, "too much is asked of Procurify", headers={"Retry-After": wait}) from None
    except ProcurifyError as failed:
        raise HTTPException(502, f"Procurify did not answer as it should: {failed}") from failed
    return OrderState(number=found.number or "", total=str(found.total or Decimal(0)), lines=len(found.lines))


def _from_environment() -> AsyncProcurify:
    return AsyncProcurify(
        base_url=os.environ["PROCURIFY_URL"],
        client_id=os.environ["PROCURIFY_CLIENT_ID"],
        client_secret=os.environ["PROCURIFY_CLIENT_SECRET"],
    )
