"""Typed client for the Procurify REST API."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from procurify_client.async_client import AsyncProcurify
    from procurify_client.breaker import Breaker
    from procurify_client.call import Answer, Call, Response, Timeout
    from procurify_client.client import Procurify
    from procurify_client.envelope import decode
    from procurify_client.errors import (
        AnswerTimeoutError,
        AuthenticationError,
        CircuitOpenError,
        ConnectError,
        FieldError,
        LostAnswerError,
        NotFoundError,
        PermissionDeniedError,
        ProcurifyError,
        RateLimitError,
        RedirectError,
        ServerError,
        StatusError,
        ThrottledError,
        TokenError,
        UnexpectedResponseError,
        UnreadableRecordsError,
        ValidationError,
    )
    from procurify_client.hooks import Event, Hooks
    from procurify_client.limits import Limits
    from procurify_client.models import (
        Account,
        AccountCode,
        AccountType,
        Address,
        BillingHistory,
        ClosedPurchaseOrder,
        CreatedRequisition,
        Currency,
        CurrentUser,
        CustomField,
        CustomFieldValue,
        DenialReason,
        Department,
        FulfilmentStatus,
        Item,
        Location,
        LocationSummary,
        LogAction,
        LogEntry,
        NamedTerm,
        OrderItem,
        OrderItemStatus,
        OrderItemType,
        Party,
        PriceModifier,
        PriceModifierType,
        PurchaseOrder,
        PurchaseOrderLine,
        PurchaseOrderRow,
        PurchaseOrderState,
        Receipt,
        ReceiveMethod,
        Requisition,
        RequisitionStatus,
        RevisedPurchaseOrder,
        SpendAllocation,
        Tax,
        TaxType,
        User,
        UserRole,
        Vendor,
        VendorType,
    )
    from procurify_client.options import Options
    from procurify_client.paging import Drift, Page
    from procurify_client.raw import list_call
    from procurify_client.retry import Backoff
    from procurify_client.secret import Secret
    from procurify_client.token_files import FileTokenStore
    from procurify_client.tokens import MemoryTokenStore, Token, TokenKey, TokenStore
    from procurify_client.unreadable import UnreadableRecord

__all__ = [
    "Account",
    "AccountCode",
    "AccountType",
    "Address",
    "Answer",
    "AnswerTimeoutError",
    "AsyncProcurify",
    "AuthenticationError",
    "Backoff",
    "BillingHistory",
    "Breaker",
    "Call",
    "CircuitOpenError",
    "ClosedPurchaseOrder",
    "ConnectError",
    "CreatedRequisition",
    "Currency",
    "CurrentUser",
    "CustomField",
    "CustomFieldValue",
    "DenialReason",
    "Department",
    "Drift",
    "Event",
    "FieldError",
    "FileTokenStore",
    "FulfilmentStatus",
    "Hooks",
    "Item",
    "Limits",
    "Location",
    "LocationSummary",
    "LogAction",
    "LogEntry",
    "LostAnswerError",
    "MemoryTokenStore",
    "NamedTerm",
    "NotFoundError",
    "Options",
    "OrderItem",
    "OrderItemStatus",
    "OrderItemType",
    "Page",
    "Party",
    "PermissionDeniedError",
    "PriceModifier",
    "PriceModifierType",
    "Procurify",
    "ProcurifyError",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderRow",
    "PurchaseOrderState",
    "RateLimitError",
    "Receipt",
    "ReceiveMethod",
    "RedirectError",
    "Requisition",
    "RequisitionStatus",
    "Response",
    "RevisedPurchaseOrder",
    "Secret",
    "ServerError",
    "SpendAllocation",
    "StatusError",
    "Tax",
    "TaxType",
    "ThrottledError",
    "Timeout",
    "Token",
    "TokenError",
    "TokenKey",
    "TokenStore",
    "UnexpectedResponseError",
    "UnreadableRecord",
    "UnreadableRecordsError",
    "User",
    "UserRole",
    "ValidationError",
    "Vendor",
    "VendorType",
    "__version__",
    "decode",
    "list_call",
]

_NAMES = {
    "async_client": ("AsyncProcurify",),
    "breaker": ("Breaker",),
    "call": (
        "Answer",
        "Call",
        "Response",
        "Timeout",
    ),
    "client": ("Procurify",),
    "envelope": ("decode",),
    "errors": (
        "AnswerTimeoutError",
        "AuthenticationError",
        "CircuitOpenError",
        "ConnectError",
        "FieldError",
        "LostAnswerError",
        "NotFoundError",
        "PermissionDeniedError",
        "ProcurifyError",
        "RateLimitError",
        "RedirectError",
        "ServerError",
        "StatusError",
        "ThrottledError",
        "TokenError",
        "UnexpectedResponseError",
        "UnreadableRecordsError",
        "ValidationError",
    ),
    "hooks": ("Event", "Hooks"),
    "limits": ("Limits",),
    "options": ("Options",),
    "paging": ("Drift", "Page"),
    "raw": ("list_call",),
    "retry": ("Backoff",),
    "secret": ("Secret",),
    "token_files": ("FileTokenStore",),
    "tokens": (
        "MemoryTokenStore",
        "Token",
        "TokenKey",
        "TokenStore",
    ),
    "unreadable": ("UnreadableRecord",),
}
# All other names are records, whose classes are many: they are made when the first of them is asked for.
_HOMES = {name: home for home, names in _NAMES.items() for name in names}


if not TYPE_CHECKING:  # type checkers know the names above, and would take any other one for a good one

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that a program pays at its start for what it uses."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'models')}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
