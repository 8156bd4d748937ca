"""A site that has the services alone that Microsoft ships: what they do not tell comes from files."""

from datetime import UTC, datetime
from pathlib import Path

from tests.end_to_end.world import World

__all__ = ["requisitions_alone", "requisitions_beside_orders"]

# The next one too, since a required date may lie in it, as may the test's end.
_YEARS = tuple(datetime.now(UTC).year + number for number in (-1, 0, 1))

_FILES = {
    "gl_accounts": [
        "ACTNUMST,ACTDESCR,ACTIVE,ACCTENTR,ACCTTYPE,ACCATDSC",
        "100-6100-01,Office supplies,1,1,1,",
        "100-6200-01,Closed account,0,1,1,",
    ],
    "account_format": ["SGMTNUMB,LOFSGMNT,MNSEGIND,ACSEGSEP", "1,3,0,-", "2,4,1,-", "3,2,0,-"],
    "segments": ["SGMTNUMB,SGMNTID,DSCRIPTN", "1,100,Plant North", "2,6100,Office supplies", "3,01,Administration"],
    "fiscal_years": [
        "YEAR1,FSTFSCDY,LSTFSCDY,HISTORYR",
        *(f"{year},{year}-01-01,{year}-12-31,0" for year in _YEARS),
    ],
    "fiscal_periods": [
        "YEAR1,PERIODID,PERIODDT,PERNAME,SERIES,FORIGIN,PSERIES_3",
        *(f"{year},{month},{year}-{month:02d}-01,Period {month},0,1,0" for year in _YEARS for month in range(1, 13)),
    ],
    "purchasing_setup": ["DECPLQTY,DECPLCUR,FUNLCURR", "2,2,Z-US$"],
}
"""The tables that no shipped service tells, by their name."""


def requisitions_alone(world: World) -> None:
    """Configure the site as one with the shipped services, whose company gets requisitions in place of orders."""
    folder = world.folder / "exports" / "TWO"
    folder.mkdir(parents=True)
    for table, rows in _FILES.items():
        (folder / f"{table}.csv").write_text("\n".join(rows), encoding="utf-8")
    _configure(world, "requisition", 'profile = "shipped"\n', _tables(folder))


def requisitions_beside_orders(world: World) -> None:
    """Configure a site with the companion service, whose company gets requisitions that give way to their orders."""
    _configure(world, "both", "", "")


def _tables(folder: Path) -> str:
    tables = ", ".join(f'{table} = "csv"' for table in _FILES)
    return f'[references]\ntables = {{ {tables} }}\n[references.csv]\nfolder = "{folder.parent.name}"\n'


def _configure(world: World, documents: str, profile: str, tables: str) -> None:
    world.configure(
        **{
            "[purchase_orders]": f"{profile}{tables}[requisitions]\nstart = 2026-11-01\n[purchase_orders]",
            'name = "Fabrikam, Inc."': f'name = "Fabrikam, Inc."\ndocuments = "{documents}"',
        }
    )
