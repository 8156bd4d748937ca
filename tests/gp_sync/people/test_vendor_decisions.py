"""Vendors that are proposed as links, and what several people decide about them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gp_sync.ledger.memory import MemoryStore
from gp_sync.matching.cards import card
from gp_sync.people.vendor_decisions import Decided, carry_out, carry_out_all, change, decide
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from gp_sync.people.vendor_links import CompanyLinks, VendorLinks
from gp_sync.people.vendor_proposals import proposals
from gp_sync.people.vendor_sheets import Decision, Word
from gp_sync.run.session import Session
from tests.gp_sync.people.any_vendors import company

NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)


class TestProposals:
    def vendors(self, **more: Any) -> CompanyVendors:
        values: dict[str, Any] = {
            "company": "TWO",
            "procurify": (
                card("17", "Fabrikam Tools Ltd", kind="regular"),
                card("18", "Fabrikam Tools", kind="employee"),
                card("19", "Contoso", kind="preferred", external_id="CONTOSO1"),
            ),
            "gp": (card("FABRI001", "Fabrikam Tools"), card("CONTOSO1", "Contoso")),
            "table": {},
            "said": CompanyLinks(),
            "external_ids": True,
        }
        return CompanyVendors(**(values | more))

    def proposed(self, vendors: CompanyVendors, trail: Any = None) -> list[Any]:
        return list(proposals(vendors, kinds=("regular", "preferred"), low=65, high=85, most=3, trail=trail or {}))

    def test_only_vendors_of_kinds_that_flow_and_that_are_not_linked_get_proposals(self) -> None:
        (row,) = self.proposed(self.vendors())

        assert (row.vendor, row.vendor_id, row.score, row.likely) == ("17", "FABRI001", 80, False)

    def test_what_was_refused_is_proposed_no_more(self) -> None:
        assert self.proposed(self.vendors().refuse("17", "FABRI001")) == []

    def test_edge_15_a_proposal_tells_who_is_linked_to_it_already(self) -> None:
        (row,) = self.proposed(self.vendors(table={"18": "FABRI001"}))

        assert row.linked_to == ("18",)

    def test_edge_30_a_link_that_leads_nowhere_is_proposed_again_with_where_its_orders_went(self) -> None:
        vendors = self.vendors(table={"17": "OLD00001"})

        (row,) = self.proposed(vendors, {"OLD00001": {"FABRI001": ("PF1",)}})

        assert (row.was, row.vendor_id, row.likely) == ("OLD00001", "FABRI001", True)
        assert vendors.gone() == {"OLD00001"}


class TestDecisions:
    def test_all_of_a_file_is_taken_or_nothing(self) -> None:
        rows = [
            Decision(row=2, company="TWO", vendor="17", vendor_id="ACME0001", word="yes"),
            Decision(row=3, company="NIX", vendor="17", vendor_id="ACME0001", word="yes"),
            Decision(row=4, company="TWO", vendor="1", vendor_id="ACME0001", word="yes"),
            Decision(row=5, company="TWO", vendor="17", vendor_id="BOLT0001", word="yes"),
        ]

        with pytest.raises(LinkError) as error:
            decide({"TWO": company()}, rows)

        problems = str(error.value).splitlines()
        assert [line.split(":")[0] for line in problems] == ["row 3", "row 4", "row 5"]

    def test_yes_no_and_secondary_are_three_words(self) -> None:
        rows = [
            Decision(row=2, company="TWO", vendor="17", vendor_id="ACME0001", word="yes"),
            Decision(row=3, company="TWO", vendor="1", vendor_id="ACME0001", word="secondary"),
            Decision(row=4, company="TWO", vendor="2", vendor_id="ACME0001", word="no"),
        ]

        made = decide({"TWO": company()}, rows)["TWO"]

        assert {(row.source_id, row.what) for row in made.said} == {
            ("17", "vendor.linked"),
            ("1", "vendor.linked"),
            ("2", "vendor.refused"),
        }
        assert made.vendors.holders == {"acme0001": ("17", "1")}

    @pytest.mark.parametrize("words", [("yes", "no"), ("no", "yes"), ("yes", "secondary")])
    def test_two_words_about_the_same_two_vendors_are_refused(self, words: tuple[Word, Word]) -> None:
        rows = [
            Decision(row=row, company=short, vendor="17", vendor_id=vendor_id, word=word)
            for row, short, vendor_id, word in zip((2, 3), ("TWO", "two"), ("ACME0001", "acme0001"), words, strict=True)
        ]

        with pytest.raises(LinkError, match=f"row 3: it says '{words[1]}', and row 2 '{words[0]}' of the same two"):
            decide({"TWO": company()}, rows)

    def test_a_company_may_be_written_in_small_letters(self) -> None:
        rows = [Decision(row=2, company="two", vendor="17", vendor_id="acme0001", word="yes")]

        assert decide({"TWO": company()}, rows)["TWO"].vendors.said.of(17).vendor_id == "ACME0001"

    def test_a_file_that_was_taken_says_nothing_new(self) -> None:
        rows = [Decision(row=2, company="TWO", vendor="17", vendor_id="ACME0001", word="yes")]
        once = decide({"TWO": company()}, rows)["TWO"].vendors

        assert decide({"TWO": once}, rows)["TWO"].said == ()


class TestSeveralPeople:
    """Reading both lists takes minutes at a large site, and other people say something meanwhile."""

    def linked(self, vendors: CompanyVendors, vendor: str, vendor_id: str) -> Decided:
        return change(vendors, vendor, "vendor.linked", vendors.link(vendor, vendor_id))

    def test_edge_15_what_was_said_while_the_lists_were_read_is_kept(self) -> None:
        ledger, seen = MemoryStore(now=lambda: NOW), company()
        with Session(ledger, "main", owner="bob", now=lambda: NOW, ttl=60) as session:
            carry_out(session, seen, lambda vendors: self.linked(vendors, "2", "BOLT0001"), by="bob")
        row = Decision(row=2, company="TWO", vendor="17", vendor_id="ACME0001", word="yes")

        with Session(ledger, "main", owner="ann", now=lambda: NOW, ttl=60) as session:
            carry_out(session, seen, lambda vendors: self.linked(vendors, "1", "00123"), by="ann")
            carry_out_all(session, [seen], [row], by="ann")

        kept = VendorLinks(ledger, "main").of("TWO").links
        assert {vendor: said.vendor_id for vendor, said in kept.items()} == {
            "1": "00123",
            "2": "BOLT0001",
            "17": "ACME0001",
        }

    def test_edge_15_a_word_that_fits_no_more_is_refused(self) -> None:
        ledger, seen = MemoryStore(now=lambda: NOW), company()
        with Session(ledger, "main", owner="bob", now=lambda: NOW, ttl=60) as session:
            carry_out(session, seen, lambda vendors: self.linked(vendors, "2", "BOLT0001"), by="bob")

            with pytest.raises(LinkError, match="BOLT0001 is linked to vendor 2"):
                carry_out(session, seen, lambda vendors: self.linked(vendors, "1", "BOLT0001"), by="bob")
