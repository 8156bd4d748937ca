"""One requisition in every shape that a GP service may give it: it is always read as the same record."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamicsgp_sba import (
    Requisition,
    RequisitionLine,
    RequisitionLineStatus,
    RequisitionStatus,
    UnexpectedAnswerError,
    WorkflowStatus,
)
from dynamicsgp_sba.columns import NAMES
from dynamicsgp_sba.dexterity import DEXTERITY
from dynamicsgp_sba.reading import read_list, read_record
from dynamicsgp_sba.testing import GPServer
from tests.profiles import in_quick

LINE: dict[str, Any] = {
    "sequence": 16384, "line_number": 1, "status": 1, "non_inventory": 1, "item_number": "PROC-55002",
    "description": "Standing desk", "vendor_id": "CONTOSUP0001", "unit": "Each", "site_id": "",
    "quantity_ordered": Decimal("2.5"), "unit_cost": Decimal("1249.99999"), "required_date": date(2027, 4, 26),
    "invalid_data": 128,
}  # fmt: skip
HEADER: dict[str, Any] = {
    "number": "REQ1", "status": 2, "description": "Desks & chairs, 2nd floor", "document_date": date(2027, 4, 12),
    "required_date": None, "requested_by": "J. Doe", "total": Decimal("3124.99"), "workflow_status": 9,
    "user_defined_1": "PROCURIFY-R-10421", "modified": date(1969, 12, 31),
}  # fmt: skip
EXPECTED = Requisition(
    **{
        **HEADER,
        "status": RequisitionStatus.SUBMITTED,
        "workflow_status": WorkflowStatus.NOT_ACTIVATED,
        "lines": (RequisitionLine(**{**LINE, "status": RequisitionLineStatus.NEW, "non_inventory": True}),),
    }
)

Draw = Callable[[st.SearchStrategy[Any]], Any]


def spelled(draw: Draw, kind: type[Any], field: str) -> str:
    """One of the names of a property, in any case and with spaces and underscores anywhere."""
    column, *others = NAMES[kind][field]
    # A name with points stands for nested objects, which a second name could not share.
    name = draw(st.sampled_from([column, DEXTERITY.get(column, column), *(x for x in others if "." not in x)]))
    way = draw(st.sampled_from([str, str.upper, str.lower, "_".join, lambda text: f" {text} "]))
    return str(way(name))


def wire(draw: Draw, value: Any) -> Any:
    """One of the forms of a value."""
    if isinstance(value, date) or value is None:
        day = date(1900, 1, 1) if value is None else value
        milliseconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
        forms = [f"{day}", f"{day}T00:00:00", f"/Date({milliseconds})/", f"/Date({milliseconds}+0000)/"]
        return draw(st.sampled_from(forms + ([""] if value is None else [])))
    if isinstance(value, Decimal):
        return draw(st.sampled_from([float(value), str(value), f"{value:.7f}"]))
    if isinstance(value, int):
        return draw(st.sampled_from([value, str(value)]))
    return value + " " * draw(st.integers(0, 40))


def members(draw: Draw, kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A record as the members of a JSON object, in any order."""
    pairs = [(spelled(draw, kind, field), wire(draw, value)) for field, value in values.items()]
    return dict(draw(st.permutations(pairs)))


@st.composite
def records(draw: Draw) -> dict[str, Any]:
    """The requisition with its line."""
    row = members(draw, Requisition, HEADER)
    return row | {spelled(draw, Requisition, "lines"): [members(draw, RequisitionLine, LINE)]}


def enveloped(draw: Draw, content: Any) -> bytes:
    """The content bare or in an envelope, perhaps after a byte order mark."""
    name = draw(st.sampled_from([None, "payload", "Payload", "result", "data", "Value", "d"]))
    siblings = [{}, {"Status": {"Code": 200, "Message": ""}, "Trace": []}, {"errors": [], "Success": True}]
    document = content if name is None else {**draw(st.sampled_from(siblings)), name: content}
    mark = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return mark + json.dumps(document).encode()


def with_total(text: str) -> bytes:
    """A requisition with this total."""
    return json.dumps({"POPRequisitionNumber": "R", "RequisitionStatus": 1, "DOCAMNT": text}).encode()


class TestRecords:
    @given(st.data())
    def test_any_spelling_form_and_envelope_is_the_same_record(self, data: st.DataObject) -> None:
        content = enveloped(data.draw, data.draw(records()))

        assert read_record(content, Requisition, {}) == EXPECTED

    @given(st.data())
    def test_so_is_a_record_in_any_form_of_a_list(self, data: st.DataObject) -> None:
        row = data.draw(records())
        rows = data.draw(st.sampled_from([[row], {"Requisitions": [row]}, {"rows": [row], "Total": 1}, row]))

        found = read_list(enveloped(data.draw, rows), Requisition, {})

        assert (found, found.unreadable) == ((EXPECTED,), ())

    @settings(max_examples=in_quick(15))
    @given(st.data(), st.integers(0, 4))
    def test_a_list_has_as_many_records_as_rows(self, data: st.DataObject, count: int) -> None:
        rows = [data.draw(records()) for _ in range(count)]

        assert read_list(enveloped(data.draw, rows), Requisition, {}) == (EXPECTED,) * count


class TestDecimalComma:
    amounts = st.decimals(min_value=-(10**13), max_value=10**13, places=5)

    @given(amounts)
    def test_an_amount_with_a_comma_is_refused(self, amount: Decimal) -> None:
        content = with_total(f"{amount}".replace(".", ","))

        with pytest.raises(UnexpectedAnswerError, match="total"):
            read_record(content, Requisition, {})

    @given(amounts)
    def test_where_the_site_says_so_it_is_the_amount(self, amount: Decimal) -> None:
        content = with_total(f"{amount}".replace(".", ","))

        assert read_record(content, Requisition, {}, decimal_comma=True).total == amount

    @pytest.mark.parametrize("text", ["1.000,50", "1,000,50", "1,000.50", "1,5e3", ",", "1,"])
    def test_thousands_and_halves_of_numbers_are_never_guessed(self, text: str) -> None:
        content = with_total(text)

        with pytest.raises(UnexpectedAnswerError, match="total"):
            read_record(content, Requisition, {}, decimal_comma=True)

    def test_the_profile_says_it_for_a_resource(self, server: GPServer, gp: Any, connect: Any) -> None:
        profile = gp.profile.with_resource("requisitions", decimal_comma=True)
        body = '[{"POPRequisitionNumber": "R", "RequisitionStatus": 1, "DOCAMNT": "16000,00000"}]'
        server.fail("Requisitions", status=200, body=body, times=2)

        commas = connect(server, profile=profile).company("Fabrikam, Inc.").requisitions.list()
        points = gp.company("Fabrikam, Inc.").requisitions.list()

        assert [row.total for row in commas] == [Decimal(16000)]
        assert (points, len(points.unreadable)) == ((), 1)
