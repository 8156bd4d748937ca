"""What is sent to revise a purchase order: the whole of it (contract section 10.4)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import attrs

from procurify_client.bodies.base import UNSET, Body, Digits, Text, Unset
from procurify_client.models.common import PriceModifierType
from procurify_client.models.order_items import ReceiveMethod
from procurify_client.names import PARTIES, PARTY, REVISED, REVISED_LINE

__all__ = ["LineChange", "NewPriceModifier", "PartyChange", "PurchaseOrderChange"]


@attrs.frozen(kw_only=True)
class PartyChange(Body):
    """Bill-to or ship-to of an order. On the wire its fields have the prefix `buyer_` or `receiver_`.

    Attributes:
        name: at most 100 characters.
        contact: a person, at most 100 characters.
        line_one: `…_addressLineOne`, at most 300 characters.
        postal_code: `…_postalCode`, at most 20 characters.
        city: at most 50 characters.
        country: at most 80 characters.
        address_id: `…_address`, the id of the entry in the address book.
        state_province: at most 40 characters.
    """

    wire_names: ClassVar[Mapping[str, str]] = PARTY | {"address_id": "address"}

    name: Annotated[str, Text(100)]
    contact: Annotated[str, Text(100)]
    line_one: Annotated[str, Text(300)]
    postal_code: Annotated[str, Text(20)]
    city: Annotated[str, Text(50)]
    country: Annotated[str, Text(80)]
    address_id: int
    state_province: Annotated[str | Unset, Text(40)] = UNSET


@attrs.frozen(kw_only=True)
class NewPriceModifier(Body):
    """A header tax or discount to write.

    The form of it is not documented (contract section 10.4 shows an object). The value is sent as text, as all amounts
    are, since a JSON number may be read inexactly; a read order has a number there.

    Attributes:
        value: in the order's currency, or in percent; at most 13 digits before and 6 after the point, as the header's
            other costs.
        type: which of the two.
    """

    value: Annotated[Decimal, Digits(13, 6)]
    type: PriceModifierType


@attrs.frozen(kw_only=True)
class LineChange(Body):
    """A line of an order as it is to be.

    Attributes:
        id: its key.
        name: at most 255 characters.
        unit: unit of measure, at most 30 characters.
        quantity: in the item's unit of measure, at most 10 digits before and 5 after the point.
        unit_price: `price`, in the item's currency, at most 13 digits before and 8 after the point.
        custom_fields: custom field values as the API wants them; their form is not documented.
        sku: at most 100 characters.
        buyer_note: `po_note`.
        tax_amount: the line's tax, in the item's currency, at most 13 digits before and 8 after the point.
        shipping_amount: the line's shipping, in the item's currency, at most 13 digits before and 8 after the point.
        receive_method: by quantity or by amount.
    """

    wire_names: ClassVar[Mapping[str, str]] = REVISED_LINE

    id: int
    name: Annotated[str, Text(255)]
    unit: Annotated[str, Text(30)]
    quantity: Annotated[Decimal, Digits(10, 5)]
    unit_price: Annotated[Decimal, Digits(13, 8)]
    custom_fields: tuple[Mapping[str, Any], ...] = attrs.field(default=(), hash=False)
    sku: Annotated[str | Unset, Text(100)] = UNSET
    buyer_note: str | Unset = UNSET
    tax_amount: Annotated[Decimal | Unset | None, Digits(13, 8)] = UNSET
    shipping_amount: Annotated[Decimal | Unset | None, Digits(13, 8)] = UNSET
    receive_method: ReceiveMethod | Unset = UNSET


@attrs.frozen(kw_only=True)
class PurchaseOrderChange(Body):
    """A purchase order as it is to be: the whole header, every line, and the version that you read.

    The server makes a new revision of it. That it refuses a version that is not the current one is assumed. `change_of`
    makes one of an order that was read.

    Attributes:
        version: the revision that was read.
        buyer: bill-to.
        receiver: ship-to.
        lines: `order_items`, all of them.
        promise_date: the day promised by the vendor. The API stores days as midnights: a `date` is sent as the
            midnight of it in UTC, which this client reads as the same day wherever the tenant's zone is from UTC-12 to
            just before UTC+12; no instant does so in all zones. Which day Procurify's own pages then show is not
            documented. If you know the zone of the order's location, as you must from UTC+12 on, give the midnight
            there: `datetime(2026, 11, 4, tzinfo=ZoneInfo("Pacific/Auckland"))`.
        discount: header discount.
        tax: header tax.
        external_number: `PO_Num`, the number that the vendor sees, at most 30 characters; None when unused.
        comment: notes.
        freight: header freight, in the order's currency, at most 13 digits before and 6 after the point.
        other: other header cost, in the order's currency, at most 13 digits before and 6 after the point.
        disclaimer_description: the name of the small print, at most 100 characters.
        disclaimer_text: the small print.
        payment_term_id: `payment_term_ref`, the id of a term, as found in vendors and orders.
        shipping_term_id: `shipping_term_ref`.
        payment_method_id: `payment_method_ref`.
        shipping_method_id: `shipping_method_ref`.
        credit_card_id: `creditcard`, the paying card.
        contract_id: `contract`, the id of a contract.
        expiry_date: the day on which a blanket order ends; a `date` or a midnight, as for `promise_date`.
        custom_fields: header custom fields as the API wants them; their form is not documented.
    """

    wire_names: ClassVar[Mapping[str, str]] = REVISED

    version: int
    buyer: PartyChange
    receiver: PartyChange
    lines: tuple[LineChange, ...]
    promise_date: date | datetime
    discount: NewPriceModifier
    tax: NewPriceModifier
    external_number: Annotated[str | Unset | None, Text(30)] = UNSET
    comment: str | Unset | None = UNSET
    freight: Annotated[Decimal | Unset | None, Digits(13, 6)] = UNSET
    other: Annotated[Decimal | Unset | None, Digits(13, 6)] = UNSET
    disclaimer_description: Annotated[str | Unset | None, Text(100)] = UNSET
    disclaimer_text: str | Unset | None = UNSET
    payment_term_id: int | Unset | None = UNSET
    shipping_term_id: int | Unset | None = UNSET
    payment_method_id: int | Unset | None = UNSET
    shipping_method_id: int | Unset | None = UNSET
    credit_card_id: int | Unset | None = UNSET
    contract_id: int | Unset | None = UNSET
    expiry_date: date | datetime | Unset | None = UNSET
    custom_fields: tuple[Mapping[str, Any], ...] | Unset = attrs.field(default=UNSET, hash=False)

    def to_json(self) -> dict[str, Any]:
        """Give what is sent, with the parties spread over members with prefixes and days as midnights."""
        written = super().to_json()
        for name, day in (("promise_date", self.promise_date), ("expiry_date", self.expiry_date)):
            if type(day) is date:
                written[name] = datetime.combine(day, time.min, UTC).isoformat()
        for party in ("buyer", "receiver"):
            members = written.pop(party)
            written |= {PARTIES[party] + name: value for name, value in members.items()}
        return written
