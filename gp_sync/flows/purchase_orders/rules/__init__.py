"""The rules that an order must pass before it is written. All run, not only up to the first that fails.

Each is a small function of the case and what the mapper made of it; its findings' codes are in the catalogue.
"""

from typing import Any

from gp_sync.core.protocols import Rule
from gp_sync.flows.purchase_orders.rules.accounts import accounts_take_entries, cost_centres_exist, cost_centres_fit
from gp_sync.flows.purchase_orders.rules.amounts import header_amounts_fit, totals_tie
from gp_sync.flows.purchase_orders.rules.currencies import currency_is_open, own_currency_is_known, rate_exists
from gp_sync.flows.purchase_orders.rules.dates import moved_date_is_told, period_is_open, required_dates_are_open
from gp_sync.flows.purchase_orders.rules.documents import company_takes_orders, requisition_gave_way
from gp_sync.flows.purchase_orders.rules.flowing import has_lines, is_wanted, state_flows, vendor_flows
from gp_sync.flows.purchase_orders.rules.references import (
    budget_is_told,
    commitments_are_known,
    header_references_exist,
    items_can_be_bought,
    sites_exist,
)
from gp_sync.flows.purchase_orders.rules.requisitions import requisition_agrees
from gp_sync.flows.purchase_orders.rules.vendors import vendor_card_is_complete, vendor_is_active

__all__ = ["RULES"]

RULES: tuple[Rule[Any, Any], ...] = (
    state_flows,
    is_wanted,
    vendor_flows,
    moved_date_is_told,
    period_is_open,
    required_dates_are_open,
    accounts_take_entries,
    cost_centres_exist,
    cost_centres_fit,
    vendor_is_active,
    vendor_card_is_complete,
    sites_exist,
    items_can_be_bought,
    header_references_exist,
    currency_is_open,
    own_currency_is_known,
    rate_exists,
    header_amounts_fit,
    totals_tie,
    commitments_are_known,
    budget_is_told,
    requisition_agrees,
    company_takes_orders,
    requisition_gave_way,
    has_lines,
)
"""All rules of the flow, in the order of their reports."""
