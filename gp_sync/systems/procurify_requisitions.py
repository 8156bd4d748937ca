"""What a requisition of Procurify says, in the engine's terms: its record, its lines and what they are charged to."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import attrs

import procurify_client as pc
from gp_sync.core.canonical import canonical
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.problems import plain_problem
from gp_sync.flows.purchase_orders.amounts import exact_total
from gp_sync.flows.purchase_orders.document import Coding, OrderState, SourceLine, SourceOrder, SourceVendor
from gp_sync.flows.requisitions.document import RequisitionState, SourceRequisition
from gp_sync.systems.procurify_orders import line_kind, person_name, unknown_value, whole_text

__all__ = ["decode_requisition", "payload_of", "read_requisition"]

T = TypeVar("T")

_ZERO = Decimal(0)
_STATES = {
    pc.RequisitionStatus.PENDING: RequisitionState.PENDING,
    pc.RequisitionStatus.APPROVED: RequisitionState.APPROVED,
    pc.RequisitionStatus.DENIED: RequisitionState.DENIED,
    pc.RequisitionStatus.PURCHASED: RequisitionState.PURCHASED,
    pc.RequisitionStatus.CANCELLED: RequisitionState.CANCELLED,
    pc.RequisitionStatus.RECEIVED: RequisitionState.RECEIVED,
    pc.RequisitionStatus.DRAFT: RequisitionState.DRAFT,
}
_TURNED_DOWN = frozenset({pc.OrderItemStatus.PURCHASE_REJECTED, pc.OrderItemStatus.APPROVAL_DENIED})
"""Lines that nobody will buy."""


def payload_of(
    row: Any,
    items: Iterable[Any],
    codings: Mapping[int, Coding | None] | None = None,
    vendors: Mapping[int, SourceVendor | None] | None = None,
) -> bytes:
    """A requisition as the ledger keeps it: rows as they were received, and what its accounts and vendors stand for.

    Args:
        row: the requisition's row of the list, as parsed.
        items: the rows of its lines.
        codings: the account code, department and location of each account, by its key.
        vendors: the vendors of its lines, by their keys.
    """
    known = {"accounts": _stored(codings or {}), "vendors": _stored(vendors or {})}
    return canonical({"requisition": row, "items": list(items), **known}).encode()


def _stored(values: Mapping[int, Any]) -> dict[str, Any]:
    return {str(key): None if value is None else attrs.asdict(value) for key, value in sorted(values.items())}


def read_requisition(row: Any, items: Iterable[Any]) -> tuple[pc.Requisition, tuple[pc.OrderItem, ...]]:
    """Read a requisition and its lines from their rows.

    Raises:
        ProcurifyError: one cannot be read.
    """
    return _read(pc.Requisition, row), tuple(_read(pc.OrderItem, item) for item in items)


def decode_requisition(payload: bytes) -> SourceRequisition:
    """Read what `payload_of` wrote into the engine's terms.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    try:
        stored = json.loads(whole_text(payload))
        found, items = read_requisition(stored["requisition"], stored["items"])
        codings = {int(key): None if row is None else Coding(**row) for key, row in stored["accounts"].items()}
        vendors = {int(key): None if row is None else SourceVendor(**row) for key, row in stored["vendors"].items()}
    except pc.ProcurifyError as error:
        raise ValueError(plain_problem(str(error))) from None
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"it was not stored as a requisition: {type(error).__name__}: {error}") from None
    return _source(found, items, codings, vendors)


def _read(kind: type[T], row: Any) -> T:
    return pc.decode(kind, canonical({"data": row}).encode())


def _is_wanted(item: pc.OrderItem) -> bool:
    return item.status not in _TURNED_DOWN and item.active is not False and item.is_active is not False


def _source(
    found: pc.Requisition,
    told: Iterable[pc.OrderItem],
    codings: Mapping[int, Coding | None],
    vendors: Mapping[int, SourceVendor | None],
) -> SourceRequisition:
    state = found.status
    items = [item for item in told if _is_wanted(item)]
    return SourceRequisition(
        number=found.number,
        state=RequisitionState.UNKNOWN if state is None else _STATES.get(state, RequisitionState.UNKNOWN),
        state_value="empty" if state is None else str(state.value),
        request=_request(found, items, codings),
        description=found.description or "",
        required_on=found.date_required,
        vendors={
            str(item.id): vendors.get(item.vendor_id) or _named(item) for item in items if item.vendor_id is not None
        },
        orders={str(item.id): keys for item in items if (keys := _orders(item))},
        currencies=len(_currencies(found, items)) or 1,
        beside=() if found.total is None else _beside(found, items, [item for item in told if not _is_wanted(item)]),
    )


def _currencies(found: pc.Requisition, items: Iterable[pc.OrderItem]) -> set[int]:
    """The keys of all currencies; what names none has that of the rest."""
    own = found.currency.id if found.currency else None
    return {key for key in (own, *(item.currency_id for item in items)) if key is not None}


def _beside(found: pc.Requisition, items: list[pc.OrderItem], turned_down: list[pc.OrderItem]) -> tuple[Decimal, ...]:
    """Nothing says whether tax, shipping and lines that were turned down count, so each way of counting is right."""
    down = sum((exact_total(_line(found, item, 0, {})) for item in turned_down), _ZERO)
    return (_ZERO, _charges(items), down, down + _charges([*items, *turned_down]))


def _charges(items: list[pc.OrderItem]) -> Decimal:
    return sum(((item.tax_amount or _ZERO) + (item.shipping_amount or _ZERO) for item in items), _ZERO)


def _request(found: pc.Requisition, items: list[pc.OrderItem], codings: Mapping[int, Coding | None]) -> SourceOrder:
    total = found.total or _ZERO
    return SourceOrder(
        flow=REQUISITIONS,
        key=found.number,
        number=str(found.number),
        external_number="",
        version=0,
        state=OrderState.PURCHASED,
        state_value="",
        ordered_at=found.requested_at,
        vendor=None,
        payment_terms="",
        shipping_method="",
        promise_date=None,
        buyer="",
        subtotal=total,
        freight=_ZERO,
        other=_ZERO,
        discount=None,
        tax=None,
        total=total,
        currency=(found.currency.name or "") if found.currency else "",
        comment=found.description or "",
        lines=tuple(_line(found, item, place, codings) for place, item in enumerate(items, start=1)),
        punchout=bool(found.punchout_supplier_name),
    )


def _line(found: pc.Requisition, item: pc.OrderItem, place: int, codings: Mapping[int, Coding | None]) -> SourceLine:
    return SourceLine(
        id=item.id,
        number=place,
        name=item.name or "",
        sku=item.sku or "",
        unit=item.unit or "",
        quantity=item.quantity,
        unit_price=item.unit_price,
        total=item.total_cost,
        tax=_ZERO,
        shipping=_ZERO,
        coding=codings.get(item.account_id) if item.account_id is not None else None,
        date_required=found.date_required,
        requester=person_name(found.requester),
        kind=line_kind(item.type),
        by_amount=item.receive_method is pc.ReceiveMethod.AMOUNT,
        unknown_receive_method=unknown_value(item.receive_method),
        account_id=item.account_id,
        approvers=tuple(person_name(user) for user in found.approvers),
    )


def _named(item: pc.OrderItem) -> SourceVendor:
    """A vendor that Procurify does not give: a line tells its key and name, and no more."""
    return SourceVendor(id=item.vendor_id or 0, name=item.vendor_name or "", external_id="", active=True)


def _orders(item: pc.OrderItem) -> tuple[int, ...]:
    """The keys of all orders that a line is or was on."""
    now = () if item.purchase_order is None else (item.purchase_order,)
    return tuple(sorted({*item.purchase_orders, *now}))
