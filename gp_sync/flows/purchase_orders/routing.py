"""Which company an order belongs to, and which segments of its accounts are cost centres.

An order's locations are those of the accounts that it is coded to, allocations included; ship-to never routes.
"""

from gp_sync.core.fact_values import AccountFormat
from gp_sync.core.facts import segment
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions, codings
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy

__all__ = ["cost_centres", "route"]


def route(
    order: SourceOrder, policy: PurchaseOrderPolicy, functions: OrderFunctions | None = None
) -> CompanyPolicy | Finding | None:
    """The company of an order, a finding where there is not exactly one, None where nothing is coded."""
    company_of = (functions or OrderFunctions()).company
    companies = {}
    for coding in dict.fromkeys(coding for line in order.lines for coding in codings(line)):
        company = company_of(coding, policy)
        if company is None:
            tried = f"the location '{coding.location}'" if coding.location else "an account without a location"
            return finding("COMPANY_UNMAPPED", Ref("location", (coding.location,)), tried=tried)
        companies[company.id] = company
    if len(companies) > 1:
        return finding("COMPANY_MIXED", order.ref, tried=", ".join(sorted(companies)))
    return next(iter(companies.values()), None)


def cost_centres(company: CompanyPolicy, account_format: AccountFormat | None, number: str) -> tuple[Ref, ...]:
    """The segment values of an account number that the configuration calls cost centres."""
    if account_format is None:
        return ()
    parts = account_format.segments(number)
    # A position that the format does not have is a finding of its own, in the rules.
    positions = [position for position in company.cost_centre_segments if position <= len(parts)]
    return tuple(segment(company.id, position, parts[position - 1]) for position in positions)
