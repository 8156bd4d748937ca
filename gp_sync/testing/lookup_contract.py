"""What every `Ledger` must do when asked for single documents, for records and totals, and for a note in the audit."""

# ruff: noqa: S101  # tests assert

from typing import Any

import attrs

from gp_sync.core.model import Key, Severity, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import Backlog, LinkedRecord
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    closed,
    event,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)
from gp_sync.testing.model_connection import HandClock

__all__ = ["LookupContract"]

_NORTH = TargetRef(side="gp", company="NORTH", number="PF52")


class LookupContract:
    """The part of `LedgerContract` that is about finding documents and records, and about notes."""

    # --- documents ------------------------------------------------------------------------------------------------

    def test_one_document_is_told_as_in_the_list_of_all(self, store: Ledger) -> None:
        """With its open write, its findings and its links; an unknown one is None."""
        fence = _captured(store, "52", "53")
        reach(store, WriteState.QUARANTINED, fence, settled=settlement(1, closed(), links=(link(),)))

        assert [store.document(KEY), store.document(_key("53"))] == list(store.documents(CONNECTION, FLOW))
        assert store.document(_key("99")) is None

    def test_those_that_only_warnings_are_told_of(self, store: Ledger) -> None:
        """Settled or done by hand, with findings; not what is stopped, nor what has a newer version to be read."""
        fence = _captured(store, "52", "53", "54", "55", "56")
        warning = closed(severity=Severity.WARN)
        settled: dict[str, Any] = {"state": DocumentState.SETTLED, "end": End.WRITTEN}
        by_hand: dict[str, Any] = {"state": DocumentState.DONE_BY_HAND, "end": End.DONE_BY_HAND}
        ends = [("52", (warning,), settled), ("53", (), settled), ("54", (closed(),), {}), ("55", (warning,), by_hand)]
        for number, found, how in (*ends, ("56", (warning,), settled)):
            store.settle(_key(number), settlement(1, *found, **how), fence, event())
        store.capture(page(version("56", content="second", problem="no total")), fence)

        rows = list(store.warned(CONNECTION, FLOW))

        assert [(row.key.source_id, row.findings) for row in rows] == [("52", (warning,)), ("55", (warning,))]
        assert store.warned_count(CONNECTION, FLOW) == len(rows)

    def test_a_document_is_found_by_its_label_or_its_id(self, store: Ledger) -> None:
        """Whatever the label's case, also beyond ASCII, and with spaces around the name."""
        fence = lease_of(store).fence
        store.capture(page(version("52", label="PF52"), version("53", label="Größe-7"), version("54", label="")), fence)
        store.capture(page(version("52"), flow="vendors"), fence)

        names = ("pf52", " PF52 ", "52", "GRÖSSE-7", "54", "PF5", "pf", "", "99")
        found = {name: [key.source_id for key in store.named(CONNECTION, FLOW, name)] for name in names}

        assert found == {
            "pf52": ["52"],
            " PF52 ": ["52"],
            "52": ["52"],
            "GRÖSSE-7": ["53"],
            "54": ["54"],
            "PF5": [],
            "pf": [],
            "": [],
            "99": [],
        }
        assert store.named(CONNECTION, "vendors", "pf52") == [
            Key(connection=CONNECTION, flow="vendors", source_id="52")
        ]

    def test_a_name_may_be_of_several_documents(self, store: Ledger) -> None:
        """One by its label and another by its id; each comes once, by its id."""
        fence = lease_of(store).fence
        store.capture(page(version("9", label="52"), version("52", label="52"), version("10", label="52")), fence)

        assert [key.source_id for key in store.named(CONNECTION, FLOW, "52")] == ["10", "52", "9"]

    def test_the_newest_label_counts(self, store: Ledger) -> None:
        """A version without a label keeps the one before."""
        fence = _captured(store, "52")
        store.capture(page(version(content="second", label="PO-7")), fence)
        store.capture(page(version(content="third", label="")), fence)

        assert store.named(CONNECTION, FLOW, "PF52") == []
        assert store.named(CONNECTION, FLOW, "po-7") == [KEY]

    def test_the_backlog_counts_what_waits_to_be_decided(self, store: Ledger) -> None:
        """Unreadable and decided documents are not counted; those with a link are counted a second time."""
        fence = _captured(store, "1", "2", "3", "4")
        store.capture(page(version("5", problem="odd")), fence)
        for source_id in ("1", "2"):
            store.settle(_key(source_id), settlement(1, links=(link(), link(_NORTH))), fence, event())
        store.settle(_key("3"), settlement(1, closed()), fence, event())

        store.reopen([_key("1")], fence, event())

        assert store.backlog(CONNECTION, FLOW) == Backlog(pending=2, changing=1)
        assert store.backlog(CONNECTION, "vendors") == Backlog(pending=0, changing=0)

    # --- records --------------------------------------------------------------------------------------------------

    def test_a_record_is_found_with_its_document(self, store: Ledger) -> None:
        """Among however many are asked for; one in another company, or that nobody wrote, is missing."""
        fence = _captured(store, "52")
        store.settle(KEY, settlement(1, links=(link(), link(_NORTH))), fence, event())
        others = [TargetRef(side="gp", company="TWO", number=f"PF{number}") for number in range(1000, 2200)]

        found = store.linked(CONNECTION, FLOW, [TARGET, *others, TargetRef(side="gp", company="EAST", number="PF52")])

        assert {target: list(records) for target, records in found.items()} == {
            TARGET: [LinkedRecord(key=KEY, link=link())]
        }
        assert dict(store.linked(CONNECTION, FLOW, [])) == {}
        assert dict(store.linked(CONNECTION, "vendors", [TARGET])) == {}

    def test_a_record_of_several_documents_is_told_with_all_of_them(self, store: Ledger) -> None:
        """By their ids as texts, also where one has given its link up."""
        fence = _captured(store, "52", "9", "10")
        for source_id in ("9", "52", "10"):
            given = attrs.evolve(link(), given_up=source_id == "52")
            store.settle(_key(source_id), settlement(1, links=(given,)), fence, event())

        found = store.linked(CONNECTION, FLOW, [TARGET])[TARGET]

        assert [(record.key.source_id, record.link.given_up) for record in found] == [
            ("10", False),
            ("52", True),
            ("9", False),
        ]

    def test_all_records_of_a_company_are_listed_by_number(self, store: Ledger) -> None:
        """Each with its document; those of other companies are not among them, and all are counted."""
        fence = _captured(store, "7", "8", "9")
        numbers = {"7": "PF9", "8": "PF10", "9": "pf1"}
        for source_id, number in numbers.items():
            mine = link(TargetRef(side="gp", company="TWO", number=number))
            store.settle(_key(source_id), settlement(1, links=(mine, link(_NORTH))), fence, event())

        listed = [(record.link.target.number, record.key.source_id) for record in store.links(CONNECTION, FLOW, "TWO")]

        assert listed == [("PF10", "8"), ("PF9", "7"), ("pf1", "9")]
        assert [record.key.source_id for record in store.links(CONNECTION, FLOW, "NORTH")] == ["7", "8", "9"]
        assert (store.link_count(CONNECTION, FLOW), store.link_count(CONNECTION, "vendors")) == (6, 0)

    # --- notes ----------------------------------------------------------------------------------------------------

    def test_a_note_is_a_row_of_its_own(self, store: Ledger) -> None:
        """About a document, it tells that document's state twice; about an unknown one, or none, it tells none."""
        fence = _captured(store, "52")
        store.settle(KEY, settlement(1, closed()), fence, event())

        done = [
            store.note(CONNECTION, event("guard.released", reason="checked"), fence),
            store.note(CONNECTION, event("order.looked_at"), fence, key=KEY),
            store.note(CONNECTION, event("order.looked_for"), fence, key=_key("99")),
        ]

        assert done == [True, True, True]
        rows = [(row.what, row.source_id, row.old_state, row.new_state) for row in store.audit(CONNECTION, last=3)]
        assert rows == [
            ("guard.released", None, None, None),
            ("order.looked_at", "52", "held", "held"),
            ("order.looked_for", "99", None, None),
        ]
        assert [row.state for row in store.documents(CONNECTION, FLOW)] == [DocumentState.HELD]

    def test_nothing_is_noted_with_an_old_fence(self, store: Ledger, clock: HandClock) -> None:
        """Whoever lost the lease leaves no row."""
        old = lease_of(store).fence
        lease_of(store)

        assert not store.note(CONNECTION, event("guard.released"), old)
        assert list(store.audit(CONNECTION)) == []


def _key(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def _captured(store: Ledger, *source_ids: str) -> int:
    """Capture documents; gives the fence."""
    fence = lease_of(store).fence
    store.capture(page(*(version(source_id) for source_id in source_ids)), fence)
    return fence
