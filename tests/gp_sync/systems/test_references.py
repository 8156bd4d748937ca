"""Facts from both sides: each table read once, an absence read twice, a link from the table first."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import COMPANION
from gp_sync.core import fact_values
from gp_sync.core import facts as names
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import RecordUnusable, Ref, Unavailable
from gp_sync.references.parts import ReferencesByKind
from gp_sync.references.settings import ReferenceSettings
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.references import references_of
from procurify_client import Limits, Procurify
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.gp_sync.systems.site import Site

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def line(name: str, department: int) -> OrderLine:
    return OrderLine(name=name, quantity="2", price="10.00", account_code="6100", department=department)


@attrs.frozen
class Both:
    """Both sides and the references over them."""

    site: Site
    procurify: ProcurifyServer
    references: ReferencesByKind

    def asked(self) -> list[str]:
        """What GP was asked so far, without proofs of a connection."""
        return [request.resource for request in self.site.server.requests if request.resource != "help"]


@pytest.fixture
def both(site: Site) -> Iterator[Both]:
    links = {"TWO": {"77": "LITWARE0001"}, "WEST": {"77": "LITWARE0009"}}

    def now() -> datetime:
        return datetime.now(UTC)

    with (
        ProcurifyServer(client_id="client", client_secret="made-up") as server,
        Procurify(
            base_url=server.base_url,
            client_id="client",
            client_secret="made-up",
            limits=Limits(in_flight=None, per_second=None),
        ) as client,
        references_of(
            ReferenceSettings(),
            {"TWO": site.client},
            COMPANION,
            ProcurifyReferences(links, frozenset({"TWO"}), client, now),
            now,
        ) as parts,
    ):
        references = ReferencesByKind(parts)
        references.begin_run(datetime.now(UTC))
        yield Both(site, server, references)


class TestTables:
    def test_each_table_is_read_once(self, both: Both) -> None:
        numbers = [f"100-6100-0{digit}" for digit in range(1, 4)]

        found = [both.references.find(names.account("TWO", number), LONG_AGO) for number in numbers]

        assert [account.number for account in found if account] == numbers
        assert len(both.asked()) == 1

    def test_a_fact_older_than_asked_for_is_read_anew(self, both: Both) -> None:
        both.references.find(names.currencies("TWO"), LONG_AGO)

        both.references.find(names.currencies("TWO"), datetime.now(UTC) + timedelta(seconds=1))

        assert len(both.asked()) == 2

    def test_an_account_is_described_as_a_rule_needs_it(self, both: Both) -> None:
        both.site.company.add_account("100-6500-01", "Old", active=False, allows_entry=False)

        account = both.references.find(names.account("TWO", "100-6500-01"), LONG_AGO)

        assert account is not None
        assert (account.active, account.allows_entry, account.posting) == (False, False, True)

    def test_an_absence_of_an_earlier_run_is_read_again(self, both: Both) -> None:
        ref = names.account("TWO", "100-6999-01")
        assert both.references.find(ref, LONG_AGO) is None
        both.site.company.add_account("100-6999-01", "New")
        both.references.begin_run(datetime.now(UTC))

        found = both.references.find(ref, LONG_AGO)

        assert found is not None

    def test_an_absence_is_read_once_per_run(self, both: Both) -> None:
        for number in ("100-6998-01", "100-6999-01", "100-6998-01"):
            both.references.find(names.account("TWO", number), LONG_AGO)

        assert len(both.asked()) == 1


class TestFacts:
    def test_the_account_format_and_its_segment_values(self, both: Both) -> None:
        account_format = both.references.find(names.account_format("TWO"), LONG_AGO)

        assert account_format == fact_values.AccountFormat(separator="-", lengths=(3, 4, 2))
        assert both.references.find(names.segment("TWO", 1, "100"), LONG_AGO) == "Plant North"
        assert both.references.find(names.segment("TWO", 1, "999"), LONG_AGO) is None

    def test_the_fiscal_calendar_its_periods_and_years(self, both: Both) -> None:
        both.site.company.set_period(2026, 3, purchasing_closed=True)

        calendar = both.references.find(names.fiscal_calendar("TWO"), LONG_AGO)
        march = both.references.find(names.fiscal_period("TWO", 2026, 3), LONG_AGO)
        years = both.references.find(names.fiscal_year("TWO", 2026), LONG_AGO)
        never = both.references.find(names.fiscal_period("TWO", 2026, 99), LONG_AGO)

        assert isinstance(calendar, FiscalCalendar)
        found = calendar.period_of(date(2026, 3, 31))
        assert found == march
        assert march is not None
        assert march.closed
        assert [year.year for year in years or ()] == [2026]
        assert never is None

    def test_terms_are_compared_in_their_exact_spelling_and_sites_without_case(self, both: Both) -> None:
        assert both.references.find(names.payment_terms("TWO", "Net 30"), LONG_AGO) == "Net 30"
        assert both.references.find(names.payment_terms("TWO", "NET 30"), LONG_AGO) is None
        assert both.references.find(names.site("TWO", "01-n"), LONG_AGO) == "01-N"
        assert both.references.find(names.site("TWO", "99-OLD"), LONG_AGO) is None

    def test_a_vendor_with_its_status(self, both: Both) -> None:
        active = both.references.find(names.gp_vendor("TWO", "CONTOSUP0001"), LONG_AGO)
        inactive = both.references.find(names.gp_vendor("TWO", "OLDVENDR0001"), LONG_AGO)
        absent = both.references.find(names.gp_vendor("TWO", "NOBODY"), LONG_AGO)

        assert active is not None
        assert (active.active, active.payment_terms) == (True, "Net 30")
        assert inactive is not None
        assert not inactive.active
        assert absent is None


class TestVendorLinks:
    def test_the_link_table_wins(self, both: Both) -> None:
        both.references.seed(names.vendor_link("TWO", 77), "CONTOSUP0001", datetime.now(UTC))

        assert both.references.find(names.vendor_link("TWO", 77), LONG_AGO) == "LITWARE0001"

    def test_what_an_order_said_is_used_while_it_is_fresh(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Contoso", external_id="CHANGED001")["id"]
        ref = names.vendor_link("TWO", vendor)
        seen = datetime.now(UTC) - timedelta(minutes=5)
        both.references.seed(ref, "CONTOSUP0001", seen)

        assert both.references.find(ref, seen) == "CONTOSUP0001"
        assert both.references.find(ref, seen + timedelta(minutes=1)) == "CHANGED001"

    def test_what_an_order_said_before_the_clock_was_set_back_is_asked_for(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Contoso", external_id="CHANGED001")["id"]
        ref = names.vendor_link("TWO", vendor)
        both.references.seed(ref, "CONTOSUP0001", datetime.now(UTC) + timedelta(days=3))

        assert both.references.find(ref, LONG_AGO) == "CHANGED001"

    def test_an_older_order_does_not_undo_what_a_newer_one_said(self, both: Both) -> None:
        ref = names.vendor_link("TWO", 5)
        now = datetime.now(UTC)
        both.references.seed(ref, "CONTOSUP0001", now)

        both.references.seed(ref, "OLDVENDR0001", now - timedelta(days=1))

        assert both.references.find(ref, now) == "CONTOSUP0001"

    def test_a_vendor_without_an_external_id_or_without_a_record_is_not_linked(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Riverside Catering")["id"]

        assert both.references.find(names.vendor_link("TWO", vendor), LONG_AGO) is None
        assert both.references.find(names.vendor_link("TWO", 9999), LONG_AGO) is None


class TestSeveralCompanies:
    def test_edge_58_an_external_id_names_no_vendor_of_another_company(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Contoso", external_id="CONTOSUP0001")["id"]

        assert both.references.find(names.vendor_link("TWO", vendor), LONG_AGO) == "CONTOSUP0001"
        assert both.references.find(names.vendor_link("WEST", vendor), LONG_AGO) is None

    def test_edge_58_the_link_table_counts_in_each(self, both: Both) -> None:
        assert both.references.find(names.vendor_link("WEST", 77), LONG_AGO) == "LITWARE0009"


class TestRequisitions:
    @pytest.fixture
    def vendor(self, both: Both) -> int:
        vendor: int = both.procurify.add_vendor("Contoso", external_id="CONTOSUP0001")["id"]
        return vendor

    @pytest.fixture
    def order(self, both: Both, vendor: int) -> Any:
        """An order of two lines."""
        plant = both.procurify.add_location("Plant")["id"]
        stores = both.procurify.add_department("Stores", plant)["id"]
        both.procurify.add_account_code("6100", "Supplies")
        return both.procurify.add_purchase_order(vendor=vendor, lines=[line("Gloves", stores), line("Masks", stores)])

    def test_its_lines_with_the_keys_of_account_and_vendor(self, both: Both, vendor: int, order: Any) -> None:
        number = order["order_items"][0]["orderNum"]

        found = both.references.find(names.requisition(number), LONG_AGO)

        assert found is not None
        assert found.number == number
        assert [(row.id, row.account_id, row.vendor_id) for row in found.lines] == [
            (item["id"], item["account"]["id"], vendor) for item in order["order_items"]
        ]

    def test_one_that_does_not_exist(self, both: Both) -> None:
        assert both.references.find(names.requisition(999), LONG_AGO) is None

    def test_one_with_a_line_that_cannot_be_read_is_not_told_by_half(self, both: Both, order: Any) -> None:
        number = order["order_items"][0]["orderNum"]
        rows = [{"id": 1, "orderNum": number, "order_number": number, "quantity": "many"}]
        page = {"data": rows, "metadata": {"pagination": {"count": 1, "next": None, "previous": None}}}
        both.procurify.garble("/order-items/", content=json.dumps(page).encode(), content_type="application/json")

        with pytest.raises(RecordUnusable, match="an item of it cannot be read"):
            both.references.find(names.requisition(number), LONG_AGO)


class TestOneRecord:
    def test_a_vendor_id_that_the_server_refuses_stops_only_who_needs_it(self, both: Both) -> None:
        both.site.server.refuse_in_paths = "&"
        ref = names.gp_vendor("TWO", "A&B0001")

        with pytest.raises(RecordUnusable, match="A&B0001") as caught:
            both.references.find(ref, LONG_AGO)

        assert (caught.value.finding.code, caught.value.finding.cause) == ("RECORD_UNUSABLE", ref)
        assert both.references.find(names.gp_vendor("TWO", "CONTOSUP0001"), LONG_AGO)

    def test_a_vendor_that_cannot_be_read_can_be_used_by_the_next_run_once_it_is_mended(self, both: Both) -> None:
        ref = names.gp_vendor("TWO", "CONTOSUP0001")
        row = both.site.company.vendors["CONTOSUP0001"]
        row["VENDSTTS"] = "many"
        with pytest.raises(RecordUnusable, match="CONTOSUP0001"):
            both.references.find(ref, LONG_AGO)
        row["VENDSTTS"] = 1
        both.references.begin_run(datetime.now(UTC))

        found = both.references.find(ref, LONG_AGO)

        assert found is not None
        assert found.active

    def test_an_account_that_cannot_be_read_is_not_absent(self, both: Both) -> None:
        both.site.company.accounts["100-6100-01"]["ACTIVE"] = "many"

        with pytest.raises(RecordUnusable, match="100-6100-01"):
            both.references.find(names.account("TWO", "100-6100-01"), LONG_AGO)

        assert both.references.find(names.account("TWO", "100-6100-02"), LONG_AGO)

    def test_a_procurify_vendor_that_cannot_be_read_stops_only_who_needs_it(self, both: Both) -> None:
        vendor = both.procurify.add_vendor("Contoso", external_id="CONTOSUP0001")["id"]
        content = json.dumps({"data": {"id": vendor, "name": 7}, "metadata": {}}).encode()
        both.procurify.garble(f"/vendors/{vendor}/", content=content, content_type="application/json")
        ref = names.vendor_link("TWO", vendor)

        with pytest.raises(RecordUnusable) as caught:
            both.references.find(ref, LONG_AGO)

        assert caught.value.finding.cause == ref
        assert both.references.find(ref, LONG_AGO) == "CONTOSUP0001"

    def test_a_page_of_a_proxy_is_the_sides_fault(self, both: Both) -> None:
        both.procurify.garble("/vendors/7/", content=b"<html>busy</html>", times=9)

        with pytest.raises(Unavailable) as caught:
            both.references.find(names.vendor_link("TWO", 7), LONG_AGO)

        assert caught.value.finding.code == "PROCURIFY_UNAVAILABLE"

    @pytest.mark.parametrize(
        "ref", [names.account("OLD", "100-6100-01"), names.gp_vendor("OLD", "CONTOSUP0001")], ids=str
    )
    def test_a_fact_of_a_company_that_is_no_longer_configured_is_unusable(self, both: Both, ref: Ref) -> None:
        with pytest.raises(RecordUnusable, match="the configuration has no company 'OLD'"):
            both.references.find(ref, LONG_AGO)


class TestUnavailable:
    def test_an_empty_answer_is_no_fiscal_calendar(self, both: Both) -> None:
        both.site.server.fail("FiscalPeriods", status=200, body="{}")

        with pytest.raises(Unavailable) as unavailable:
            both.references.find(names.fiscal_calendar("TWO"), LONG_AGO)

        assert unavailable.value.finding.code == "GP_SERVICE_MISSING"

    def test_a_table_that_cannot_be_read_is_not_an_empty_one(self, both: Both) -> None:
        both.site.server.fail("GLAccounts|Accounts", status=503, body="", times=9)

        with pytest.raises(Unavailable):
            both.references.find(names.account("TWO", "100-6100-01"), LONG_AGO)

    def test_procurify_may_be_the_side_that_fails(self, both: Both) -> None:
        both.procurify.fail("/vendors/", status=403, body='{"detail": "no"}', times=9)

        with pytest.raises(Unavailable) as unavailable:
            both.references.find(names.vendor_link("TWO", 5), LONG_AGO)

        assert unavailable.value.finding.code == "PROCURIFY_ACCESS_DENIED"
