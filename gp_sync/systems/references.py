"""Where facts come from: GP's tables from the sources that the configuration names, the rest from Procurify."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dynamicsgp_sba as gp
from gp_sync.clock import Clock
from gp_sync.credential import Credential
from gp_sync.references.answers import TableReferences
from gp_sync.references.csv_files import CsvTables
from gp_sync.references.port import TableSource
from gp_sync.references.settings import ReferenceSettings, SqlReferenceSettings
from gp_sync.references.sql import SqlTables, open_database
from gp_sync.references.tables import TABLES
from gp_sync.secret import Secret
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.service_tables import ServiceTables

__all__ = ["references_of"]


@contextmanager
def references_of(
    settings: ReferenceSettings,
    companies: Mapping[str, gp.Company],
    profile: gp.SiteProfile,
    procurify: ProcurifyReferences,
    now: Clock,
    sql_password: Secret | Credential | None = None,
) -> Iterator[tuple[TableReferences, ProcurifyReferences]]:
    """Open the sources that the configuration names; nothing is asked yet.

    Gives what knows GP's tables, and what knows Procurify's side.

    Args:
        settings: where each table comes from, with paths that are placed (`ReferenceSettings.placed`).
        companies: the client's company by its short name.
        profile: what the GP site has.
        procurify: who is asked for vendors' links and requisitions.
        now: the clock.
        sql_password: the password of the databases' login, if the settings name one.

    Raises:
        ValueError: a database's address cannot be used.
    """
    with ExitStack() as stack:
        sources: dict[str, TableSource] = {}
        if "service" in settings.used:
            sources["service"] = ServiceTables(companies, profile)
        if "csv" in settings.used:
            sources["csv"] = CsvTables(Path(settings.csv.folder))
        if "sql" in settings.used:
            sources["sql"] = stack.enter_context(_databases(settings.sql, frozenset(companies), sql_password))
        tables = TableReferences(
            {table: sources[settings.source_of(table)] for table in TABLES},
            frozenset(companies),
            now,
            settings.max_age,
            settings.severities,
        )
        yield tables, procurify


@contextmanager
def _databases(
    settings: SqlReferenceSettings, companies: frozenset[str], password: Secret | Credential | None
) -> Iterator[SqlTables]:
    with ExitStack() as stack:
        engines = {}
        for company in sorted(companies):
            address = settings.url_of(company)
            if not address:
                raise ValueError(f"references.sql has no address for {company}: give url, or one in urls")
            engines[company] = open_database(address, settings.user, password, settings.timeout)
            stack.callback(engines[company].dispose)
        selects = {table: Path(path) for table, path in settings.selects.items()}
        yield SqlTables(engines, system_prefix=settings.system_prefix, selects=selects)
