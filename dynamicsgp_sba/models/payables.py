"""Payables transactions (Purchasing), read only."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = ["PayablesDocumentType", "PayablesTransaction"]


class PayablesDocumentType(int, OpenEnum):
    """DOCTYPE."""

    INVOICE = 1
    FINANCE_CHARGE = 2
    MISCELLANEOUS_CHARGE = 3
    RETURN = 4
    CREDIT_MEMO = 5
    PAYMENT = 6


@attrs.frozen(kw_only=True)
class PayablesTransaction:
    """A transaction of Payables Management as GP holds it.

    The columns are those of GP's table of open transactions (PM20000). That the service has them is an assumption; a
    site says in its profile's `aliases` what its service calls them.

    Args:
        type: DOCTYPE.
        voucher_number: VCHRNMBR, unique for the type.
        document_number: DOCNUMBR, the vendor's number, such as that of the invoice.
        amount: DOCAMNT.
        remaining: CURTRXAM, what is not paid yet.
        purchase_order_number: PORDNMBR.
        description: TRXDSCRN.
        batch_id: BACHNUMB.
        posted: PSTGDATE, the day it was posted to; None for one that is not posted.
        voided: VOIDED; None where the service does not tell.
    """

    type: PayablesDocumentType
    voucher_number: str
    vendor_id: str = ""
    document_number: str = ""
    document_date: date | None = None
    due_date: date | None = None
    posted: date | None = None
    amount: Decimal | None = None
    remaining: Decimal | None = None
    currency_id: str = ""
    payment_terms_id: str = ""
    purchase_order_number: str = ""
    description: str = ""
    batch_id: str = ""
    on_hold: bool | None = None
    voided: bool | None = None
    extra: Mapping[str, Any] = extra()
