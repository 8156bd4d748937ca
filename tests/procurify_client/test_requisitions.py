"""Requisitions: their list, one by its number, and its lines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from procurify_client import (
    DenialReason,
    LogAction,
    NotFoundError,
    OrderItem,
    Procurify,
    PurchaseOrderLine,
    Requisition,
    RequisitionStatus,
    UnreadableRecord,
    UnreadableRecordsError,
)
from procurify_client.decoding import structure
from procurify_client.envelope import read_listing
from procurify_client.resources import requisitions
from procurify_client.testing import OrderLine, ProcurifyServer

SAMPLES = Path(__file__).parent / "samples"
LOG = [
    {"id": 1, "action": 0, "user": {"id": 16}, "dateTime": "2026-02-01T16:20:00-06:00"},
    {"id": 2, "action": 3, "user": {"id": 21, "firstName": "Ana"}, "dateTime": "2026-02-01T17:00:00-06:00"},
    {"id": 3, "action": 1, "user": {"id": 15, "firstName": "Dana"}, "dateTime": "2026-02-02T10:11:12-06:00"},
    {"id": 4, "action": 1, "user": {"id": 21, "firstName": "Ana"}, "dateTime": "2026-02-02T11:00:00-06:00"},
    {"id": 5, "action": 1, "user": None},
    {"id": 6, "action": 99, "user": {"id": 22}},
]


@pytest.fixture
def orders(server: ProcurifyServer, line: OrderLine) -> ProcurifyServer:
    """
    A server with three orders, one day apart, and so with the requisitions 2001 to 2003.
    """
    for day, required in ((2, date(2026, 11, 20)), (3, date(2026, 12, 4)), (4, None)):
        lines = [OrderLine(name="x", quantity=2, price=5, account_code="000-6100-00", department=1), line]
        server.add_purchase_order(
            vendor=2,
            lines=[lines[0], OrderLine(**{**_plain(line), "date_required": required})],
            date=datetime(2026, 11, day, 15, tzinfo=UTC),
        )
    return server


def _plain(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "quantity": line.quantity,
        "price": line.price,
        "account_code": line.account_code,
        "department": line.department,
    }


class TestRecord:
    def test_a_requisition_of_the_list(self) -> None:
        """
        Who asked for what, where, by when, and how far it has come.
        """
        raw = read_listing((SAMPLES / "requisitions-list.json").read_bytes()).records[0]

        found = structure(raw, Requisition)

        assert (found.number, found.status) == (2201, RequisitionStatus.PURCHASED)
        assert found.uuid == UUID("11111111-2222-4333-8444-555555550001")
        assert found.requester is not None
        assert found.requester.email == "sam.requester@example.com"
        assert found.department is not None
        assert found.location is not None
        assert (found.department.name, found.location.name) == ("IT", "Head Office")
        assert found.currency is not None
        assert (found.currency.name, found.total) == ("USD", Decimal("2964.98"))
        assert found.requested_at == datetime(2026, 2, 1, 22, 20, tzinfo=UTC)
        assert found.date_required == date(2026, 2, 20)
        assert (found.item_count, found.line_count, found.purchased_count) == (3, 3, 3)
        assert (found.description, found.approvers, found.next_approvers) == ("February restock", (), ())

    def test_nearly_everything_may_be_missing_or_null(self) -> None:
        """
        Only the number is needed.
        """
        nulls = {"status": None, "logs": None, "user": None, "next_approvers": None, "denial_reason": None}

        assert structure({"num": 7}, Requisition) == structure({"num": 7, **nulls}, Requisition)

    def test_values_that_procurify_adds_pass_through(self) -> None:
        """
        An unknown status and reason keep their numbers.
        """
        found = structure({"num": 7, "status": 11, "denial_reason": 12}, Requisition)

        assert found.status is not None
        assert (found.status.value, found.status.is_known) == (11, False)
        assert found.denial_reason == DenialReason(12)

    def test_approvers_are_those_who_approved_each_once_and_in_order(self) -> None:
        """
        Neither those who asked, nor entries without a person or of an unknown kind.
        """
        found = structure({"num": 7, "logs": LOG}, Requisition)

        assert [(user.id, user.first_name) for user in found.approvers] == [(21, "Ana"), (15, "Dana")]
        assert found.logs[1].action is LogAction.APPROVE_AND_PASS_ON
        assert found.logs[2].at == datetime(2026, 2, 2, 16, 11, 12, tzinfo=UTC)


class TestLines:
    def test_a_line_of_an_order_tells_who_approved_it_and_where_it_came_from(self) -> None:
        """
        What a mapper may put into a note is on the line.
        """
        wire = {
            "id": 9001,
            "approval_history": LOG,
            "order_uuid": "11111111-2222-4333-8444-555555550001",
            "order_description": "February restock",
            "submitted_date": "2026-02-01T16:20:00-06:00",
            "approved_datetime": "2026-02-02T10:11:12-06:00",
            "approved_price": "24.50000000",
            "accountCode": "6100",
            "punchout_supplier_name": "Lakeshore",
            "punchout_vendor_reference": 6,
            "punchout_system": 2,
        }

        line = structure(wire, PurchaseOrderLine)

        assert [user.id for user in line.approvers] == [21, 15]
        assert line.requisition_uuid == UUID("11111111-2222-4333-8444-555555550001")
        assert (line.requisition_description, line.account_code_text) == ("February restock", "6100")
        assert line.submitted_at == datetime(2026, 2, 1, 22, 20, tzinfo=UTC)
        assert (line.approved_at, line.approved_unit_price) == (
            datetime(2026, 2, 2, 16, 11, 12, tzinfo=UTC),
            Decimal("24.5"),
        )
        assert (line.punchout_supplier_name, line.punchout_vendor_reference, line.punchout_system) == (
            "Lakeshore",
            6,
            2,
        )

    def test_the_loopback_server_tells_it_too(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        Dana approved what Sam asked for.
        """
        line = procurify.purchase_orders.get(1).lines[0]

        assert [user.email for user in line.approvers] == ["dana.buyer@example.com"]
        assert line.requester is not None
        assert line.requester.email == "sam.requester@example.com"
        assert line.requisition_uuid == procurify.requisitions.get(2001).uuid


class TestList:
    @pytest.mark.parametrize(
        ("filters", "numbers"),
        [
            ({}, [2001, 2002, 2003]),
            ({"requested_since": date(2026, 11, 1)}, [2002, 2003]),
            ({"requested_until": date(2026, 10, 31)}, [2001]),
            ({"required_since": date(2026, 11, 20), "required_until": date(2026, 11, 30)}, [2001]),
            ({"modified_since": date(2026, 11, 5)}, []),
            ({"number": 2002}, [2002]),
            ({"status": RequisitionStatus.PURCHASED}, [2001, 2003]),
            ({"status": RequisitionStatus.APPROVED}, [2002]),
            ({"vendor": 3}, []),
            ({"department": 1, "location": 1}, [2001, 2002, 2003]),
            ({"department": 2}, []),
            ({"location": 2}, []),
        ],
    )
    def test_filters_narrow_it(
        self, orders: ProcurifyServer, procurify: Procurify, filters: dict[str, Any], numbers: list[int]
    ) -> None:
        """
        By days, number, status, vendor and place.
        """
        orders.cancel_purchase_order(2)

        assert [one.number for one in procurify.requisitions.list(page_size=2, **filters)] == numbers

    def test_a_page_has_its_figures(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        As every list.
        """
        page = procurify.requisitions.list_page(2, page_size=2)

        assert (page.count, [one.number for one in page.records]) == (3, [2003])

    def test_filters_on_the_wire(self) -> None:
        """
        Each filter has the name that the API documents.
        """
        day = date(2026, 11, 4)

        call = requisitions.list_page(
            1,
            page_size=5,
            modified_since=day,
            modified_until=day,
            requested_since=day,
            requested_until=day,
            required_since=day,
            required_until=day,
            number=2201,
            status=1,
            requester=16,
            department=2,
            location=1,
            account_code=3,
            vendor=6,
            has_blanket_items=True,
            is_punchout=False,
            search="paper",
            order_by="-num",
        )

        assert call.path == "/api/v2/global/orders/"
        assert dict(call.params) == {
            "modified_date_0": "2026-11-04",
            "modified_date_1": "2026-11-04",
            "date_0": "2026-11-04",
            "date_1": "2026-11-04",
            "required_date_0": "2026-11-04",
            "required_date_1": "2026-11-04",
            "order": "2201",
            "status": "1",
            "requester": "16",
            "department": "2",
            "location": "1",
            "account_code": "3",
            "pref_vendor": "6",
            "has_blanket_order_items": "true",
            "is_punchout": "false",
            "search": "paper",
            "order_by": "-num",
            "page": "1",
            "page_size": "5",
        }


class TestOne:
    def test_it_is_found_by_its_number(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        With what it came to and who asked.
        """
        found = procurify.requisitions.get(2001)

        assert (found.number, found.total, found.item_count) == (2001, Decimal("255.00"), 2)
        assert found.date_required == date(2026, 11, 20)

    def test_another_one_is_not_taken_for_it(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        What the filter means is inferred, so that the number of what comes is looked at.
        """
        orders.edit_purchase_order(1, requisition_fields={"num": 2099})

        with pytest.raises(NotFoundError, match="has no requisition 2001"):
            procurify.requisitions.get(2001)

    def test_one_that_nobody_sees_is_not_found(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        The error names it, and the role that may be the cause.
        """
        with pytest.raises(NotFoundError, match="has no requisition 7: check the number, and that the role"):
            procurify.requisitions.get(7)

    def test_one_that_cannot_be_read_is_not_said_to_be_missing(
        self, orders: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        It may be the very one.
        """
        orders.edit_purchase_order(1, requisition_fields={"totalPrice": "much"})

        with pytest.raises(UnreadableRecordsError):
            procurify.requisitions.get(2001)

    @pytest.mark.parametrize("number", ["2001", True, None])
    def test_its_number_is_a_number(self, procurify: Procurify, number: Any) -> None:
        """
        Nothing else is asked for.
        """
        with pytest.raises(TypeError, match="give a whole number"):
            procurify.requisitions.get(number)
        with pytest.raises(TypeError, match="give a whole number"):
            procurify.requisitions.lines(number)


class TestItsLines:
    def test_they_are_the_order_items_with_its_number(self, orders: ProcurifyServer, procurify: Procurify) -> None:
        """
        Page by page, with the accounts that they were asked for on.
        """
        lines = list(procurify.requisitions.lines(2002, page_size=1))

        assert [(one.name, one.requisition_number) for one in lines] == [("x", 2002), ("Copy paper, carton", 2002)]
        assert {one.account_id for one in lines} == {lines[0].account_id}

    def test_items_of_others_are_left_out(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Should the server take no notice of the number.
        """
        wrong = OrderLine(
            name="x", quantity=1, price=1, account_code="000-6100-00", department=1, item_fields={"orderNum": 9}
        )
        server.add_purchase_order(vendor=2, lines=[wrong])

        assert list(procurify.requisitions.lines(2001)) == []

    def test_an_item_may_be_coded_otherwise_than_the_line(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The loopback server can make what a check against the requisition looks for.
        """
        line = OrderLine(
            name="x", quantity=1, price=1, account_code="000-6100-00", department=1, item_fields={"account": 77}
        )
        server.add_purchase_order(vendor=2, lines=[line])

        (item,) = procurify.requisitions.lines(2001)
        account = procurify.purchase_orders.get(1).lines[0].account

        assert isinstance(item, OrderItem)
        assert account is not None
        assert (item.account_id, account.id == 77) == (77, False)

    def test_those_that_cannot_be_read_are_given_to_whoever_wants_them(
        self, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        As in every list.
        """
        bad = OrderLine(
            name="x", quantity=1, price=1, account_code="000-6100-00", department=1, item_fields={"quantity": "some"}
        )
        server.add_purchase_order(vendor=2, lines=[bad])
        unreadable: list[UnreadableRecord] = []

        assert list(procurify.requisitions.lines(2001, on_unreadable=unreadable.append)) == []
        assert len(unreadable) == 1
