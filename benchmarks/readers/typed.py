"""All vendors as typed objects with the client: `python -m benchmarks.readers.typed ADDRESS`.

Its limits are off, since the server is ours; the client does all else that it does for everybody: tokens, checks,
links on its own host only, drift, errors.
"""

import os
import sys
from collections.abc import Iterator

# The client imports httpx with its first use; here before the clock starts, as the bare reader does.
import procurify_client.transport  # noqa: F401
from benchmarks.readers.clocked import PAGE_SIZE, SECRET_VARIABLE, read_all
from procurify_client import Limits, Procurify, Vendor

__all__: list[str] = []


def _vendors(address: str) -> Iterator[Vendor]:
    no_limits = Limits(in_flight=None, per_second=None)
    with Procurify(
        base_url=address, client_id="client", client_secret=os.environ[SECRET_VARIABLE], limits=no_limits
    ) as procurify:
        yield from procurify.vendors.list(page_size=PAGE_SIZE)


if __name__ == "__main__":
    read_all(lambda: _vendors(sys.argv[1]))
