"""Which GP vendor a Procurify vendor is, by what people said, the link table and external IDs."""

from datetime import UTC, datetime

from gp_sync.core.model import Key
from gp_sync.ledger.memory import MemoryStore
from gp_sync.people.vendor_links import (
    CompanyLinks,
    Holders,
    Linked,
    Said,
    VendorLink,
    VendorLinks,
    keep_links,
    linked_by,
    links_of,
)
from gp_sync.run.session import Session

NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)


def session(ledger: MemoryStore) -> Session:
    return Session(ledger, "main", owner="me", now=lambda: NOW, ttl=60)


class TestWhatCounts:
    def test_edge_02_the_link_table_counts_before_a_person_and_a_person_before_the_external_id(self) -> None:
        said = VendorLink(vendor_id="SAID0001")

        assert linked_by("TABLE001", said, "EXT00001") == Linked(vendor_id="TABLE001", by="table")
        assert linked_by("", said, "EXT00001") == Linked(vendor_id="SAID0001", by="person")
        assert linked_by("", VendorLink(), "EXT00001") == Linked(vendor_id="EXT00001", by="external_id")
        assert linked_by("", VendorLink(), "") is None

    def test_edge_30_whoever_names_the_old_id_means_the_new_one(self) -> None:
        said = VendorLink(vendor_id="OLD00001").linked("NEW00001")

        assert said.aliases == ("OLD00001",)
        assert linked_by("old00001", said, "") == Linked(vendor_id="NEW00001", by="person")
        assert linked_by("", said, "OLD00001") == Linked(vendor_id="NEW00001", by="person")

    def test_edge_02_an_external_id_that_a_person_refused_links_nothing(self) -> None:
        assert linked_by("", VendorLink(refused=("EXT00001",)), "ext00001") is None

    def test_edge_02_a_vendor_that_was_created_for_it_counts_last_and_unless_a_person_refused_it(self) -> None:
        """A company that takes no external IDs knows of it by nothing else."""
        made = ("MADE0001",)

        assert linked_by("", VendorLink(), "", made) == Linked(vendor_id="MADE0001", by="created")
        assert linked_by("", VendorLink(), "EXT00001", made) == Linked(vendor_id="EXT00001", by="external_id")
        assert linked_by("", VendorLink(refused=("made0001",)), "", made) is None
        moved = VendorLink(vendor_id="MADE0001").linked("NEW00001")
        assert linked_by("", moved, "", made) == Linked(vendor_id="NEW00001", by="person")

    def test_a_vendor_that_goes_back_to_an_old_id_is_linked_to_it(self) -> None:
        said = VendorLink(vendor_id="OLD00001").linked("NEW00001").linked("OLD00001")

        assert linked_by("OLD00001", said, "") == Linked(vendor_id="OLD00001", by="table")

    def test_edge_58_each_company_has_a_link_of_its_own(self) -> None:
        ledger = MemoryStore(now=lambda: NOW)
        with session(ledger) as hold:
            keep_links(hold, "THREE", CompanyLinks(links={"17": VendorLink(vendor_id="OTHER001")}), (), by="me")

        found = links_of(
            17, "EXT00001", tables={"TWO": {}, "THREE": {}}, external={"TWO"}, said=VendorLinks(ledger, "main")
        )

        assert found == {
            "TWO": Linked(vendor_id="EXT00001", by="external_id"),
            "THREE": Linked(vendor_id="OTHER001", by="person"),
        }


class TestKept:
    def test_what_is_kept_is_read_once_for_each_run(self) -> None:
        ledger = MemoryStore(now=lambda: NOW)
        links = VendorLinks(ledger, "main")
        before = links.of("TWO")

        with session(ledger) as hold:
            keep_links(hold, "TWO", CompanyLinks(links={"17": VendorLink(vendor_id="ACME0001")}), (), by="me")

        assert links.of("TWO") == before == CompanyLinks()
        links.begin_run()
        assert links.of("TWO").of(17) == VendorLink(vendor_id="ACME0001")

    def test_each_word_is_audited_with_what_was_said_before(self) -> None:
        ledger, word = MemoryStore(now=lambda: NOW), [Said(source_id="17", what="vendor.linked")]
        first = CompanyLinks(links={"17": VendorLink(vendor_id="ACME0001")})

        with session(ledger) as hold:
            keep_links(hold, "TWO", first, word, by="ann", why="asked")
            keep_links(hold, "TWO", first.having(17, first.of(17).linked("ACME0002")), word, by="bob")

        key = Key(connection="main", flow="vendors", source_id="17")
        one, two = (dict(row.detail or {}) for row in ledger.audit("main", key=key))
        assert (one["by"], one["why"], one["company"], "before" in one) == ("ann", "asked", "TWO", False)
        assert (two["before"]["vendor_id"], two["now"]["vendor_id"]) == ("ACME0001", "ACME0002")
        assert two["now"]["aliases"] == ["ACME0001"]

    def test_a_vendor_of_which_nothing_is_said_any_more_is_left_out(self) -> None:
        links = CompanyLinks(links={"17": VendorLink(vendor_id="ACME0001")})

        assert links.having("17", links.of(17).unlinked()) == CompanyLinks()


class TestHolders:
    def test_edge_15_the_first_of_several_is_kept_aligned(self) -> None:
        holders, link = Holders({}), {"TWO": Linked(vendor_id="ACME0001", by="external_id")}

        assert holders.in_place_of("3", link) == {}
        assert holders.in_place_of("17", link) == {"TWO": "3"}
        assert holders.in_place_of("3", link) == {}

    def test_the_one_that_was_aligned_stays_so(self) -> None:
        holders = Holders({("TWO", "acme0001"): "17"})
        link = {"TWO": Linked(vendor_id="ACME0001", by="external_id")}

        assert holders.in_place_of("3", link) == {"TWO": "17"}

    def test_one_that_a_person_called_secondary_is_never_the_first(self) -> None:
        holders = Holders({})
        secondary = {"TWO": Linked(vendor_id="ACME0001", by="person", secondary=True)}

        assert holders.in_place_of("3", secondary) == {"TWO": ""}
        assert holders.in_place_of("17", {"TWO": Linked(vendor_id="ACME0001", by="person")}) == {}

    def test_edge_31_a_secondary_one_knows_that_the_first_is_gone_until_another_takes_its_place(self) -> None:
        holders = Holders({}, {("TWO", "acme0001"): "17"})
        secondary = {"TWO": Linked(vendor_id="ACME0001", by="person", secondary=True)}
        first = {"TWO": Linked(vendor_id="ACME0001", by="person")}

        assert holders.left_by(secondary) == {"TWO": "17"}
        assert holders.left_by(first) == {}
        holders.in_place_of("4", first)
        assert holders.left_by(secondary) == {}

    def test_a_secondary_one_whose_first_is_there_waits_for_nobody(self) -> None:
        secondary = {"TWO": Linked(vendor_id="ACME0001", by="person", secondary=True)}

        assert Holders({("TWO", "acme0001"): "17"}).left_by(secondary) == {}
        assert Holders({}).left_by(secondary) == {}
