"""What every `Ledger` must do with its audit: the chain holds, the rows lead to its states, and details can go."""

# ruff: noqa: S101  # tests assert

from datetime import timedelta

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.chain import PURGED, Head
from gp_sync.ledger.contents import contents_of, link_digest, write_digest
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.standing import DocumentStands, VersionStands, WriteStands
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
    link,
    page,
    reach,
    refusal,
    settlement,
    version,
)
from gp_sync.testing.model_connection import HandClock

__all__ = ["AuditContract"]

_NORTH = TargetRef(side="gp", company="NORTH", number="PF52")


class AuditContract:
    """The part of `LedgerContract` that is about the audit as a chain."""

    def test_every_change_leads_on_in_the_audit(self, store: Ledger, clock: HandClock) -> None:
        """Its chain holds, each row begins where the rows before ended, and they end where the tables are."""
        fence = lease_of(store).fence
        store.capture(page(version(), version("53"), version("54", problem="odd")), fence)
        store.capture(page(version(content="second"), version("53", "odd", problem="odd")), fence)
        store.settle(_key("53"), settlement(1, closed()), fence, event())
        reach(store, WriteState.ABANDONED, fence)
        reach(store, WriteState.IN_DOUBT, fence, settled=settlement(2, state=DocumentState.PENDING, end=End.IN_DOUBT))
        store.absent(KEY, TARGET, 2, fence, event())
        store.move(KEY, TARGET, 2, WriteState.IN_DOUBT, WriteState.NOT_EXECUTED, fence, event())
        reach(store, WriteState.QUARANTINED, fence, intent(target=_NORTH))
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(2, links=(link(),)))
        store.settle(KEY, settlement(1), fence, event())
        store.reopen([KEY, _key("53"), _key("54")], fence, event())
        store.advance(CONNECTION, "orders", "2026-11-05", fence, event())
        store.note(CONNECTION, event(), fence, key=KEY)
        store.note(CONNECTION, event(), fence, key=_key("99"))
        clock.advance(seconds=301)
        lease_of(store, "second")

        check = check_audit(store, CONNECTION)

        assert check.problems == ()
        assert (check.rows, check.documents, check.versions, check.writes, check.links) == (30, 3, 5, 4, 1)
        assert check.purged == 0
        assert check.head == store.head(CONNECTION)

    def test_the_rows_of_many_documents_are_those_of_each(self, store: Ledger) -> None:
        """However many ids are asked for, and only of the one flow and connection."""
        fence, other = lease_of(store).fence, lease_of(store, connection="contoso").fence
        store.capture(page(version("53"), version()), fence)
        store.capture(page(version("54"), flow="vendors"), fence)
        store.capture(attrs.evolve(page(), connection="contoso"), other)
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(link(),)))
        store.note(CONNECTION, event(), fence, key=_key("53"))

        rows = store.audit_of(CONNECTION, FLOW, (f"{number}" for number in range(2500)))

        assert {source_id: list(told) for source_id, told in rows.items()} == {
            source_id: list(store.audit(CONNECTION, key=_key(source_id))) for source_id in ("52", "53")
        }
        assert [len(rows["52"]) > 3, len(rows["53"])] == [True, 2]
        assert store.audit_of(CONNECTION, FLOW, []) == {}

    def test_documents_stand_as_they_were_left(self, store: Ledger) -> None:
        """Those of all flows of the connection, and of no other."""
        fence, other = lease_of(store).fence, lease_of(store, connection="contoso").fence
        store.capture(page(), fence)
        store.capture(page(version(content="second", problem="odd")), fence)
        store.capture(page(flow="vendors"), fence)
        store.settle(KEY, settlement(1, closed()), fence, event())
        store.capture(attrs.evolve(page(version("53")), connection="contoso"), other)

        states = store.states(CONNECTION)

        vendor = Key(connection=CONNECTION, flow="vendors", source_id="52")
        assert dict(states.documents) == {
            KEY: DocumentStands(state="held", version=1, newest=2),
            vendor: DocumentStands(state="pending", version=1, newest=1),
        }
        assert {place[0] for place in states.versions} == {KEY, vendor}

    def test_versions_stand_as_they_were_left(self, store: Ledger) -> None:
        """Decided, superseded, unreadable, new; and a version that could not be read at first, and can be now."""
        fence = lease_of(store).fence
        first, second, third = (version(content=content) for content in ("first", "second", "third"))
        store.capture(page(first, version("53", problem="odd"), version("54", problem="odd")), fence)
        store.settle(KEY, settlement(1, closed()), fence, event())
        store.capture(page(second, third, version("53")), fence)

        states = store.states(CONNECTION)

        assert dict(states.versions) == {
            (KEY, 1): VersionStands(state="decided", fingerprint=first.fingerprint),
            (KEY, 2): VersionStands(state="superseded", fingerprint=second.fingerprint),
            (KEY, 3): VersionStands(state="new", fingerprint=third.fingerprint),
            (_key("53"), 1): VersionStands(state="new", fingerprint=version("53").fingerprint),
            (_key("54"), 1): VersionStands(state="unreadable", fingerprint=version("54").fingerprint),
        }

    def test_every_attempt_stands_as_it_was_left(self, store: Ledger) -> None:
        """With what it carries, and with what its doubt waits for; those of another connection are not among them."""
        fence, other = lease_of(store).fence, lease_of(store, connection="contoso").fence
        again, elsewhere = intent('{"again":true}'), intent(target=_NORTH)
        reach(store, WriteState.REFUSED, fence)
        reach(store, WriteState.IN_DOUBT, fence, again)
        store.absent(KEY, TARGET, 2, fence, event())
        reach(store, WriteState.RESERVED, fence, elsewhere)
        reach(store, WriteState.SENDING, other, key=Key(connection="contoso", flow=FLOW, source_id="52"))

        states = store.states(CONNECTION)

        two, north = (KEY, "gp", "TWO"), (KEY, "gp", "NORTH")
        assert dict(states.writes) == {
            (two, 1): WriteStands(number="PF52", state="refused", content=write_digest(1, intent()), deadline=AT),
            (two, 2): WriteStands(
                number="PF52",
                state="in doubt",
                content=write_digest(1, again),
                deadline=AT,
                absences=1,
                checked=AT,
            ),
            (north, 1): WriteStands(number="PF52", state="reserved", content=write_digest(1, elsewhere)),
        }

    def test_links_stand_as_they_were_stored_last(self, store: Ledger) -> None:
        """With a decision or with a write, also where the document has a newer version by then."""
        fence = lease_of(store).fence
        store.capture(page(version(), version(content="second")), fence)
        store.settle(KEY, settlement(2, closed(), links=(link(), link(_NORTH))), fence, event())
        renewed = attrs.evolve(link(), held='{"status":"Released"}', to_void=True)
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(renewed,)))

        states = store.states(CONNECTION)

        assert dict(states.links) == {(KEY, TARGET): link_digest(renewed), (KEY, _NORTH): link_digest(link(_NORTH))}
        assert check_audit(store, CONNECTION).problems == ()

    def test_cursors_stand_where_they_were_moved(self, store: Ledger) -> None:
        """Each feed has its own."""
        fence = lease_of(store).fence
        for feed, cursor in (("orders", "2026-11-05"), ("vendors", "2026-10-01"), ("orders", "2026-11-06")):
            store.advance(CONNECTION, feed, cursor, fence, event())

        states = store.states(CONNECTION)

        assert dict(states.cursors) == {"orders": "2026-11-06", "vendors": "2026-10-01"}
        assert check_audit(store, CONNECTION).problems == ()

    def test_rows_keep_for_ever_what_was_stored_with_them(self, store: Ledger) -> None:
        """Numbers and digests, in a column of the row, so that they outlive the details."""
        fence = lease_of(store).fence
        store.capture(page(version(), version("53", problem="odd")), fence)
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(link(),)))
        store.advance(CONNECTION, "orders", "2026-11-05", fence, event())
        store.note(CONNECTION, event(), fence, key=KEY)

        assert [contents_of(row) for row in store.audit(CONNECTION)] == [
            {"version": 1, "fingerprint": version().fingerprint, "readable": True},
            {"version": 1, "fingerprint": version("53").fingerprint, "readable": False},
            {"write": write_digest(1, intent())},
            {"deadline": AT.isoformat()},
            {"links": [["gp", "TWO", "PF52", link_digest(link())]]},
            {},
            {"feed": "orders"},
            {},
        ]

    def test_the_head_is_the_newest_row(self, store: Ledger) -> None:
        """A connection without rows has the head number 0; each connection has its own."""
        empty = store.head(CONNECTION)
        fence = lease_of(store).fence
        store.capture(page(version("52"), version("53")), fence)

        (last,) = store.audit(CONNECTION, last=1)
        assert empty == Head(0, "0" * 64)
        assert store.head(CONNECTION) == Head(2, last.digest)
        assert store.head("contoso") == Head(0, "0" * 64)

    def test_a_row_names_the_attempt_of_its_write(self, store: Ledger) -> None:
        """Rows about documents have none."""
        fence = lease_of(store).fence
        store.capture(page(), fence)
        reach(store, WriteState.NOT_EXECUTED, fence)
        reach(store, WriteState.IN_DOUBT, fence)
        store.absent(KEY, TARGET, 2, fence, event())

        assert [row.attempt for row in store.audit(CONNECTION)] == [None, 1, 1, 1, 2, 2, 2, 2]

    def test_details_are_purged_up_to_an_instant(self, store: Ledger) -> None:
        """The rows stay, with their digests, and a row of its own tells of it; a second purge finds nothing."""
        fence = lease_of(store).fence
        store.capture(page(), fence)
        store.note(CONNECTION, attrs.evolve(event("later"), at=AT + timedelta(days=1)), fence)
        purge = attrs.evolve(event(PURGED, why="kept for seven years"), at=AT + timedelta(days=2))
        before = list(store.audit(CONNECTION))

        counts = [store.purge_details(CONNECTION, AT + timedelta(seconds=1), fence, purge) for _ in range(2)]

        rows = list(store.audit(CONNECTION))
        assert counts == [1, 0]
        assert rows[:2] == [attrs.evolve(before[0], detail_text=None), before[1]]
        assert [row.detail for row in rows[:2]] == [None, {}]
        assert [(row.what, row.new_state, row.detail) for row in rows[2:]] == [
            ("audit.details_purged", "2026-11-04T18:30:16.123456+00:00", {"why": "kept for seven years"})
        ] * 2
        check = check_audit(store, CONNECTION)
        assert (check.problems, check.purged, check.rows) == ((), 1, 4)

    def test_a_purge_is_called_by_its_name(self, store: Ledger) -> None:
        """A verification has to know it, or the details would count as stolen."""
        fence = lease_of(store).fence
        store.capture(page(), fence)

        error = refusal(lambda: store.purge_details(CONNECTION, AT, fence, event("tidied")), ValueError)

        assert "called 'audit.details_purged', got 'tidied'" in str(error)
        assert [row.what for row in store.audit(CONNECTION)] == ["version.captured"]

    def test_nothing_is_purged_with_an_old_fence(self, store: Ledger) -> None:
        """Nor in another connection."""
        old = lease_of(store).fence
        store.capture(page(), old)
        other = lease_of(store, connection="contoso").fence
        lease_of(store)

        late = store.purge_details(CONNECTION, AT + timedelta(days=1), old, event(PURGED))
        elsewhere = store.purge_details("contoso", AT + timedelta(days=1), other, event(PURGED))

        assert (late, elsewhere) == (0, 0)
        assert [row.detail is None for row in store.audit(CONNECTION)] == [False]


def _key(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)
