"""Records made from the schemas of the API document: whole ones decode and come back, damaged ones spoil no page."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurify_client import Page
from procurify_client.call import Answer
from procurify_client.decoding import structure, unstructure
from procurify_client.paging import whole_call
from tests.procurify_client.schema_records import FREE, damaged, records, unknown_members
from tests.procurify_client.scripts import script
from tests.profiles import in_quick

KINDS: dict[str, type[Any]] = dict(script("write_fields").SCHEMAS)
LISTED = [
    "VendorListItem",
    "PurchaseOrderListItem",
    "PurchaseOrderDetail",
    "OrderItem",
    "Order",
    "ReceiptItem",
    "Department",
    "Location",
    "AccountCode",
    "ChartOfAccountsAccount",
    "Currency",
    "User",
    "CustomField",
    "BillingHistory",
]


def written(value: Any) -> str:
    """Write a value as JSON; a Decimal becomes a number that is read as the same Decimal."""
    return json.dumps(value, default=float)


def read(kind: type[Any], rows: list[Any]) -> Page[Any]:
    """Read rows as the client reads a page."""
    content = written({"data": rows, "metadata": {}}).encode()
    return whole_call("/", kind).read(Answer(status=200, headers={}, content=content))


@pytest.mark.parametrize("schema", sorted(KINDS))
class TestWhole:
    @settings(max_examples=in_quick(15))
    @given(data=st.data())
    def test_it_decodes_and_comes_back(self, schema: str, data: st.DataObject) -> None:
        """
        Every documented member has its field, and what is written of a record reads as the same record.
        """
        wire = data.draw(records(schema))

        record = structure(wire, KINDS[schema])

        assert set(unknown_members(record)) <= set(FREE)
        assert structure(unstructure(record), KINDS[schema]) == record

    @settings(max_examples=in_quick(5))
    @given(data=st.data())
    def test_members_that_nobody_knows_come_back_too(self, schema: str, data: st.DataObject) -> None:
        """
        They are kept as they were.
        """
        wire = data.draw(records(schema)) | {"shoe_size": Decimal("43.5"), "motto": None}

        record = structure(wire, KINDS[schema])

        assert record.extra == {"shoe_size": Decimal("43.5"), "motto": None}
        assert unstructure(record).items() >= record.extra.items()


@pytest.mark.parametrize("schema", LISTED)
class TestDamaged:
    @settings(max_examples=in_quick(30))
    @given(data=st.data())
    def test_it_spoils_no_page(self, schema: str, data: st.DataObject) -> None:
        """
        The other records are read, and it is read as well or told with its problems.
        """
        whole = data.draw(records(schema))
        row = data.draw(damaged(schema))

        page = read(KINDS[schema], [whole, row, whole])

        assert len(page.records) + len(page.unreadable) == 3
        assert page.records[0] == page.records[-1]
        assert all(record.index == 1 and record.problems for record in page.unreadable)
