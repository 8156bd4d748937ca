"""From a purchase order as it was read to the body that revises it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from procurify_client.bodies.base import UNSET, Unset
from procurify_client.bodies.purchase_orders import LineChange, NewPriceModifier, PartyChange, PurchaseOrderChange
from procurify_client.decoding import unstructure
from procurify_client.models.common import CustomFieldValue, NamedTerm, PriceModifier, PriceModifierType
from procurify_client.models.lines import PurchaseOrderLine
from procurify_client.models.purchase_orders import Party, PurchaseOrder

__all__ = ["change_of"]

T = TypeVar("T")


def change_of(order: PurchaseOrder, *, promise_date: date | datetime | None = None) -> PurchaseOrderChange:
    """Make the body that writes an order as it was read, to change what is to be changed with `attrs.evolve`.

    What the order has no value for is left out; a text that must be sent is empty then. Custom field values go back in
    the form in which they came, as the form to write is not documented. How an order is paid is not in what is read,
    so `payment_method_id` is never given, nor is a credit card that came as more than its id.

    Args:
        order: from `purchase_orders.get`, not an older one: the server takes the version that is current only.
        promise_date: the day promised by the vendor, for an order that has none; it must be sent.

    Raises:
        ValueError: the order has no value for something that must be sent, or one that cannot be written.
    """
    promised = order.promise_date if promise_date is None else promise_date
    missing = [*_missing(order), *(["promise_date (give one here)"] if promised is None else [])]
    if missing or promised is None or order.version is None:
        raise ValueError(f"purchase order {order.key} has no {', '.join(missing)}: it cannot be revised without")
    return PurchaseOrderChange(
        version=order.version,
        buyer=_party(order.buyer),
        receiver=_party(order.receiver),
        lines=tuple(_line(line) for line in order.lines),
        promise_date=promised,
        discount=_modifier(order.discount),
        tax=_modifier(order.tax),
        external_number=order.external_number,
        comment=_given(order.comment),
        freight=_given(order.freight),
        other=_given(order.other),
        disclaimer_description=_given(order.disclaimer_description),
        disclaimer_text=_given(order.disclaimer_text),
        payment_term_id=_key(order.payment_term),
        shipping_term_id=_key(order.shipping_term),
        shipping_method_id=_key(order.shipping_method),
        credit_card_id=order.credit_card if type(order.credit_card) is int else UNSET,
        contract_id=UNSET if order.contract is None else _given(order.contract.id),
        expiry_date=_given(order.expiry_date),
        custom_fields=_custom_fields(order.custom_fields) or UNSET,
    )


def _missing(order: PurchaseOrder) -> Iterator[str]:
    """Name what must be sent, for which nothing can stand."""
    if order.version is None:
        yield "version"
    for name, party in (("buyer", order.buyer), ("receiver", order.receiver)):
        if party.address is None or party.address.id is None:
            yield f"{name}.address.id"
    for index, line in enumerate(order.lines):
        for member in ("quantity", "unit_price"):
            if getattr(line, member) is None:
                yield f"lines[{index}].{member}"
    for name, modifier in (("discount", order.discount), ("tax", order.tax)):
        if modifier is not None and modifier.value is not None and modifier.type is None:
            yield f"{name}.type"


def _party(party: Party) -> PartyChange:
    return PartyChange(
        name=party.name or "",
        contact=party.contact or "",
        line_one=party.line_one or "",
        postal_code=party.postal_code or "",
        city=party.city or "",
        country=party.country or "",
        address_id=_present(None if party.address is None else party.address.id),
        state_province=_given(party.state_province),
    )


def _line(line: PurchaseOrderLine) -> LineChange:
    return LineChange(
        id=line.id,
        name=line.name or "",
        unit=line.unit or "",
        quantity=_present(line.quantity),
        unit_price=_present(line.unit_price),
        custom_fields=_custom_fields(line.custom_fields),
        sku=_given(line.sku),
        buyer_note=_given(line.buyer_note),
        tax_amount=_given(line.tax_amount),
        shipping_amount=_given(line.shipping_amount),
        receive_method=_given(line.receive_method),
    )


def _modifier(modifier: PriceModifier | None) -> NewPriceModifier:
    """Write an order's tax or discount; one that is not there as nothing."""
    if modifier is None or modifier.value is None:
        return NewPriceModifier(value=Decimal(0), type=PriceModifierType.AMOUNT)
    return NewPriceModifier(value=modifier.value, type=_present(modifier.type))


def _custom_fields(values: tuple[CustomFieldValue, ...]) -> tuple[Mapping[str, Any], ...]:
    return tuple(unstructure(value) for value in values)


def _key(term: NamedTerm | None) -> int | Unset:
    return UNSET if term is None else _given(term.id)


def _given(value: T | None) -> T | Unset:
    return UNSET if value is None else value


def _present(value: T | None) -> T:
    """Take a value that `_missing` has found to be there."""
    if value is None:
        raise TypeError("a value that must be sent is missing")
    return value
