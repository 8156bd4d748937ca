"""Rows that do not follow from the rows before, and tables that hold something else than the rows tell."""

import json
from typing import Any

import attrs
import pytest

from gp_sync.core.model import Key
from gp_sync.core.states import WriteState
from gp_sync.ledger.chain import Head, next_row
from gp_sync.ledger.compare import compare_states
from gp_sync.ledger.contents import write_digest
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.replay import replay
from gp_sync.ledger.standing import DocumentStands, WriteStands
from gp_sync.ledger.views import AuditRow
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    closed,
    event,
    intent,
    lease_of,
    page,
    reach,
    settlement,
    version,
)
from tests.gp_sync.ledger.tampering import ADVICE


def rows_of(*changes: dict[str, Any]) -> list[AuditRow]:
    """Rows of which each has its own states, and is about order 52 if nothing else is said."""
    head, rows = Head(), []
    for change in changes:
        rows.append(next_row(head, event(), connection=CONNECTION, owner="", fence=1, **({"key": KEY} | change)))
        head = Head(rows[-1].number, rows[-1].digest)
    return rows


def document(old: str | None, new: str | None) -> dict[str, Any]:
    return {"old": old, "new": new}


def write(attempt: int | None, old: str | None, new: str, **contents: str) -> dict[str, Any]:
    return {"target": TARGET, "attempt": attempt, "old": old, "new": new, "contents": json.dumps(contents)}


def captured(number: int, old: str | None, new: str = "pending", *, readable: bool = True) -> dict[str, Any]:
    contents = {"version": number, "fingerprint": f"fp{number}", "readable": readable}
    return {"old": old, "new": new, "contents": json.dumps(contents)}


def versions_after(*changes: dict[str, Any]) -> list[str]:
    """The states of order 52's versions, by number."""
    replayed = replay(rows_of(*changes))
    assert replayed.problems == ()
    return [stands.state for _, stands in sorted(replayed.states.versions.items())]


class TestDocuments:
    def test_the_last_rows_tell_how_they_stand(self) -> None:
        replayed = replay(rows_of(captured(1, None), document("pending", "held"), captured(2, "held")))

        assert replayed.problems == ()
        assert dict(replayed.states.documents) == {KEY: DocumentStands(state="pending", version=2, newest=2)}

    def test_rows_without_a_document_are_passed_over(self) -> None:
        replayed = replay(rows_of({"key": None, "old": "2026-11-04", "new": "2026-11-05"}))

        assert (replayed.problems, replayed.states.documents, replayed.states.writes) == ((), {}, {})

    def test_a_note_about_an_unknown_document_makes_none(self) -> None:
        assert replay(rows_of(document(None, None))).states.documents == {}

    @pytest.mark.parametrize("known", ["held", "settled"])
    def test_each_goes_on_from_where_it_was(self, known: str) -> None:
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
    def test_each_moves_as_documents_do(self, old: str | None, new: str) -> None:
        before = [document(None, "pending"), document("pending", old)] if old else []

        (problem,) = replay(rows_of(*before, document(old, new))).problems

        assert problem.endswith(f"takes purchase_orders 52 from '{old}' to '{new}': there is no such move")


class TestVersions:
    def test_one_begins_as_new_or_unreadable(self) -> None:
        assert versions_after(captured(1, None)) == ["new"]
        assert versions_after(captured(1, None, readable=False)) == ["unreadable"]

    def test_a_newer_one_supersedes_those_that_were_not_decided(self) -> None:
        assert versions_after(
            captured(1, None),
            document("pending", "held"),
            captured(2, "held"),
            captured(3, "pending", readable=False),
            captured(4, "pending"),
        ) == ["decided", "superseded", "superseded", "new"]

    def test_one_that_cannot_be_read_supersedes_none(self) -> None:
        assert versions_after(captured(1, None), captured(2, "pending", readable=False)) == ["new", "unreadable"]

    def test_one_that_can_be_read_now_is_new(self) -> None:
        assert versions_after(captured(1, None, readable=False), captured(1, "pending")) == ["new"]

    def test_the_newest_readable_one_is_decided_with_its_document(self) -> None:
        unreadable = captured(2, "pending", readable=False)

        assert versions_after(captured(1, None), unreadable, document("pending", "held")) == ["decided", "unreadable"]

    def test_one_stays_new_while_its_document_waits(self) -> None:
        assert versions_after(captured(1, None), document("pending", "pending")) == ["new"]

    def test_one_that_was_decided_stays_so(self) -> None:
        """Although its document waits again."""
        assert versions_after(captured(1, None), document("pending", "held"), document("held", "pending")) == [
            "decided"
        ]

    @pytest.mark.parametrize(
        "second", [captured(3, "pending"), captured(1, "pending"), captured(1, "pending", readable=False)]
    )
    def test_they_are_numbered_from_one(self, second: dict[str, Any]) -> None:
        """A number comes a second time only for a version that could not be read before."""
        number = json.loads(second["contents"])["version"]

        (problem,) = replay(rows_of(captured(1, None), second)).problems

        assert (
            problem == f"row 2 takes purchase_orders 52 to version {number}, and the rows before leave it at version 1"
        )


class TestWrites:
    def test_every_attempt_stands_where_its_last_row_left_it(self) -> None:
        replayed = replay(
            rows_of(
                write(1, None, "reserved", write="a"),
                write(1, "reserved", "abandoned"),
                write(2, None, "reserved", write="b"),
                write(2, "reserved", "sending", deadline=AT.isoformat()),
                write(2, "sending", "in doubt"),
                write(2, "in doubt", "in doubt"),
            )
        )

        lane = (KEY, "gp", "TWO")
        assert replayed.problems == ()
        assert dict(replayed.states.writes) == {
            (lane, 1): WriteStands(number="PF52", state="abandoned", content="a"),
            (lane, 2): WriteStands(number="PF52", state="in doubt", content="b", deadline=AT, absences=1, checked=AT),
        }

    @pytest.mark.parametrize(
        ("last", "told"),
        [
            (write(1, "sending", "confirmed"), "attempt 1 from 'sending' to 'confirmed'"),
            (write(2, "reserved", "sending"), "attempt 2 from 'reserved' to 'sending'"),
            (write(1, "reserved", "confirmed"), "attempt 1 from 'reserved' to 'confirmed'"),
            (write(1, "reserved", "reserved"), "attempt 1 from 'reserved' to 'reserved'"),
            (write(2, None, "reserved"), "attempt 2 from 'None' to 'reserved'"),
            (write(None, "reserved", "sending"), "attempt None from 'reserved' to 'sending'"),
            (
                write(1, "reserved", "sending") | {"target": attrs.evolve(TARGET, number="PF53")},
                "attempt 1 from 'reserved' to 'sending'",
            ),
        ],
        ids=[
            "another-state",
            "another-attempt",
            "no-such-move",
            "no-move",
            "a-second-open-one",
            "no-attempt",
            "another-record",
        ],
    )
    def test_each_goes_on_from_where_it_was(self, last: dict[str, Any], told: str) -> None:
        replayed = replay(rows_of(write(1, None, "reserved"), last))

        assert replayed.problems == (
            (
                f"row 2 takes the write of purchase_orders 52 to TWO in gp by {told}, "
                "and the rows before leave it at attempt 1, reserved"
            ),
        )

    @pytest.mark.parametrize("first", [write(2, None, "reserved"), write(1, None, "confirmed")])
    def test_each_begins_as_reserved_and_they_are_counted_from_one(self, first: dict[str, Any]) -> None:
        (problem,) = replay(rows_of(first)).problems

        assert problem.endswith("and the rows before leave it at nothing")


class TestCursors:
    def test_each_goes_on_from_where_it_was(self) -> None:
        orders = {"key": None, "contents": '{"feed":"orders"}'}
        rows = rows_of(orders | document(None, "2026-11-04"), orders | document("2026-11-03", "2026-11-05"))

        replayed = replay(rows)

        assert dict(replayed.states.cursors) == {"orders": "2026-11-05"}
        assert replayed.problems == (
            "row 2 takes the cursor of orders from '2026-11-03', and the rows before leave it at '2026-11-04'",
        )


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
        assert compare_states(replay(store.audit(CONNECTION)).states, store, CONNECTION) == ()

    def test_rows_that_lead_elsewhere_are_told_with_both_states(self, store: MemoryStore) -> None:
        rows = list(store.audit(CONNECTION))
        rows[2] = attrs.evolve(rows[2], new_state="settled")

        told = compare_states(replay(rows).states, store, CONNECTION)

        assert told == (f"purchase_orders 52: its rows tell state settled, the ledger holds state held{ADVICE}",)

    def test_what_has_no_rows_is_told(self, store: MemoryStore) -> None:
        rows = list(store.audit(CONNECTION))[:2]

        told = compare_states(replay(rows).states, store, CONNECTION)

        assert [problem.partition(", the ledger holds state")[0] for problem in told] == [
            "purchase_orders 52: its rows tell state pending",
            "version 1 of purchase_orders 52: its rows tell state new",
            (
                "attempt 1 of the write of purchase_orders 53 to TWO in gp: its rows tell nothing, "
                f"the ledger holds number PF53, state sending, content {write_digest(1, intent())}, "
                f"deadline {AT}, absences 0, checked None{ADVICE}"
            ),
        ]

    def test_rows_of_what_is_gone_are_told(self, store: MemoryStore) -> None:
        told = compare_states(replay(store.audit(CONNECTION)).states, MemoryStore(), CONNECTION)

        assert [problem.partition(":")[0] for problem in told] == [
            "purchase_orders 52",
            "purchase_orders 53",
            "version 1 of purchase_orders 52",
            "version 1 of purchase_orders 53",
            "attempt 1 of the write of purchase_orders 53 to TWO in gp",
        ]
        assert {problem.endswith(f", the ledger holds nothing{ADVICE}") for problem in told} == {True}
