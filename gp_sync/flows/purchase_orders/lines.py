"""The lines of an order: one GP line for each, or one for each part of a split."""

from decimal import Decimal

import attrs

from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.amounts import fits, line_total, split
from gp_sync.flows.purchase_orders.document import (
    ORD_STEP,
    Coding,
    GPPurchaseOrderLine,
    LineKind,
    SourceLine,
    SourceOrder,
)
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import codings, gl_account

__all__ = ["map_lines"]

_HALF_CENT = Decimal("0.5")
_ONE = Decimal(1)


@attrs.frozen
class _Part:
    """A GP line before it has its number: what it is charged to, and its amounts."""

    coding: Coding
    quantity: Decimal
    unit_cost: Decimal
    extended_cost: Decimal


def map_lines(
    order: SourceOrder, company: CompanyPolicy, policy: PurchaseOrderPolicy, decimals: int, fields: Fields
) -> tuple[GPPurchaseOrderLine, ...]:
    """Map all lines that can be mapped; what stands in the way goes to the findings.

    Args:
        decimals: those of the order's currency.
    """
    mapped: list[GPPurchaseOrderLine] = []
    for line in order.lines:
        if not _is_writable(line, fields):
            continue
        parts = _parts(line, company, decimals, fields)
        for index, part in enumerate(parts):
            source = str(line.id) if len(parts) == 1 else f"{line.id}:{index + 1}"
            sequence = ORD_STEP * (len(mapped) + 1)
            mapped.append(_line(order, line, part, source, sequence, company, policy, fields))
    return tuple(mapped)


def _is_writable(line: SourceLine, fields: Fields) -> bool:
    if line.kind is LineKind.BLANKET:
        fields.add("BLANKET_ORDER", where=line.label)
    if line.kind is LineKind.RECURRING:
        fields.add("RECURRING_LINE", where=line.label)
    if line.kind is LineKind.UNKNOWN:
        fields.add("LINE_KIND_UNKNOWN", where=line.label)
    if not fields.required(line.quantity, f"{line.label}: quantity"):
        return False
    if not fields.required(line.unit_price, f"{line.label}: price"):
        return False
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    if min(quantity, price, line.total or 0, *(part.amount for part in line.allocations)) < 0:
        tried = f"{quantity:f} x {price:f}, total {line.total if line.total is not None else quantity * price:f}"
        fields.add("NEGATIVE_LINE", where=line.label, tried=tried)
        return False
    if quantity == 0 and not line.total:
        fields.add("ZERO_LINE", where=line.label)
        return False
    return fields.required(codings(line) or None, f"{line.label}: account")


def _parts(line: SourceLine, company: CompanyPolicy, decimals: int, fields: Fields) -> list[_Part]:
    step = Decimal(1).scaleb(-decimals)
    total = line_total(line, step)
    coded = codings(line)
    weights = [part.amount for part in line.allocations]
    if weights and abs(sum(weights, Decimal(0)) - total) > step * _HALF_CENT:
        tried = f"parts {sum(weights, Decimal(0)):f}, line {total:f}"
        fields.add("ALLOCATION_MISMATCH", where=line.label, tried=tried)
        return []
    if len(coded) == 1:
        return [_whole(line, coded[0], total, company, decimals, fields)]
    amounts = split(total, weights, step)
    return [_Part(coding, _ONE, amount, amount) for coding, amount in zip(coded, amounts, strict=True)]


def _whole(
    line: SourceLine, coding: Coding, total: Decimal, company: CompanyPolicy, decimals: int, fields: Fields
) -> _Part:
    """Keep quantity and price where GP can hold them and they give the line's total, else one of its total."""
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    if line.by_amount and fits(total, company.quantity_decimals):
        return _Part(coding, total, _ONE, total)
    exact = fits(quantity, company.quantity_decimals) and fits(price, decimals) and quantity * price == total
    if exact:
        step = Decimal(1).scaleb(-decimals)
        return _Part(coding, quantity.normalize() + 0, price.quantize(step), total)
    fields.add("LINE_AS_AMOUNT", where=line.label, tried=f"{quantity:f} x {price:f} = {total:f}")
    return _Part(coding, _ONE, total, total)


def _line(
    order: SourceOrder,
    line: SourceLine,
    part: _Part,
    source: str,
    sequence: int,
    company: CompanyPolicy,
    policy: PurchaseOrderPolicy,
    fields: Fields,
) -> GPPurchaseOrderLine:
    label = line.label
    item = policy.templates.item_number.format(line=source.replace(":", "-"), number=order.number, sku=line.sku).upper()
    unit = company.unit(line.unit)
    fields.required(unit, f"{label}: unit")
    fields.required(item, f"{label}: item number")
    return GPPurchaseOrderLine(
        sequence=sequence,
        item_number=fields.key("item_number", item, f"{label}: item number"),
        vendor_item_number=fields.key("vendor_item_number", line.sku or item, f"{label}: vendor item number"),
        description=fields.text("description", line.name, f"{label}: description"),
        unit=fields.key("unit", unit, f"{label}: unit of measure"),
        site_id=_site(company, part.coding, label, fields),
        quantity=part.quantity,
        unit_cost=part.unit_cost,
        extended_cost=part.extended_cost,
        account_number=_account(company, part.coding, label, fields),
        required_date=line.date_required,
        requested_by=fields.text("requested_by", line.requester, f"{label}: requested by"),
        source_line=source,
        source_number=line.number,
    )


def _site(company: CompanyPolicy, coding: Coding, label: str, fields: Fields) -> str:
    location = company.location(coding.location)
    site = (location.site if location else "") or company.default_site
    if not site:
        cause = Ref("location", (coding.location,))
        fields.add("SITE_UNMAPPED", cause=cause, where=label, tried=f"'{coding.location}'")
    return site


def _account(company: CompanyPolicy, coding: Coding, label: str, fields: Fields) -> str:
    number = gl_account(company, coding)
    if number is not None:
        return fields.key("account_number", number, f"{label}: GL account")
    tried = f"for code '{coding.account_code}', department '{coding.department}', location '{coding.location}'"
    cause = Ref("coding", (company.id, coding.account_code, coding.department, coding.location))
    fields.add("GP_ACCOUNT_NOT_FOUND", cause=cause, where=label, tried=f"{tried} (a segment is not configured)")
    return ""
