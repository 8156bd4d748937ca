"""The feed of vendors: what it lists, what a pass over the lists asks for, and what moves a token."""

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import SiteProfile
from gp_sync.clock import utc_now
from gp_sync.flows.vendors.document import VendorRecord, address_target, gp_target
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.ledger.memory import MemoryStore
from gp_sync.people.vendor_links import VendorLinks, links_of
from gp_sync.systems.vendor_feed import VendorFeed
from gp_sync.systems.vendor_flow import decode_pair
from gp_sync.systems.vendor_left import Left, LeftRecords
from gp_sync.systems.vendor_records import whole_card
from tests.gp_sync.systems.vendors import ATOMIC, VendorSite, vendor_site

UNTIL = date(2030, 1, 1)
SUMMARIES = ATOMIC.with_resource("vendors", list_is_full=False)
FILTERED = ATOMIC.with_resource("vendors", filters={"changed_since": "changedSince"}).with_resource(
    "vendor_addresses", filters={"changed_since": "changedSince"}
)


@attrs.define
class Reader:
    """Reads a feed as a capture does, with the tokens that it has seen."""

    site: VendorSite
    policy: VendorPolicy = attrs.field(factory=partial(VendorPolicy, address_id="PRIMARY"))
    known: dict[str, str] = attrs.field(factory=dict)
    left: LeftRecords = attrs.field(factory=LeftRecords)
    feed: VendorFeed = attrs.field(init=False)
    _gp: int = 0
    _procurify: int = 0

    def __attrs_post_init__(self) -> None:
        self.feed = VendorFeed(
            self.site.client,
            {"TWO": self.site.company},
            profile=self.site.profile,
            policy=self.policy,
            currencies=self.site.currencies,
            links=partial(
                links_of,
                tables={"TWO": {}},
                external=frozenset({"TWO"}),
                said=VendorLinks(MemoryStore(utc_now), "test"),
            ),
            known=lambda: dict(self.known),
            left=lambda: self.left,
        )

    def look(self, since: date | None = None) -> dict[str, Any]:
        """One pass: the vendors that changed, decoded."""
        changed: dict[str, Any] = {}
        list(self.feed.touched(UNTIL, UNTIL))
        for page in self.feed.pages(since, UNTIL):
            for row in page.rows:
                if self.known.get(row.source_id) != row.token:
                    fetched = self.feed.fetch(row.source_id)
                    changed[row.source_id] = fetched.problem or decode_pair(fetched.payload)
                    self.known[row.source_id] = row.token
        return changed

    def asked(self) -> Counter[str]:
        """The requests since the last question, by what they ask for."""
        gp = [
            f"{row.resource.removeprefix('Purchasing/')}{'(key)' if row.key else ''}"
            for row in self.site.gp.requests[self._gp :]
            if row.company
        ]
        told = [row.path for row in self.site.procurify.requests[self._procurify :] if row.path.startswith("/api/")]
        self._gp, self._procurify = len(self.site.gp.requests), len(self.site.procurify.requests)
        return Counter([*gp, *told])


def crowd(site: VendorSite, count: int) -> None:
    """So many vendors in both systems, linked by their external IDs; GP's sample vendors are taken away."""
    for vendor_id in list(site.fabrikam.vendors):
        site.fabrikam.delete_vendor(vendor_id)
    site.procurify.make_vendors(count, contact="", payment_term_ref=None)
    for number in range(1, count + 1):
        site.fabrikam.add_vendor(f"MADE{number:07d}", f"Vendor {number:07d}", ADDRESS1=f"{number} Example Street")


@pytest.fixture
def reader() -> Iterator[Reader]:
    with vendor_site() as site:
        crowd(site, 3)
        yield Reader(site)


def of_site(profile: SiteProfile) -> Any:
    return vendor_site(profile=profile)


class TestFiveThousandVendors:
    @pytest.mark.long
    def test_a_pass_reads_the_pages_of_each_side_once_and_its_memory_stays_flat(self) -> None:
        """50 pages of Procurify and one list of GP, the first time and each time; nothing is fetched by its key."""
        with vendor_site() as site:
            crowd(site, 5000)
            reader = Reader(site)
            assert len(reader.look()) == 5000
            assert reader.asked() == {"/api/v3/vendors/": 50, "Vendors": 1, "/api/v2/currencies/": 1}
            tracemalloc.start()

            assert reader.look() == {}
            _, first = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            assert reader.look() == {}
            _, second = tracemalloc.get_traced_memory()
            tracemalloc.stop()

            assert reader.asked() == {"/api/v3/vendors/": 100, "Vendors": 2}
            assert second < first * 1.1
            assert second < 40_000_000, f"{second} bytes, with those of the loopback server"

    def test_on_a_site_that_lists_summaries_each_vendor_is_a_request(self) -> None:
        """One for the list, and one for each of its vendors; Procurify's pages stay as they are."""
        with of_site(SUMMARIES) as site:
            crowd(site, 250)
            reader = Reader(site)
            reader.look()
            reader.asked()

            assert reader.look() == {}
            assert reader.asked() == {"/api/v3/vendors/": 3, "Vendors": 1, "Vendors(key)": 250}


class TestTakenBack:
    """Somebody takes a write of ours back before it was seen: each side is what it was when it was looked at last."""

    def left(self, reader: Reader, first: str, write: str = "the first", **texts: str) -> None:
        """What a write of ours left of the first vendor."""
        card = whole_card(reader.site.company.vendors.get("MADE0000001")).with_texts(texts)
        reader.left = LeftRecords({first: {gp_target("TWO", "MADE0000001"): Left(record=card, write=write)}})

    def test_edge_45_it_is_seen_once(self, reader: Reader) -> None:
        first = min(reader.look(), key=int)
        self.left(reader, first, name="Renamed by us")

        changed = reader.look()

        assert (list(changed), changed[first].undone) == ([first], {"TWO": "the first"})
        assert reader.look() == {}

    def test_edge_45_the_next_write_that_is_taken_back_is_seen_too(self, reader: Reader) -> None:
        """Though each side is what it was, and so is what we wrote."""
        first = min(reader.look(), key=int)
        self.left(reader, first, name="Renamed by us")
        reader.look()
        self.left(reader, first, "the second", name="Renamed by us")

        assert list(reader.look()) == [first]

    def test_edge_45_what_was_taken_back_counts_on_while_gp_does_not_list_the_vendor(self) -> None:
        """Where a site lists what changed alone, the next look tells nothing of it."""
        told = LeftRecords().undone("17", None, {"TWO": None}, before={"TWO": "the first"})

        assert told == {"TWO": "the first"}

    def test_edge_20_our_address_that_was_deleted_is_seen_also_where_the_vendor_has_no_primary_one(
        self, reader: Reader
    ) -> None:
        """Then neither what is aligned nor the card is of any address."""
        reader.site.fabrikam.edit_vendor("MADE0000001", VADDCDPR="")
        reader.site.fabrikam.vendor_addresses.pop(("MADE0000001", "PRIMARY"), None)
        first = min(reader.look(), key=int)
        ours = Left(record=VendorRecord(city="Joliet", address_id="PRIMARY"), write="the first")
        reader.left = LeftRecords({first: {address_target("TWO", "MADE0000001", "PRIMARY"): ours}})

        assert [pair.undone for pair in reader.look().values()] == [{"TWO": "the first"}]

    def test_edge_45_what_stands_as_it_was_left_is_no_change(self, reader: Reader) -> None:
        first = min(reader.look(), key=int)
        self.left(reader, first)

        assert reader.look() == {}


class TestChanges:
    def test_an_edit_on_either_side_brings_that_vendor_alone(self, reader: Reader) -> None:
        """With both records as they are."""
        first, second, _ = sorted(reader.look())
        reader.site.procurify.edit_vendor(int(first), contact="Kim Roe")
        reader.site.fabrikam.edit_vendor("MADE0000002", VENDNAME="Renamed")

        changed = reader.look()

        assert sorted(changed) == [first, second]
        assert changed[first].procurify.contact == "Kim Roe"
        assert (changed[second].procurify.name, changed[second].gp["TWO"].name) == ("Vendor 0000002", "Renamed")

    def test_edge_30_a_list_of_gp_that_is_empty_by_mistake_makes_no_vendor_gone(self, reader: Reader) -> None:
        """Each that it leaves out is asked for before its absence means anything."""
        before = reader.look()
        reader.site.gp.fail(r"Purchasing/Vendors\(\)", status=200, body="[]")

        changed = reader.look()

        assert {key: pair.gp["TWO"] for key, pair in changed.items()} == {
            key: pair.gp["TWO"] for key, pair in before.items()
        }

    def test_an_address_of_ours_beside_the_card_counts(self) -> None:
        """It is another record of GP, whose changes do not move the vendor's."""
        with vendor_site() as site:
            crowd(site, 2)
            site.fabrikam.add_vendor_address("MADE0000001", "PROCURIFY", CITY="Joliet")
            reader = Reader(site, VendorPolicy())
            first = reader.look()
            site.fabrikam.edit_vendor_address("MADE0000001", "PROCURIFY", CITY="Perth")

            changed = reader.look()

            assert [pair.gp["TWO"].city for pair in first.values()] == ["Joliet", ""]
            assert [pair.gp["TWO"].city for pair in changed.values()] == ["Perth"]
            assert reader.asked()["VendorAddresses"] == 2

    def test_a_site_that_tells_what_changed_is_asked_for_that(self) -> None:
        """Two short lists, and the vendors on them; a card or an address that moved is enough."""
        with of_site(FILTERED) as site:
            crowd(site, 30)
            reader = Reader(site)
            reader.look()
            old = f"{datetime.now(UTC) - timedelta(days=9):%Y-%m-%dT%H:%M:%S}.000"
            for row in (*site.fabrikam.vendors.values(), *site.fabrikam.vendor_addresses.values()):
                row["DEX_ROW_TS"] = old
            reader.look()
            site.fabrikam.edit_vendor("MADE0000003", VENDNAME="Renamed")
            reader.asked()

            changed = reader.look(since=datetime.now(UTC).date())

            assert [pair.gp["TWO"].name for pair in changed.values()] == ["Renamed"]
            assert reader.asked() == {"/api/v3/vendors/": 1, "Vendors": 1, "VendorAddresses": 1, "Vendors(key)": 1}

    def test_a_vendor_that_only_gp_has_is_listed_until_it_is_linked(self, reader: Reader) -> None:
        """Under GP's ID, with the address of its card."""
        reader.site.fabrikam.add_vendor("TAILSPIN0001", "Tailspin Toys", CITY="Joliet")
        pair = reader.look()["gp TWO TAILSPIN0001"]
        vendor = reader.site.procurify.add_vendor("Tailspin Toys", external_id="TAILSPIN0001")["id"]

        changed = reader.look()

        assert (pair.id, pair.links, pair.gp["TWO"].city) == (None, {"TWO": "TAILSPIN0001"}, "Joliet")
        assert list(changed) == [str(vendor), "gp TWO TAILSPIN0001"]
        assert changed["gp TWO TAILSPIN0001"].shared == {"TWO": str(vendor)}
        assert reader.look() == {}

    def test_edge_33_a_link_goes_by_gps_own_spelling_of_the_id(self, reader: Reader) -> None:
        """Whatever a person typed: everything that is written names the vendor as GP does."""
        reader.site.fabrikam.add_vendor("TAILSPIN0001", "Tailspin Toys")
        vendor = reader.site.procurify.add_vendor("Tailspin Toys", external_id="tailspin0001")["id"]

        changed = reader.look()

        assert changed[str(vendor)].links == {"TWO": "TAILSPIN0001"}

    def test_a_vendor_that_drops_off_the_list_is_asked_for_once(self, reader: Reader) -> None:
        """Archived, it still is there; GP's record goes along."""
        gone = min(reader.look())
        reader.site.procurify.edit_vendor(int(gone), active=False)
        reader.asked()

        changed = reader.look()

        assert (changed[gone].procurify.active, changed[gone].gp["TWO"].active) == (False, True)
        assert reader.asked()[f"/api/v3/vendors/{gone}/"] == 1
        assert reader.look() == {}
        assert reader.asked()[f"/api/v3/vendors/{gone}/"] == 0

    def test_of_two_with_one_gp_vendor_the_first_stays_the_one_that_is_aligned(self, reader: Reader) -> None:
        """Also when the other one comes first in the list."""
        first = min(reader.look())
        again = reader.site.procurify.add_vendor("Vendor 1 again", external_id="MADE0000001")["id"]

        changed = reader.look()

        assert again < int(first)
        assert (list(changed), changed[str(again)].shared) == ([str(again)], {"TWO": first})

    def test_gps_vendor_that_cannot_be_read_is_a_problem_of_that_vendor(self, reader: Reader) -> None:
        """The others are taken."""
        reader.site.fabrikam.vendors["MADE0000002"]["VENDSTTS"] = "many"

        changed = reader.look()

        problems = [told for told in changed.values() if isinstance(told, str)]
        assert [told.partition(":")[0] for told in problems] == ["GP's vendor MADE0000002 in TWO"]
        assert len(changed) == 3
