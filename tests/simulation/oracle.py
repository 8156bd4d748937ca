"""What is right, told from the models alone: which writes may leave, and what GP should hold in the end.

None of this asks the engine or its rules, so that a rule that is wrong is not judged by itself.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core import facts as names
from gp_sync.core.model import Ref, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from tests.simulation.records import Record, written
from tests.simulation.source import Order, Wanted
from tests.simulation.words import are_told

__all__ = ["holds", "missed", "overwrites", "wrong_with"]


def wrong_with(write: Write[GPPurchaseOrder], order: Order, told: Mapping[Ref, Any], *, linked: bool) -> Iterator[str]:
    """What is wrong with a write that is about to leave.

    Args:
        write: the write.
        order: the order that it is for.
        told: what its process was told about the facts.
        linked: the ledger holds a confirmed write for its target.
    """
    what = f"{write.op} {write.target.number}"
    company = write.target.company
    if write.op == "create" and linked:
        yield f"{what} is sent although one is confirmed"
    if write.body is None:
        if not any(wanted.ended for wanted, _ in order.versions):
            yield f"{what} is sent although the order was never cancelled"
        return
    versions = [wanted for wanted, _ in order.versions if not wanted.ended and wanted.company == company]
    if not any(holds(write.body, wanted) for wanted in versions):
        yield f"{what} is sent to {company} with what no version of the order asked for there"
    for account in {line.account_number for line in write.body.lines}:
        fact = told.get(names.account(company, account))
        if fact is None or not (fact.active and fact.allows_entry and fact.posting):
            yield f"{what} is sent although the account {account} was told to take no entries"
    calendar = told.get(names.fiscal_calendar(company))
    day = write.body.document_date
    month = None if calendar is None else next((row for row in calendar.periods if row.period == day.month), None)
    if month is None or month.closed:
        yield f"{what} is sent although its period was told to be closed"
    vendor = told.get(names.gp_vendor(company, write.body.vendor_id))
    if vendor is None or not vendor.active:
        yield f"{what} is sent although its vendor was told to be missing or inactive"


def overwrites(record: Record, document: gp.NewPurchaseOrder, order: Order) -> Iterator[str]:
    """Whether an update changes what a person put there and no version of the order asks for."""
    if record.ours is None or any(holds(record.body, wanted) for wanted, _ in order.versions):
        return
    after = written(document, record.body)
    for field in attrs.fields(GPPurchaseOrder):
        ours, now, then = (getattr(body, field.name) for body in (record.ours, record.body, after))
        if now not in (ours, then):
            yield f"an update of {record.target} changes the {field.name} that somebody changed in GP"


def missed(listed: Mapping[int, int], orders: Mapping[int, Order], captured: Mapping[str, set[str]]) -> Iterator[int]:
    """The keys of the orders of which neither a certain version nor a later one was captured.

    Args:
        listed: the number of that version, by the order's key.
        orders: all orders.
        captured: the fingerprints of what was captured, by source id.
    """
    for key, versions in listed.items():
        newer = {hashlib.sha256(payload).hexdigest() for _, payload in orders[key].versions[versions - 1 :]}
        if not newer & captured.get(str(key), set()):
            yield key


def holds(body: GPPurchaseOrder, wanted: Wanted, *, in_order: bool = False, at_least: bool = False) -> bool:
    """Whether a record has the charges, freight and words that a version of an order asks for.

    Args:
        body: the record.
        wanted: what the version asks for.
        in_order: its lines must be in the version's order.
        at_least: it may say more than the version does.
    """
    charges = tuple((line.account_number, line.extended_cost) for line in body.lines)
    same = charges == wanted.charges if in_order else sorted(charges) == sorted(wanted.charges)
    return same and body.freight == wanted.freight and are_told(body, wanted.words, at_least=at_least)
