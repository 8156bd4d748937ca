"""Reference data of GP: one port with three sources, and the facts that decisions read from it."""

from gp_sync.references.answers import TableReferences
from gp_sync.references.parts import ReferencesByKind
from gp_sync.references.port import NotAvailableHere, Rows, TableSource, Unreadable
from gp_sync.references.settings import CsvReferenceSettings, ReferenceSettings, SqlReferenceSettings
from gp_sync.references.tables import TABLES, Table

__all__ = [
    "TABLES",
    "CsvReferenceSettings",
    "NotAvailableHere",
    "ReferenceSettings",
    "ReferencesByKind",
    "Rows",
    "SqlReferenceSettings",
    "Table",
    "TableReferences",
    "TableSource",
    "Unreadable",
]
