"""What every `Ledger` must do with what a capture brings."""

# ruff: noqa: S101  # tests assert

import hashlib

import attrs

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.protocols import Ledger
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    detail_of,
    event,
    lease_of,
    page,
    settlement,
    version,
)
from gp_sync.testing.model_connection import HandClock

__all__ = ["CaptureContract"]

_NEWER = "a newer token"
_UNREADABLE = "expected an order, got a list"


class CaptureContract:
    """The part of `LedgerContract` that is about cursors, change tokens and versions."""

    def test_a_captured_document_waits_for_its_decision(self, store: Ledger) -> None:
        """It comes back byte for byte."""
        assert store.capture(page(version()), lease_of(store).fence)

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert (waiting.key, waiting.version, waiting.label) == (KEY, 1, "PF52")
        assert waiting.payload == b'{"id":52,"content":"first"}'
        assert waiting.captured_at == AT
        assert (dict(waiting.links), waiting.open_targets) == ({}, frozenset())

    def test_every_version_is_kept_as_it_was_received(self, store: Ledger) -> None:
        """Also one that cannot be read; of an unknown document there is none."""
        fence = lease_of(store).fence
        for content in (b"first", b"second"):
            digest = hashlib.sha256(content).hexdigest()
            store.capture(page(attrs.evolve(version(), payload=content, fingerprint=digest)), fence)

        assert dict(store.payloads(KEY)) == {1: b"first", 2: b"second"}
        assert dict(store.payloads(attrs.evolve(KEY, source_id="99"))) == {}

    def test_nothing_is_captured_with_an_old_fence(self, store: Ledger, clock: HandClock) -> None:
        """Neither a document nor a row of the audit is left."""
        old = lease_of(store).fence
        store.release(lease_of(store))

        assert not store.capture(page(version()), old)
        assert not store.advance(CONNECTION, "orders", "2026-11-04", old, event())
        assert list(store.documents(CONNECTION, FLOW)) == []
        assert store.cursor(CONNECTION, "orders") is None
        assert list(store.audit(CONNECTION)) == []

    def test_the_payload_that_is_known_only_renews_the_token(self, store: Ledger) -> None:
        """A list row may change without its document: no version, no row of the audit."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)
        store.settle(KEY, settlement(1), fence, event())
        rows = len(list(store.audit(CONNECTION)))

        assert store.capture(page(version(token=_NEWER)), fence)

        assert store.tokens(CONNECTION, FLOW, ["52"]) == {"52": _NEWER}
        assert [row.state for row in store.documents(CONNECTION, FLOW)] == [DocumentState.SETTLED]
        assert len(list(store.audit(CONNECTION))) == rows

    def test_a_new_version_supersedes_the_one_that_waits(self, store: Ledger) -> None:
        """Only the newest is decided; the audit names the one that never was."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)

        store.capture(page(version(content="second")), fence)

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert (waiting.version, waiting.payload) == (2, b'{"id":52,"content":"second"}')
        assert [detail_of(row)["supersedes"] for row in store.audit(CONNECTION)] == [None, 1]

    def test_a_new_version_supersedes_no_decided_one(self, store: Ledger) -> None:
        """A settled document waits again; its first version stays decided."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)
        store.settle(KEY, settlement(1), fence, event())

        store.capture(page(version(content="second")), fence)

        (last,) = store.audit(CONNECTION, last=1)
        assert (last.what, last.old_state, last.new_state) == ("version.captured", "settled", "pending")
        assert detail_of(last)["supersedes"] is None
        assert [row.state for row in store.documents(CONNECTION, FLOW)] == [DocumentState.PENDING]

    def test_an_earlier_payload_is_a_new_version(self, store: Ledger) -> None:
        """A source may return to what it said before: only the newest stored payload is compared."""
        fence = lease_of(store).fence
        for content in ("first", "second", "first"):
            store.capture(page(version(content=content)), fence)

        assert [waiting.version for waiting in store.pending(CONNECTION, FLOW, None, 10)] == [3]

    def test_a_page_may_name_a_document_twice(self, store: Ledger) -> None:
        """A list that shifts while it is read repeats rows."""
        store.capture(page(version(), version(), version(content="second")), lease_of(store).fence)

        assert [waiting.version for waiting in store.pending(CONNECTION, FLOW, None, 10)] == [2]

    def test_an_unreadable_new_document_is_counted_and_not_decided(self, store: Ledger) -> None:
        """It is silent nowhere: the count shows it, and the audit says why."""
        store.capture(page(version(problem=_UNREADABLE)), lease_of(store).fence)

        (row,) = store.documents(CONNECTION, FLOW)
        assert (row.state, row.end, row.version) == (DocumentState.PENDING, End.UNREADABLE, 0)
        assert store.pending(CONNECTION, FLOW, None, 10) == []
        assert store.counts(CONNECTION, FLOW) == {End.UNREADABLE: 1}
        assert [(row.what, detail_of(row)["problem"]) for row in store.audit(CONNECTION)] == [
            ("version.unreadable", _UNREADABLE)
        ]

    def test_a_known_document_keeps_its_state_when_a_version_is_unreadable(self, store: Ledger) -> None:
        """What was decided holds, and the document is counted as unreadable until a version can be read."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)
        store.settle(KEY, settlement(1), fence, event())

        store.capture(page(version(content="odd", problem=_UNREADABLE, label="")), fence)

        (row,) = store.documents(CONNECTION, FLOW)
        assert (row.state, row.end, row.version, row.label) == (DocumentState.SETTLED, End.UNREADABLE, 1, "PF52")
        assert [(found.code, found.tried) for found in row.findings] == [("ORDER_UNREADABLE", _UNREADABLE)]

    def test_the_last_readable_version_is_decided(self, store: Ledger) -> None:
        """An unreadable version does not supersede one that waits."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)

        store.capture(page(version(content="odd", problem=_UNREADABLE)), fence)

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert (waiting.version, waiting.payload) == (1, b'{"id":52,"content":"first"}')
        assert store.settle(KEY, settlement(1), fence, event())

    def test_a_readable_version_ends_it(self, store: Ledger) -> None:
        """The next version that can be read is decided, and the document counts as pending."""
        fence = lease_of(store).fence
        store.capture(page(version(problem=_UNREADABLE)), fence)

        store.capture(page(version(content="second")), fence)

        assert [waiting.version for waiting in store.pending(CONNECTION, FLOW, None, 10)] == [2]
        assert store.counts(CONNECTION, FLOW) == {End.PENDING: 1}

    def test_a_version_becomes_new_where_the_same_answer_can_be_read(self, store: Ledger) -> None:
        """A newer reader decodes what an older one could not: it is not stored twice; on one page or on several."""
        fence = lease_of(store).fence
        store.capture(page(version(problem=_UNREADABLE), version("53", problem=_UNREADABLE), version("53")), fence)
        store.capture(page(version(problem=_UNREADABLE, token=_NEWER)), fence)

        store.capture(page(version()), fence)

        waiting = [(row.key.source_id, row.version) for row in store.pending(CONNECTION, FLOW, None, 10)]
        assert waiting == [("52", 1), ("53", 1)]
        assert store.issues(CONNECTION) == []
        assert [row.what for row in store.audit(CONNECTION, key=KEY)] == ["version.unreadable", "version.readable"]
        assert store.counts(CONNECTION, FLOW) == {End.PENDING: 2}

    def test_an_unreadable_document_is_fetched_anew_for_a_replay(self, store: Ledger) -> None:
        """In whatever state it is: without a token, the next capture asks for it."""
        fence = lease_of(store).fence
        store.capture(page(version("52"), version("53", problem=_UNREADABLE), version("54")), fence)
        store.settle(KEY, settlement(1), fence, event())
        store.capture(page(version("52", "odd", problem=_UNREADABLE)), fence)

        keys = [Key(connection=CONNECTION, flow=FLOW, source_id=source_id) for source_id in ("52", "53", "54", "55")]
        count = store.reopen(keys, fence, event("replay"))

        assert count == 2
        assert store.tokens(CONNECTION, FLOW, ["52", "53", "54"]) == {"52": "", "53": "", "54": "token of first"}
        assert [row.state for row in store.documents(CONNECTION, FLOW)] == [DocumentState.PENDING] * 3
        replayed = [(row.source_id, row.old_state) for row in store.audit(CONNECTION) if row.what == "replay"]
        assert replayed == [("52", "settled"), ("53", "pending")]

    def test_no_token_is_forgotten_with_an_old_fence(self, store: Ledger) -> None:
        """The count is 0 and the document is as it was."""
        old = lease_of(store).fence
        store.capture(page(version(problem=_UNREADABLE)), old)
        lease_of(store)

        assert store.reopen([KEY], old, event()) == 0
        assert store.tokens(CONNECTION, FLOW, ["52"]) == {"52": "token of first"}

    def test_tokens_are_those_of_known_documents(self, store: Ledger) -> None:
        """However many ids are asked for, and only of the one flow."""
        fence = lease_of(store).fence
        store.capture(page(*(version(f"{number}") for number in range(3))), fence)
        store.capture(page(version("9"), flow="vendors"), fence)

        tokens = store.tokens(CONNECTION, FLOW, (f"{number}" for number in range(2500)))

        assert tokens == {"0": "token of first", "1": "token of first", "2": "token of first"}
        assert store.tokens(CONNECTION, FLOW, []) == {}

    def test_a_cursor_moves_with_a_row_of_the_audit(self, store: Ledger) -> None:
        """There is none before the first complete capture; each feed has its own."""
        fence = lease_of(store).fence

        before = store.cursor(CONNECTION, "orders")
        store.advance(CONNECTION, "orders", "2026-11-04", fence, event("capture.complete"))
        store.advance(CONNECTION, "orders", "2026-11-05", fence, event("capture.complete"))

        assert before is None
        assert store.cursor(CONNECTION, "orders") == "2026-11-05"
        assert store.cursor(CONNECTION, "items") is None
        rows = [(row.what, row.old_state, row.new_state) for row in store.audit(CONNECTION)]
        assert rows == [
            ("capture.complete", None, "2026-11-04"),
            ("capture.complete", "2026-11-04", "2026-11-05"),
        ]

    def test_documents_wait_in_the_order_of_their_ids_as_texts(self, store: Ledger) -> None:
        """Pages follow each other without gaps or repetitions."""
        fence = lease_of(store).fence
        store.capture(page(*(version(source_id) for source_id in ("9", "10", "a", "B", "é", "1"))), fence)

        first = store.pending(CONNECTION, FLOW, None, 4)
        second = store.pending(CONNECTION, FLOW, first[-1].key.source_id, 4)

        assert [waiting.key.source_id for waiting in first] == ["1", "10", "9", "B"]
        assert [waiting.key.source_id for waiting in second] == ["a", "é"]
        assert store.pending(CONNECTION, FLOW, "é", 4) == []

    def test_documents_of_other_flows_and_connections_are_apart(self, store: Ledger) -> None:
        """The same id may stand in several flows."""
        fence = lease_of(store).fence
        store.capture(page(version()), fence)
        store.capture(page(version(), flow="vendors"), fence)

        (waiting,) = store.pending(CONNECTION, "vendors", None, 10)

        assert waiting.key == Key(connection=CONNECTION, flow="vendors", source_id="52")
        assert store.pending("contoso", FLOW, None, 10) == []
        assert store.tokens("contoso", FLOW, ["52"]) == {}
