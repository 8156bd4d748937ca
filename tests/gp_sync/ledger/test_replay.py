"""Rows that do not follow from the rows before, and tables that hold something else than the rows tell."""

from typing import Any

import attrs
import pytest

from gp_sync.core.model import Key
from gp_sync.core.states import WriteState
from gp_sync.ledger.chain import Head, next_row
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.replay import compare_states, replay
from gp_sync.ledger.standing import NewestWrite
from gp_sync.ledger.values import AuditRow
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    closed,
    event,
    lease_of,
    page,
    reach,
    settlement,
    version,
)


def rows_of(*changes: dict[str, Any]) -> list[AuditRow]:
    """Rows of which each has its own states, and is about order 52 if nothing else is said."""
    head, rows = Head(), []
    for change in changes:
        rows.append(next_row(head, event(), connection=CONNECTION, owner="", fence=1, **({"key": KEY} | change)))
        head = Head(rows[-1].number, rows[-1].digest)
    return rows


def document(old: str | None, new: str | None) -> dict[str, Any]:
    return {"old": old, "new": new}


def write(attempt: int | None, old: str | None, new: str) -> dict[str, Any]:
    return {"target": TARGET, "attempt": attempt, "old": old, "new": new}


class TestFollowing:
    def test_the_last_rows_tell_how_all_stands(self) -> None:
        replayed = replay(
            rows_of(
                document(None, "pending"),
                write(1, None, "reserved"),
                write(1, "reserved", "abandoned"),
                write(2, None, "reserved"),
                document("pending", "held"),
            )
        )

        assert replayed.problems == ()
        assert dict(replayed.states.documents) == {KEY: "held"}
        assert dict(replayed.states.writes) == {(KEY, "gp", "TWO"): NewestWrite(attempt=2, state="reserved")}

    def test_rows_without_a_document_are_passed_over(self) -> None:
        replayed = replay(rows_of({"key": None, "old": "2026-11-04", "new": "2026-11-05"}))

        assert (replayed.problems, replayed.states.documents, replayed.states.writes) == ((), {}, {})

    def test_a_note_about_an_unknown_document_makes_none(self) -> None:
        assert replay(rows_of(document(None, None))).states.documents == {}

    @pytest.mark.parametrize("known", ["held", "settled"])
    def test_a_document_goes_on_from_where_it_was(self, known: str) -> None:
        replayed = replay(
            rows_of(
                document(None, "pending"),
                document("pending", known),
                document("blocked", "pending"),
                document("pending", "held"),
            )
        )

        assert replayed.problems == (
            f"row 3 takes purchase_orders 52 from 'blocked', and the rows before leave it '{known}'",
        )

    @pytest.mark.parametrize(("old", "new"), [("held", "settled"), ("settled", "settling"), (None, "held")])
    def test_a_document_moves_as_documents_do(self, old: str | None, new: str) -> None:
        before = [document(None, "pending"), document("pending", old)] if old else []

        (problem,) = replay(rows_of(*before, document(old, new))).problems

        assert problem.endswith(f"takes purchase_orders 52 from '{old}' to '{new}': there is no such move")

    @pytest.mark.parametrize(
        ("last", "told"),
        [
            (write(1, "sending", "confirmed"), "attempt 1 from 'sending' to 'confirmed'"),
            (write(2, "reserved", "sending"), "attempt 2 from 'reserved' to 'sending'"),
            (write(1, "reserved", "confirmed"), "attempt 1 from 'reserved' to 'confirmed'"),
            (write(2, None, "reserved"), "attempt 2 from 'None' to 'reserved'"),
            (write(None, "reserved", "sending"), "attempt None from 'reserved' to 'sending'"),
        ],
        ids=["another-state", "another-attempt", "no-such-move", "a-second-open-one", "no-attempt"],
    )
    def test_a_write_goes_on_from_where_it_was(self, last: dict[str, Any], told: str) -> None:
        replayed = replay(rows_of(write(1, None, "reserved"), last))

        assert replayed.problems == (
            (
                f"row 2 takes the write of purchase_orders 52 to TWO in gp by {told}, "
                "and the rows before leave it at attempt 1, reserved"
            ),
        )

    def test_attempts_are_counted_from_one(self) -> None:
        (problem,) = replay(rows_of(write(2, None, "reserved"))).problems

        assert problem.endswith("and the rows before leave it at nothing")


class TestComparing:
    @pytest.fixture
    def store(self) -> MemoryStore:
        """One order that is held, and one whose write is being sent."""
        store = MemoryStore(HandClock())
        fence = lease_of(store).fence
        store.capture(page(version("52"), version("53")), fence)
        store.settle(KEY, settlement(1, closed()), fence, event())
        reach(store, WriteState.SENDING, fence, key=Key(connection=CONNECTION, flow=FLOW, source_id="53"))
        return store

    def test_a_ledger_that_nobody_touched_agrees(self, store: MemoryStore) -> None:
        assert compare_states(replay(store.audit(CONNECTION)), store, CONNECTION) == ()

    def test_rows_that_lead_elsewhere_are_told_with_both_states(self, store: MemoryStore) -> None:
        rows = list(store.audit(CONNECTION))
        rows[2] = attrs.evolve(rows[2], new_state="settled")

        told = compare_states(replay(rows), store, CONNECTION)

        assert told == ("purchase_orders 52: its rows lead to settled, the ledger holds held",)

    def test_documents_and_writes_without_rows_are_told(self, store: MemoryStore) -> None:
        rows = list(store.audit(CONNECTION))[:2]

        told = compare_states(replay(rows), store, CONNECTION)

        assert told == (
            "purchase_orders 52: its rows lead to pending, the ledger holds held",
            (
                "the write of purchase_orders 53 to TWO in gp: its rows lead to nothing, "
                "the ledger holds attempt 1, sending"
            ),
        )

    def test_rows_of_documents_that_are_gone_are_told(self, store: MemoryStore) -> None:
        told = compare_states(replay(store.audit(CONNECTION)), MemoryStore(), CONNECTION)

        assert told == (
            "purchase_orders 52: its rows lead to held, the ledger holds nothing",
            "purchase_orders 53: its rows lead to pending, the ledger holds nothing",
            (
                "the write of purchase_orders 53 to TWO in gp: its rows lead to attempt 1, sending, "
                "the ledger holds nothing"
            ),
        )
