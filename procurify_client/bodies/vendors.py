"""What is sent to make and change vendors (contract section 9.3)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import attrs

from procurify_client.bodies.base import UNSET, Among, Body, Digits, Email, Text, Unset
from procurify_client.models.vendors import VendorType
from procurify_client.names import VENDOR

__all__ = ["NewTerm", "NewVendor", "VendorChange", "VendorReplacement"]

_WRITABLE = Among(
    (
        VendorType.AMAZON_PUNCHOUT,
        VendorType.PREFERRED,
        VendorType.REGULAR,
        VendorType.CREDIT_CARD_PROVIDER,
        VendorType.CHECKOUT,
    )
)


@attrs.frozen(kw_only=True)
class NewTerm(Body):
    """A payment term, shipping term, payment method label or shipping method to write into a vendor.

    Doubtful: the reference describes this object without an id for writing and shows a bare id in the answer to
    `replace`, and says of neither whether the server finds a term by its name, makes a new one or refuses. Leave the
    four fields out of writes until you have tried them on your tenant (contract sections 9 and 18).

    Attributes:
        name: at most 100 characters.
        description: free text.
        active: whether it is offered.
    """

    name: Annotated[str, Text(100)]
    description: str | Unset | None = UNSET
    active: bool | Unset = UNSET


@attrs.frozen(kw_only=True)
class VendorChange(Body):
    """The fields of a vendor to change; all others stay. Even an empty change moves `last_modified` (observed).

    Attributes:
        name: at most 150 characters; need not be unique.
        active: False archives the vendor, True brings it back (inferred).
        type: see `VendorType`; OTHER and EMPLOYEE cannot be written.
        external_id: the id in the other system, at most 100 characters.
        line_one: `addressLineOne`, at most 300 characters.
        line_two: `addressLineTwo`, at most 300 characters.
        postal_code: `postalCode`, at most 20 characters.
        city: at most 50 characters.
        state_province: at most 40 characters.
        country: at most 80 characters, free text.
        phone_one: `phoneOne`, at most 20 characters.
        phone_two: `phoneTwo`, at most 20 characters.
        fax: at most 20 characters.
        emails: `email`, all addresses: they take the place of those that are there.
        contact: the contact person, at most 50 characters.
        url: website, at most 200 characters.
        comments: notes.
        currency_id: `currency`, the id of a currency.
        tax_id: `tax`, the id of a tax; taxes have no endpoint.
        payment_term: `payment_term_ref`; doubtful, see `NewTerm`.
        shipping_term: `shipping_term_ref`; doubtful, see `NewTerm`.
        payment_method: `payment_method_ref`; doubtful, see `NewTerm`.
        shipping_method: `shipping_method_ref`; doubtful, see `NewTerm`.
        default_payment_method_id: `default_payment_method`, the id of one of the vendor's payment methods.
        is_1099_eligible: the US 1099 flag.
        is_auto_email_po_enabled: whether orders are sent by e-mail.
        po_pdf_labels: the set of labels on printed orders, at most 200 characters.
        email_configurations: by e-mail address, `auto_po` and `payment_remittance`, True or False.
        overall_score: the rating, in points, at most 2 digits before and 3 after the point.
    """

    wire_names: ClassVar[Mapping[str, str]] = VENDOR

    name: Annotated[str | Unset, Text(150)] = UNSET
    active: bool | Unset = UNSET
    type: Annotated[VendorType | Unset, _WRITABLE] = UNSET
    external_id: Annotated[str | Unset | None, Text(100)] = UNSET
    line_one: Annotated[str | Unset | None, Text(300)] = UNSET
    line_two: Annotated[str | Unset | None, Text(300)] = UNSET
    postal_code: Annotated[str | Unset | None, Text(20)] = UNSET
    city: Annotated[str | Unset | None, Text(50)] = UNSET
    state_province: Annotated[str | Unset | None, Text(40)] = UNSET
    country: Annotated[str | Unset | None, Text(80)] = UNSET
    phone_one: Annotated[str | Unset | None, Text(20)] = UNSET
    phone_two: Annotated[str | Unset | None, Text(20)] = UNSET
    fax: Annotated[str | Unset | None, Text(20)] = UNSET
    emails: Annotated[tuple[str, ...] | Unset, Email()] = UNSET
    contact: Annotated[str | Unset | None, Text(50)] = UNSET
    url: Annotated[str | Unset | None, Text(200)] = UNSET
    comments: str | Unset | None = UNSET
    currency_id: int | Unset | None = UNSET
    tax_id: int | Unset | None = UNSET
    payment_term: NewTerm | Unset | None = UNSET
    shipping_term: NewTerm | Unset | None = UNSET
    payment_method: NewTerm | Unset | None = UNSET
    shipping_method: NewTerm | Unset | None = UNSET
    default_payment_method_id: int | Unset | None = UNSET
    is_1099_eligible: bool | Unset | None = UNSET
    is_auto_email_po_enabled: bool | Unset = UNSET
    po_pdf_labels: Annotated[str | Unset, Text(200)] = UNSET
    email_configurations: Mapping[str, Any] | Unset = attrs.field(default=UNSET, hash=False)
    overall_score: Annotated[Decimal | Unset | None, Digits(2, 3)] = UNSET


@attrs.frozen(kw_only=True)
class NewVendor(VendorChange):
    """A vendor to create. The reference lists four fields as required; two of them may be empty.

    Attributes:
        name: at most 150 characters; need not be unique.
        type: see `VendorType`; OTHER and EMPLOYEE cannot be written.
        emails: `email`, zero or more addresses.
        overall_score: the rating, in points; None for a vendor that has none.
    """

    name: Annotated[str, Text(150)]
    type: Annotated[VendorType, _WRITABLE]
    emails: Annotated[tuple[str, ...], Email()] = ()
    overall_score: Annotated[Decimal | None, Digits(2, 3)] = None


@attrs.frozen(kw_only=True)
class VendorReplacement(NewVendor):
    """A whole vendor to put in the place of one. What becomes of fields that are not given is not documented."""
