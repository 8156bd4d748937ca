"""Amounts of a document that fit their columns one by one, and still not GP: products, sums and a site's decimals."""

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from typing import Any

from dynamicsgp_sba.checking import too_fine, too_large
from dynamicsgp_sba.profile import CompanyDecimals

__all__ = ["wrong_document"]

_DIGITS = 60  # of the longest quantity times the longest cost, so that nothing is rounded
_AMOUNTS = {
    "trade_discount": "TRDISAMT",
    "freight": "FRTAMNT",
    "miscellaneous": "MSCCHAMT",
    "tax_amount": "TAXAMNT",
    "subtotal": "SUBTOTAL",
}


def wrong_document(
    document: Any, decimals: CompanyDecimals, currency_of: Callable[[Any], str | None]
) -> Iterator[tuple[str, str]]:
    """Find each amount that is too large as a product or a sum, or has more decimals than the company's setup allows.

    Args:
        document: a purchase order or a requisition to write.
        decimals: what the site's profile states of the company; what is unknown is not checked.
        currency_of: gives the currency of a line's amounts, or None where GP chooses it.
    """
    for field, column in _AMOUNTS.items():
        most = decimals.of_currency(getattr(document, "currency_id", None))
        yield from _fine(column, getattr(document, field, None), most)
    with localcontext(prec=_DIGITS):
        costs = [_cost(line) for line in document.lines]
        for position, (line, cost) in enumerate(zip(document.lines, costs, strict=True)):
            where = f"Lines[{position}]."
            yield from ((where + column, reason) for column, reason in _line(line, decimals, currency_of(line)))
            if too_large(cost):
                yield f"{where}EXTDCOST", f"{cost:f} is too large for numeric(19,5)"
        if len(costs) > 1 and too_large(sum(costs, Decimal(0))):
            yield "SUBTOTAL", f"the lines come to {sum(costs, Decimal(0)):f}, too large for numeric(19,5)"


def _line(line: Any, decimals: CompanyDecimals, currency: str | None) -> Iterator[tuple[str, str]]:
    yield from _fine("QTYORDER", line.quantity_ordered, decimals.quantity)
    yield from _fine("QTYCANCE", getattr(line, "quantity_canceled", None), decimals.quantity)
    item = None if line.non_inventory else line.item_number
    yield from _fine("UNITCOST", line.unit_cost, decimals.of_unit_cost(currency, item))


def _fine(column: str, amount: object, most: int | None) -> Iterator[tuple[str, str]]:
    if most is None or type(amount) is not Decimal or not amount.is_finite():
        return
    if reason := too_fine(amount, most):
        yield column, f"{reason} by the decimals that the site's profile states"


def _cost(line: Any) -> Decimal:
    factors = (line.unit_cost, line.quantity_ordered)
    if any(type(factor) is not Decimal or not factor.is_finite() for factor in factors):
        return Decimal(0)  # told by the checks of the columns
    canceled = getattr(line, "quantity_canceled", None)
    less = canceled if type(canceled) is Decimal and canceled.is_finite() else Decimal(0)
    cost: Decimal = line.unit_cost * (line.quantity_ordered - less)
    return cost
