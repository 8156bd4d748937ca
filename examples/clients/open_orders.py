"""Writes the lines of the purchase orders that changed in Procurify since a day, as CSV.

`python -m examples.clients.open_orders 2026-11-01`

The tenant and the application come from the environment: PROCURIFY_URL, PROCURIFY_CLIENT_ID, PROCURIFY_CLIENT_SECRET.
"""

import argparse
import csv
import os
import sys
from datetime import date
from typing import TextIO

from procurify_client import Procurify

__all__ = ["main", "write_orders"]


def write_orders(procurify: Procurify, since: date, into: TextIO) -> int:
    """Write one row for each line of each order, and tell how many orders there were.

    Args:
        procurify: the client.
        since: the day from which changes count.
        into: where the CSV goes.
    """
    rows = csv.writer(into, lineterminator="\n")
    rows.writerow(["order", "line", "name", "quantity", "unit price"])
    count = 0
    for found in procurify.purchase_orders.list(modified_since=since):
        order = procurify.purchase_orders.get(found.key)  # lists have no lines
        for line in order.lines:
            rows.writerow([order.number, line.line_number, line.name, line.quantity, line.unit_price])
        count += 1
    return count


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day: give one such as 2026-11-01") from None


def main(arguments: list[str] | None = None) -> None:
    """Write the CSV to stdout, and how many orders there were to stderr."""
    parser = argparse.ArgumentParser(description="Purchase orders that changed since a day, as CSV.")
    parser.add_argument("since", type=_day, help="the day, such as 2026-11-01")
    since = parser.parse_args(arguments).since
    with Procurify(
        base_url=os.environ["PROCURIFY_URL"],
        client_id=os.environ["PROCURIFY_CLIENT_ID"],
        client_secret=os.environ["PROCURIFY_CLIENT_SECRET"],
    ) as procurify:
        count = write_orders(procurify, since, sys.stdout)
    sys.stderr.write(f"{count} orders\n")


if __name__ == "__main__":
    main()
