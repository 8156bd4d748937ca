"""The arithmetic of an order: rounding, splitting and what its header adds up to. All amounts are Decimal.

GP refuses values with more decimals than a field has, so everything is brought to its decimals here, and nowhere
else (contract dynamicsgp-data, section 2: 6619, 6621, 8504).
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from gp_sync.flows.purchase_orders.document import Modifier, SourceLine, SourceOrder

__all__ = [
    "CENT",
    "discount_of",
    "exact_total",
    "fits",
    "freight_of",
    "rounded",
    "shown",
    "split",
    "step_of",
    "tax_of",
    "without_lines",
]

CENT = Decimal("0.01")
"""What Procurify's totals are told to; less than this is no difference, in any currency."""

_HUNDRED = Decimal(100)


def step_of(decimals: int) -> Decimal:
    """The smallest amount with so many decimals, such as 0.01."""
    return Decimal(1).scaleb(-decimals)


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """An amount to the decimals of `step`, halves away from zero, as GP rounds."""
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def shown(amount: Decimal) -> str:
    """An amount for people: with two decimals, and with more only where they say something."""
    whole, _, part = f"{amount.normalize():f}".partition(".")
    return f"{whole}.{part:0<2}"


def fits(amount: Decimal, decimals: int) -> bool:
    """Whether an amount has no more than so many decimals, zeros at its end not counted."""
    return amount == amount.quantize(step_of(decimals), rounding=ROUND_DOWN)


def exact_total(line: SourceLine) -> Decimal:
    """A line's total without tax and shipping: Procurify's own where it gives one, else quantity times price."""
    if line.total is not None:
        return line.total
    return (line.quantity or Decimal(0)) * (line.unit_price or Decimal(0))


def split(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> tuple[Decimal, ...]:
    """Split a total in proportion to weights, to the cent and without a rest, by largest remainder.

    Each part is rounded down; the steps that are left go to the parts that lost most, the first of equal ones first.

    Raises:
        ValueError: the weights add up to zero and the total does not.
    """
    whole = sum(weights, Decimal(0))
    if total == 0:
        return tuple(rounded(Decimal(0), step) for _ in weights)
    if whole == 0:
        raise ValueError("the weights of a split add up to zero")
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(step, rounding=ROUND_FLOOR) for part in exact]
    missing = int((total - sum(parts, Decimal(0))) / step)
    by_loss = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_loss[:missing]:
        parts[index] += step
    return tuple(parts)


def freight_of(order: SourceOrder, step: Decimal) -> Decimal:
    """The order's freight, with what its lines say of shipping."""
    return rounded(_whole_freight(order), step)


def discount_of(order: SourceOrder, step: Decimal) -> Decimal:
    """The header discount as an amount; a percentage applies to the subtotal."""
    return _amount(order.discount, order.subtotal, step)


def tax_of(order: SourceOrder, step: Decimal) -> Decimal:
    """The tax as one amount: the header's (a percentage applies to subtotal less discount) and the lines'."""
    header = _amount(order.tax, order.subtotal - discount_of(order, step), step)
    return header + rounded(sum((line.tax for line in order.lines), Decimal(0)), step)


def without_lines(order: SourceOrder) -> tuple[str, str]:
    """The code for an order without a line for GP, and the amounts that would be lost if it were left out."""
    amounts = {
        "subtotal": order.subtotal,
        "discount": Decimal(0) if order.discount is None or order.discount.percentage else order.discount.value,
        "freight": _whole_freight(order),
        "other": order.other,
        "tax": (Decimal(0) if order.tax is None or order.tax.percentage else order.tax.value)
        + sum((line.tax for line in order.lines), Decimal(0)),
        "total": order.total,
    }
    lost = ", ".join(f"{name} {shown(amount)}" for name, amount in amounts.items() if amount)
    return ("AMOUNTS_WITHOUT_LINES" if lost else "NO_LINES"), lost


def _whole_freight(order: SourceOrder) -> Decimal:
    return order.freight + sum((line.shipping for line in order.lines), Decimal(0))


def _amount(modifier: Modifier | None, base: Decimal, step: Decimal) -> Decimal:
    if modifier is None:
        return rounded(Decimal(0), step)
    return rounded(base * modifier.value / _HUNDRED if modifier.percentage else modifier.value, step)
