"""The references that a configuration asks for: each table from its source, over the real client and real files."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import COMPANION, SHIPPED, SiteProfile
from gp_sync.core import facts as names
from gp_sync.core.model import RecordUnusable, Severity, Unavailable
from gp_sync.references.parts import ReferencesByKind
from gp_sync.references.port import NotAvailableHere
from gp_sync.references.settings import CsvReferenceSettings, ReferenceSettings, SqlReferenceSettings
from gp_sync.references.tables import TABLES
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.references import references_of
from gp_sync.systems.service_tables import ServiceTables
from procurify_client import Limits, Procurify
from procurify_client.testing import ProcurifyServer
from tests.gp_sync.systems.site import Site

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@attrs.frozen
class Opener:
    """Opens what settings ask for."""

    site: Site
    procurify: Procurify

    @contextmanager
    def open(self, settings: ReferenceSettings, profile: SiteProfile = COMPANION) -> Iterator[ReferencesByKind]:
        companies = {"TWO": self.site.client}
        links = {"TWO": {"77": "LITWARE0001"}}
        known = ProcurifyReferences(links, frozenset(companies), self.procurify, lambda: datetime.now(UTC))
        with references_of(settings, companies, profile, known, lambda: datetime.now(UTC)) as parts:
            yield ReferencesByKind(parts)


@pytest.fixture
def opener(site: Site) -> Iterator[Opener]:
    with (
        ProcurifyServer(client_id="client", client_secret="made-up") as server,
        Procurify(
            base_url=server.base_url,
            client_id="client",
            client_secret="made-up",
            limits=Limits(in_flight=None, per_second=None),
        ) as client,
    ):
        yield Opener(site, client)


class TestSources:
    def test_every_fact_that_an_order_may_need_can_be_asked_for(self, opener: Opener) -> None:
        with opener.open(ReferenceSettings()) as references:
            assert references.kinds == {
                "account_format", "base_currency", "buyer", "company_address", "currencies", "currency_access",
                "exchange_rate", "fiscal_calendar", "fiscal_period", "fiscal_year", "gl_account", "gl_accounts_near",
                "gp_vendor", "item", "item_site", "item_vendor", "order_codings", "order_day", "payment_terms",
                "procurify_account", "purchasing_setup", "requisition", "segment", "shipping_method", "site", "table",
                "tax_schedule", "unit", "units_of_schedule", "vendor_link",
            }  # fmt: skip

    def test_one_table_from_a_file_and_the_others_from_the_service(self, opener: Opener, tmp_path: Path) -> None:
        (tmp_path / "TWO").mkdir()
        (tmp_path / "TWO" / "tax_schedules.csv").write_text("TAXSCHID\nILSALES-7\n", encoding="utf-8")
        settings = ReferenceSettings(tables={"tax_schedules": "csv"}, csv=CsvReferenceSettings(folder=str(tmp_path)))

        with opener.open(settings) as references:
            assert references.find(names.tax_schedule("TWO", "ILSALES-7"), LONG_AGO) == "ILSALES-7"
            assert references.find(names.site("TWO", "01-N"), LONG_AGO) == "01-N"
            assert references.find(names.vendor_link("TWO", 77), LONG_AGO) == "LITWARE0001"

    def test_a_database_for_each_company(self, opener: Opener, tmp_path: Path) -> None:
        url = f"sqlite:///{(tmp_path / '{company}.db').as_posix()}"
        (tmp_path / "buyers.sql").write_text("SELECT 'ANN' AS BUYERID, 'Ann' AS DSCRIPTN", encoding="utf-8")
        sql = SqlReferenceSettings(url=url, selects={"buyers": str(tmp_path / "buyers.sql")})

        with opener.open(ReferenceSettings(tables={"buyers": "sql"}, sql=sql)) as references:
            assert references.find(names.buyer("TWO", "ann"), LONG_AGO) == "ANN"

        assert (tmp_path / "TWO.db").exists()

    def test_a_company_without_a_database_is_refused(self, opener: Opener) -> None:
        sql = SqlReferenceSettings(urls={"THREE": "sqlite:///three.db"})

        with (
            pytest.raises(ValueError, match="no address for TWO"),
            opener.open(ReferenceSettings(source="sql", sql=sql)),
        ):
            pass

    def test_a_login_without_its_password_is_refused(self, opener: Opener) -> None:
        sql = SqlReferenceSettings(url="sqlite:///two.db", user="reader")

        with (
            pytest.raises(ValueError, match="no password for the login 'reader'"),
            opener.open(ReferenceSettings(source="sql", sql=sql)),
        ):
            pass


class TestWhatTheSiteLacks:
    def test_a_table_of_the_companion_is_not_available_without_it(self, opener: Opener) -> None:
        with opener.open(ReferenceSettings(), SHIPPED) as references, pytest.raises(RecordUnusable) as caught:
            references.find(names.account("TWO", "100-6100-01"), LONG_AGO)

        found = caught.value.finding
        assert (found.code, found.severity) == ("TABLE_NOT_AVAILABLE", Severity.BLOCK)
        assert "gl_accounts of TWO: gl accounts: not among the services that Microsoft ships" in found.tried

    @pytest.mark.parametrize("status", [404, 403])
    def test_an_older_companion_lacks_only_what_it_lacks(self, opener: Opener, status: int) -> None:
        opener.site.server.fail("Buyers", status=status, body="", times=9)

        with opener.open(ReferenceSettings()) as references:
            with pytest.raises(RecordUnusable) as caught:
                references.find(names.buyer("TWO", "BUYER01"), LONG_AGO)
            assert references.find(names.site("TWO", "01-N"), LONG_AGO) == "01-N"

        assert (caught.value.finding.code, caught.value.finding.severity) == ("TABLE_NOT_AVAILABLE", Severity.WARN)

    def test_a_table_that_orders_need_and_the_server_does_not_find_is_the_sites_fault(self, opener: Opener) -> None:
        opener.site.server.fail("Sites", status=404, body="", times=9)

        with opener.open(ReferenceSettings()) as references, pytest.raises(Unavailable):
            references.find(names.site("TWO", "01-N"), LONG_AGO)

    @pytest.mark.parametrize("name", ["item_sites", "item_vendors"])
    def test_what_is_listed_by_item_cannot_be_listed_whole(self, opener: Opener, name: str) -> None:
        service = ServiceTables({"TWO": opener.site.client}, COMPANION)

        with pytest.raises(NotAvailableHere, match="for one item"):
            service.rows(TABLES[name], "TWO")
