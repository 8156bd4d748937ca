"""Which orders flow at all: those that are being bought, from vendors and by means that the configuration wants."""

from collections.abc import Iterator

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Severity
from gp_sync.flows.purchase_orders.amounts import without_lines
from gp_sync.flows.purchase_orders.document import OrderState, SourceOrder
from gp_sync.flows.purchase_orders.functions import codings
from gp_sync.flows.purchase_orders.order_checks import VENDOR_TYPES
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies, order_ref, policy_of
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.purchase_orders.tables import said_in, same

__all__ = ["has_lines", "is_wanted", "state_flows", "vendor_flows"]


def state_flows(case: OrderCase, _: MappedOrder) -> Iterator[Finding]:
    """Only an order that is being bought is written; what already ended before its first write needs a decision."""
    source, cause = case.source, order_ref(case)
    if source.state is OrderState.UNKNOWN:
        yield finding("STATE_UNKNOWN", cause, tried=source.state_value)
    elif not case.last and source.state is OrderState.CANCELLED:
        yield finding("CANCELLED_BEFORE_WRITE", cause)
    elif not case.last and source.state in {OrderState.CLOSED, OrderState.PAID}:
        yield finding("CLOSED_BEFORE_WRITE", cause, tried=source.state.value)


def is_wanted(case: OrderCase, _: MappedOrder) -> Iterator[Finding]:
    """Orders paid by a card or placed in a vendor's own shop, and those of the skip rules, are left out."""
    source, orders, cause = case.source, policy_of(case).orders, order_ref(case)
    if source.by_card and orders.card_orders == "skip":
        yield finding("PAID_BY_CARD", cause)
    if source.punchout and orders.punchout_orders == "skip":
        yield finding("PUNCHOUT_ORDER", cause)
    for rule in orders.skip:
        if _fits(source, rule):
            yield finding("NOT_WANTED", cause, tried=rule.reason)


def _fits(source: SourceOrder, rule: SkipRule) -> bool:
    coded = [coding for line in source.lines for coding in codings(line)]
    vendor = source.vendor.name if source.vendor else ""
    # Without a coding an order has no department, location or account code that a rule could name.
    departments = {row.department for row in coded} or {""}
    locations = {row.location for row in coded} or {""}
    codes = {row.account_code for row in coded} or {""}
    fitting = (
        not rule.vendor or same(vendor, rule.vendor),
        not rule.department or all(same(name, rule.department) for name in departments),
        not rule.location or all(same(name, rule.location) for name in locations),
        not rule.account_code or all(same(name, rule.account_code) for name in codes),
        not rule.custom_field or same(said_in(source.custom_fields, rule.custom_field), rule.value or ""),
    )
    return all(fitting)


def vendor_flows(case: OrderCase, _: MappedOrder) -> Iterator[Finding]:
    """Only vendors of the kinds that the configuration lists flow: not employees, card providers and placeholders.

    Those of a kind without a name flow, which is told: it may be one that only this version does not know.
    """
    vendor = case.source.vendor
    if vendor is None or not vendor.kind:
        return
    tried = f"'{vendor.name}' is of the kind '{vendor.kind}'"
    if not any(same(vendor.kind, kind) for kind in VENDOR_TYPES):
        yield finding("VENDOR_KIND_UNKNOWN", order_ref(case), tried=tried)
    elif not any(same(vendor.kind, kind) for kind in policy_of(case).orders.vendor_types):
        yield finding("VENDOR_KIND_SKIPPED", order_ref(case), tried=tried)


def has_lines(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An order without a line for GP is not written: it is left out if it has no amounts either, else it blocks."""
    for _, body in bodies(mapped):
        if not body.lines and all(found.severity is Severity.WARN for found in mapped.findings):
            code, amounts = without_lines(case.source)
            yield finding(code, order_ref(case), tried=amounts)
