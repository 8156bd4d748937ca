"""The optional comparison of an order with the requisitions that it came from, as Procurify has them now."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Requisition, RequisitionLine
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.document import SourceLine
from gp_sync.flows.purchase_orders.needs import other_account
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, policy_of

__all__ = ["requisition_agrees"]


def requisition_agrees(case: OrderCase, _: MappedOrder) -> Iterator[Finding]:
    """Each line is coded, and bought of the vendor, as its requisition says; only where the policy asks for it.

    Procurify's list of a requisition's lines tells one account for each, and not how a line is split: of a split line,
    the parts are not compared.
    """
    if not policy_of(case).orders.check_requisition:
        return
    for line in case.source.lines:
        cause = names.requisition(line.requisition) if line.requisition is not None else None
        if cause is None or cause not in case.facts.asked:
            continue  # an order that is cancelled, or belongs to no company, is not compared
        requisition: Requisition | None = case.facts.get(cause)
        for tried in _differences(case, line, requisition):
            yield finding("REQUISITION_DIFFERS", cause, where=line.label, tried=tried)


def _differences(case: OrderCase, line: SourceLine, requisition: Requisition | None) -> Iterator[str]:
    if requisition is None:
        yield f"Procurify has no requisition {line.requisition}"
        return
    asked: RequisitionLine | None = next((row for row in requisition.lines if row.id == line.id), None)
    if asked is None:
        yield f"requisition {line.requisition} has no such line"
        return
    account, vendor = other_account(line, asked), case.source.vendor
    if account is not None:
        requested = case.facts.get(names.procurify_account(account))
        to = requested or f"an account that Procurify does not show (its key {account})"
        yield f"requisition {line.requisition} is coded to {to}, and the order to {_coded(line)}"
    if vendor is not None and asked.vendor_id is not None and asked.vendor_id != vendor.id:
        yield f"requisition {line.requisition} names another vendor than the order's, {vendor.name}"


def _coded(line: SourceLine) -> str:
    """What an order's line is coded to, as accounts are told in words."""
    if line.coding is None:
        return "another one"
    return ", ".join(filter(None, (line.coding.account_code, line.coding.department, line.coding.location)))
