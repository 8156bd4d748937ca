"""A company with everything that questions are about, behind each source; and lists of rows on a hand's clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from dynamicsgp_sba import COMPANION
from dynamicsgp_sba.testing import GPCompany
from gp_sync.references.answers import TableReferences
from gp_sync.references.csv_files import CsvTables
from gp_sync.references.port import TableSource
from gp_sync.references.rows import ItemVendor, Named
from gp_sync.references.rows import Site as SiteRow
from gp_sync.references.tables import TABLES
from gp_sync.systems.service_tables import ServiceTables
from gp_sync.testing import HandClock
from tests.gp_sync.references.gp_tables import COMPANY, Database, export_csv, postgres_database, sqlite_database
from tests.gp_sync.references.listed import ListedTables
from tests.gp_sync.systems.site import Site, make_site

if TYPE_CHECKING:
    from tests.postgres import PostgresServer


@attrs.frozen
class Provider:
    """A source with the references over it."""

    source: TableSource
    references: TableReferences


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A loopback GP, for the service and as what the other sources are filled from."""
    with make_site() as made:
        _prepare(made.company)
        yield made


@pytest.fixture(scope="module", params=["service", "sqlite", "postgres", "csv"])
def provider(
    request: pytest.FixtureRequest, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Provider]:
    """Each source in turn."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "service":
        yield _over(ServiceTables({COMPANY: site.client}, COMPANION))
    elif request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database() as url, postgres_database(url, folder, site.company) as database:
            yield _over(database.tables)
    else:
        with sqlite_database(folder, site.company) as database:
            yield _over(database.tables if request.param == "sqlite" else _exported(database, folder))


@pytest.fixture
def clock() -> HandClock:
    """A clock that the test moves."""
    return HandClock()


@pytest.fixture
def source() -> ListedTables:
    """Lists of rows."""
    return ListedTables(
        sites=[SiteRow(id="01-N")],
        payment_terms=[Named(id="Net 30")],
        item_vendors=[ItemVendor(item="HOSE", vendor="CONTOSO"), ItemVendor(item="PUMP", vendor="CONTOSO")],
    )


@pytest.fixture
def references(source: ListedTables, clock: HandClock) -> TableReferences:
    """References over them, in a run."""
    made = TableReferences(dict.fromkeys(TABLES, source), frozenset({"TWO", "THREE"}), clock)
    made.begin_run(clock())
    return made


def _exported(database: Database, folder: Path) -> CsvTables:
    export_csv(database, folder / "export")
    return CsvTables(folder / "export")


def _over(source: TableSource) -> Provider:
    ages = dict.fromkeys(TABLES, timedelta(hours=26)) if source.name == "csv" else None
    sources = dict.fromkeys(TABLES, source)
    references = TableReferences(sources, frozenset({COMPANY}), lambda: datetime.now(UTC), ages)
    references.begin_run(datetime.now(UTC))
    return Provider(source, references)


def _prepare(company: GPCompany) -> None:
    company.set_period(2026, 3, purchasing_closed=True)
    company.add_fiscal_year(2025, history=True)
    # Rows of single windows beside the header rows, closed: to be seen if one was taken for its period.
    company.periods += [
        {**period, "SERIES": 4, "FORIGIN": 0, "ODESCTN": "Receivings Trx Entry", "CLOSED": 1, "PSERIES_3": 1}
        for period in company.periods
    ]
    company.add_account("100-6500-01", "Old", active=False, allows_entry=False)
    company.add_account("100-6500-02", "Shared", type=3)
    company.add_account("100-6500-03", "Hours", type=2)
    company.add_account("100-6500-04", "Broken")["ACTIVE"] = 7
    company.add_vendor(
        "FABRKSVC0001", "Fabrikam Services", VENDSTTS=3, HOLD=1, VADCDPAD="ORDERS", PMAPINDX=0, PMPRCHIX=12,
        Workflow_Status=4, PYMTRMID="Net 30", CURNCYID="Z-C$", VNDCLSID="CAN-CA", SHIPMTHD="GROUND",
        TAXSCHID="USEXEMPT-0",
    )  # fmt: skip
    company.add_vendor("BROKEN000001", "Cannot be read", HOLD=7)
    company.add_item_site("128 SDRAM", "03-W", inactive=True)
    company.add_item("OLD-ITEM", "Not bought any more", schedule="EACH", inactive=True)
