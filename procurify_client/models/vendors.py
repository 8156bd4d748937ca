"""Vendors."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import NamedTerm, extra
from procurify_client.strict import OpenEnum

__all__ = ["Vendor", "VendorType"]


class VendorType(int, OpenEnum):
    """What kind of vendor it is (contract section 9)."""

    OTHER = 1
    AMAZON_PUNCHOUT = 2
    PREFERRED = 3
    REGULAR = 4
    EMPLOYEE = 5
    CREDIT_CARD_PROVIDER = 6
    CHECKOUT = 7


@attrs.frozen(kw_only=True)
class Vendor:
    """A vendor, as listed, read by id, or embedded in a purchase order (contract sections 9.1 and 9.2).

    Attributes:
        id: its key. Vendor 1 is the placeholder `OTHER`.
        name: at most 150 characters; not unique.
        active: False means archived.
        type: see `VendorType`.
        external_id: the id in the other system, free text of at most 100 characters.
        last_modified: `dateModified`, the only change marker.
        line_one: `addressLineOne`, at most 300 characters.
        line_two: `addressLineTwo`, at most 300 characters.
        postal_code: `postalCode`, at most 20 characters.
        city: at most 50 characters.
        state_province: at most 40 characters.
        country: at most 80 characters, free text.
        phone_one: `phoneOne`, at most 20 characters.
        phone_two: `phoneTwo`, at most 20 characters.
        fax: at most 20 characters.
        emails: `email`, zero or more addresses.
        contact: the contact person, at most 50 characters.
        url: website, free text of at most 200 characters.
        comments: notes.
        currency_id: `currency`, the id of a currency.
        tax_id: `tax`, the id of a tax; taxes have no endpoint.
        payment_term: `payment_term_ref`.
        shipping_term: `shipping_term_ref`.
        payment_method: `payment_method_ref`, a label.
        shipping_method: `shipping_method_ref`.
        is_1099_eligible: the US 1099 flag.
        overall_score: the rating.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    active: bool | None = None
    type: VendorType | None = None
    external_id: str | None = None
    last_modified: datetime | None = None
    line_one: str | None = None
    line_two: str | None = None
    postal_code: str | None = None
    city: str | None = None
    state_province: str | None = None
    country: str | None = None
    phone_one: str | None = None
    phone_two: str | None = None
    fax: str | None = None
    emails: tuple[str, ...] = ()
    contact: str | None = None
    url: str | None = None
    comments: str | None = None
    currency_id: int | None = None
    tax_id: int | None = None
    payment_term: NamedTerm | None = None
    shipping_term: NamedTerm | None = None
    payment_method: NamedTerm | None = None
    shipping_method: NamedTerm | None = None
    is_1099_eligible: bool | None = None
    overall_score: Decimal | None = None
    extra: Mapping[str, Any] = extra()
