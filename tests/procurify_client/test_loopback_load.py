"""The loopback server with very many vendors: pages cost what they hold, and nothing is kept."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from procurify_client.testing import ProcurifyServer


@pytest.fixture
def server() -> Iterator[ProcurifyServer]:
    with ProcurifyServer() as server:
        yield server


@pytest.fixture
def read(server: ProcurifyServer) -> Callable[[int], list[int]]:
    """
    Read a page of a hundred vendors without HTTP, which would cost more than the page; gives the ids.
    """
    credentials = {
        "client_id": server.client_id,
        "client_secret": server.client_secret,
        "audience": "https://api.procurify.com/",
        "grant_type": "client_credentials",
    }
    server.answer("POST", "/oauth/token", "", {"content-type": "application/json"}, json.dumps(credentials).encode())
    headers = {"authorization": f"Bearer {server.tokens[0]}", "x-procurify-client": "api"}

    def page(number: int) -> list[int]:
        reply = server.answer("GET", "/api/v3/vendors/", f"page={number}&page_size=100", headers, b"")
        return [vendor["id"] for vendor in json.loads(reply.content)["data"]]

    return page


class TestManyVendors:
    def test_the_last_page_of_many(self, server: ProcurifyServer, read: Callable[[int], list[int]]) -> None:
        """
        The placeholder comes first, so that the last page has one.
        """
        server.make_vendors(500_000)

        assert (read(1)[0], read(5001), read(2501)[0]) == (1, [1_500_000], 1_250_000)

    def test_a_page_costs_the_same_among_few_and_many(
        self, server: ProcurifyServer, read: Callable[[int], list[int]]
    ) -> None:
        """
        A loop over all vendors for each page would cost a hundred times as much.
        """

        def cost(count: int) -> float:
            server.make_vendors(count)
            started = time.process_time()
            for number in range(1, 51):
                read(number)
            return time.process_time() - started

        few = min(cost(5_000) for _ in range(3))
        many = min(cost(500_000) for _ in range(3))

        assert many < 5 * few

    def test_they_take_no_memory(self, server: ProcurifyServer, read: Callable[[int], list[int]]) -> None:
        """
        Half a million of them, read here and there: a page at a time.
        """
        tracemalloc.start()
        try:
            server.make_vendors(500_000)
            for number in range(1, 5001, 250):
                read(number)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert peak < 3_000_000
