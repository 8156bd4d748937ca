"""What every `Ledger` must do when a document is settled, and when it is opened again."""

# ruff: noqa: S101  # tests assert

from functools import partial

import attrs

from gp_sync.core.model import Key, Severity, TargetRef
from gp_sync.core.states import DOCUMENT_MOVES, DocumentState, End, WriteState
from gp_sync.ledger.protocols import Ledger
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    closed,
    detail_of,
    event,
    lease_of,
    link,
    page,
    reach,
    refusal,
    settlement,
    version,
)
from gp_sync.testing.model_connection import HandClock

__all__ = ["SettleContract"]


class SettleContract:
    """The part of `LedgerContract` that is about settling and reopening documents."""

    def test_a_settled_document_is_told_with_all_that_is_known(self, store: Ledger) -> None:
        """State, end, findings and links are those of the settlement."""
        fence = _captured(store)
        warning = closed(severity=Severity.WARN)
        adopted = settlement(1, warning, state=DocumentState.SETTLED, end=End.ADOPTED, links=(link(),))

        assert store.settle(KEY, adopted, fence, event())

        (row,) = store.documents(CONNECTION, FLOW)
        assert (row.key, row.label, row.version, row.updated_at) == (KEY, "PF52", 1, AT)
        assert (row.state, row.end, row.findings, row.links) == (
            DocumentState.SETTLED,
            End.ADOPTED,
            (warning,),
            (link(),),
        )
        assert store.pending(CONNECTION, FLOW, None, 10) == []

    def test_a_settlement_is_audited_with_the_states_of_its_document(self, store: Ledger) -> None:
        """One row, with owner and fence."""
        fence = _captured(store)

        store.settle(KEY, settlement(1, closed()), fence, event("document.held", cause="period"))

        (row,) = store.audit(CONNECTION, last=1)
        assert (row.number, row.at, row.owner, row.fence, row.what) == (2, AT, "first", fence, "document.held")
        assert (row.flow, row.source_id, row.side, row.company) == (FLOW, "52", None, None)
        assert (row.old_state, row.new_state, row.detail) == ("pending", "held", {"cause": "period"})

    def test_a_decided_document_is_decided_anew_only_once_it_waits(self, store: Ledger) -> None:
        """Each state has its moves; another one changes nothing, neither the state nor the links nor the audit."""
        for number, old in enumerate(DocumentState):
            for new in DocumentState:
                source_id = f"{number} {new}"
                fence = _captured(store, source_id)
                store.settle(_key(source_id), settlement(1, state=old, end=End.HELD), fence, event())
                head, moved = store.head(CONNECTION), settlement(1, state=new, end=End.HELD, links=(link(),))

                if new in DOCUMENT_MOVES[old]:
                    assert store.settle(_key(source_id), moved, fence, event())
                    continue
                call = partial(store.settle, _key(source_id), moved, fence, event())
                assert f"does not move from '{old}' to '{new}'" in str(refusal(call, ValueError))
                assert store.head(CONNECTION) == head
                row = store.document(_key(source_id))
                assert row is not None
                assert (row.state, row.links) == (old, ())

    def test_what_became_of_a_write_is_kept_whatever_its_document_is(self, store: Ledger) -> None:
        """A document that cannot move as the write says becomes pending, with the link, and is decided anew."""
        fence = _captured(store)
        attempt = reach(store, WriteState.IN_DOUBT, fence).attempt
        store.settle(KEY, settlement(1, closed()), fence, event())
        ended = settlement(1, links=(link(),))

        doubt = (KEY, TARGET, attempt, WriteState.IN_DOUBT)
        assert store.move(*doubt, WriteState.CONFIRMED, fence, event(), settlement=ended)

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert dict(waiting.links) == {TARGET: link()}
        (row,) = store.audit(CONNECTION, last=1)
        assert (row.what, row.old_state, row.new_state) == ("document.pending", "held", "pending")

    def test_a_settlement_about_an_older_version_stores_only_its_links(self, store: Ledger) -> None:
        """The newer version waits on, and is decided with the link known."""
        fence = _captured(store)
        store.capture(page(version(content="second")), fence)

        assert store.settle(KEY, settlement(1, closed(), links=(link(),)), fence, event("document.held"))

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        assert (waiting.version, dict(waiting.links)) == (2, {TARGET: link()})
        assert store.issues(CONNECTION) == []
        assert [(row.old_state, row.new_state) for row in store.audit(CONNECTION, last=1)] == [("pending", "pending")]

    def test_a_later_link_replaces_the_one_of_its_target(self, store: Ledger) -> None:
        """Links of other companies stay."""
        fence = _captured(store)
        north = link(TargetRef(side="gp", company="NORTH", number="PF52"))
        store.settle(KEY, settlement(1, links=(link(), north)), fence, event())
        store.reopen([KEY], fence, event())

        store.settle(KEY, settlement(1, links=(link(held="{}"),)), fence, event())

        (row,) = store.documents(CONNECTION, FLOW)
        assert row.links == (north, link(held="{}"))

    def test_a_document_that_was_never_captured_cannot_be_settled(self, store: Ledger) -> None:
        """Nor can a version that does not exist: the engine would be lost."""
        fence = _captured(store)
        unknown = Key(connection=CONNECTION, flow=FLOW, source_id="99")

        unknown_document = refusal(lambda: store.settle(unknown, settlement(1), fence, event()), LookupError)
        unknown_version = refusal(lambda: store.settle(KEY, settlement(2), fence, event()), LookupError)

        assert "purchase_orders 99 cannot be settled: it was never captured" in str(unknown_document)
        assert "at version 2: the newest readable is 1" in str(unknown_version)

    def test_nothing_is_settled_or_reopened_with_an_old_fence(self, store: Ledger, clock: HandClock) -> None:
        """The document stays as it is, without a row of the audit."""
        old = _captured(store)
        store.settle(KEY, settlement(1, closed()), old, event())
        lease_of(store)
        rows = len(list(store.audit(CONNECTION)))

        assert not store.settle(KEY, settlement(1), old, event())
        assert store.reopen([KEY], old, event()) == 0
        assert [row.state for row in store.documents(CONNECTION, FLOW)] == [DocumentState.HELD]
        assert len(list(store.audit(CONNECTION))) == rows

    def test_a_version_that_only_waits_is_not_decided(self, store: Ledger) -> None:
        """While a side cannot be used, the version may still be superseded."""
        fence = _captured(store)
        store.settle(KEY, settlement(1, closed(), state=DocumentState.PENDING, end=End.PENDING), fence, event())

        store.capture(page(version(content="second")), fence)

        assert [detail_of(row)["supersedes"] for row in store.audit(CONNECTION, last=1)] == [1]

    def test_documents_that_stopped_or_ended_are_reopened(self, store: Ledger) -> None:
        """Also what was done by hand; what waits already stays, and unknown ones are passed over."""
        states = list(DocumentState)
        keys = [_key(state) for state in states]
        fence = _captured(store, *states)
        for key, state in zip(keys, states, strict=True):
            store.settle(key, settlement(1, state=state, end=End.HELD), fence, event())

        count = store.reopen([*keys, *keys, _key("unknown")], fence, event("replay"))

        assert count == 5
        reopened = [row.old_state for row in store.audit(CONNECTION) if row.what == "replay"]
        assert reopened == ["held", "blocked", "skipped", "settled", "done by hand"]
        assert {row.state for row in store.documents(CONNECTION, FLOW)} == {DocumentState.PENDING}

    def test_a_record_can_be_given_up(self, store: Ledger) -> None:
        """Its link says so, until another replaces it."""
        fence = _captured(store)
        gone = attrs.evolve(link(), given_up=True)
        store.settle(KEY, settlement(1, links=(gone,)), fence, event())
        given_up = store.document(KEY)
        store.reopen([KEY], fence, event())

        store.settle(KEY, settlement(1, links=(link(),)), fence, event())

        written = store.document(KEY)
        assert given_up is not None
        assert written is not None
        assert (given_up.links, written.links) == ((gone,), (link(),))

    def test_the_newest_version_of_a_document_is_known_in_every_state(self, store: Ledger) -> None:
        """With its links; of a document that cannot be read, or is unknown, there is none."""
        fence = _captured(store)
        store.settle(KEY, settlement(1, links=(link(),)), fence, event())
        store.capture(page(version("53", problem="no number")), fence)

        newest = store.newest(KEY)

        assert newest is not None
        assert (newest.version, newest.payload, newest.links) == (1, version().payload, {TARGET: link()})
        assert store.newest(_key("53")) is None
        assert store.newest(_key("54")) is None

    def test_the_newest_versions_of_many_documents_are_those_of_each(self, store: Ledger) -> None:
        """However many ids are asked for, and only of the one flow."""
        fence = _captured(store)
        store.settle(KEY, settlement(1, links=(link(),)), fence, event())
        store.capture(page(version("53"), version("54", problem="no number")), fence)
        store.capture(page(version("55"), flow="vendors"), fence)

        newest = store.newest_of(CONNECTION, FLOW, (f"{number}" for number in range(2500)))

        assert newest == {"52": store.newest(KEY), "53": store.newest(_key("53"))}
        assert store.newest_of(CONNECTION, FLOW, []) == {}

    def test_reopening_is_about_one_connection(self, store: Ledger) -> None:
        """A lease covers one; of no documents, none is reopened."""
        fence = _captured(store)
        other = Key(connection="contoso", flow=FLOW, source_id="52")

        error = refusal(lambda: store.reopen([KEY, other], fence, event()), ValueError)

        assert "contoso, fabrikam" in str(error)
        assert store.reopen([], fence, event()) == 0


def _key(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def _captured(store: Ledger, *source_ids: str) -> int:
    """Capture documents, order 52 if none is named; gives the fence."""
    fence = lease_of(store).fence
    store.capture(page(*(version(source_id) for source_id in source_ids or ("52",))), fence)
    return fence
