"""What a person may say about links of vendors."""

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.canonical import plain
from gp_sync.matching.cards import card
from gp_sync.people.vendor_decisions import Decided, change, confirmed
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from gp_sync.people.vendor_links import CompanyLinks, Linked, VendorLink
from tests.gp_sync.people.any_vendors import GP_IDS, VENDORS, any_company, company

NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)
WORDS = st.tuples(
    st.sampled_from(["link", "secondary", "unlink", "refuse"]),
    st.sampled_from([*VENDORS, "99"]),
    st.sampled_from([*GP_IDS, "acme0001", "NONE0001"]),
)


def said(vendors: CompanyVendors, word: str, vendor: str, vendor_id: str) -> CompanyVendors:
    """The vendors after one word of a person; as they were where it does not fit."""
    try:
        if word == "unlink":
            return vendors.unlink(vendor)
        if word == "refuse":
            return vendors.refuse(vendor, vendor_id)
        return vendors.link(vendor, vendor_id, secondary=word == "secondary")
    except LinkError:
        return vendors


def sharing(vendors: CompanyVendors) -> set[str]:
    """GP vendors that several Procurify vendors are linked to, not all but one of them as secondary."""
    first: dict[str, int] = {}
    for key in VENDORS:
        link = vendors.linked(key)
        if link is not None and not link.secondary:
            first[plain(link.vendor_id)] = first.get(plain(link.vendor_id), 0) + 1
    return {vendor_id for vendor_id, number in first.items() if number > 1}


class TestNoSilentSharing:
    @given(any_company(), st.lists(WORDS, max_size=8))
    def test_edge_15_no_word_of_a_person_lets_two_vendors_share_one_in_silence(
        self, vendors: CompanyVendors, words: list[tuple[str, str, str]]
    ) -> None:
        """What the table and external IDs say is not the person's; but no word adds to it."""
        for word in words:
            before = sharing(vendors)
            vendors = said(vendors, *word)

            # Taking a word back lets what the external ID says count again.
            assert word[0] == "unlink" or sharing(vendors) <= before

    @given(any_company(), WORDS)
    def test_a_word_that_fits_holds(self, vendors: CompanyVendors, word: tuple[str, str, str]) -> None:
        kind, vendor, vendor_id = word
        if kind == "unlink":
            return
        try:
            after = (
                vendors.refuse(vendor, vendor_id)
                if kind == "refuse"
                else vendors.link(vendor, vendor_id, secondary=kind == "secondary")
            )
        except LinkError:
            return

        link = after.linked(vendor)
        linked = link is not None and plain(link.vendor_id) == plain(vendor_id)
        assert linked == (kind != "refuse")


class TestLink:
    def test_a_vendor_is_linked_in_gps_spelling(self) -> None:
        after = company().link("17", " acme0001 ")

        assert after.linked("17") == Linked(vendor_id="ACME0001", by="person")

    @pytest.mark.parametrize(
        ("vendors", "vendor", "vendor_id", "words"),
        [
            (company(), "99", "ACME0001", "Procurify lists no vendor with the id '99'"),
            (company(), "17", "123", "GP has no vendor '123' in TWO"),
            (company(table={"17": "BOLT0001"}), "17", "ACME0001", "in the file that vendor_links names"),
            (company(external={"17": "BOLT0001"}), "17", "ACME0001", "vendors refuse 17 BOLT0001 --company TWO"),
            (company().link("17", "BOLT0001"), "17", "ACME0001", "vendors unlink 17 --company TWO"),
            (company(external={"1": "ACME0001"}), "17", "ACME0001", "linked to vendor 1 'Vendor 1' already"),
        ],
        ids=["unknown", "not-in-gp", "table", "external", "person", "shared"],
    )
    def test_what_does_not_fit_is_refused_with_what_to_do(
        self, vendors: CompanyVendors, vendor: str, vendor_id: str, words: str
    ) -> None:
        with pytest.raises(LinkError, match=words):
            vendors.link(vendor, vendor_id)

    def test_edge_30_a_link_to_a_vendor_that_gp_has_no_more_is_replaced_and_kept_as_an_alias(self) -> None:
        after = company(table={"17": "GONE0001"}).link("17", "ACME0001")

        assert after.linked("17") == Linked(vendor_id="ACME0001", by="person")
        assert after.said.of(17).aliases == ("GONE0001",)

    def test_edge_15_the_same_gp_vendor_twice_is_said_explicitly(self) -> None:
        after = company(external={"1": "ACME0001"}).link("17", "ACME0001", secondary=True)

        assert after.holders["acme0001"] == ("1", "17")
        assert after.linked("17") == Linked(vendor_id="ACME0001", by="person", secondary=True)

    def test_a_vendor_alone_is_not_secondary(self) -> None:
        with pytest.raises(LinkError, match="leave --secondary out"):
            company().link("17", "ACME0001", secondary=True)

    def test_when_the_first_is_unlinked_the_next_is_kept_aligned(self) -> None:
        both = company().link("1", "ACME0001").link("17", "ACME0001", secondary=True)

        after = both.unlink("1")

        assert after.linked("17") == Linked(vendor_id="ACME0001", by="person")
        step = change(both, "1", "vendor.unlinked", after)
        assert [(row.source_id, row.what) for row in step.said] == [
            ("1", "vendor.unlinked"),
            ("17", "vendor.link_promoted"),
        ]

    def test_what_the_table_says_already_is_not_said_again(self) -> None:
        vendors = company(table={"17": "ACME0001"})

        assert change(vendors, "17", "vendor.linked", vendors.link("17", "ACME0001")) == Decided(vendors=vendors)

    def test_what_the_external_id_says_can_be_held_against_its_change(self) -> None:
        held = company(external={"17": "ACME0001"}).link("17", "ACME0001")
        changed = company(external={"17": "BOLT0001"})

        after = attrs.evolve(changed, said=held.said)

        assert changed.linked("17") == Linked(vendor_id="BOLT0001", by="external_id")
        assert after.linked("17") == Linked(vendor_id="ACME0001", by="person")


class TestRefuse:
    def test_an_external_id_that_is_wrong_counts_no_more(self) -> None:
        after = company(external={"17": "ACME0001"}).refuse("17", "ACME0001")

        assert after.linked("17") is None

    def test_what_a_person_linked_is_unlinked_first(self) -> None:
        with pytest.raises(LinkError, match="vendors unlink 17"):
            company().link("17", "ACME0001").refuse("17", "ACME0001")

    def test_what_was_refused_can_be_linked_after_all(self) -> None:
        after = company().refuse("17", "ACME0001").link("17", "ACME0001")

        assert after.said.of(17) == VendorLink(vendor_id="ACME0001")


class TestConfirm:
    def alike(self) -> CompanyVendors:
        return CompanyVendors(
            company="TWO",
            procurify=(card("17", "Fabrikam Tools"),),
            gp=(card("FABRI001", "Fabrikam Tools, Inc."), card("LITWARE1", "Litware")),
            table={},
            said=CompanyLinks(),
            external_ids=True,
        )

    def test_a_vendor_that_procurify_has_not_may_be_created_there(self) -> None:
        made = confirmed(self.alike(), "litware1", low=65, anyway=False)

        assert made.vendors.said.confirmed == ("LITWARE1",)
        assert [row.source_id for row in made.said] == ["gp TWO LITWARE1"]

    def test_edge_15_one_that_looks_like_one_of_procurifys_needs_a_second_word(self) -> None:
        with pytest.raises(LinkError, match=r"looks like FABRI001 .*--anyway"):
            confirmed(self.alike(), "FABRI001", low=65, anyway=False)

        assert confirmed(self.alike(), "FABRI001", low=65, anyway=True).vendors.said.confirmed == ("FABRI001",)

    def test_one_that_is_linked_is_in_procurify_already(self) -> None:
        with pytest.raises(LinkError, match="is vendor 17 'Fabrikam Tools' in Procurify already"):
            confirmed(self.alike().link("17", "FABRI001"), "FABRI001", low=65, anyway=True)

    def test_twice_is_once(self) -> None:
        once = confirmed(self.alike(), "LITWARE1", low=65, anyway=False).vendors

        assert confirmed(once, "LITWARE1", low=65, anyway=False).said == ()


class TestCreated:
    """Vendors that were created for one of Procurify, in a company that takes no external IDs."""

    def made(self) -> CompanyVendors:
        return CompanyVendors(
            company="NORTH",
            procurify=(card("17", "Fabrikam Tools"),),
            gp=(card("FABRIKAM17", "Fabrikam Tools"), card("LITWARE1", "Litware")),
            table={},
            said=CompanyLinks(),
            external_ids=False,
            created={"17": ("FABRIKAM17",)},
        )

    def test_they_are_linked_and_the_words_say_why(self) -> None:
        assert self.made().is_settled("17")
        assert self.made().words("17").endswith("is linked to FABRIKAM17 since it was created for it")

    def test_a_person_can_refuse_one_and_link_another(self) -> None:
        with pytest.raises(LinkError, match=r"say `gp-sync vendors refuse 17 FABRIKAM17 --company NORTH` first"):
            self.made().link("17", "LITWARE1")

        refused = self.made().refuse("17", "FABRIKAM17")
        assert refused.linked("17") is None
        assert refused.link("17", "LITWARE1").said.of("17").vendor_id == "LITWARE1"

    def test_unlinking_one_that_a_person_confirmed_leaves_it_unlinked(self) -> None:
        said = CompanyLinks(links={"17": VendorLink(vendor_id="FABRIKAM17")})

        left = attrs.evolve(self.made(), said=said).unlink("17")

        assert left.linked("17") is None
        assert left.said.of("17").refused == ("FABRIKAM17",)
