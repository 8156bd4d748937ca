"""Purchase orders, as listed and with their lines."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import Address, CustomFieldValue, NamedTerm, PriceModifier, extra
from procurify_client.models.lines import CostDetails, PurchaseOrderLine
from procurify_client.models.organisation import Currency
from procurify_client.models.people import User
from procurify_client.models.vendors import Vendor
from procurify_client.strict import OpenEnum

__all__ = [
    "Contract",
    "FulfilmentStatus",
    "Party",
    "PurchaseAgreementStatus",
    "PurchaseOrder",
    "PurchaseOrderRow",
    "PurchaseOrderState",
]


class PurchaseOrderState(int, OpenEnum):
    """Where a purchase order stands (contract section 10). 2 is a legacy code without a name."""

    PURCHASED = 0
    CANCELLED = 1
    CLOSED = 3
    PAID = 4
    REOPENED = 5


class FulfilmentStatus(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """How much of a purchase order has been received."""

    EMPTY = "empty"
    PARTIAL = "partial"
    FULL = "full"


class PurchaseAgreementStatus(int, OpenEnum):
    """Where a purchase agreement stands."""

    OPEN = 0
    PENDING = 1
    CLOSED = 2
    CANCELLED = 3
    DENIED = 4
    DRAFT = 5


@attrs.frozen(kw_only=True, slots=False)
class Contract:
    """The contract that an order belongs to. Contracts have no endpoint (contract section 16).

    Attributes:
        id: its key.
        uuid: a second key, as text.
        name: its name.
        extra: members that this version has no name for.
    """

    id: int | None = None
    uuid: str | None = None
    name: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Party:
    """A party to the order as the order shows it: a copy made when it was written (contract section 10.1).

    The wire has these as members with a prefix: `buyer_name`, `receiver_city`, `vendor_country` and so on.

    Attributes:
        name: at most 100 characters, for the vendor 150.
        contact: a person, at most 100 characters.
        line_one: `…_addressLineOne`, at most 300 characters.
        postal_code: `…_postalCode`, at most 20 characters.
        city: `…_city`, at most 50 characters.
        state_province: `…_state_province`, at most 40 characters.
        country: `…_country`, at most 80 characters.
        address: `…_address`, the entry in the address book with a second street line; the vendor has none. After a
            revision only its `id` is set.
    """

    name: str | None = None
    contact: str | None = None
    line_one: str | None = None
    postal_code: str | None = None
    city: str | None = None
    state_province: str | None = None
    country: str | None = None
    address: Address | None = None


@attrs.frozen(kw_only=True, slots=False)
class PurchaseOrderRow:
    """A purchase order as a list shows it, without lines (contract section 10.1).

    Attributes:
        key: `procurify_PO`, the key that paths use. There is no `id`.
        number: the internal number, `PF` and an increasing integer, always set by Procurify.
        external_number: `PO_Num`, the number that the vendor sees, at most 30 characters. None or empty where the
            company does not use one; may repeat.
        uuid: a second key.
        version: the revision.
        state: see `PurchaseOrderState`.
        fulfilment_status: how much has been received.
        ordered_at: `date`, when the order was created.
        last_modified: the change marker. Whether receiving moves it is not documented.
        closed_at: `closed_date`.
        recorded_at: `recorded_date`.
        promise_date: the calendar date promised by the vendor.
        expiry_date: the calendar date on which a blanket order ends.
        vendor: `pref_vendor`, the vendor's record as it is now.
        vendor_copy: the vendor as the order shows it.
        buyer: bill-to.
        receiver: ship-to.
        purchaser: who bought.
        payment_terms: the payment term as text, at most 100 characters.
        shipping_terms: the shipping term as text.
        shipping_method: a text in the list (only `name` is set), an object in the detail.
        subtotal: the sum of the lines, in the order's currency, 2 decimals.
        freight: header freight, in the order's currency, up to 6 decimals.
        other: other header cost, in the order's currency, up to 6 decimals.
        tax: header tax, an amount or a percentage.
        discount: header discount, an amount or a percentage.
        total: what it comes to, in the order's currency, 2 decimals.
        currency: `purchased_currency`.
        currency_rate: `purchased_currency_rate`, at purchase, in base currency per unit of `currency` (inferred), up to
            6 decimals.
        comment: notes.
        item_count: how many lines it has.
        active: the row flag.
        has_blanket_items: `has_blanket_order_items`.
        punchout_system: set for orders placed through a vendor's own shop.
        punchout_supplier_name: that vendor's name.
        punchout_vendor_reference: that vendor's key.
        punchout_supplier_icon: the address of the shop's picture.
        purchase_agreement: the key of the agreement that it belongs to.
        purchase_agreement_status: where that stands.
        contract: the contract that it belongs to.
        disclaimer_description: the name of the small print, at most 100 characters.
        disclaimer_text: the small print.
        most_recent_version: the highest revision there is.
        staged_for_export: the export flag.
        extra: members that this version has no name for.
    """

    key: int
    number: str | None = None
    external_number: str | None = None
    uuid: UUID | None = None
    version: int | None = None
    state: PurchaseOrderState | None = None
    fulfilment_status: FulfilmentStatus | None = None
    ordered_at: datetime | None = None
    last_modified: datetime | None = None
    closed_at: datetime | None = None
    recorded_at: datetime | None = None
    promise_date: date | None = None
    expiry_date: date | None = None
    vendor: Vendor | None = None
    vendor_copy: Party = Party()
    buyer: Party = Party()
    receiver: Party = Party()
    purchaser: User | None = None
    payment_terms: str | None = None
    shipping_terms: str | None = None
    shipping_method: NamedTerm | None = None
    subtotal: Decimal | None = None
    freight: Decimal | None = None
    other: Decimal | None = None
    tax: PriceModifier | None = None
    discount: PriceModifier | None = None
    total: Decimal | None = None
    currency: Currency | None = None
    currency_rate: Decimal | None = None
    comment: str | None = None
    item_count: int | None = None
    active: bool | None = None
    has_blanket_items: bool | None = None
    punchout_system: int | None = None
    punchout_supplier_name: str | None = None
    punchout_supplier_icon: str | None = None
    punchout_vendor_reference: int | None = None
    purchase_agreement: int | None = None
    purchase_agreement_status: PurchaseAgreementStatus | None = None
    contract: Contract | None = None
    disclaimer_description: str | None = None
    disclaimer_text: str | None = None
    most_recent_version: int | None = None
    staged_for_export: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class PurchaseOrder(PurchaseOrderRow):
    """A purchase order with its lines (contract section 10.2).

    Attributes:
        lines: `order_items`.
        custom_fields: custom field values of the header.
        payment_term: the term as an object; `payment_terms` is its text.
        shipping_term: the term as an object; `shipping_terms` is its text.
        credit_card: `creditcard`, the card that pays the order, as the wire has it; None for other orders.
        credit_card_is_editable: `creditcard_is_editable`.
        cost_details: totals that Procurify worked out.
        punchout_is_retriable: whether it may be sent to the vendor's shop again.
    """

    lines: tuple[PurchaseOrderLine, ...] = ()
    custom_fields: tuple[CustomFieldValue, ...] = ()
    payment_term: NamedTerm | None = None
    shipping_term: NamedTerm | None = None
    credit_card: Any = attrs.field(default=None, repr=False, hash=False)
    credit_card_is_editable: bool | None = None
    cost_details: CostDetails | None = None
    punchout_is_retriable: bool | None = None
