"""Values of answers: dates, flags, numbers and amounts in the forms that services write, and what is no value."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import DynamicsGPError, PurchaseOrder, UnexpectedAnswerError, Vendor, VendorStatus
from dynamicsgp_sba.reading import read_list, read_record
from tests.dynamicsgp_sba.test_reading import sample, vendor


class TestValues:
    @pytest.mark.parametrize(
        ("wire", "expected"),
        [
            ("2027-04-12", date(2027, 4, 12)),
            ("2027-04-12T23:59:59", date(2027, 4, 12)),
            ("2027-04-12T00:00:00Z", date(2027, 4, 12)),
            ("/Date(1807488000000)/", date(2027, 4, 12)),
            ("/Date(1807506000000-0500)/", date(2027, 4, 12)),
            ("/Date(1807480800000+0200)/", date(2027, 4, 12)),
            ("1900-01-01T00:00:00", None),
            ("", None),
            (None, None),
        ],
    )
    def test_dates(self, wire: object, expected: date | None) -> None:
        assert vendor(MODIFDT=wire).modified == expected

    @pytest.mark.parametrize(
        ("wire", "expected"),
        [
            ("2027-04-12T10:00:00-05:00", datetime(2027, 4, 12, 15, tzinfo=UTC)),
            ("2027-04-12T10:00:00", datetime(2027, 4, 12, 10, tzinfo=UTC)),
            ("/Date(1807488000000+0200)/", datetime(2027, 4, 12, tzinfo=UTC)),
            ("1900-01-01T00:00:00", None),
            ("", None),
        ],
    )
    def test_instants(self, wire: object, expected: datetime | None) -> None:
        assert vendor(DEX_ROW_TS=wire).changed_at == expected

    @pytest.mark.parametrize(
        ("wire", "expected"), [(1, True), (0, False), ("0", False), ("True", True), (False, False)]
    )
    def test_flags(self, wire: object, expected: bool) -> None:
        assert vendor(HOLD=wire).on_hold is expected

    @pytest.mark.parametrize("wire", [2, "2", "2.00000", 2.0])
    def test_whole_numbers(self, wire: object) -> None:
        assert vendor(TEN99TYPE=wire).form_1099_type == 2

    def test_a_status_without_a_name_keeps_its_value(self) -> None:
        status = vendor(VENDSTTS=7).status

        assert status is not None
        assert (status.value, status.is_known) == (7, False)

    @pytest.mark.parametrize(("flags", "status"), [((True, True), 3), ((False, False), 2), ((True, False), 1)])
    def test_two_flags_make_a_status(self, flags: tuple[bool, bool], status: int) -> None:
        assert vendor(IsActive=flags[0], IsOneTime=flags[1]).status == VendorStatus(status)

    @pytest.mark.parametrize(
        ("member", "value", "reason"),
        [
            ("VENDNAME", 5, "expected str, got int @ Vendor.name"),
            ("HOLD", "yes", "expected true, false, 0 or 1, got 'yes' @ Vendor.on_hold"),
            ("HOLD", 2, "expected true, false, 0 or 1, got 2 @ Vendor.on_hold"),
            ("TEN99TYPE", "2,5", "expected a whole number, got '2,5' @ Vendor.form_1099_type"),
            ("TEN99TYPE", True, "expected a whole number, got True @ Vendor.form_1099_type"),
            ("MODIFDT", "12.04.2027", "expected a date such as 2027-04-12, got '12.04.2027' @ Vendor.modified"),
            ("MODIFDT", 5, "expected a date as text, got int @ Vendor.modified"),
            ("MODIFDT", "/Date(999999999999999)/", "expected a date such as 2027-04-12"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_path(self, member: str, value: object, reason: str) -> None:
        with pytest.raises(UnexpectedAnswerError) as caught:
            vendor(**{member: value})

        assert reason in str(caught.value)

    @pytest.mark.parametrize(
        ("member", "value", "reason"),
        [
            ("SUBTOTAL", "519,00", "expected a decimal number, got '519,00' @ PurchaseOrder.subtotal"),
            ("SUBTOTAL", True, "expected a decimal number, got True @ PurchaseOrder.subtotal"),
            ("DOCDATE", "1900-01-01", "the date is empty @ PurchaseOrder.document_date"),
            ("DEX_ROW_TS", 5, "expected the row stamp as text, got int @ PurchaseOrder.row_stamp"),
            ("Lines", {}, "expected a list, got dict @ PurchaseOrder.lines"),
        ],
    )
    def test_an_order_is_read_exactly(self, member: str, value: object, reason: str) -> None:
        document = {**sample("purchase-order-get")["response"]["body"], member: value}

        with pytest.raises(UnexpectedAnswerError) as caught:
            read_record(json.dumps(document).encode(), PurchaseOrder, {})

        assert reason in str(caught.value)

    def test_the_path_leads_into_the_lines(self) -> None:
        document = sample("purchase-order-get")["response"]["body"]
        document["Lines"][1]["UNITCOST"] = "dear"

        with pytest.raises(UnexpectedAnswerError, match=r"@ PurchaseOrder.lines\[1\].unit_cost"):
            read_record(json.dumps(document).encode(), PurchaseOrder, {})

    def test_a_row_stamp_is_kept_letter_by_letter(self) -> None:
        document = {**sample("purchase-order-get")["response"]["body"], "DEX_ROW_TS": " 2027-04-12T20:14:55.7130000 "}

        order = read_record(json.dumps(document).encode(), PurchaseOrder, {})

        assert order.row_stamp == " 2027-04-12T20:14:55.7130000 "

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**13), max_value=10**13))
    def test_an_amount_is_the_same_as_number_and_as_text(self, amount: Decimal) -> None:
        document = sample("purchase-order-get")["response"]["body"]
        text = json.dumps({**document, "SUBTOTAL": "@"}).replace('"@"', f"{amount:f}")

        as_number = read_record(text.encode(), PurchaseOrder, {})
        as_text = read_record(json.dumps({**document, "SUBTOTAL": f"{amount:f}"}).encode(), PurchaseOrder, {})

        assert as_number.subtotal == as_text.subtotal == amount

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: (
                st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["VENDORID", "Key", "HOLD"]), inner)
            ),
            max_leaves=12,
        )
    )
    def test_any_json_is_read_or_refused_with_our_own_error(self, document: Any) -> None:
        content = json.dumps(document).encode()

        try:
            found = read_list(content, Vendor, {})
            read_record(content, Vendor, {})
        except DynamicsGPError:
            pass
        else:
            assert len(found) + len(found.unreadable) >= 1
