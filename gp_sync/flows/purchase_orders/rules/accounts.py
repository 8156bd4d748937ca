"""Rules about coding: GL accounts exist and take entries, and cost centres are segment values that GP knows."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, AccountFormat
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.document import GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.functions import part_codings
from gp_sync.flows.purchase_orders.needs import has_commitments
from gp_sync.flows.purchase_orders.routing import cost_centres
from gp_sync.flows.purchase_orders.rules.common import (
    MappedOrder,
    OrderCase,
    bodies,
    company_of,
    label,
    named,
    source_of,
)

__all__ = ["accounts_take_entries", "cost_centres_exist", "cost_centres_fit"]


def accounts_take_entries(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each line's GL account exists, is active and takes entries; under commitments it is no allocation account."""
    for company, body in bodies(mapped):
        commitments = has_commitments(company_of(case, company), case.facts)
        for line in body.lines:
            if not line.account_number:
                continue
            ref = names.account(company, line.account_number)
            account: Account | None = case.facts.get(ref)
            where = label(case, line)
            if account is None:
                yield finding("GP_ACCOUNT_NOT_FOUND", ref, where=where, tried=_tried(case, company, line))
            elif not account.active:
                yield finding("GP_ACCOUNT_INACTIVE", ref, where=where, tried=named(account))
            elif not (account.allows_entry and account.posting):
                yield finding("GP_ACCOUNT_NO_ENTRY", ref, where=where, tried=named(account))
            elif commitments and account.allocates:
                yield finding("ACCOUNT_ALLOCATES", ref, where=where, tried=named(account))


def _tried(case: OrderCase, company: str, line: GPPurchaseOrderLine) -> str:
    """Say that the account is missing, which codes in Procurify led to it, and which accounts of GP are nearest."""
    source = source_of(case, line)
    coding = dict(part_codings(source)).get(line.source_line) if source else None
    coded = (coding.account_code, coding.department, coding.location) if coding else ()
    of = f" (coded {', '.join(filter(None, coded))})" if coding else ""
    near_ref = names.accounts_near(company, line.account_number)
    near = case.facts.get(near_ref) if near_ref in case.facts.asked else None
    nearest = f"; nearest there: {', '.join(near)}" if near else ""
    return f"{line.account_number} does not exist in GP{of}{nearest}"


def cost_centres_exist(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each segment that the configuration calls a cost centre has a value that GP knows."""
    for company, body in bodies(mapped):
        account_format: AccountFormat | None = case.facts.get(names.account_format(company))
        for line in body.lines:
            for ref in cost_centres(company_of(case, company), account_format, line.account_number):
                if line.account_number and case.facts.get(ref) is None:
                    where = label(case, line)
                    tried = f"{ref.key[2]} (segment {ref.key[1]} of {line.account_number})"
                    yield finding("COST_CENTRE_NOT_FOUND", ref, where=where, tried=tried)


def cost_centres_fit(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The segments that the configuration calls cost centres are segments of GP's account format."""
    for company, _ in bodies(mapped):
        ref = names.account_format(company)
        account_format: AccountFormat | None = case.facts.get(ref)
        segments = len(account_format.lengths) if account_format else 0
        for position in company_of(case, company).cost_centre_segments:
            if position > segments:
                yield finding(
                    "ACCOUNT_FORMAT_MISMATCH",
                    ref,
                    tried=f"segment {position} a cost centre, and GP's account numbers have {segments} segments",
                )
