"""GP's tables of one company as its databases hold them: from a loopback company's rows into a real database.

Column types and storage lengths are those of GP's own tables (contract dynamicsgp-data): texts are padded.
"""

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy import event

from dynamicsgp_sba.testing import GPCompany
from gp_sync.references.sql import SYSTEM_PREFIX, SqlTables, open_database, shipped_select
from gp_sync.references.tables import TABLES

__all__ = ["COMPANY", "SELECTS", "Database", "export_csv", "postgres_database", "sqlite_database"]

COMPANY = "TWO"
SELECTS = {
    "currency_access": "SELECT CURNCYID FROM DYNAMICS.MC40200 WHERE CURNCYID <> 'Z-YEN'",
    "exchange_rates": "SELECT CURNCYID, EXCHDATE, XCHGRATE, EXPNDATE FROM DYNAMICS.MC00100\n"
    "WHERE EXGTBLID = 'PURCHASE';\n",
    "tax_schedules": "-- note: the schedules\nSELECT TAXSCHID FROM TX00101",
}
"""The SELECTs that an operator writes for tables that none ships for."""

_TINY, _SMALL, _INT, _DAY = sa.SmallInteger, sa.SmallInteger, sa.Integer, sa.DateTime
_SCHEMA: dict[str, dict[str, Any]] = {
    "SY40101": {"YEAR1": _SMALL, "FSTFSCDY": _DAY, "LSTFSCDY": _DAY, "NUMOFPER": _SMALL, "HISTORYR": _TINY},
    "SY40100": {
        "CLOSED": _TINY, "SERIES": _SMALL, "ODESCTN": 51, "FORIGIN": _TINY, "PERIODID": _SMALL, "PERIODDT": _DAY,
        "PERNAME": 21, "PSERIES_1": _TINY, "PSERIES_2": _TINY, "PSERIES_3": _TINY, "YEAR1": _SMALL, "PERDENDT": _DAY,
    },
    "GL00100": {
        "ACTINDX": _INT, "MNACSGMT": 67, "ACCTTYPE": _SMALL, "ACTDESCR": 51, "ACCATNUM": _SMALL, "ACTIVE": _TINY,
        "ACCTENTR": _TINY,
    },
    "GL00105": {"ACTINDX": _INT, "ACTNUMST": 129},
    "GL00102": {"ACCATNUM": _SMALL, "ACCATDSC": 51},
    "SY00300": {"SGMTNUMB": _SMALL, "SGMTNAME": 15, "LOFSGMNT": _SMALL, "MNSEGIND": _TINY},
    "GL40200": {"SGMTNUMB": _SMALL, "SGMNTID": 67, "DSCRIPTN": 31},
    "PM00200": {
        "VENDORID": 15, "VENDNAME": 65, "VNDCLSID": 11, "VENDSTTS": _SMALL, "HOLD": _TINY, "VADCDPAD": 15,
        "SHIPMTHD": 15, "TAXSCHID": 15, "CURNCYID": 15, "PYMTRMID": 21, "PMAPINDX": _INT, "PMPRCHIX": _INT,
        "Workflow_Status": _SMALL,
    },
    "PM00100": {"VNDCLSID": 11, "VNDCLDSC": 31},
    "SY03300": {"PYMTRMID": 21, "DUETYPE": _SMALL},
    "SY03000": {"SHIPMTHD": 15, "SHMTHDSC": 31},
    "IV40700": {"LOCNCODE": 11, "LOCNDSCR": 31, "INACTIVE": _TINY},
    "SY00600": {"CMPANYID": _SMALL, "LOCATNID": 15, "LOCATNNM": 31},
    "MC40000": {"FUNLCURR": 15, "FUNCRIDX": _SMALL},
    "IV00101": {
        "ITEMNMBR": 31, "ITEMDESC": 101, "ITEMTYPE": _SMALL, "DECPLQTY": _SMALL, "DECPLCUR": _SMALL, "UOMSCHDL": 11,
        "PRCHSUOM": 9, "INACTIVE": _TINY, "ITMCLSCD": 11,
    },
    "IV00102": {"ITEMNMBR": 31, "LOCNCODE": 11, "RCRDTYPE": _SMALL, "INACTIVE": _TINY},
    "IV00103": {"ITEMNMBR": 31, "VENDORID": 15, "VNDITNUM": 31},
    "IV40201": {"UOMSCHDL": 11, "BASEUOFM": 9},
    "IV40202": {"UOMSCHDL": 11, "UOFM": 9, "SEQNUMBR": _INT},
    "POP40100": {"INDEX1": _SMALL, "DECPLQTY": _SMALL, "DECPLCUR": _SMALL},
    "POP00101": {"BUYERID": 15, "DSCRIPTN": 31},
    "TX00101": {"TAXSCHID": 15},
}  # fmt: skip
_SYSTEM_SCHEMA: dict[str, dict[str, Any]] = {
    "SY01500": {"CMPANYID": _SMALL, "INTERID": 5, "ACSEGSEP": 1},
    "MC40200": {"CURNCYID": 15, "ISOCURRC": 3, "DECPLCUR": _SMALL},
    # The rate as a text: SQLite would make a binary fraction of it.
    "MC00100": {"EXGTBLID": 15, "CURNCYID": 15, "EXCHDATE": _DAY, "XCHGRATE": 20, "EXPNDATE": _DAY},
}  # fmt: skip


@attrs.frozen
class Database:
    """A company's database, and a source of tables over it."""

    engine: sa.Engine
    tables: SqlTables


@contextmanager
def sqlite_database(folder: Path, company: GPCompany) -> Iterator[Database]:
    """The company's database in one file and the system's in another, which is attached under its name."""
    engine = open_database(f"sqlite:///{(folder / 'company.db').as_posix()}")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # SQLite 3.40 compares without the collation where it makes an index for one statement.
        connection.execute("PRAGMA automatic_index = OFF")
        connection.create_function("DB_NAME", 0, lambda: COMPANY)
        connection.execute("ATTACH DATABASE ? AS DYNAMICS", (str(folder / "dynamics.db"),))

    yield from _filled(engine, folder, company)


@contextmanager
def postgres_database(url: str, folder: Path, company: GPCompany) -> Iterator[Database]:
    """The same as one database with the system's tables in a schema."""
    engine = open_database(url)
    with engine.connect() as sql:
        sql.exec_driver_sql("CREATE SCHEMA dynamics")
        sql.exec_driver_sql(f"CREATE FUNCTION db_name() RETURNS text LANGUAGE sql AS $$ SELECT '{COMPANY}' $$")
    yield from _filled(engine, folder, company)


def export_csv(database: Database, folder: Path) -> None:
    """Write what the SELECTs give, as SQL Server Management Studio saves it: padded, with times after the days."""
    target = folder / COMPANY
    target.mkdir(parents=True)
    for name in TABLES:
        select = SELECTS.get(name) or shipped_select(name).replace(SYSTEM_PREFIX, "DYNAMICS.")
        with (
            database.engine.connect() as sql,
            (target / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file,
        ):
            result = sql.exec_driver_sql(select)
            csv.writer(file).writerows([tuple(result.keys()), *map(tuple, result)])


def _filled(engine: sa.Engine, folder: Path, company: GPCompany) -> Iterator[Database]:
    try:
        _fill(engine, company)
        for name, text in SELECTS.items():
            (folder / f"{name}.sql").write_text(text, encoding="utf-8")
        selects = {name: folder / f"{name}.sql" for name in SELECTS}
        yield Database(engine, SqlTables({COMPANY: engine}, system_prefix="DYNAMICS.", selects=selects))
    finally:
        engine.dispose()


def _fill(engine: sa.Engine, company: GPCompany) -> None:
    rows = _rows(company)
    for schema, tables in ((None, _SCHEMA), ("dynamics", _SYSTEM_SCHEMA)):
        metadata = sa.MetaData(schema=schema)
        made = {name: _table(name, columns, metadata, engine.dialect.name) for name, columns in tables.items()}
        metadata.create_all(engine)
        with engine.connect() as sql:
            for name, table in made.items():
                values = [_stored(row, tables[name]) for row in rows.get(name, ())]
                if values:
                    sql.execute(table.insert(), values)


def _table(name: str, columns: Mapping[str, Any], metadata: sa.MetaData, dialect: str) -> sa.Table:
    # SQL Server and PostgreSQL ignore the spaces at the end of a CHAR; SQLite has a collation for that.
    collation = "RTRIM" if dialect == "sqlite" else None
    made = (
        sa.Column(column.lower(), sa.CHAR(kind, collation=collation) if isinstance(kind, int) else kind, nullable=False)
        for column, kind in columns.items()
    )
    return sa.Table(name.lower(), metadata, *made)


def _stored(row: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    return {column.lower(): _value(row.get(column), kind) for column, kind in columns.items()}


def _value(value: Any, kind: Any) -> Any:
    if isinstance(kind, int):
        return str("" if value is None else value).ljust(kind)
    if kind is _DAY:
        day = date.fromisoformat(str(value)[:10]) if value else date(1900, 1, 1)
        return datetime(day.year, day.month, day.day)
    return int(value or 0)


def _rows(company: GPCompany) -> dict[str, Iterable[Mapping[str, Any]]]:
    units = company.units_of_measure.values()
    every_site = [{"ITEMNMBR": number, "LOCNCODE": "", "RCRDTYPE": 1, "INACTIVE": 0} for number in company.items]
    setup = {
        "INDEX1": 1, "DECPLQTY": company.quantity_decimals + 1, "DECPLCUR": company.cost_decimals + 1,
    }  # fmt: skip
    return {
        "SY40101": company.years.values(),
        "SY40100": company.periods,
        "GL00100": company.accounts.values(),
        "GL00105": company.accounts.values(),
        "GL00102": [{"ACCATNUM": 1, "ACCATDSC": "Supplies Expense"}],
        "SY00300": company.segments,
        "GL40200": company.segment_values,
        "PM00200": company.vendors.values(),
        "PM00100": company.vendor_classes.values(),
        "SY03300": company.payment_terms.values(),
        "SY03000": company.shipping_methods.values(),
        "IV40700": company.sites.values(),
        "SY00600": company.addresses.values(),
        "MC40000": [{"FUNLCURR": company.functional_currency, "FUNCRIDX": 1007}],
        "IV00101": company.items.values(),
        "IV00102": [*company.item_sites.values(), *every_site],
        "IV00103": company.item_vendors.values(),
        "IV40201": units,
        "IV40202": [line | {"UOMSCHDL": schedule["UOMSCHDL"]} for schedule in units for line in schedule["Lines"]],
        "POP40100": [setup],
        "POP00101": company.buyers.values(),
        "TX00101": [{"TAXSCHID": schedule} for schedule in company.tax_schedules],
        "SY01500": [
            {"CMPANYID": 1, "INTERID": "OTHER", "ACSEGSEP": "/"},
            {"CMPANYID": -1, "INTERID": COMPANY, "ACSEGSEP": company.separator},
        ],
        "MC40200": company.currencies.values(),
        "MC00100": [
            _rate("2026-01-01", "0.7400000", "2026-03-31"),
            _rate("2026-03-01", "0.7350000", ""),
            _rate("2026-02-01", "9.9900000", "", table="SALES"),
        ],
    }


def _rate(first: str, rate: str, last: str, table: str = "PURCHASE") -> dict[str, Any]:
    return {"EXGTBLID": table, "CURNCYID": "Z-C$", "EXCHDATE": first, "XCHGRATE": Decimal(rate), "EXPNDATE": last}
