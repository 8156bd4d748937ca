"""What the configuration says about reference data: where each table comes from and how old it may be."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from gp_sync.core.model import Severity
from gp_sync.references.tables import TABLES

__all__ = ["CsvReferenceSettings", "ReferenceSettings", "SqlReferenceSettings"]

_SOURCES = ("service", "sql", "csv")
_SEVERITIES = ("WARN", "HOLD", "BLOCK")
_FILE_HOURS = Decimal(26)  # a nightly export, and two hours for it
_PERIOD_HOURS = Decimal(24)  # a period that was closed yesterday is closed today
_COMPANY = "{company}"


def _source(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if value not in _SOURCES:
        raise ValueError(f"{attribute.name} is '{value}': give one of {', '.join(_SOURCES)}")


def _tables(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, Any]) -> None:
    unknown = sorted(set(value) - set(TABLES))
    if unknown:
        raise ValueError(f"{attribute.name} names no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}")


def _sources(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    for table, source in value.items():
        if source not in _SOURCES:
            raise ValueError(f"{attribute.name} gives {table} the source '{source}': give one of {', '.join(_SOURCES)}")


def _weights(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    for table, severity in value.items():
        essential = TABLES[table].essential
        accepted = _SEVERITIES[1:] if essential else _SEVERITIES
        if severity not in accepted:
            why = ", since no order can be written without it" if essential else ""
            raise ValueError(f"{attribute.name} gives {table} '{severity}': give one of {', '.join(accepted)}{why}")


def _positive(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, Decimal]) -> None:
    for table, hours in value.items():
        if hours <= 0:
            raise ValueError(f"{attribute.name} gives {table} {hours} hours: give a number above 0")


def _above_zero(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0")


@attrs.frozen(kw_only=True)
class SqlReferenceSettings:
    """A read-only login to GP's databases.

    Args:
        url (SQLAlchemy URL): the databases' address without a password, in which `{company}` stands for the company's
            `id`.
        urls: the addresses of single companies by their `id`, where one pattern does not fit all.
        user: the SQL login; without one, the address says how to log in. Its password is a secret.
        system_prefix: what stands before a table of the system database.
        timeout (seconds above 0): how long a query may take, which waits for locks of GP's users; then the run does
            without GP, and the next one tries again. It needs the driver `pyodbc`.
        selects (table of paths): files with SELECTs of your own, by table: where none ships, or in place of one that
            does.
    """

    url: str = ""
    urls: Mapping[str, str] = attrs.field(factory=dict)
    user: str = ""
    system_prefix: str = "DYNAMICS.dbo."
    timeout: int = attrs.field(default=60, validator=_above_zero)
    selects: Mapping[str, str] = attrs.field(factory=dict, validator=_tables)

    def url_of(self, company: str) -> str:
        """The address of a company's database; empty if there is none."""
        return self.urls.get(company) or self.url.replace(_COMPANY, company)


@attrs.frozen(kw_only=True)
class CsvReferenceSettings:
    """A folder with a folder of CSV files for each company, relative to the configuration.

    Args:
        folder (path): where the companies' folders are.
    """

    folder: str = ""


@attrs.frozen(kw_only=True)
class ReferenceSettings:
    """Where reference tables come from.

    Args:
        source (`"service"`, `"sql"` or `"csv"`): where all tables come from that have no source of their own.
        tables: the sources of single tables, such as `shipping_methods = "csv"`.
        max_age_hours (table of hours above 0): how old single tables may be, in hours, such as `fiscal_periods = 1`:
            since they were read from GP, or since their file was written. A file may by default be 26 hours old, that
            of the periods 24.
        severity (table of `"WARN"`, `"HOLD"` or `"BLOCK"`): what becomes of orders that need a single table which is
            not available or too old, in place of what the column "Without it" says.
        sql: the databases.
        csv: the files.
    """

    source: str = attrs.field(default="service", validator=_source)
    tables: Mapping[str, str] = attrs.field(factory=dict, validator=[_tables, _sources])
    max_age_hours: Mapping[str, Decimal] = attrs.field(factory=dict, validator=[_tables, _positive])
    severity: Mapping[str, str] = attrs.field(factory=dict, validator=[_tables, _weights])
    sql: SqlReferenceSettings = attrs.field(factory=SqlReferenceSettings)
    csv: CsvReferenceSettings = attrs.field(factory=CsvReferenceSettings)

    def __attrs_post_init__(self) -> None:
        if "sql" in self.used and not (self.sql.url or self.sql.urls):
            raise ValueError("tables come from sql, and sql has no url: give url, or urls by company")
        if "csv" in self.used and not self.csv.folder:
            raise ValueError("tables come from csv, and csv has no folder: give one")

    @property
    def used(self) -> frozenset[str]:
        """The sources that any table comes from."""
        return frozenset(self.source_of(table) for table in TABLES)

    def source_of(self, table: str) -> str:
        """Where a table comes from."""
        return self.tables.get(table, self.source)

    @property
    def max_age(self) -> dict[str, timedelta]:
        """How old each table may be."""
        return {name: self._age(name) for name in TABLES}

    @property
    def severities(self) -> dict[str, Severity]:
        """The severities that the configuration gives to the lack of single tables."""
        return {table: Severity(severity) for table, severity in self.severity.items()}

    def _age(self, table: str) -> timedelta:
        hours = self.max_age_hours.get(table)
        if hours is None and self.source_of(table) != "csv":
            return TABLES[table].max_age
        usual = _PERIOD_HOURS if table == "fiscal_periods" else _FILE_HOURS
        return timedelta(seconds=float((usual if hours is None else hours) * 3600))

    def placed(self, folder: Path) -> "ReferenceSettings":
        """The same with all paths under the configuration's folder."""
        selects = {table: str(folder / path) for table, path in self.sql.selects.items()}
        csv_folder = str(folder / self.csv.folder) if self.csv.folder else ""
        return attrs.evolve(
            self, sql=attrs.evolve(self.sql, selects=selects), csv=attrs.evolve(self.csv, folder=csv_folder)
        )
