"""A dlt custom destination that posts orders to GP: `python -m benchmarks.peers.dlt_peer ORDERS FOLDER`.

One order per call, which is the batch size with the least to repeat: dlt notes its place after each call. One worker,
so that one request is under way at a time. Started again after a death, it first loads the package that was pending.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt  # type: ignore[import-not-found, unused-ignore]  # installed beside the peers alone

from benchmarks.gp_session import logged_in, send
from benchmarks.peers.orders import HEADERS, Order, read_orders

__all__: list[str] = []


def _main(file: Path, folder: Path) -> None:
    orders = read_orders(file)
    session = logged_in(orders[0]["url"])

    @dlt.destination(name="gp", batch_size=1, loader_file_format="typed-jsonl", max_parallel_load_jobs=1)  # type: ignore[untyped-decorator, unused-ignore]  # dlt is unknown here
    def gp(items: list[Order], table: dict[str, Any]) -> None:  # noqa: ARG001  # dlt gives two arguments
        for item in items:
            send(session, "POST", item["url"], item["body"].encode(), HEADERS)

    @dlt.resource(name="orders")  # type: ignore[untyped-decorator, unused-ignore]  # as above
    def all_orders() -> Iterator[Order]:
        yield from orders

    pipeline = dlt.pipeline("benchmark", destination=gp, pipelines_dir=str(folder))
    if pipeline.has_pending_data:
        pipeline.run()
    else:
        pipeline.run(all_orders())


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
