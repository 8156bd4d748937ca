"""The rules that an order must pass before it is written. All run, not only up to the first that fails.

Each is a small function of the case and what the mapper made of it; its findings' codes are in the catalogue.
"""

from collections.abc import Iterator
from typing import Any

from gp_sync.core import facts as names
from gp_sync.core.facts import Account, AccountFormat, GPVendor
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import Case, Finding, Mapped, Ref, Severity
from gp_sync.core.protocols import Rule
from gp_sync.flows.purchase_orders.amounts import rounded
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import cost_centres

__all__ = ["RULES"]

OrderCase = Case[SourceOrder, GPPurchaseOrder]
MappedOrder = Mapped[GPPurchaseOrder]


_LINE_IS_LEFT_OUT = frozenset({"ALLOCATION_MISMATCH", "NEGATIVE_LINE", "VALUE_MISSING"})


def state_flows(case: OrderCase, _: MappedOrder) -> Iterator[Finding]:
    """Only an order that is being bought is written; what already ended before its first write needs a decision."""
    source, cause = case.source, Ref("order", (case.key.source_id,))
    if source.state is OrderState.UNKNOWN:
        yield finding("STATE_UNKNOWN", cause, tried=source.state_value)
    elif not case.last and source.state is OrderState.CANCELLED:
        yield finding("CANCELLED_BEFORE_WRITE", cause)
    elif not case.last and source.state in {OrderState.CLOSED, OrderState.PAID}:
        yield finding("CLOSED_BEFORE_WRITE", cause, tried=source.state.value)


def period_is_open(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The order's date lies in a period that is open for Purchasing; GP itself would accept the order."""
    for company, body in _bodies(mapped):
        day = body.document_date
        calendar: FiscalCalendar | None = case.facts.get(names.fiscal_calendar(company))
        year = calendar.year_of(day) if calendar else None
        period = calendar.period_of(day) if calendar else None
        if year is None or period is None or year.historical:
            yield finding("FISCAL_YEAR_MISSING", names.fiscal_year(company, day.year), tried=day.isoformat())
        elif period.closed:
            cause = names.fiscal_period(company, period.year, period.period)
            tried = f"{day.isoformat()} ({period.name or f'period {period.period}'} of {period.year})"
            yield finding("PERIOD_CLOSED", cause, tried=tried)


def accounts_take_entries(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each line's GL account exists, is active and takes entries."""
    for company, body in _bodies(mapped):
        for line in body.lines:
            if not line.account_number:
                continue
            ref = names.account(company, line.account_number)
            account: Account | None = case.facts.get(ref)
            where = _label(case, line)
            if account is None:
                yield finding("GP_ACCOUNT_NOT_FOUND", ref, where=where, tried=line.account_number)
            elif not account.active:
                yield finding("GP_ACCOUNT_INACTIVE", ref, where=where, tried=_named(account))
            elif not (account.allows_entry and account.posting):
                yield finding("GP_ACCOUNT_NO_ENTRY", ref, where=where, tried=_named(account))


def cost_centres_exist(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each segment that the configuration calls a cost centre has a value that GP knows."""
    policy: PurchaseOrderPolicy = case.policy
    for company, body in _bodies(mapped):
        account_format: AccountFormat | None = case.facts.get(names.account_format(company))
        for line in body.lines:
            for ref in cost_centres(policy.company(company), account_format, line.account_number):
                if line.account_number and case.facts.get(ref) is None:
                    where = _label(case, line)
                    tried = f"{ref.key[2]} (segment {ref.key[1]} of {line.account_number})"
                    yield finding("COST_CENTRE_NOT_FOUND", ref, where=where, tried=tried)


def cost_centres_fit(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The segments that the configuration calls cost centres are segments of GP's account format."""
    policy: PurchaseOrderPolicy = case.policy
    for company, _ in _bodies(mapped):
        ref = names.account_format(company)
        account_format: AccountFormat | None = case.facts.get(ref)
        segments = len(account_format.lengths) if account_format else 0
        for position in policy.company(company).cost_centre_segments:
            if position > segments:
                yield finding("ACCOUNT_FORMAT_MISMATCH", ref, tried=f"segment {position} of {segments}")


def vendor_is_active(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The linked vendor is not inactive; on hold, or inactive in Procurify alone, is only said."""
    for company, body in _bodies(mapped):
        ref = names.gp_vendor(company, body.vendor_id)
        vendor: GPVendor | None = case.facts.get(ref) if body.vendor_id else None
        if vendor is not None and not vendor.active:
            yield finding("VENDOR_INACTIVE", ref, tried=f"{vendor.id} ({vendor.name})")
        elif vendor is not None and vendor.on_hold:
            yield finding("VENDOR_ON_HOLD", ref, tried=f"{vendor.id} ({vendor.name})")
        if vendor is not None and vendor.active and case.source.vendor and not case.source.vendor.active:
            yield finding("VENDOR_INACTIVE_IN_PROCURIFY", ref, tried=f"'{case.source.vendor.name}'")


def sites_exist(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each line's site exists in GP."""
    for company, body in _bodies(mapped):
        for line in body.lines:
            ref = names.site(company, line.site_id)
            if line.site_id and case.facts.get(ref) is None:
                yield finding("SITE_NOT_FOUND", ref, where=_label(case, line), tried=line.site_id)


def header_amounts_fit(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """No header amount is negative, and the discount is not above the lines (contract dynamicsgp-data, section 2)."""
    cause = Ref("order", (case.key.source_id,))
    for _, body in _bodies(mapped):
        amounts = {
            "the discount": body.trade_discount,
            "the freight": body.freight,
            "the other charge": body.miscellaneous,
            "the tax": body.tax_amount,
        }
        for where, amount in amounts.items():
            if amount < 0:
                yield finding("HEADER_AMOUNT_REFUSED", cause, where=where, tried=f"{amount}")
        if body.lines and body.trade_discount > body.subtotal:
            tried = f"{body.trade_discount}, above the lines' total of {body.subtotal}"
            yield finding("HEADER_AMOUNT_REFUSED", cause, where="the discount", tried=tried)


def totals_tie(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """What GP will hold adds up to Procurify's total, to the cent; no line is adjusted to hide a difference.

    Where a line could not be mapped, its own finding says why, and a difference would only repeat it.
    """
    if any(found.severity is Severity.BLOCK and found.code in _LINE_IS_LEFT_OUT for found in mapped.findings):
        return
    for _, body in _bodies(mapped):
        wanted = rounded(case.source.total, body.subtotal)
        if body.lines and body.total != wanted:
            tried = f"{body.total} instead of {wanted}"
            yield finding("TOTAL_MISMATCH", Ref("order", (case.key.source_id,)), tried=tried)


def has_lines(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An order without a line for GP is not written."""
    for _, body in _bodies(mapped):
        if not body.lines and all(found.severity is Severity.WARN for found in mapped.findings):
            yield finding("NO_LINES", Ref("order", (case.key.source_id,)))


RULES: tuple[Rule[Any, Any], ...] = (
    state_flows,
    period_is_open,
    accounts_take_entries,
    cost_centres_exist,
    cost_centres_fit,
    vendor_is_active,
    sites_exist,
    header_amounts_fit,
    totals_tie,
    has_lines,
)
"""All rules of the flow, in the order of their reports."""


def _bodies(mapped: MappedOrder) -> Iterator[tuple[str, GPPurchaseOrder]]:
    for target, body in mapped.wanted.items():
        yield target.company, body


def _label(case: OrderCase, line: GPPurchaseOrderLine) -> str:
    """What people call the line in Procurify: a split line is one there and several in GP."""
    source_id = line.source_line.partition(":")[0]
    return next(source.label for source in case.source.lines if str(source.id) == source_id)


def _named(account: Account) -> str:
    return f"{account.number} ({account.description})" if account.description else account.number
