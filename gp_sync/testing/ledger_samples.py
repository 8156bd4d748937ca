"""Invented documents, writes and events for the contracts of stores, and small helpers of their tests."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from threading import Barrier
from typing import Any, TypeVar

from gp_sync.core.model import Finding, Key, Ref, Severity, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.values import CapturedPage, CapturedVersion, Event, Intent, Lease, Settlement, StoredLink
from gp_sync.ledger.views import AuditRow

__all__ = [
    "AT",
    "CONNECTION",
    "FLOW",
    "KEY",
    "TARGET",
    "Reached",
    "at_once",
    "closed",
    "detail_of",
    "event",
    "intent",
    "lease_of",
    "link",
    "page",
    "reach",
    "refusal",
    "settlement",
    "target_of",
    "version",
]

T = TypeVar("T")
E = TypeVar("E", bound=Exception)

CONNECTION = "fabrikam"
FLOW = "purchase_orders"
KEY = Key(connection=CONNECTION, flow=FLOW, source_id="52")
TARGET = TargetRef(side="gp", company="TWO", number="PF52")
"""The record of `KEY`; `target_of` gives that of any document."""
AT = datetime(2026, 11, 4, 18, 30, 15, 123456, tzinfo=UTC)

_WAYS: dict[WriteState, tuple[WriteState, ...]] = {
    WriteState.RESERVED: (),
    WriteState.ABANDONED: (WriteState.ABANDONED,),
    WriteState.SENDING: (WriteState.SENDING,),
    WriteState.CONFIRMED: (WriteState.SENDING, WriteState.CONFIRMED),
    WriteState.REFUSED: (WriteState.SENDING, WriteState.REFUSED),
    WriteState.NOT_EXECUTED: (WriteState.SENDING, WriteState.NOT_EXECUTED),
    WriteState.IN_DOUBT: (WriteState.SENDING, WriteState.IN_DOUBT),
    WriteState.QUARANTINED: (WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED),
}


def target_of(key: Key) -> TargetRef:
    """The purchase order of company TWO that a document is written to: each has its own, as order 52 has `TARGET`."""
    return TargetRef(side="gp", company="TWO", number=f"PF{key.source_id}")


def event(what: str = "something.happened", **detail: Any) -> Event:
    """An event of 4 November 2026."""
    return Event(what=what, at=AT, detail=detail)


def intent(body: str | None = '{"vendor":"ACETRAVE0001"}', target: TargetRef = TARGET, **changes: Any) -> Intent:
    """The create of a purchase order; its fingerprint follows the body."""
    values: dict[str, Any] = {
        "op": "create",
        "target": target,
        "body": body,
        "before": None,
        "stamp": None,
        "fingerprint": sha256((body or "").encode()).hexdigest(),
    }
    return Intent(**(values | changes))


def link(target: TargetRef = TARGET, held: str = '{"vendor":"ACETRAVE0001","status":"New"}') -> StoredLink:
    """What a confirmed create left in the target."""
    sent = '{"vendor":"ACETRAVE0001"}'
    return StoredLink(
        target=target, sent=sent, held=held, stamp="2026-11-04T18:30:16Z", fingerprint=sha256(sent.encode()).hexdigest()
    )


def closed(code: str = "PERIOD_CLOSED", cause: str = "2026-11", severity: Severity = Severity.HOLD) -> Finding:
    """A finding that stops a document, about a fiscal period if nothing else is said."""
    return Finding(code=code, severity=severity, cause=Ref("period", ("TWO", cause)), where="date", tried=cause)


def settlement(number: int = 1, *findings: Finding, **changes: Any) -> Settlement:
    """The settlement of a version: held if there are findings, else settled as written."""
    state, end = (DocumentState.HELD, End.HELD) if findings else (DocumentState.SETTLED, End.WRITTEN)
    values: dict[str, Any] = {"version": number, "state": state, "end": end, "findings": findings}
    return Settlement(**(values | changes))


def version(source_id: str = "52", content: str = "first", **changes: Any) -> CapturedVersion:
    """A captured order; token and fingerprint follow the content."""
    payload = f'{{"id":{source_id},"content":"{content}"}}'.encode()
    values: dict[str, Any] = {
        "source_id": source_id,
        "token": f"token of {content}",
        "payload": payload,
        "fingerprint": sha256(payload).hexdigest(),
        "label": f"PF{source_id}",
    }
    return CapturedVersion(**(values | changes))


def page(*versions: CapturedVersion, flow: str = FLOW) -> CapturedPage:
    """A page of captured orders."""
    return CapturedPage(connection=CONNECTION, flow=flow, versions=versions or (version(),), at=AT)


def lease_of(store: DedupStore, owner: str = "first", connection: str = CONNECTION) -> Lease:
    """Take a lease of five minutes that nobody else holds."""
    lease = store.acquire(connection, owner, 300)
    if lease is None:
        raise AssertionError(f"the lease of {connection} should be free")
    return lease


class Reached:
    """A write that was brought into a state.

    Attributes:
        attempt: its number.
        fence: the lease's under which it happened.
    """

    def __init__(self, attempt: int, fence: int) -> None:
        self.attempt = attempt
        self.fence = fence


def reach(
    store: DedupStore,
    state: WriteState,
    fence: int,
    wanted: Intent | None = None,
    *,
    key: Key = KEY,
    settled: Settlement | None = None,
) -> Reached:
    """Reserve a write and move it, step by step, to a state; a settlement is stored with the last step.

    Without a write that is wanted, it is the create of the document's own record.
    """
    wanted = wanted or intent(target=target_of(key))
    attempts = store.attempts(key, wanted.target)
    store.reserve(key, 1, wanted, attempts, fence, event("write.reserved"))
    old = WriteState.RESERVED
    for new in _WAYS[state]:
        deadline = AT if new is WriteState.SENDING else None
        stored = settled if new is state else None
        done = store.move(
            key,
            wanted.target,
            attempts + 1,
            old,
            new,
            fence,
            event(f"write.{new}"),
            deadline=deadline,
            settlement=stored,
        )
        if not done:
            raise AssertionError(f"the move from {old} to {new} should be done")
        old = new
    return Reached(attempts + 1, fence)


def detail_of(row: AuditRow) -> Mapping[str, Any]:
    """The detail of a row of the audit, which must not be purged."""
    if row.detail is None:
        raise AssertionError(f"the detail of row {row.number} should be there")
    return row.detail


def refusal(call: Callable[[], object], kind: type[E]) -> E:
    """The error that a call raises."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} should be raised")


def at_once(count: int, call: Callable[[int], T]) -> list[T]:
    """What a call answers in several threads that start at the same moment, each with its number."""
    barrier = Barrier(count)

    def start(number: int) -> T:
        barrier.wait()
        return call(number)

    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(start, range(count)))
