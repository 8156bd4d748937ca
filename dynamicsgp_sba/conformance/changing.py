"""Checks of updates and voids: guarded by the row stamp, whole, and of new orders alone."""

from decimal import Decimal

import attrs

from dynamicsgp_sba.conformance.bench import NO_SUCH_ACCOUNT, Bench
from dynamicsgp_sba.conformance.check import Check, NotProvable, expect, refused
from dynamicsgp_sba.encoding import encode_order
from dynamicsgp_sba.errors import NotFoundError, RefusedError, RowChangedError
from dynamicsgp_sba.models import NewPurchaseOrder, PurchaseOrder, PurchaseOrderStatus

__all__ = ["CHANGING"]


def _update(bench: Bench) -> None:
    first = bench.created(note="kept")
    changed = bench.line(sequence=32768, item_number="CONFORMANCE-2", quantity_ordered=Decimal(3))
    added = bench.line(sequence=49152, item_number="CONFORMANCE-3")
    wanted = bench.order(number=first.number, comment="", lines=(changed, added))
    second = bench.wrote(bench.orders.calls.update(wanted, row_stamp=first.row_stamp))
    expect(second.row_stamp != first.row_stamp, "the row stamp did not move")
    shown = [(line.sequence, line.quantity_ordered) for line in second.lines]
    expect(shown == [(32768, Decimal(3)), (49152, Decimal(2))], f"sequences and quantities of the lines are {shown}")
    expect(second.comment == "", f"an empty comment became {second.comment!r}")
    expect(second.note == "kept", f"the note that was left out became {second.note!r}")
    expect(bench.orders.get(first.number) == second, "a read gives another record than the update's answer")


def _whole_update(bench: Bench) -> None:
    first = bench.created()
    lines = (bench.line(sequence=16384), bench.line(sequence=32768, account_number=NO_SUCH_ACCOUNT))
    bad = bench.order(number=first.number, comment="changed", lines=lines)
    call = bench.orders.calls.update(bad, row_stamp=first.row_stamp)
    refused(bench, call, "an update with an unknown account", RefusedError, code="442")
    expect(bench.orders.get(first.number) == first, "the refused update changed the order")


def _moved_update(bench: Bench) -> None:
    first, second, wanted = _moved(bench)
    call = bench.orders.calls.update(wanted, row_stamp=first.row_stamp)
    refused(bench, call, "an update with an old row stamp", RowChangedError, code="ROW_CHANGED")
    expect(bench.orders.get(first.number) == second, "the refused update changed the order")


def _moved_void(bench: Bench) -> None:
    first, second, _ = _moved(bench)
    call = bench.orders.calls.void(first.number, row_stamp=first.row_stamp)
    refused(bench, call, "a void with an old row stamp", RowChangedError, code="ROW_CHANGED")
    expect(bench.orders.get(first.number) == second, "the refused void changed the order")


def _update_without_stamp(bench: Bench) -> None:
    first = bench.created()
    wanted = bench.order(number=first.number, comment="changed")
    call = bench.orders.calls.update(wanted, row_stamp=first.row_stamp)
    bare = attrs.evolve(call, body=encode_order(wanted, bench.resource, row_stamp=None))
    refused(bench, bare, "an update without a row stamp", RefusedError, code="ROW_STAMP")
    expect(bench.orders.get(first.number) == first, "the refused update changed the order")


def _void_without_stamp(bench: Bench) -> None:
    first = bench.created()
    bare = attrs.evolve(bench.orders.calls.void(first.number, row_stamp=first.row_stamp), body=b"{}")
    refused(bench, bare, "a void without a row stamp", RefusedError, code="ROW_STAMP")
    expect(bench.orders.get(first.number) == first, "the refused void changed the order")


def _void(bench: Bench) -> None:
    gone = bench.voided()
    expect(gone.status is PurchaseOrderStatus.CANCELED, f"the status is {gone.status.name}")
    if bench.company.setup.get().keeps_history is False:
        call = bench.orders.calls.get(gone.number)
        refused(bench, call, "reading a voided order where no history is kept", NotFoundError)
    else:
        expect(gone.in_history, "the voided order is not in history")


def _history_is_closed(bench: Bench) -> None:
    if bench.company.setup.get().keeps_history is False:
        raise NotProvable("the company keeps no history of purchase orders")
    gone = bench.voided()
    update = bench.orders.calls.update(bench.order(number=gone.number), row_stamp=gone.row_stamp)
    refused(bench, update, "an update of an order in history", RefusedError, code="IN_HISTORY")
    void = bench.orders.calls.void(gone.number, row_stamp=gone.row_stamp)
    refused(bench, void, "a void of an order in history", RefusedError, code="IN_HISTORY")


def _received_is_closed(bench: Bench) -> None:
    if not bench.material.received:
        raise NotProvable("no order with a receipt was named")
    seen = bench.orders.get(bench.material.received)
    void = bench.orders.calls.void(seen.number, row_stamp=seen.row_stamp)
    refused(bench, void, "a void of an order with receipts", RefusedError)


def _moved(bench: Bench) -> tuple[PurchaseOrder, PurchaseOrder, NewPurchaseOrder]:
    """Give an order as it was, as it is after a change, and another change that does not know of the first."""
    first = bench.created()
    wanted = bench.order(number=first.number, comment="the first change")
    second = bench.wrote(bench.orders.calls.update(wanted, row_stamp=first.row_stamp))
    return first, second, attrs.evolve(wanted, comment="the second change")


CHANGING: tuple[Check, ...] = (
    Check(
        name="update",
        promise="A change moves the row stamp, keeps what is left out, and makes the lines those that are named.",
        run=_update,
    ),
    Check(
        name="whole-update",
        promise="A change that is refused leaves the order as it was.",
        run=_whole_update,
        proves="atomic",
    ),
    Check(name="moved-update", promise="A change with an old row stamp is refused.", run=_moved_update),
    Check(name="moved-void", promise="A void with an old row stamp is refused.", run=_moved_void),
    Check(name="unguarded-update", promise="A change without a row stamp is refused.", run=_update_without_stamp),
    Check(name="unguarded-void", promise="A void without a row stamp is refused.", run=_void_without_stamp),
    Check(name="void", promise="A void cancels the order and moves it to history.", run=_void),
    Check(name="closed-history", promise="Orders in history are not changed.", run=_history_is_closed),
    Check(name="closed-received", promise="Orders with receipts are not changed.", run=_received_is_closed),
)
