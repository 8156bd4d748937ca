"""Reading: most shapes that a GP service may answer with, and no silent loss."""

import json
import logging
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import (
    AccountFormat,
    AccountType,
    CompanyRecord,
    Currency,
    FiscalCalendar,
    GLAccount,
    NotFoundError,
    PaymentTerms,
    PurchaseOrder,
    PurchaseOrderStatus,
    RecordList,
    Site,
    UnexpectedAnswerError,
    Vendor,
    VendorStatus,
)
from dynamicsgp_sba.answers import fold, read_json, rows
from dynamicsgp_sba.reading import read_list, read_record, read_text

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Any:
    """The document of a sample answer."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def answer(name: str) -> bytes:
    """The body of a sample answer, as bytes."""
    return json.dumps(sample(name)["response"]["body"]).encode()


def vendor(**members: Any) -> Vendor:
    """Read a vendor with these members."""
    return read_record(json.dumps({"VENDORID": "V1", **members}).encode(), Vendor, {})


class TestSamples:
    @pytest.mark.parametrize("name", ["vendor-get", "vendor-get-wrapped", "vendor-get-dotnet-names"])
    def test_a_vendor_reads_the_same_bare_wrapped_and_with_class_names(self, name: str) -> None:
        found = read_record(answer(name), Vendor, {})

        assert (found.id, found.name, found.short_name) == ("ACETRAVE0001", "A Travel Company", "A Travel Compan")
        assert (found.status, found.on_hold, found.payment_terms_id) == (VendorStatus.ACTIVE, False, "Net 30")
        assert (found.purchase_address_id, found.remit_to_address_id) == ("PRIMARY", "REMIT TO")
        assert (found.created, found.modified) == (date(2000, 1, 1), date(2017, 4, 12))

    def test_a_row_stamp_without_an_offset_is_utc(self) -> None:
        found = read_record(answer("vendor-get"), Vendor, {})

        assert found.changed_at == datetime(2017, 4, 12, 16, 20, 31, 447000, tzinfo=UTC)

    def test_a_vendor_list_loses_its_padding(self) -> None:
        found = read_list(answer("vendor-list"), Vendor, {})

        assert [(row.id, row.payment_terms_id) for row in found] == [
            ("ACETRAVE0001", "Net 30"),
            ("ACETRAVE0002", "Net 30"),
        ]
        assert found.unreadable == ()

    def test_a_purchase_order(self) -> None:
        order = read_record(answer("purchase-order-get"), PurchaseOrder, {})

        assert (order.number, order.status, order.vendor_id) == (
            "PRC00000000020931",
            PurchaseOrderStatus.NEW,
            "ACETRAVE0001",
        )
        assert (order.subtotal, order.total) == (Decimal("519.00000"), Decimal("519.00000"))
        assert order.row_stamp == "2027-04-12T20:14:55.713"
        assert order.changed_at == datetime(2027, 4, 12, 20, 14, 55, 713000, tzinfo=UTC)
        assert [(line.sequence, line.non_inventory, line.extended_cost) for line in order.lines] == [
            (16384, False, Decimal("20.00000")),
            (32768, True, Decimal("499.00000")),
        ]
        assert order.lines[1].account_number == "000-1100-00"
        assert order.extra["LSTPRTDT"] == "1900-01-01T00:00:00"

    def test_the_short_answer_of_a_create_is_no_proof_of_what_gp_holds(self) -> None:
        with pytest.raises(UnexpectedAnswerError, match="missing 'vendor_id'"):
            read_record(answer("purchase-order-create"), PurchaseOrder, {})

    def test_accounts(self) -> None:
        cash, sales = read_list(answer("gl-accounts-list"), GLAccount, {})

        assert (cash.number, cash.index, cash.type, cash.postable) == ("000-1100-00", 1, AccountType.POSTING, True)
        assert (sales.active, sales.postable) == (False, False)
        assert cash.extra["ACTNUMBR_2"] == "1100"

    def test_the_account_format(self) -> None:
        found = read_record(answer("account-segments"), AccountFormat, {})

        assert [(segment.name, segment.length, segment.is_main) for segment in found.segments] == [
            ("Division", 3, False),
            ("Account", 4, True),
            ("Department", 2, False),
        ]
        assert found.values_of(1) == {"000"}

    def test_the_fiscal_calendar(self) -> None:
        calendar = read_record(answer("fiscal-periods-list"), FiscalCalendar, {})

        (year,) = calendar.years
        march, april = calendar.periods
        assert (year.year, year.first_day, year.last_day) == (2027, date(2027, 1, 1), date(2027, 12, 31))
        assert (march.period, march.purchasing_closed, march.closed, march.is_header) == (3, True, False, True)
        assert (april.period, april.first_day, april.purchasing_closed) == (4, date(2027, 4, 1), False)

    def test_the_small_tables(self) -> None:
        terms = read_list(answer("payment-terms-list"), PaymentTerms, {})
        (currency,) = read_list(answer("currencies-list"), Currency, {})
        (site,) = read_list(answer("sites-list"), Site, {})
        (company,) = read_list(answer("companies-list"), CompanyRecord, {})

        assert [row.id for row in terms] == ["Net 30", "2% 10/Net 30", "2% EOM", "3% 15th/Net 30"]
        assert (currency.id, currency.iso_code, currency.decimals) == ("Z-US$", "USD", 2)
        assert "DECPLCUR" not in currency.extra
        assert (site.id, site.inactive) == ("01-N", False)
        assert (company.id, company.database, company.name) == (-1, "TWO", "Fabrikam, Inc.")


class TestShapes:
    @pytest.mark.parametrize(
        "document",
        [
            [{"VENDORID": "V1"}],
            {"VENDORID": "V1"},
            {"Vendors": [{"VENDORID": "V1"}]},
            {"value": [{"VENDORID": "V1"}], "@odata.context": "x"},
            {"Status": {"Code": 200}, "Payload": [{"VENDORID": "V1"}]},
            {"d": {"Vendors": [{"VENDORID": "V1"}], "Total": 1}},
        ],
    )
    def test_a_list_may_come_in_many_forms(self, document: Any) -> None:
        found = read_list(json.dumps(document).encode(), Vendor, {})

        assert [row.id for row in found] == ["V1"]

    @pytest.mark.parametrize(
        "content", [b"", b"null", b"[]", b'{"Payload": null, "Status": {}}', b'{"value": []}', b"{}"]
    )
    def test_nothing_is_an_empty_list(self, content: bytes) -> None:
        assert read_list(content, Vendor, {}) == ()

    @pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b'{"Status": {"Code": 200}, "Payload": null}'])
    def test_nothing_is_no_record(self, content: bytes) -> None:
        with pytest.raises(NotFoundError, match="no such record"):
            read_record(content, Vendor, {})

    def test_a_list_of_one_is_a_record(self) -> None:
        assert read_record(b'[{"VENDORID": "V1"}]', Vendor, {}).id == "V1"

    def test_an_order_with_lines_is_a_record_and_no_list_of_lines(self) -> None:
        assert len(rows(sample("purchase-order-get")["response"]["body"], lambda row: "PONUMBER" in row)) == 1

    def test_a_payload_member_among_others_is_no_envelope(self) -> None:
        assert vendor(Data="kept").extra == {"Data": "kept"}

    def test_a_byte_order_mark_is_skipped(self) -> None:
        assert read_record(b'\xef\xbb\xbf{"VENDORID": "V1"}', Vendor, {}).id == "V1"
        assert read_text(b"\xef\xbb\xbfDiscovery") == "Discovery"

    def test_names_match_without_case_spaces_and_underscores(self) -> None:
        found = vendor(vend_name="A", **{"User Defined 1": "B", "workflowstatus": 9, "Key": {"Id": "other"}})

        assert (found.name, found.user_defined_1) == ("A", "B")
        assert found.workflow_status is not None
        assert found.extra == {"Key": {"Id": "other"}}

    def test_a_site_can_name_further_properties(self) -> None:
        found = read_record(b'{"VendorCode": "V1"}', Vendor, {"id": ("Vendor_Code",)})

        assert found.id == "V1"
        assert found.extra == {}

    @pytest.mark.parametrize("content", [b"<html>no</html>", b"{", b'{"a": NaN}', b"\xff\xfe\xff", b"[" * 100_000])
    def test_what_is_no_json_is_an_error_that_keeps_the_beginning(self, content: bytes) -> None:
        with pytest.raises(UnexpectedAnswerError, match="no JSON") as caught:
            read_record(content, Vendor, {})

        assert len(caught.value.body) <= 2000

    def test_fractions_are_decimals(self) -> None:
        assert read_json(b'{"a": 0.1, "b": 1E+2}') == {"a": Decimal("0.1"), "b": Decimal("1E+2")}

    @given(st.text())
    def test_folding_is_stable(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


class TestUnreadableRows:
    def test_the_others_are_given_and_the_row_is_shown(self) -> None:
        content = b'[{"VENDORID": "V1"}, {"VENDORID": "V2", "HOLD": "maybe"}, 7, {"VENDNAME": "x"}, {"VENDORID": "V3"}]'

        found = read_list(content, Vendor, {})

        assert [row.id for row in found] == ["V1", "V3"]
        assert [(row.position, row.key) for row in found.unreadable] == [(1, "V2"), (2, "7"), (3, "no key")]
        assert found.unreadable[0].problems == ("expected true, false, 0 or 1, got 'maybe' @ Vendor.on_hold",)
        assert found.unreadable[1].content == 7

    def test_they_are_logged_as_a_warning_without_their_content(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING, logger="dynamicsgp_sba"):
            read_list(b'[{"VENDORID": "V2", "HOLD": "maybe", "TXIDNMBR": "123-45"}]', Vendor, {})

        assert "1 of 1 Vendor rows" in caplog.text
        assert "123-45" not in caplog.text

    def test_the_list_is_a_tuple_that_pickles(self) -> None:
        found = read_list(b'[{"VENDORID": "V1"}, 7]', Vendor, {})

        copy = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes

        assert isinstance(copy, RecordList)
        assert (copy, copy.unreadable) == (found, found.unreadable)
        assert repr(copy).endswith("problems=('expected an object, got int @ Vendor',)),))")
        assert isinstance(found, tuple)
