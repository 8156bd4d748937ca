"""What every `Ledger` must do: the tests that an application's own ledger has to pass."""

# ruff: noqa: S101  # tests assert

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import Event
from gp_sync.testing.audit_contract import AuditContract
from gp_sync.testing.capture_contract import CaptureContract
from gp_sync.testing.dedup_contract import DedupStoreContract
from gp_sync.testing.issue_contract import IssueContract
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    at_once,
    closed,
    event,
    intent,
    lease_of,
    link,
    page,
    reach,
    settlement,
    target_of,
    version,
)
from gp_sync.testing.lookup_contract import LookupContract
from gp_sync.testing.model_connection import HandClock
from gp_sync.testing.settle_contract import SettleContract

__all__ = ["LedgerContract"]


class LedgerContract(DedupStoreContract, CaptureContract, SettleContract, IssueContract, LookupContract, AuditContract):
    """Tests for any `Ledger`, which is a `DedupStore` too: give pytest the fixtures `clock` and `store`.

    Example:
        ```python
        class TestMyLedger(LedgerContract):
            @pytest.fixture
            def clock(self):
                return HandClock()

            @pytest.fixture
            def store(self, clock):
                return MyLedger(now=clock)
        ```
    """

    def events(self, store: DedupStore) -> Sequence[str]:
        """The events are the audit's."""
        ledger = cast("Ledger", store)
        return [row.what for row in ledger.audit(CONNECTION)]

    # --- writes and their documents -------------------------------------------------------------------------------

    def test_a_confirmed_write_settles_its_document(self, store: Ledger) -> None:
        """In one step, with a row of the audit for the write and one for the document."""
        fence = _captured(store)

        reach(store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(link(),)))

        (row,) = store.documents(CONNECTION, FLOW)
        assert (row.state, row.end, row.links) == (DocumentState.SETTLED, End.WRITTEN, (link(),))
        rows = [(row.what, row.target_number, row.old_state, row.new_state) for row in store.audit(CONNECTION, last=2)]
        assert rows == [
            ("write.confirmed", "PF52", "sending", "confirmed"),
            ("document.written", None, "pending", "settled"),
        ]

    def test_a_write_of_an_older_version_leaves_its_document_waiting(self, store: Ledger) -> None:
        """The link is stored, and the newer version is decided next."""
        fence = _captured(store)
        store.capture(page(version(content="second")), fence)

        reach(store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(link(),)))

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert (waiting.version, dict(waiting.links)) == (2, {TARGET: link()})
        assert [row.what for row in store.audit(CONNECTION, last=1)] == ["write.confirmed"]

    def test_a_waiting_document_names_its_open_targets(self, store: Ledger) -> None:
        """While a write is open, its document is not decided."""
        fence = _captured(store)
        reach(store, WriteState.SENDING, fence)

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)

        assert waiting.open_targets == {TARGET}

    def test_every_document_is_counted_once(self, store: Ledger) -> None:
        """Open writes count before the last decision, and all counts add up to all documents."""
        fence = _captured(store, *(f"{number}" for number in range(1, 8)))
        reach(store, WriteState.CONFIRMED, fence, key=_key("1"), settled=settlement(1))
        reach(store, WriteState.SENDING, fence, key=_key("2"))
        reach(store, WriteState.QUARANTINED, fence, key=_key("3"))
        store.settle(_key("3"), settlement(1, closed()), fence, event())
        reach(store, WriteState.REFUSED, fence, key=_key("4"), settled=settlement(1, closed()))
        store.capture(page(version("5", "odd", problem="odd")), fence)
        store.settle(_key("6"), settlement(1, state=DocumentState.SKIPPED, end=End.SKIPPED), fence, event())

        counts = store.counts(CONNECTION, FLOW)

        ends = [row.end for row in store.documents(CONNECTION, FLOW)]
        assert [end.value for end in ends] == [
            "written",
            "in doubt",
            "quarantined",
            "held",
            "unreadable",
            "skipped",
            "pending",
        ]
        assert counts == dict.fromkeys(ends, 1)
        assert store.counts(CONNECTION, "vendors") == {}

    def test_documents_are_listed_by_state(self, store: Ledger) -> None:
        """By id as text; all of them if no state is named, none if no state is wanted."""
        fence = _captured(store, "9", "10", "11")
        store.settle(_key("9"), settlement(1, closed()), fence, event())
        store.settle(_key("10"), settlement(1), fence, event())

        held = store.documents(CONNECTION, FLOW, (DocumentState.HELD, DocumentState.BLOCKED))

        assert [row.key.source_id for row in held] == ["9"]
        assert [row.key.source_id for row in store.documents(CONNECTION, FLOW)] == ["10", "11", "9"]
        assert list(store.documents(CONNECTION, FLOW, ())) == []

    # --- the audit ------------------------------------------------------------------------------------------------

    def test_the_audit_is_numbered_without_gaps_in_each_connection(self, store: Ledger) -> None:
        """Also when threads write at once, and although some changes are refused."""
        fence, other = lease_of(store).fence, lease_of(store, connection="contoso").fence

        def work(number: int) -> None:
            key, theirs = _key(f"{number}"), Key(connection="contoso", flow=FLOW, source_id=f"{number}")
            wanted = intent(target=target_of(key))
            store.reserve(key, 1, wanted, 0, fence, event("write.reserved"))
            store.reserve(key, 1, wanted, 0, fence, event("never"))
            store.reserve(theirs, 1, wanted, 0, other, event("write.reserved"))

        at_once(4, work)

        assert [row.number for row in store.audit(CONNECTION)] == [1, 2, 3, 4]
        assert [row.number for row in store.audit("contoso")] == [1, 2, 3, 4]

    def test_the_audit_tells_what_happened_to_a_write(self, store: Ledger) -> None:
        """With target, states, owner, fence and details, in UTC."""
        fence = lease_of(store).fence
        local = AT.astimezone(timezone(timedelta(hours=-6)))
        happened = Event(what="write.reserved", at=local, detail={"op": "create", "lines": [1, {"cost": "24.50"}]})

        store.reserve(KEY, 1, intent(), 0, fence, happened)

        (row,) = store.audit(CONNECTION)
        assert (row.connection, row.number, row.owner, row.fence) == (CONNECTION, 1, "first", fence)
        assert row.at == datetime(2026, 11, 4, 18, 30, 15, 123456, tzinfo=UTC)
        assert (row.flow, row.source_id) == (FLOW, "52")
        assert (row.side, row.company, row.target_number) == ("gp", "TWO", "PF52")
        assert (row.old_state, row.new_state) == (None, "reserved")
        assert row.detail == {"op": "create", "lines": [1, {"cost": "24.50"}]}

    def test_the_audit_is_read_for_one_document_or_from_the_end(self, store: Ledger) -> None:
        """In order in each case."""
        fence = _captured(store, "52", "53")
        for source_id in ("52", "53"):
            store.settle(_key(source_id), settlement(1), fence, event(f"settled {source_id}"))
        store.reopen([_key("52")], fence, event("reopened 52"))

        one = [row.number for row in store.audit(CONNECTION, key=_key("52"))]
        last = [row.number for row in store.audit(CONNECTION, last=2)]
        last_of_one = [row.number for row in store.audit(CONNECTION, key=_key("52"), last=2)]

        assert (one, last, last_of_one) == ([1, 3, 5], [4, 5], [3, 5])
        assert len(list(store.audit(CONNECTION, last=99))) == 5
        assert list(store.audit(CONNECTION, last=0)) == []

    def test_a_take_over_is_audited(self, store: Ledger, clock: HandClock) -> None:
        """Runs that end as they should leave no row; one that another process had to replace does."""
        store.release(lease_of(store))
        lease_of(store, "second")
        clock.advance(seconds=301)

        third = lease_of(store, "third")

        rows = [(row.what, row.owner, row.fence, row.detail) for row in store.audit(CONNECTION)]
        assert rows == [("lease.taken_over", "third", third.fence, {"from": "second"})]

    # --- memos ----------------------------------------------------------------------------------------------------

    def test_a_memo_is_replaced_by_whoever_knows_it(self, store: Ledger) -> None:
        """Of two that start from the same text, one wins."""
        first = store.remember("login", "refused", expected=None)
        late = store.remember("login", "worked", expected=None)
        wrong = store.remember("login", "worked", expected="other")
        second = store.remember("login", "worked", expected="refused")

        assert (first, late, wrong, second) == (True, False, False, True)
        assert (store.recall("login"), store.recall("other")) == ("worked", None)

    def test_a_memo_of_a_run_is_refused_from_one_that_lost_its_lease(self, store: Ledger) -> None:
        """It would undo what the process that took over remembers."""
        old = lease_of(store).fence
        first = store.remember("swept", "1", expected=None, held=(CONNECTION, old))
        new = lease_of(store).fence

        late = store.remember("swept", "2", expected="1", held=(CONNECTION, old))
        unknown = store.remember("orphans", "2", expected=None, held=(CONNECTION, old))
        second = store.remember("swept", "3", expected="1", held=(CONNECTION, new))

        assert (first, late, unknown, second) == (True, False, False, True)
        assert (store.recall("swept"), store.recall("orphans")) == ("3", None)


def _key(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def _captured(store: Ledger, *source_ids: str) -> int:
    """Capture documents, order 52 if none is named; gives the fence."""
    fence = lease_of(store).fence
    store.capture(page(*(version(source_id) for source_id in source_ids or ("52",))), fence)
    return fence
