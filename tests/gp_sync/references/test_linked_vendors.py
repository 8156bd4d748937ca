"""A vendor's link by both its ends, and the orders that were written by it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.model import Ref, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.values import StoredLink
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.testing import ledger_samples as samples

NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)


@attrs.define
class Known:
    """References over a table of facts."""

    facts: Mapping[Ref, Any]
    kinds: frozenset[str] = frozenset({"vendor_link", "gp_vendor"})
    runs: int = 0

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        return self.facts.get(ref)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        self.facts = {**self.facts, ref: fact}

    def begin_run(self, at: datetime) -> None:
        self.runs += 1


def written(store: MemoryStore, sent: str, held: str = "null") -> None:
    """Have the ledger hold order 52 as written to TWO."""
    lease = samples.lease_of(store)
    store.capture(samples.page(samples.version()), lease.fence)
    target = TargetRef(side="gp", company="TWO", number="PF52")
    link = StoredLink(target=target, sent=sent, held=held, stamp=None, fingerprint="1")
    end = samples.settlement(state=DocumentState.SETTLED, end=End.ADOPTED, links=(link,))
    store.settle(samples.KEY, end, lease.fence, samples.event())
    store.release(lease)


def linked(store: MemoryStore, facts: Mapping[Ref, Any] | None = None) -> LinkedVendors:
    return LinkedVendors(Known(facts or {}), store, samples.CONNECTION, samples.FLOW)


class TestLinkedVendor:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({}, None),
            ({names.vendor_link("TWO", 6): "OLD01"}, None),
            ({names.vendor_link("TWO", 6): "OLD01", names.gp_vendor("TWO", "OLD01"): "a vendor"}, "OLD01"),
            ({names.vendor_link("TWO", 6): "NEW01", names.gp_vendor("TWO", "OLD01"): "a vendor"}, None),
        ],
        ids=["no link", "not in GP", "both ends", "linked to another one"],
    )
    def test_it_is_there_if_both_ends_of_the_link_are(self, facts: Mapping[Ref, Any], expected: str | None) -> None:
        assert linked(MemoryStore(), facts).find(names.linked_vendor("TWO", 6), NOW) == expected


class TestVendorOrder:
    def test_it_is_one_that_was_sent_to_the_vendor(self) -> None:
        store = MemoryStore()
        written(store, '{"vendor_id":"OLD01"}')

        found = linked(store).find(names.vendor_order("TWO", "old01 "), NOW)

        assert found == "PF52"

    def test_it_is_one_that_was_voided_since(self) -> None:
        store = MemoryStore()
        written(store, "null", held='{"vendor_id":"OLD01"}')

        assert linked(store).find(names.vendor_order("TWO", "OLD01"), NOW) == "PF52"

    @pytest.mark.parametrize(("company", "vendor"), [("TWO", "NEW01"), ("NORTH", "OLD01")])
    def test_there_is_none_of_another_vendor_or_company(self, company: str, vendor: str) -> None:
        store = MemoryStore()
        written(store, '{"vendor_id":"OLD01"}')

        assert linked(store).find(names.vendor_order(company, vendor), NOW) is None

    def test_an_order_that_is_written_later_is_seen_in_the_next_run(self) -> None:
        store = MemoryStore()
        references = linked(store)
        assert references.find(names.vendor_order("TWO", "OLD01"), NOW) is None
        written(store, '{"vendor_id":"OLD01"}')

        references.begin_run(NOW)

        assert references.find(names.vendor_order("TWO", "OLD01"), NOW) == "PF52"


class TestOtherFacts:
    def test_they_are_asked_of_the_other_references(self) -> None:
        references = linked(MemoryStore())

        references.seed(names.vendor_link("TWO", 6), "OLD01", NOW)

        assert references.find(names.vendor_link("TWO", 6), NOW) == "OLD01"
        assert references.kinds == {"vendor_link", "gp_vendor", "linked_vendor", "vendor_order"}
