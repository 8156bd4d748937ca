"""How much fits into GP's columns: the one table of lengths and decimals, for this client and for rules above it.

Lengths are usable characters, which are fewer than stored ones for many columns (contract section 1 of the data
reference). Names are the fields of the models in this package.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "CODE_PAGE",
    "MONEY_DECIMALS",
    "MONEY_LIMIT",
    "PURCHASE_ORDER",
    "PURCHASE_ORDER_LINE",
    "RATE_DECIMALS",
    "RATE_LIMIT",
    "REQUISITION",
    "REQUISITION_LINE",
    "SEQUENCE_STEP",
    "VENDOR",
    "VENDOR_ADDRESS",
    "WHOLE_LIMIT",
]

CODE_PAGE = "cp1252"
"""GP's text columns hold one byte a character, usually of Windows-1252."""

MONEY_DECIMALS = 5
"""Amounts and quantities are `numeric(19,5)`; a currency or item allows fewer."""

RATE_DECIMALS = 7
"""Exchange rates are `numeric(19,7)`."""

MONEY_LIMIT = 10**14
"""The smallest amount that `numeric(19,5)` cannot hold."""

RATE_LIMIT = 10**12
"""The smallest exchange rate that `numeric(19,7)` cannot hold."""

WHOLE_LIMIT = 2**31
"""The smallest whole number that an `int` column cannot hold."""

SEQUENCE_STEP = 16384
"""The distance between the sequence numbers (ORD) of neighbouring lines."""

PURCHASE_ORDER: Mapping[str, int] = MappingProxyType(
    {
        "number": 17,
        "vendor_id": 15,
        "buyer_id": 15,
        "currency_id": 15,
        "payment_terms_id": 20,
        "shipping_method": 15,
        "ship_to_address_id": 15,
        "bill_to_address_id": 15,
        "purchase_address_id": 15,
        "confirm_with": 20,
        "comment": 500,
        "note": 8000,
        "tax_schedule_id": 15,
    }
)
"""Characters of a purchase order's header fields (POP10100; the comment is POP10150, the note SY03900)."""

PURCHASE_ORDER_LINE: Mapping[str, int] = MappingProxyType(
    {
        "item_number": 30,
        "vendor_item_number": 30,
        "description": 100,
        "unit": 8,
        "site_id": 10,
        "account_number": 128,
        "requested_by": 20,
    }
)
"""Characters of a purchase order line's fields (POP10110; the account number is GL00105)."""

REQUISITION: Mapping[str, int] = MappingProxyType(
    {
        "number": 17,
        "description": 60,
        "requested_by": 20,
        "ship_to_address_id": 15,
        "user_defined_1": 20,
        "user_defined_2": 20,
    }
)
"""Characters of a requisition's header fields (POP10200)."""

REQUISITION_LINE: Mapping[str, int] = MappingProxyType(
    {
        "item_number": 30,
        "description": 100,
        "unit": 8,
        "vendor_id": 15,
        "site_id": 10,
        "currency_id": 15,
        "account_number": 128,
        "requested_by": 20,
        "user_defined_1": 20,
        "user_defined_2": 20,
    }
)
"""Characters of a requisition line's fields (POP10210; the account number is GL00105)."""

_ADDRESS = {
    "contact": 60,
    "address_1": 60,
    "address_2": 60,
    "address_3": 60,
    "city": 35,
    "state": 29,
    "postal_code": 10,
    "country_code": 6,
    "country": 60,
    "phone_1": 21,
    "phone_2": 21,
    "phone_3": 21,
    "fax": 21,
    "shipping_method": 15,
    "tax_schedule_id": 15,
}

VENDOR: Mapping[str, int] = MappingProxyType(
    _ADDRESS
    | {
        "id": 15,
        "name": 64,
        "short_name": 15,
        "check_name": 64,
        "class_id": 10,
        "primary_address_id": 15,
        "purchase_address_id": 15,
        "remit_to_address_id": 15,
        "ship_from_address_id": 15,
        "payment_terms_id": 20,
        "currency_id": 15,
        "tax_id": 11,
        "account_number": 20,
        "comment_1": 30,
        "comment_2": 30,
        "user_defined_1": 20,
        "user_defined_2": 20,
    }
)
"""Characters of a vendor's fields (PM00200)."""

VENDOR_ADDRESS: Mapping[str, int] = MappingProxyType(_ADDRESS | {"vendor_id": 15, "id": 15, "ups_zone": 3})
"""Characters of a vendor address's fields (PM00300)."""
