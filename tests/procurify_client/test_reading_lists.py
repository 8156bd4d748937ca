"""What it costs to read long lists."""

from __future__ import annotations

import json
import time as clocks
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from procurify_client import Limits, Procurify, Vendor
from procurify_client.call import Answer
from procurify_client.paging import whole_call

SAMPLE = Path(__file__).parent / "samples" / "vendors-list-page1.json"


def page_of(number: int, pages: int) -> bytes:
    """Make a page of 100 vendors like those of the sample."""
    vendors = json.loads(SAMPLE.read_bytes())["data"]
    rows = [vendors[place % len(vendors)] | {"id": 100 * number + place} for place in range(100)]
    following = f"http://x/api/v3/vendors/?page={number + 1}&page_size=100" if number < pages else None
    pagination = {"count": 100 * pages, "num_pages": pages, "current_page": number, "next": following}
    return json.dumps({"data": rows, "metadata": {"pagination": pagination}}).encode()


class TestMemory:
    def test_it_does_not_grow_with_the_list(self) -> None:
        """
        A list five times as long takes no more memory at any time: only a page of it is there.
        """

        def peak(pages: int) -> int:
            def answer(request: httpx.Request) -> httpx.Response:
                if request.url.path == "/oauth/token":
                    return httpx.Response(200, json={"access_token": "t", "expires_in": 86400})
                page = page_of(int(request.url.params["page"]), pages)
                return httpx.Response(200, content=iter([page]))  # a body at once would stay until the next collection

            with httpx.Client(transport=httpx.MockTransport(answer)) as http:
                procurify = Procurify(
                    "acme", client_id="a", client_secret="b", http_client=http, limits=Limits(per_second=None)
                )
                vendors = procurify.vendors.list()
                next(vendors)
                tracemalloc.start()
                read = 1 + sum(1 for _ in vendors)
                found = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            assert read == 100 * pages
            return found

        short, long = peak(3), peak(15)

        assert long < 1.3 * short


class TestTime:
    def test_a_page_of_records_takes_a_few_times_as_long_as_its_json(self) -> None:
        """
        Typed records cost a few times the parsing before them, and more where coverage traces every line.
        """
        content = page_of(1, 1)
        call = whole_call("/", Vendor)
        parsing = _best(lambda: json.loads(content, parse_float=Decimal))

        reading = _best(lambda: call.read(Answer(status=200, headers={}, content=content)))

        assert reading < 30 * parsing


def _best(action: Any) -> int:
    times = []
    for _ in range(15):
        start = clocks.process_time_ns()
        action()
        times.append(clocks.process_time_ns() - start)
    return min(times)
