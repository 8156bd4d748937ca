"""Checks of reads: work and history in one look, receipts, lists, and what orders refer to."""

from datetime import datetime, timedelta
from typing import Any

from dynamicsgp_sba.conformance.bench import Bench
from dynamicsgp_sba.conformance.check import Check, Failed, NotProvable, expect, refused
from dynamicsgp_sba.errors import NotFoundError
from dynamicsgp_sba.models import PurchaseOrder, RecordList

__all__ = ["LOOKING"]

_NOT_FOUND = 404


def _absent(bench: Bench) -> None:
    call = bench.orders.calls.get(bench.number())
    error = refused(bench, call, "reading a number that no order has", NotFoundError)
    expect(error.status == _NOT_FOUND, f"the status is {error.status}")


def _history(bench: Bench) -> None:
    if bench.company.setup.get().keeps_history is False:
        raise NotProvable("the company keeps no history of purchase orders")
    gone = bench.voided()
    try:
        found = bench.orders.get(gone.number)
    except NotFoundError:
        raise Failed("an order in history is not found by a read") from None
    expect(found.in_history, "InHistory is false for an order in history")


def _spelling(bench: Bench) -> None:
    made = bench.created()
    found = bench.orders.get(f"{made.number.lower()}  ")
    expect(found.number == made.number, f"the order found is {found.number}")


def _no_receipts(bench: Bench) -> None:
    made = bench.created()
    told = (made.has_receipts, made.has_unposted_receipts)
    expect(told == (False, False), f"HasReceipts and HasUnpostedReceipts of a new order are {told}")


def _receipts(bench: Bench) -> None:
    if not bench.material.received:
        raise NotProvable("no order with a receipt that waits to be posted was named")
    found = bench.orders.get(bench.material.received)
    told = (found.has_receipts, found.has_unposted_receipts)
    expect(told == (True, True), f"HasReceipts and HasUnpostedReceipts are {told}")


def _changed_since(bench: Bench) -> None:
    _needs_filter(bench, "changed_since")
    older, newer = bench.created(), bench.created()
    instant = _changed_at(newer)
    expect(_changed_at(older) < instant, "an order made later has no later row stamp")
    numbers = _numbers(bench.orders.list(changed_since=instant))
    expect(newer.number in numbers, "an order that was changed at the instant is not listed")
    expect(older.number not in numbers, "an order that was changed before the instant is listed")
    gone = bench.wrote(bench.orders.calls.void(older.number, row_stamp=older.row_stamp))
    if gone.in_history:
        numbers = _numbers(bench.orders.list(changed_since=_changed_at(gone)))
        expect(gone.number in numbers, "an order that was voided since is not listed from history")
    later = bench.orders.list(changed_since=instant + timedelta(days=3650))
    expect(not later, f"{len(later)} orders are listed as changed in ten years")


def _marker(bench: Bench) -> None:
    _needs_filter(bench, "marker_prefix")
    ours, other = bench.created(), bench.created(confirm_with="BY PHONE")
    numbers = _numbers(bench.orders.list(marker_prefix=bench.marker.lower()))
    expect(ours.number in numbers, "an order is not listed by the beginning of its CONFIRM1 in small letters")
    expect(other.number not in numbers, "an order with another CONFIRM1 is listed")


def _accounts(bench: Bench) -> None:
    accounts = _whole(bench.company.gl_accounts.list())
    expect(accounts, "the list of accounts is empty")
    one = bench.company.gl_accounts.get(accounts[0].number)
    expect(one == accounts[0], "one account reads otherwise than in the list")
    refused(bench, bench.company.gl_accounts.calls.get("NO-SUCH-ACCOUNT"), "an unknown account", NotFoundError)
    form = bench.company.gl_accounts.segments()
    expect(form.segments, "the account format has no segments")
    expect(form.values, "no segment has values")


def _periods(bench: Bench) -> None:
    calendar = bench.company.fiscal_periods.list()
    expect(calendar.years, "there is no fiscal year")
    years = {period.year for period in calendar.periods if period.is_header}
    missing = sorted({year.year for year in calendar.years} - years)
    expect(not missing, f"years without header rows of periods: {missing}")


def _lists(bench: Bench) -> None:
    company = bench.company
    for listed in (company.vendor_classes, company.buyers, company.shipping_methods):
        _whole(listed.list())
    expect(_whole(company.addresses.list()), "the company has no address")


def _setup(bench: Bench) -> None:
    found = bench.company.setup.get()
    told = (found.collation, found.functional_currency_id, found.quantity_decimals, found.cost_decimals)
    untold = [value for value in (*told, found.keeps_history) if value is None or value == ""]
    expect(not untold, f"the setup does not tell all: {found}")


def _needs_filter(bench: Bench, name: str) -> None:
    if name not in bench.resource.filters:
        raise NotProvable(f"the profile has no query parameter for {name}")


def _changed_at(order: PurchaseOrder) -> datetime:
    if order.changed_at is None:
        raise Failed(f"DEX_ROW_TS {order.row_stamp!r} is no instant")
    return order.changed_at


def _numbers(orders: RecordList[PurchaseOrder]) -> set[str]:
    return {order.number for order in _whole(orders)}


def _whole(rows: RecordList[Any]) -> RecordList[Any]:
    expect(not rows.unreadable, f"rows that cannot be read: {[row.problems for row in rows.unreadable]}")
    return rows


LOOKING: tuple[Check, ...] = (
    Check(
        name="absent",
        promise="A read of a number that is nowhere answers 404 with the service's own words in JSON.",
        run=_absent,
    ),
    Check(name="history", promise="One read looks in work and in history.", run=_history, proves="reads_history"),
    Check(name="spelling", promise="Case and trailing spaces of a key do not count.", run=_spelling),
    Check(name="no-receipts", promise="A new order says that it has no receipts.", run=_no_receipts),
    Check(name="receipts", promise="HasUnpostedReceipts is true while a receipt waits to be posted.", run=_receipts),
    Check(
        name="changed-since",
        promise="changedSince lists what was changed at the instant or later, of work and history.",
        run=_changed_since,
    ),
    Check(name="marker", promise="marker lists the orders whose CONFIRM1 begins with it.", run=_marker),
    Check(name="accounts", promise="Accounts, their format and their segment values can be read.", run=_accounts),
    Check(name="periods", promise="Fiscal years have a header row for each period.", run=_periods),
    Check(name="lists", promise="Vendor classes, buyers, shipping methods and addresses can be listed.", run=_lists),
    Check(name="setup", promise="The setup tells collation, currency, decimals and history.", run=_setup),
)
