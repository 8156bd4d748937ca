"""What Procurify answers to a change of a purchase order: each action has a form of its own."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import PriceModifier, extra
from procurify_client.models.order_items import ReceiveMethod
from procurify_client.models.organisation import Currency
from procurify_client.models.people import User
from procurify_client.models.purchase_orders import (
    FulfilmentStatus,
    Party,
    PurchaseAgreementStatus,
    PurchaseOrderState,
)
from procurify_client.models.vendors import Vendor

__all__ = ["ClosedPurchaseOrder", "RevisedLine", "RevisedPurchaseOrder"]


@attrs.frozen(kw_only=True, slots=False)
class ClosedPurchaseOrder:
    """A purchase order as the answer to closing it shows it (contract section 8).

    Attributes:
        id: its key; that it equals `key` is assumed.
        key: `procurify_PO`, the key that paths use.
        number: the internal number, such as PF52.
        external_number: `PO_Num`, the number that the vendor sees, at most 30 characters.
        uuid: a second key.
        version: the revision.
        state: see `PurchaseOrderState`.
        fulfilment_status: how much has been received.
        ordered_at: `date`, when the order was created.
        last_modified: the change marker.
        promise_date: the calendar date promised by the vendor.
        expiry_date: the calendar date on which a blanket order ends.
        vendor: `pref_vendor`, with id, name, address and score alone.
        purchaser: who bought.
        subtotal: the sum of the lines, in the order's currency, 2 decimals.
        freight: header freight, in the order's currency, up to 6 decimals.
        other: other header cost, in the order's currency, up to 6 decimals.
        discount: header discount, an amount or a percentage.
        total: what it comes to, in the order's currency, 2 decimals.
        total_amount: in the order's currency, 2 decimals; how it differs from `total` is not documented.
        currency: `purchased_currency`.
        currency_code: `currency`, its name as text.
        currency_rate: `purchased_currency_rate`, at purchase, in base currency per unit of `currency` (inferred), up to
            6 decimals.
        item_count: how many lines it has.
        has_blanket_items: `has_blanket_order_items`.
        email_status: whether its e-mail arrived, at most 50 characters.
        email_status_updated_at: since when.
        purchase_agreement: the key of the agreement that it belongs to.
        purchase_agreement_status: where that stands.
        punchout_system: set for orders placed through a vendor's own shop.
        punchout_supplier_name: that vendor's name.
        punchout_supplier_icon: the address of the shop's picture.
        punchout_vendor_reference: that vendor's key.
        punchout_items_rejected: whether the shop refused items.
        punchout_is_retriable: whether it may be sent to the shop again.
        extra: members that this version has no name for.
    """

    id: int
    key: int | None = None
    number: str | None = None
    external_number: str | None = None
    uuid: UUID | None = None
    version: int | None = None
    state: PurchaseOrderState | None = None
    fulfilment_status: FulfilmentStatus | None = None
    ordered_at: datetime | None = None
    last_modified: datetime | None = None
    promise_date: date | None = None
    expiry_date: date | None = None
    vendor: Vendor | None = None
    purchaser: User | None = None
    subtotal: Decimal | None = None
    freight: Decimal | None = None
    other: Decimal | None = None
    discount: PriceModifier | None = None
    total: Decimal | None = None
    total_amount: Decimal | None = None
    currency: Currency | None = None
    currency_code: str | None = None
    currency_rate: Decimal | None = None
    item_count: int | None = None
    has_blanket_items: bool | None = None
    email_status: str | None = None
    email_status_updated_at: datetime | None = None
    purchase_agreement: int | None = None
    purchase_agreement_status: PurchaseAgreementStatus | None = None
    punchout_system: int | None = None
    punchout_supplier_name: str | None = None
    punchout_supplier_icon: str | None = None
    punchout_vendor_reference: int | None = None
    punchout_items_rejected: bool | None = None
    punchout_is_retriable: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class RevisedLine:
    """A line as the answer to a revision shows it (contract section 10.4).

    Attributes:
        id: its key.
        name: at most 255 characters.
        sku: at most 100 characters.
        unit: unit of measure, at most 30 characters.
        quantity: ordered, in the item's unit of measure, up to 5 decimals.
        unit_price: `price`, in the item's currency, up to 8 decimals.
        buyer_note: `po_note`.
        custom_fields: custom field values, as the wire has them.
        tax_amount: the line's tax, in the item's currency, up to 8 decimals.
        shipping_amount: the line's shipping, in the item's currency, up to 8 decimals.
        receive_method: by quantity or by amount.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    sku: str | None = None
    unit: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    buyer_note: str | None = None
    custom_fields: Any = attrs.field(default=None, repr=False, hash=False)
    tax_amount: Decimal | None = None
    shipping_amount: Decimal | None = None
    receive_method: ReceiveMethod | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class RevisedPurchaseOrder:
    """A purchase order as the answer to a revision shows it: what was written, with bare ids (contract section 10.4).

    It says neither which order it is nor what it comes to; read the order again for that.

    Attributes:
        version: the revision that it is now.
        external_number: `PO_Num`, the number that the vendor sees, at most 30 characters.
        buyer: bill-to.
        receiver: ship-to.
        lines: `order_items`.
        comment: notes.
        promise_date: the calendar date promised by the vendor.
        expiry_date: the calendar date on which a blanket order ends.
        freight: header freight, in the order's currency, up to 6 decimals.
        other: other header cost, in the order's currency, up to 6 decimals.
        discount: header discount, as the wire has it.
        tax: header tax, as the wire has it.
        disclaimer_description: the name of the small print, at most 100 characters.
        disclaimer_text: the small print.
        payment_term_id: `payment_term_ref`.
        shipping_term_id: `shipping_term_ref`.
        payment_method_id: `payment_method_ref`.
        shipping_method_id: `shipping_method_ref`.
        credit_card_id: `creditcard`.
        contract_id: `contract`.
        extra: members that this version has no name for.
    """

    version: int
    external_number: str | None = None
    buyer: Party = attrs.field(default=Party())
    receiver: Party = attrs.field(default=Party())
    lines: tuple[RevisedLine, ...] = ()
    comment: str | None = None
    promise_date: date | None = None
    expiry_date: date | None = None
    freight: Decimal | None = None
    other: Decimal | None = None
    discount: Any = attrs.field(default=None, repr=False, hash=False)
    tax: Any = attrs.field(default=None, repr=False, hash=False)
    disclaimer_description: str | None = None
    disclaimer_text: str | None = None
    payment_term_id: int | None = None
    shipping_term_id: int | None = None
    payment_method_id: int | None = None
    shipping_method_id: int | None = None
    credit_card_id: int | None = None
    contract_id: int | None = None
    extra: Mapping[str, Any] = extra()
