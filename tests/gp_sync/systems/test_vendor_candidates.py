"""The GP vendors that a Procurify vendor may be, asked of both loopback servers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs
import pytest

import procurify_client as pc
from dynamicsgp_sba import COMPANION, Backoff, Company, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.core.facts import vendor_candidates
from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.ledger.memory import MemoryStore
from gp_sync.people.vendor_links import CompanyLinks, VendorLink, VendorLinks, keep_links
from gp_sync.run.session import Session
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.vendor_candidates import OrderTrail, VendorCandidates
from procurify_client.testing import ProcurifyServer

USER = r"FABRIKAM\svc_gp"


@attrs.define
class Both:
    """Both servers, and who is asked for candidates."""

    procurify: ProcurifyServer
    gp: GPServer
    company: GPCompany
    candidates: VendorCandidates
    ledger: MemoryStore
    links: VendorLinks
    now: datetime = datetime(2026, 11, 4, 18, tzinfo=UTC)

    def ids(self, vendor: int) -> list[str]:
        """The candidates for a vendor."""
        found = self.candidates.find(vendor_candidates("TWO", vendor), self.now)
        return [row.vendor_id for row in found or ()]


@pytest.fixture
def both() -> Iterator[Both]:
    with (
        ProcurifyServer(client_id="client", client_secret="made-up") as procurify,
        GPServer(users={USER: "made-up"}) as server,
        pc.Procurify(client_id="client", client_secret="made-up", base_url=procurify.base_url) as client,
        DynamicsGP(
            server.base_url, auth=NtlmAuth(USER, "made-up"), profile=COMPANION, backoff=Backoff(attempts=1)
        ) as gp,
    ):
        company = seed_fabrikam(server, years=(2026,))
        company.add_vendor("FABRITOO0001", "Fabrikam Tools")
        ledger = MemoryStore()
        made: list[Both] = []
        companies: dict[str, Company] = {"TWO": gp.company("Fabrikam, Inc.")}
        links = VendorLinks(ledger, "main")

        def now() -> datetime:
            return made[0].now if made else datetime(2026, 11, 4, 18, tzinfo=UTC)

        references = ProcurifyReferences({}, frozenset(), client, now, said=links.of)
        candidates = VendorCandidates(references, client, companies, links, OrderTrail(ledger, "main", companies), now)
        made.append(Both(procurify, server, company, candidates, ledger, links))
        yield made[0]


class TestCandidates:
    def test_gps_list_is_read_once_for_many_vendors(self, both: Both) -> None:
        first = both.procurify.add_vendor("Fabrikam Tools Ltd")["id"]
        second = both.procurify.add_vendor("Fabrikam Tool")["id"]
        both.ids(first)
        before = len(both.gp.requests)

        assert (both.ids(first), both.ids(second)) == (["FABRITOO0001"], ["FABRITOO0001"])
        assert len(both.gp.requests) == before

    def test_after_a_while_it_is_read_again(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Wingtip Toys")["id"]
        assert both.ids(vendor) == []
        both.company.add_vendor("WINGTIP00001", "Wingtip Toys")

        both.now += timedelta(minutes=16)

        assert both.ids(vendor) == ["WINGTIP00001"]

    def test_edge_15_of_two_that_are_new_and_alike_the_second_waits(self, both: Both) -> None:
        first = both.procurify.add_vendor("Wingtip Toys")["id"]
        second = both.procurify.add_vendor("Wingtip Toys, Inc.")["id"]

        assert (both.ids(first), both.ids(second)) == ([], [f"Procurify's vendor {first}"])
        assert both.ids(first) == []

    def test_what_a_person_refused_makes_room_for_the_next(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Fabrikam Tools")["id"]
        both.company.add_vendor("FABRITOO0002", "Fabrikam Tool")
        with Session(both.ledger, "main", owner="me", now=lambda: both.now, ttl=60) as session:
            said = CompanyLinks(links={str(vendor): VendorLink(refused=("FABRITOO0001",))})
            keep_links(session, "TWO", said, (), by="me")

        assert both.ids(vendor) == ["FABRITOO0002"]

    def test_a_vendor_that_procurify_has_no_more_has_none(self, both: Both) -> None:
        assert both.ids(999) == []

    def test_edge_66_a_list_that_may_not_be_read_is_no_empty_list(self, both: Both) -> None:
        """Else a vendor would be created that GP has."""
        vendor = both.procurify.add_vendor("Fabrikam Tools")["id"]
        both.gp.fail("Vendors", status=403)

        with pytest.raises((RecordUnusable, Unavailable)):
            both.ids(vendor)

    def test_a_company_that_the_configuration_has_not_is_told(self, both: Both) -> None:
        with pytest.raises(RecordUnusable, match="no company 'NIX'"):
            both.candidates.find(vendor_candidates("NIX", 1), both.now)
