"""Rules about amounts: what GP would hold is what it takes, and ties to Procurify to the cent."""

from collections.abc import Iterable, Iterator

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Severity
from gp_sync.flows.purchase_orders.amounts import CENT, tax_of
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies, company_of, order_ref

__all__ = ["header_amounts_fit", "lines_are_left_out", "totals_tie"]

_LINE_IS_LEFT_OUT = frozenset({"ALLOCATION_MISMATCH", "LINE_NOT_EXACT", "NEGATIVE_LINE", "VALUE_MISSING"})


def header_amounts_fit(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """No header amount is negative, and the discount is not above the lines (contract dynamicsgp-data, section 2)."""
    for _, body in bodies(mapped):
        amounts = {
            "the discount": body.trade_discount,
            "the freight": body.freight,
            "the other charge": body.miscellaneous,
            "the tax": body.tax_amount or 0,
        }
        for where, amount in amounts.items():
            if amount < 0:
                yield finding("HEADER_AMOUNT_REFUSED", order_ref(case), where=where, tried=f"{amount}")
        if body.lines and body.trade_discount > body.subtotal:
            tried = f"{body.trade_discount}, above the lines' total of {body.subtotal}"
            yield finding("HEADER_AMOUNT_REFUSED", order_ref(case), where="the discount", tried=tried)


def lines_are_left_out(findings: Iterable[Finding]) -> bool:
    """Whether a line could not be mapped, so that the amounts for GP cannot add up."""
    return any(found.severity is Severity.BLOCK and found.code in _LINE_IS_LEFT_OUT for found in findings)


def totals_tie(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """What GP will hold adds up to Procurify's total, to the cent; no line is adjusted to hide a difference.

    Where a line could not be mapped, its own finding says why, and a difference would only repeat it. Tax that the
    policy does not send is left aside on both sides.
    """
    if lines_are_left_out(mapped.findings):
        return
    for company, body in bodies(mapped):
        sent = company_of(case, company).tax == "source_amount"
        wanted = case.source.total - (0 if sent else tax_of(case.source, CENT))
        if body.lines and abs(body.total - wanted) >= CENT:
            tried = f"{body.total} instead of {wanted}" + ("" if sent else ", both without tax")
            yield finding("TOTAL_MISMATCH", order_ref(case), tried=tried)
