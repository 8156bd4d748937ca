"""The proof: counted on both servers, order by order, and never taken from the ledger's word."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.testing import OrderLine
from tests.real_processes.words import differing_words
from tests.real_processes.world import DEPARTMENTS, PLANTS, World

__all__ = ["Proof", "count_servers"]

_AMOUNT = Decimal("0.01")

Line = tuple[Decimal, Decimal, str]


@attrs.frozen(kw_only=True)
class Proof:
    """What stands in both systems at the end.

    Args:
        duplicates: numbers and markers that stand in GP more than once, and records that no order accounts for.
        lost: orders that should be in GP and are not, with why.
        differing: orders whose record in GP is not what Procurify says now.
        not_cancelled: orders that are cancelled in Procurify and still alive in GP.
        orders: how many live orders Procurify has.
        records: how many live orders GP has.
        total_source: what the live orders come to in Procurify.
        total_target: what they come to in GP.
    """

    duplicates: tuple[str, ...]
    lost: tuple[str, ...]
    differing: tuple[str, ...]
    not_cancelled: tuple[str, ...]
    orders: int
    records: int
    total_source: Decimal
    total_target: Decimal

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is not as it should be; empty if nothing is twice or lost, and the totals tie to the cent."""
        counts = f"{self.orders} orders in Procurify, {self.records} in GP"
        totals = f"{self.total_source} in Procurify, {self.total_target} in GP"
        return (
            *(f"twice: {words}" for words in self.duplicates),
            *(f"lost: {words}" for words in self.lost),
            *(f"not current: {words}" for words in self.differing),
            *(f"not cancelled: {words}" for words in self.not_cancelled),
            *([counts] if self.orders != self.records else []),
            *([totals] if self.total_source != self.total_target else []),
        )


def count_servers(world: World) -> Proof:
    """Compare both servers as they stand now."""
    with world.company.lock:
        work, history = list(world.company.orders.work.values()), list(world.company.orders.history.values())
    source = world.procurify.purchase_orders
    live = {key: order for key, order in source.items() if order["state"] != 1}
    there = {row["CONFIRM1"].strip(): row for row in work}
    expected = {_marker(key): key for key in live}
    return Proof(
        duplicates=tuple(_duplicates([*work, *history], source)),
        lost=tuple(order["number"] for key, order in live.items() if _marker(key) not in there),
        differing=tuple(
            f"{row['PONUMBER']}: {difference}"
            for marker, row in there.items()
            if marker in expected
            for difference in _differences(world, live[expected[marker]], row)
        ),
        not_cancelled=tuple(
            order["number"] for key, order in source.items() if key not in live and _marker(key) in there
        ),
        orders=len(live),
        records=len(work),
        total_source=sum((Decimal(order["total"]) for order in live.values()), Decimal(0)),
        total_target=sum((_total(row) for row in work), Decimal(0)),
    )


def _marker(key: int) -> str:
    return f"PROCURIFY {key}"


def _duplicates(rows: list[dict[str, Any]], source: dict[int, Any]) -> Iterable[str]:
    markers = Counter(row["CONFIRM1"].strip() for row in rows)
    numbers = Counter(row["PONUMBER"].strip() for row in rows)
    known = {_marker(key) for key in source}
    yield from (f"marker {marker}: {count} records" for marker, count in markers.items() if count > 1)
    yield from (f"number {number}: {count} records" for number, count in numbers.items() if count > 1)
    yield from (f"marker {marker}: of no order" for marker in markers if marker not in known)


def _differences(world: World, order: dict[str, Any], row: dict[str, Any]) -> Iterable[str]:
    if row["PONUMBER"].strip() != order["number"]:
        yield f"it is the order {order['number']}"
    if row["VENDORID"].strip() != order["pref_vendor"]["external_id"]:
        yield f"its vendor is {row['VENDORID']}"
    vendor = world.company.vendor(row["VENDORID"].strip()) or {}
    yield from differing_words(order, row, vendor.get("PYMTRMID", ""))
    wanted = [_source_line(world, line) for line in world.procurify.orders[order["procurify_PO"] - 1].lines]
    found = [_gp_line(line) for line in row["Lines"]]
    if found != wanted:
        yield f"its lines are {found} instead of {wanted}"
    if _total(row) != Decimal(order["total"]):
        yield f"it comes to {_total(row)} instead of {order['total']}"


def _source_line(world: World, line: OrderLine) -> Line:
    department = world.procurify.existing("departments", line.department)
    plant = PLANTS[department["branch"]["name"]]
    return line.quantity, line.price, f"{plant}-{line.account_code}-{DEPARTMENTS[department['name']]}"


def _gp_line(line: dict[str, Any]) -> Line:
    return Decimal(line["QTYORDER"]), Decimal(line["UNITCOST"]), line["ACTNUMST"]


def _total(row: dict[str, Any]) -> Decimal:
    charges = sum((Decimal(row[column]) for column in ("FRTAMNT", "MSCCHAMT", "TAXAMNT")), Decimal(0))
    return (Decimal(row["SUBTOTAL"]) - Decimal(row["TRDISAMT"]) + charges).quantize(_AMOUNT)
