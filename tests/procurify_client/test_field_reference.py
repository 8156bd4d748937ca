"""The page about fields: every number has a unit, and every field a source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest

from procurify_client import bodies
from procurify_client import models as m
from procurify_client.names import RECORDS
from tests.procurify_client.scripts import script

FIELDS = script("write_fields")
BODIES = [kind for kind in vars(bodies).values() if isinstance(kind, type) and issubclass(kind, bodies.Body)]


def fields(kind: type[Any]) -> list[str]:
    return [name for name in get_type_hints(kind) if name not in {"extra", "wire_names"}]


class TestUnits:
    @pytest.mark.parametrize("kind", [*RECORDS, *BODIES], ids=lambda kind: kind.__name__)
    def test_every_decimal_has_a_unit(self, kind: type[Any]) -> None:
        """
        An amount without its currency, or a quantity without what is counted, is worth nothing.
        """
        decimals = [name for name in fields(kind) if Decimal in get_args(get_type_hints(kind)[name])]

        assert [name for name in decimals if not FIELDS.unit_of(kind, name)] == []


class TestSources:
    @pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
    def test_every_field_has_a_source(self, kind: type[Any]) -> None:
        """
        Which section of the contract describes it, and so where its name, length and null come from.
        """
        assert [name for name in fields(kind) if not FIELDS.source_of(kind, name)[:1].isdigit()] == []


class TestColumns:
    @pytest.mark.parametrize(
        ("kind", "field", "unit", "source"),
        [
            (m.PurchaseOrder, "subtotal", "currency of the order", "10.1"),
            (m.PurchaseOrderLine, "unit_price", "currency of the item", "10.3 and 11.1"),
            (
                m.PurchaseOrderLine,
                "received_quantity",
                "unit of the item or currency of the item",
                "10.3 and 11.1, inferred",
            ),
            (m.PriceModifier, "value", "currency of the order or percent", "10"),
            (m.Account, "budget", "base currency", "10.3 and 13.4, assumed"),
            (m.Currency, "rate", "base currency per unit", "14, inferred"),
            (m.VendorPerformance, "average_delivery_time", "days", "9.2, assumed"),
            (m.Vendor, "last_modified", "instant, UTC", "9.1"),
            (m.PurchaseOrder, "promise_date", "calendar day", "10.1"),
            (m.Attachment, "length", "bytes", "16"),
            (m.PendingApprovals, "bill", "count", "15"),
            (m.Vendor, "name", "", "9.1"),
        ],
    )
    def test_unit_and_source_of_a_field(self, kind: type[Any], field: str, unit: str, source: str) -> None:
        """
        Both are read from the docstrings; an inherited field has them from the class that describes it.
        """
        assert (FIELDS.unit_of(kind, field), FIELDS.source_of(kind, field)) == (unit, source)

    def test_a_row_shows_them(self) -> None:
        """
        Field, member if it has another name, kind, unit, notes and source.
        """
        rows = FIELDS.page().splitlines()

        assert "| `tax` |  | PriceModifier |  | null expected; read-only | 10.1 |" in rows
        assert "| `total` |  | decimal text, 17.2 | currency of the order |  | 10.1 |" in rows
        assert "| `line_one` | `addressLineOne` | string, at most 300 |  | null | 9.1 |" in rows
