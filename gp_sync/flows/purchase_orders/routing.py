"""Which company an order belongs to, and which GL account its coding means.

An order's locations are those of the accounts that it is coded to, allocations included; ship-to never routes.
"""

from gp_sync.core.facts import AccountFormat, segment
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.document import Coding, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy, template_fields

__all__ = ["codings", "cost_centres", "gl_account", "route"]


def codings(line: SourceLine) -> tuple[Coding, ...]:
    """What a line is charged to: its parts if it is split, else its own coding, if it has any."""
    if len(line.allocations) > 1:
        return tuple(part.coding for part in line.allocations)
    if line.coding is not None:
        return (line.coding,)
    return tuple(part.coding for part in line.allocations)


def route(order: SourceOrder, policy: PurchaseOrderPolicy) -> CompanyPolicy | Finding | None:
    """The company of an order, a finding where there is not exactly one, None where nothing is coded."""
    locations = list(dict.fromkeys(coding.location for line in order.lines for coding in codings(line)))
    companies = {}
    for location in locations:
        company = policy.company_of(location)
        if company is None:
            tried = f"the location '{location}'" if location else "an account without a location"
            return finding("COMPANY_UNMAPPED", Ref("location", (location,)), tried=tried)
        companies[company.id] = company
    if len(companies) > 1:
        return finding("COMPANY_MIXED", Ref("order", (str(order.key),)), tried=", ".join(sorted(companies)))
    return next(iter(companies.values()), None)


def gl_account(company: CompanyPolicy, coding: Coding) -> str | None:
    """The account number that a coding means, by the company's template; None where a table lacks a segment."""
    location = company.location(coding.location)
    department = company.department(coding.department, coding.location)
    values = {
        "account_code": coding.account_code,
        "location": location.segment if location else "",
        "department": department.segment if department else "",
    }
    if any(not values[name] for name in template_fields(company.account)):
        return None
    return company.account.format(**values)


def cost_centres(company: CompanyPolicy, account_format: AccountFormat | None, number: str) -> tuple[Ref, ...]:
    """The segment values of an account number that the configuration calls cost centres."""
    if account_format is None:
        return ()
    parts = account_format.segments(number)
    # A position that the format does not have is a finding of its own, in the rules.
    positions = [position for position in company.cost_centre_segments if position <= len(parts)]
    return tuple(segment(company.id, position, parts[position - 1]) for position in positions)
