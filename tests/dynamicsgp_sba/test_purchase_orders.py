"""Reading purchase orders end to end, and what is sent of one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import (
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NotFoundError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


class TestGet:
    def test_history_is_read_with_the_same_request(
        self, server: GPServer, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())
        fabrikam.move_to_history("PO1001")
        before = len(server.requests)

        order = company.purchase_orders.get("po1001")

        assert order.in_history is True
        assert len(server.requests) == before + 1

    def test_a_number_in_neither_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError, match="Purchase order NOSUCH does not exist") as caught:
            company.purchase_orders.get("NOSUCH")

        assert (caught.value.status, caught.value.outcome_unknown) == (404, False)

    def test_receipts_are_told_posted_and_unposted(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        orders = company.purchase_orders
        for number in ("PO1", "PO2", "PO3"):
            orders.create(new_order(number))
        fabrikam.receive("PO2")
        fabrikam.receive("PO3", posted=True)

        assert [orders.has_unposted_receipts(number) for number in ("PO1", "PO2", "PO3")] == [False, True, False]
        assert [orders.get(number).has_receipts for number in ("PO1", "PO2", "PO3")] == [False, True, True]

    def test_a_service_that_does_not_tell_about_receipts_is_no_no(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())
        answer = company.purchase_orders._sender.exchange(company.purchase_orders.calls.get("PO1001"))
        body = answer.content.decode().replace("HasUnpostedReceipts", "Other").replace("HasReceipts", "Another")
        server.fail("PurchaseOrders", status=200, body=body, times=2)

        with pytest.raises(GuardError, match="does not tell"):
            company.purchase_orders.has_unposted_receipts("PO1001")

        assert company.purchase_orders.get("PO1001").why_not_open_for_change != ""


class TestList:
    def test_marker_and_change_narrow_it_down_over_work_and_history(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        orders = company.purchase_orders
        orders.create(new_order("PO1", confirm_with="PROCURIFY 1"))
        orders.create(new_order("PO2", confirm_with="by hand"))
        third = orders.create(new_order("PO3", confirm_with="procurify 3"))
        fabrikam.move_to_history("PO3")
        assert third.changed_at is not None

        assert [order.number for order in orders.list()] == ["PO1", "PO2", "PO3"]
        assert [order.number for order in orders.list(marker_prefix="Procurify")] == ["PO1", "PO3"]
        assert [order.number for order in orders.list(changed_since=third.changed_at)] == ["PO3"]
        assert orders.list(changed_since=datetime.now(UTC) + timedelta(days=1)) == ()

    def test_an_instant_without_an_offset_is_refused(self, company: Company) -> None:
        with pytest.raises(InvalidValueError, match="no offset from UTC"):
            company.purchase_orders.list(changed_since=datetime(2026, 11, 4))

    def test_a_site_that_cannot_read_history_shows_work_only(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(reads_history=False)
        orders = connect(server).company(FABRIKAM).purchase_orders
        orders.create(new_order())
        server.companies[FABRIKAM.casefold()].move_to_history("PO1001")

        assert orders.list() == ()
        with pytest.raises(NotFoundError):
            orders.get("PO1001")


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("changes", "field", "reason"),
        [
            ({"number": "P" * 18}, "PONUMBER", "has 18 characters, at most 17 fit"),
            ({"number": "  "}, "PONUMBER", "it is blank, but GP needs it"),
            ({"vendor_id": None}, "VENDORID", "it is None, but GP needs it"),
            ({"document_date": None}, "DOCDATE", "it is None, but GP needs it"),
            ({"confirm_with": "x\x00y"}, "CONFIRM1", r"holds '\x00', which GP cannot store"),
            ({"comment": "日本"}, "CMMTTEXT", "holds '日', '本', which GP cannot store"),
            ({"exchange_rate": Decimal(10) ** 12}, "XCHGRATE", "is too large for numeric(19,7)"),
            ({"confirm_with": 5}, "CONFIRM1", "expected str, got int 5"),
            ({"freight": 1.5}, "FRTAMNT", "expected Decimal, got float 1.5"),
            ({"freight": Decimal(-1)}, "FRTAMNT", "-1 is negative"),
            ({"freight": Decimal("NaN")}, "FRTAMNT", "NaN is no number"),
            ({"freight": Decimal(10) ** 14}, "FRTAMNT", "is too large"),
            ({"freight": Decimal("0.000001")}, "FRTAMNT", "has 6 decimals, at most 5 fit"),
            ({"document_date": date(1900, 1, 1)}, "DOCDATE", "is not after 1900"),
            ({"promised_date": date(1900, 1, 2)}, "PRMDATE", "is not after 1900"),
            ({"document_date": datetime(2026, 11, 4)}, "DOCDATE", "expected date, got datetime"),
            ({"on_hold": 1}, "HOLD", "expected bool, got int 1"),
            ({"lines": ()}, "Lines", "a document needs at least one"),
        ],
    )
    def test_a_header_that_gp_cannot_store_is_not_sent(
        self, server: GPServer, company: Company, new_order: Orders, changes: dict[str, Any], field: str, reason: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(**changes))

        assert reason in caught.value.field_errors[field]
        assert f"{field}: " in str(caught.value)
        assert server.requests == ()

    @pytest.mark.parametrize(
        ("changes", "field", "reason"),
        [
            ({"description": "x" * 101}, "ITEMDESC", "has 101 characters, at most 100 fit"),
            ({"unit": "Kilograms"}, "UOFM", "has 9 characters, at most 8 fit"),
            ({"unit_cost": 1}, "UNITCOST", "expected Decimal, got int 1"),
            ({"sequence": -1}, "ORD", "-1 is negative"),
            ({"requested_by": "Zoë 🙂"}, "REQSTDBY", "holds '🙂'"),
        ],
    )
    def test_a_line_that_gp_cannot_store_is_named_with_its_place(
        self, company: Company, new_order: Orders, new_line: Lines, changes: dict[str, Any], field: str, reason: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(lines=(new_line(), new_line(**changes))))

        assert reason in caught.value.field_errors[f"Lines[1].{field}"]

    @pytest.mark.parametrize(
        ("sequences", "reason"), [((1, None), "give every line a sequence, or none"), ((5, 5), "occurs twice")]
    )
    def test_sequences_are_all_or_nothing_and_differ(
        self,
        company: Company,
        new_order: Orders,
        new_line: Lines,
        sequences: tuple[int | None, ...],
        reason: str,
    ) -> None:
        with pytest.raises(InvalidValueError, match=reason):
            company.purchase_orders.create(new_order(lines=tuple(new_line(sequence=number) for number in sequences)))

    def test_sequences_of_ones_own_are_kept_and_lines_come_in_their_order(
        self, company: Company, new_order: Orders, new_line: Lines
    ) -> None:
        order = company.purchase_orders.create(new_order(lines=(new_line(sequence=100), new_line(sequence=50))))

        assert [(line.sequence, line.line_number) for line in order.lines] == [(50, 2), (100, 1)]

    def test_letters_of_the_code_page_arrive(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        order = company.purchase_orders.create(new_order(lines=(new_line(description="Ñandú € “x” Œ"),)))

        assert order.lines[0].description == "Ñandú € “x” Œ"

    def test_an_envelope_and_an_action_can_be_asked_for(
        self, server: GPServer, gp: DynamicsGP, connect: Connect, new_order: Orders
    ) -> None:
        profile = gp.profile.with_resource("purchase_orders", envelope="order", create_action="Create")
        client = connect(server, profile=profile)

        call = client.company(FABRIKAM).purchase_orders.calls.create(new_order())

        assert call.headers == {"Accept": "application/json", "GP-Custom-Action": "Create"}
        assert call.body is not None
        assert call.body.startswith(b'{"order": {"PONUMBER": "PO1001"')

    def test_values_are_frozen(self, new_order: Orders) -> None:
        order = new_order()

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            order.number = "PO2"  # type: ignore[misc]  # that it fails is the test
