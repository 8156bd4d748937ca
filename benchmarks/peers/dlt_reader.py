"""All vendors as dictionaries with dlt's declarative REST source: `python -m benchmarks.peers.dlt_reader ADDRESS`."""

import os
import sys
from collections.abc import Iterator
from typing import Any

from dlt.sources.rest_api import (  # type: ignore[import-not-found, unused-ignore]  # installed beside the peers alone
    rest_api_resources,
)

from benchmarks.readers.clocked import LIST, PAGE_SIZE, TOKEN_VARIABLE, read_all

__all__: list[str] = []


def _vendors(address: str) -> Iterator[dict[str, Any]]:
    (vendors,) = rest_api_resources(
        {
            "client": {
                "base_url": address,
                "headers": {"X-Procurify-Client": "api"},
                "auth": {"type": "bearer", "token": os.environ[TOKEN_VARIABLE]},
                "paginator": {"type": "json_link", "next_url_path": "metadata.pagination.next"},
            },
            "resources": [
                {
                    "name": "vendors",
                    "endpoint": {"path": LIST, "params": {"page_size": PAGE_SIZE}, "data_selector": "data"},
                }
            ],
        }
    )
    yield from vendors


if __name__ == "__main__":
    read_all(lambda: _vendors(sys.argv[1]))
