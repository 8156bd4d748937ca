"""All vendors as dictionaries with bare `httpx` and `json`: `python -m benchmarks.readers.bare ADDRESS`."""

import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx

from benchmarks.readers.clocked import LIST, PAGE_SIZE, TOKEN_VARIABLE, read_all

__all__: list[str] = []


def _vendors(address: str) -> Iterator[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {os.environ[TOKEN_VARIABLE]}", "X-Procurify-Client": "api"}
    following: str | None = f"{address}{LIST}?page_size={PAGE_SIZE}"
    with httpx.Client(headers=headers, trust_env=False) as http:
        while following is not None:
            answer = http.get(following)
            answer.raise_for_status()
            page = json.loads(answer.content, parse_float=Decimal)
            yield from page["data"]
            following = page["metadata"]["pagination"]["next"]


if __name__ == "__main__":
    read_all(lambda: _vendors(sys.argv[1]))
