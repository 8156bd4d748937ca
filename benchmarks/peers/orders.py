"""The work of the peers: a file with the creates that the engine sends. The standard library is all it needs."""

import json
from collections.abc import Sequence
from pathlib import Path

__all__ = ["HEADERS", "Order", "read_orders", "write_orders"]

Order = dict[str, str]
"""The address that an order is posted to, and its body."""

HEADERS = {"Accept": "application/json", "Content-Type": "application/json; charset=utf-8"}


def write_orders(path: Path, orders: Sequence[Order]) -> None:
    """Write orders, one a line."""
    path.write_text("".join(json.dumps(order) + "\n" for order in orders), encoding="utf-8")


def read_orders(path: Path) -> list[Order]:
    """Read them back."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
