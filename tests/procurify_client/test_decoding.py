"""From JSON to records: the forms of the contract, exact values, and strictness about everything else."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import (
    AccountCode,
    Currency,
    CurrentUser,
    Department,
    Location,
    NamedTerm,
    OrderItem,
    PurchaseOrder,
    PurchaseOrderRow,
    UnexpectedResponseError,
    Vendor,
    decode,
)
from procurify_client.decoding import UndecodableError, calendar_date, structure, visible_key
from procurify_client.envelope import read_json

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5) | st.just("2026-02-17T00:00:00Z"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "type"]), inner),
    max_leaves=4,
)
SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


class TestForms:
    @pytest.mark.parametrize(
        ("wire", "expected"),
        [
            ({"id": 11, "name": "Net 30"}, NamedTerm(id=11, name="Net 30")),
            (11, NamedTerm(id=11)),
            ({"name": "Net 30"}, NamedTerm(name="Net 30")),
            (None, None),
        ],
    )
    def test_three_forms_of_a_reference(self, wire: object, expected: NamedTerm | None) -> None:
        """
        Object, bare id and object without id are all read.
        """
        assert structure({"id": 6, "payment_term_ref": wire}, Vendor).payment_term == expected

    def test_equal_terms_are_one_object(self) -> None:
        """
        A long list holds each of the tenant's few terms once.
        """
        wire = {"id": 11, "name": "Net 30", "description": "Net 30 days", "active": True}

        one, other = (structure({"id": number, "payment_term_ref": dict(wire)}, Vendor) for number in (6, 7))

        assert one.payment_term is other.payment_term
        assert one.payment_term == NamedTerm(id=11, name="Net 30", description="Net 30 days", active=True)

    def test_nobody_can_change_a_term_of_other_records(self) -> None:
        """
        What is put into the unknown members of a shared term would show in records read later, of any tenant.
        """
        term = structure({"id": 6, "payment_term_ref": {"id": 11, "name": "Net 30"}}, Vendor).payment_term
        assert term is not None
        extra: Any = term.extra

        with pytest.raises(TypeError, match="shared by all records"):
            extra["mine"] = 1
        with pytest.raises(TypeError, match="shared by all records"):
            extra.update(mine=1)
        with pytest.raises(TypeError, match="shared by all records"):
            extra |= {"mine": 1}
        assert (term.extra, pickle.loads(pickle.dumps(term)), copy.deepcopy(term)) == ({}, term, term)  # noqa: S301  # our own bytes

    @pytest.mark.parametrize(("id_", "active"), [(True, True), (Decimal(1), True), (1, 1), ([1], True)])
    def test_what_equals_a_term_seen_before_is_no_term_by_that(self, id_: object, active: object) -> None:
        """
        In Python 1, True and 1.0 are equal, and here only one of them is right.
        """
        structure({"id": 1, "active": True}, NamedTerm)

        with pytest.raises(UndecodableError, match=r"expected (int|bool), got (bool|Decimal|int|list)"):
            structure({"id": id_, "active": active}, NamedTerm)

    def test_terms_with_members_of_their_own_stay_apart(self) -> None:
        """
        1.0 equals 1.00, and what is kept are the digits.
        """
        one, other = (structure({"id": 1, "rate": Decimal(rate)}, NamedTerm) for rate in ("1.0", "1.00"))

        assert (str(one.extra["rate"]), str(other.extra["rate"])) == ("1.0", "1.00")

    @pytest.mark.parametrize(
        ("wire", "expected"),
        [(["a@example.com"], ("a@example.com",)), ("", ()), ("a@example.com", ("a@example.com",)), (None, ())],
    )
    def test_forms_of_email(self, wire: object, expected: tuple[str, ...]) -> None:
        """
        Imported vendors may hold a text, even an empty one.
        """
        assert structure({"id": 6, "email": wire}, Vendor).emails == expected

    @pytest.mark.parametrize(("wire", "expected"), [("percent", "percent"), ("amount", "amount"), (0, "0"), (1, "1")])
    def test_forms_of_a_tax_type(self, wire: object, expected: str) -> None:
        """
        Numbers survive as text, since what they mean is not documented.
        """
        order = structure({"procurify_PO": 1, "order_items": [{"id": 2, "taxes": [{"type": wire}]}]}, PurchaseOrder)

        tax_type = order.lines[0].taxes[0].type
        assert tax_type is not None
        assert tax_type.value == expected

    def test_unknown_members_are_kept(self) -> None:
        """
        A field that appears tomorrow is not lost, null or not.
        """
        vendor = structure({"id": 6, "shoe_size": 43, "motto": None}, Vendor)

        assert vendor.extra == {"shoe_size": 43, "motto": None}

    def test_unknown_states_survive(self) -> None:
        """
        A state without a name keeps its value and says that it is unknown.
        """
        row = structure({"procurify_PO": 1, "state": 2, "fulfilment_status": "most"}, PurchaseOrderRow)

        assert row.state is not None
        assert (row.state.value, row.state.is_known) == (2, False)
        assert row.fulfilment_status is not None
        assert row.fulfilment_status.value == "most"

    @pytest.mark.parametrize(
        ("wire", "kind"),
        [
            ({"procurify_PO": 1}, PurchaseOrder),
            ({"id": 1}, Vendor),
            ({"id": 1}, OrderItem),
            ({"id": 1}, Location),
            ({"id": 1}, Department),
            ({"id": 1}, AccountCode),
            ({"id": 1}, Currency),
            ({"id": 1}, CurrentUser),
        ],
    )
    def test_only_the_key_is_required(self, wire: dict[str, Any], kind: type[Any]) -> None:
        """
        Every other field may be missing.
        """
        record = structure(wire, kind)

        assert record == kind(**{"key" if kind is PurchaseOrder else "id": 1})

    def test_every_field_may_be_null(self) -> None:
        """
        Null everywhere gives the same record as nothing at all.
        """
        full = read_json(sample("purchase-order-detail"))["data"]
        nulls = dict.fromkeys(full) | {"procurify_PO": 1}

        order = structure(nulls, PurchaseOrder)

        assert (order.lines, order.custom_fields, order.total, order.buyer.name) == ((), (), None, None)

    @pytest.mark.parametrize(
        ("wire", "problem"),
        [
            ({}, "missing 'id' @ Vendor.id"),
            ({"id": "6"}, "expected int, got str @ Vendor.id"),
            ({"id": True}, "expected int, got bool @ Vendor.id"),
            ({"id": 6, "name": 7}, "expected str, got int @ Vendor.name"),
            ({"id": 6, "overall_score": "high"}, "expected a decimal number, got 'high' @ Vendor.overall_score"),
            ({"id": 6, "active": "yes"}, "expected bool, got str @ Vendor.active"),
            (7, "expected an object, got int @ Vendor"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_path(self, wire: object, problem: str) -> None:
        """
        Nothing is coerced, and the error says where it is.
        """
        with pytest.raises(UndecodableError) as caught:
            structure(wire, Vendor)
        assert list(caught.value.problems) == [problem]

    @pytest.mark.parametrize("wire", [7, None, [], "PF52"])
    def test_an_order_is_an_object(self, wire: object) -> None:
        """
        Anything else in its place is refused.
        """
        with pytest.raises(UndecodableError, match="expected an object, got"):
            structure(wire, PurchaseOrder)

    @pytest.mark.parametrize("wire", [7, "not-a-uuid"])
    def test_a_bad_uuid_is_refused(self, wire: object) -> None:
        """
        The second key is either a UUID or an error.
        """
        with pytest.raises(UndecodableError, match=r"expected a UUID.* @ PurchaseOrderRow\.uuid"):
            structure({"procurify_PO": 1, "uuid": wire}, PurchaseOrderRow)

    def test_a_bad_record_is_refused_by_decode(self) -> None:
        """
        The public function raises this package's error with the list of problems.
        """
        with pytest.raises(UnexpectedResponseError, match="expected one Vendor: missing") as caught:
            decode(Vendor, b'{"data": {"name": "nobody"}}')
        assert len(caught.value.problems) == 1

    def test_decode_reads_a_bare_record(self) -> None:
        """
        Some answers have no envelope.
        """
        assert decode(Vendor, b'{"id": 6, "overall_score": 4.25}').overall_score == Decimal("4.25")

    @pytest.mark.parametrize(
        ("wire", "key"), [({"procurify_PO": 52, "id": 1}, 52), ({"id": 6}, 6), ({"id": "6"}, None), ([], None)]
    )
    def test_visible_key(self, wire: object, key: int | None) -> None:
        """
        The key of an unreadable record is shown where it can be seen.
        """
        assert visible_key(wire) == key


class TestCalendarDates:
    @pytest.mark.parametrize(
        ("wire", "expected"),
        [
            ("2017-05-16T23:00:00-07:00", date(2017, 5, 17)),  # the contract's example
            ("2026-02-17T00:00:00-06:00", date(2026, 2, 17)),
            ("2026-02-17T06:00:00Z", date(2026, 2, 17)),
            ("2026-02-16T15:00:00Z", date(2026, 2, 17)),
            ("2026-02-17T11:59:59-08:00", date(2026, 2, 17)),
            ("2026-02-17T12:00:00-08:00", date(2026, 2, 18)),
            ("2026-02-17T00:00:00", date(2026, 2, 17)),
            ("2026-02-17", date(2026, 2, 17)),
            ("9999-12-31T23:59:59Z", date(9999, 12, 31)),  # some write "never" so
        ],
    )
    def test_the_nearest_midnight(self, wire: str, expected: date) -> None:
        """
        A date stored as a midnight is that midnight's, whatever offset it is written in.
        """
        assert calendar_date(wire) == expected

    @pytest.mark.parametrize("wire", ["soon", "2026-02-30", 7])
    def test_no_date(self, wire: object) -> None:
        """
        Anything else is refused.
        """
        with pytest.raises((TypeError, ValueError), match="expected a date"):
            calendar_date(wire)

    @given(st.dates(min_value=date(1901, 1, 1), max_value=date(2999, 1, 1)), st.integers(-11, 11), st.integers(-11, 11))
    def test_any_shift_of_less_than_half_a_day(self, day: date, made_in: int, shown_in: int) -> None:
        """
        The date survives being made in one zone and shown in another less than half a day away.
        """
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=made_in)
        shown = midnight + timedelta(hours=shown_in)
        text = f"{shown:%Y-%m-%dT%H:%M:%S}{shown_in:+03d}:00"

        if -12 <= shown_in - made_in < 12:
            assert calendar_date(text) == day


class TestExactness:
    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=8))
    def test_both_forms_of_an_amount_give_the_same_decimal(self, amount: Decimal) -> None:
        """
        A text and a JSON number with the same digits are the same amount, to the last digit.
        """
        text = f"{amount:f}"

        as_text = decode(Vendor, f'{{"id": 1, "overall_score": "{text}"}}'.encode())
        as_number = decode(Vendor, f'{{"id": 1, "overall_score": {text}}}'.encode())

        assert as_text.overall_score == as_number.overall_score == amount
        assert str(as_text.overall_score) == str(as_number.overall_score)

    @given(st.data())
    def test_a_damaged_order_is_read_or_refused(self, data: st.DataObject) -> None:
        """
        Any value anywhere in a real order may be anything: the answer is an order or this package's error.
        """
        order = read_json(sample("purchase-order-detail"))["data"]
        place: Any = order
        while True:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
                break
            place = place[key]
        place[key] = data.draw(ANYTHING)

        try:
            decoded = structure(order, PurchaseOrder)
        except UndecodableError as error:
            assert error.problems  # noqa: PT017  # one of two good ends
        else:
            assert decoded.key == order["procurify_PO"]

    @pytest.mark.parametrize(
        "wire", ["NaN", "Infinity", "-Infinity", '"NaN"', '"1e5"', '"."', '"-"', "1e10000", "true", "[1]"]
    )
    def test_what_is_no_amount_is_refused(self, wire: str) -> None:
        """
        Neither NaN nor text in other notations is an amount.
        """
        with pytest.raises(UnexpectedResponseError):
            decode(Vendor, f'{{"id": 1, "overall_score": {wire}}}'.encode())

    @pytest.mark.parametrize(
        ("wire", "expected"), [('".5"', Decimal("0.5")), ('"-5."', Decimal(-5)), ('""', None), ('"0"', Decimal(0))]
    )
    def test_what_the_documented_pattern_allows(self, wire: str, expected: Decimal | None) -> None:
        """
        Digits on one side of the point only, and an empty text for no amount.
        """
        assert decode(Vendor, f'{{"id": 1, "overall_score": {wire}}}'.encode()).overall_score == expected
