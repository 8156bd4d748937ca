"""Vendors."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import NamedTerm, extra
from procurify_client.models.organisation import Currency
from procurify_client.strict import OpenEnum

__all__ = ["PaymentMethod", "PaymentMethodType", "Vendor", "VendorApproval", "VendorPerformance", "VendorType"]


class VendorType(int, OpenEnum):
    """What kind of vendor it is (contract section 9). OTHER and EMPLOYEE cannot be written."""

    OTHER = 1
    AMAZON_PUNCHOUT = 2
    PREFERRED = 3
    REGULAR = 4
    EMPLOYEE = 5
    CREDIT_CARD_PROVIDER = 6
    CHECKOUT = 7


class PaymentMethodType(int, OpenEnum):
    """How a vendor is paid (contract section 16)."""

    OTHER = 0
    CHECK = 1
    ACH = 2
    EFT = 3
    WIRE = 4
    PROCURIFY_CHECK = 5
    PROCURIFY_ACH = 6
    PROCURIFY_WIRE = 7
    AIRWALLEX = 8


@attrs.frozen(kw_only=True, slots=False)
class PaymentMethod:
    """A way to pay a vendor, with its account masked (contract section 16).

    Attributes:
        id: its key.
        name: at most 255 characters.
        type: see `PaymentMethodType`.
        data: what belongs to the type, as the wire has it: `payable_to` of a check, the masked account of an ACH.
        currency: the currency in which it pays.
        payment_rail: the network that carries it.
        bank_account_country_code: the country of the account.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    type: PaymentMethodType | None = None
    data: Any = attrs.field(default=None, repr=False, hash=False)
    currency: Currency | None = None
    payment_rail: str | None = None
    bank_account_country_code: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class VendorPerformance:
    """How well a vendor did (contract section 9.2).

    Attributes:
        overall_score: the rating, in points of a scale that is not documented.
        average_delivery_time: in days (assumed), up to 3 decimals.
        breakdown: the parts of the rating, as the wire has them.
        extra: members that this version has no name for.
    """

    overall_score: Decimal | None = None
    average_delivery_time: Decimal | None = None
    breakdown: Any = attrs.field(default=None, repr=False, hash=False)
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class VendorApproval:
    """Where the approval of a vendor stands that a user asked for (contract section 9.1, `vendor_request`).

    Attributes:
        id: the key of the request.
        requester: the name of who asked.
        submitted_at: `submitted_date`, when.
        next_approver: the name of whose turn it is.
        permissions: what we may do with it, as the wire has it.
        extra: members that this version has no name for.
    """

    id: int | None = None
    requester: str | None = None
    submitted_at: datetime | None = None
    next_approver: str | None = None
    permissions: Any = attrs.field(default=None, repr=False, hash=False)
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Vendor:
    """A vendor, from any answer that has one (contract section 9.1; how the answers differ is in 9.2).

    One class for all five, since they are one record of which some answers leave fields out or write them otherwise:
    terms are objects, but bare ids after `replace`; `overall_score` is a text or a number; `approval` is missing after
    `replace` and in orders, `performance` everywhere but in `get` and `create`; the answer of closing an order has id,
    name, address, score and `is_auto_email_po_enabled` alone. What an answer leaves out is None here.

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
        payment_methods: the ways to pay it, accounts masked.
        default_payment_method_id: `default_payment_method`, the id of one of them.
        credit_cards: `creditcards`, the cards issued by it, as the wire has them.
        is_1099_eligible: the US 1099 flag.
        is_auto_email_po_enabled: whether orders are sent by e-mail.
        po_pdf_labels: the set of labels on printed orders, at most 200 characters.
        email_configurations: by e-mail address, as the wire has it: `auto_po` and `payment_remittance`.
        overall_score: the rating, in points of a scale that is not documented, up to 3 decimals (contract sections 9.1
            and 9.2).
        performance: how well it did (contract section 9.2).
        approval: `vendor_request`, for a vendor that a user asked for (contract section 9.1).
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
    payment_methods: tuple[PaymentMethod, ...] = ()
    default_payment_method_id: int | None = None
    credit_cards: Any = attrs.field(default=None, repr=False, hash=False)
    is_1099_eligible: bool | None = None
    is_auto_email_po_enabled: bool | None = None
    po_pdf_labels: str | None = None
    email_configurations: Any = attrs.field(default=None, repr=False, hash=False)
    overall_score: Decimal | None = None
    performance: VendorPerformance | None = None
    approval: VendorApproval | None = None
    extra: Mapping[str, Any] = extra()
