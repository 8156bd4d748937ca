"""Purchase requisitions: read, created, changed and deleted, and never where they are no longer open."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import (
    AlreadyExistsError,
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    LostAnswerError,
    NewRequisition,
    NewRequisitionLine,
    NotFoundError,
    RefusedError,
    RequisitionLineStatus,
    RequisitionStatus,
    RowChangedError,
    UnavailableError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

LINE = NewRequisitionLine(
    item_number="PROC-55002",
    description="Standing desk, 160 cm",
    unit="Each",
    quantity_ordered=Decimal(2),
    unit_cost=Decimal("249.50"),
    vendor_id="CONTOSUP0001",
    site_id="01-N",
    account_number="000-6100-01",
    user_defined_1="PL-55002",
)
NEW = NewRequisition(
    number="PRQ00000000010421",
    document_date=date(2026, 11, 4),
    description="Procurify request 10421",
    requested_by="J. Doe",
    user_defined_1="PROCURIFY-R-10421",
    lines=(LINE,),
)


def writes(server: GPServer) -> list[str]:
    """The methods of the requests that were to change something."""
    return [request.method for request in server.requests if request.method != "GET"]


class TestReading:
    def test_one_is_read_with_its_lines(self, company: Company) -> None:
        found = company.requisitions.get("req1001")

        assert (found.number, found.status, found.description) == ("REQ1001", RequisitionStatus.SAVED, "Paper")
        assert (found.total, found.requested_by, found.is_open_for_change) == (Decimal(50), "J. Doe", True)
        assert [(line.item_number, line.extended_cost, line.status) for line in found.lines] == [
            ("PAPER", Decimal(50), RequisitionLineStatus.NEW)
        ]

    def test_the_list_has_work_and_history(self, company: Company) -> None:
        found = {row.number: (row.status.name, row.in_history) for row in company.requisitions.list()}

        assert found == {
            "REQ1001": ("SAVED", False),
            "REQ1002": ("SUBMITTED", False),
            "REQ1003": ("PURCHASED", True),
        }

    def test_one_that_is_not_there_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.requisitions.get("REQ9")


class TestCreate:
    def test_it_gives_what_gp_then_holds(self, company: Company) -> None:
        found = company.requisitions.create(NEW)

        assert found == company.requisitions.get("PRQ00000000010421")
        assert (found.total, found.document_date, found.ship_to_address_id) == (
            Decimal(499),
            date(2026, 11, 4),
            "PRIMARY",
        )
        assert (found.lines[0].sequence, found.lines[0].user_defined_1) == (16384, "PL-55002")
        assert found.is_open_for_change

    @pytest.mark.parametrize("number", ["REQ1001", "REQ1003"])
    def test_a_number_in_work_or_history_is_not_written_over(
        self, server: GPServer, company: Company, number: str
    ) -> None:
        with pytest.raises(AlreadyExistsError, match="nothing was written"):
            company.requisitions.create(attrs.evolve(NEW, number=number))

        assert writes(server) == []

    def test_where_the_site_refuses_existing_numbers_nothing_is_asked_before(
        self, server: GPServer, gp: DynamicsGP, connect: Callable[..., DynamicsGP]
    ) -> None:
        profile = gp.profile.with_resource("requisitions", refuses_existing=True)
        requisitions = connect(server, profile=profile).company("Fabrikam, Inc.").requisitions

        with pytest.raises(AlreadyExistsError, match="number REQ1001 has been used") as caught:
            requisitions.create(attrs.evolve(NEW, number="REQ1001"))

        assert (caught.value.status, writes(server)) == (409, ["POST"])

    def test_rules_of_gp_are_told_by_line(self, company: Company) -> None:
        lines = (LINE, attrs.evolve(LINE, item_number="128 SDRAM"), attrs.evolve(LINE, vendor_id="NOBODY"))

        with pytest.raises(RefusedError) as caught:
            company.requisitions.create(attrs.evolve(NEW, lines=lines))

        assert caught.value.codes == ("5466", "252")
        assert list(caught.value.field_errors) == ["Lines[1].ITEMNMBR", "Lines[2].VENDORID"]

    def test_all_values_that_do_not_fit_are_told_at_once_and_nothing_is_sent(
        self, server: GPServer, company: Company
    ) -> None:
        odd: dict[str, Any] = {"unit": "Dozen and one", "unit_cost": Decimal("1.123456"), "quantity_ordered": 2.5}
        line = attrs.evolve(LINE, **odd)
        wrong = attrs.evolve(NEW, number="", description="x" * 61, user_defined_1="\u0416", lines=(line,))

        with pytest.raises(InvalidValueError) as caught:
            company.requisitions.create(wrong)

        assert sorted(caught.value.field_errors) == [
            "Lines[0].QTYORDER", "Lines[0].UNITCOST", "Lines[0].UOFM", "POPRequisitionNumber",
            "RequisitionDescription", "USERDEF1",
        ]  # fmt: skip
        assert server.requests == ()

    def test_an_answer_that_does_not_come_leaves_the_outcome_unknown(self, server: GPServer, company: Company) -> None:
        server.lose_response("POST", "Requisitions")

        with pytest.raises(LostAnswerError) as caught:
            company.requisitions.create(NEW)

        assert caught.value.outcome_unknown is True
        assert company.requisitions.get(NEW.number).total == Decimal(499)

    def test_so_does_a_read_afterwards_that_fails(
        self, server: GPServer, gp: DynamicsGP, connect: Callable[..., DynamicsGP]
    ) -> None:
        profile = gp.profile.with_resource("requisitions", refuses_existing=True)
        server.fail("Requisitions", status=503, method="GET", times=9)

        with pytest.raises(UnavailableError) as caught:
            connect(server, profile=profile).company("Fabrikam, Inc.").requisitions.create(NEW)

        assert caught.value.outcome_unknown is True


class TestUpdate:
    def test_lines_become_those_that_are_named(self, company: Company) -> None:
        seen = company.requisitions.create(NEW)
        lines = (attrs.evolve(LINE, sequence=16384, quantity_ordered=Decimal(3)), attrs.evolve(LINE, sequence=32768))

        found = company.requisitions.update(attrs.evolve(NEW, description=None, lines=lines), seen=seen)

        assert (found.total, found.description) == (Decimal("1247.50"), "Procurify request 10421")
        assert [line.sequence for line in found.lines] == [16384, 32768]

    def test_one_that_somebody_changed_since_is_left(
        self, server: GPServer, company: Company, fabrikam: GPCompany
    ) -> None:
        seen = company.requisitions.get("REQ1001")
        fabrikam.edit_requisition("REQ1001", REQSTDBY="somebody else")

        with pytest.raises(RowChangedError, match="requisition REQ1001 was not written"):
            company.requisitions.update(attrs.evolve(NEW, number="REQ1001"), seen=seen)

        assert writes(server) == []

    def test_one_that_is_not_there_is_not_made(self, server: GPServer, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.requisitions.update(NEW)

        assert writes(server) == []


class TestDelete:
    def test_it_is_gone(self, company: Company) -> None:
        company.requisitions.delete("REQ1001")

        with pytest.raises(NotFoundError):
            company.requisitions.get("REQ1001")


class TestGuard:
    @pytest.mark.parametrize(
        ("happens", "why"),
        [
            (lambda gp: gp.purchase_requisition("REQ1001"), "it is in history"),
            (lambda gp: gp.edit_requisition("REQ1001", VOIDED=1), "it is voided"),
            (
                lambda gp: gp.edit_requisition("REQ1001", RequisitionStatus=2),
                "its status is SUBMITTED (2), not SAVED (1)",
            ),
            (
                lambda gp: gp.edit_requisition("REQ1001", RequisitionStatus=9),
                "its status is UNKNOWN (9), not SAVED (1)",
            ),
            (
                lambda gp: gp.requisitions["REQ1001"]["Lines"][0].update(RequisitionLineStatus=2),
                "its line 1 is ORDERED (2)",
            ),
            (
                lambda gp: gp.edit_requisition("REQ1001", Workflow_Status=4),
                "its approval workflow stands at PENDING (4)",
            ),
        ],
    )
    def test_one_that_is_closed_is_neither_changed_nor_deleted(
        self,
        server: GPServer,
        company: Company,
        fabrikam: GPCompany,
        happens: Callable[[GPCompany], None],
        why: str,
    ) -> None:
        happens(fabrikam)
        now = company.requisitions.get("REQ1001")

        with pytest.raises(GuardError) as updated:
            company.requisitions.update(attrs.evolve(NEW, number="REQ1001"), seen=now)
        with pytest.raises(GuardError) as deleted:
            company.requisitions.delete("REQ1001")

        assert (now.is_open_for_change, now.why_not_open_for_change) == (False, why)
        assert why in str(updated.value)
        assert why in str(deleted.value)
        assert writes(server) == []

    @pytest.mark.parametrize("number", ["REQ1002", "REQ1003"])
    def test_the_loopback_server_refuses_them_too(self, gp: DynamicsGP, company: Company, number: str) -> None:
        with pytest.raises(RefusedError):
            gp.send(company.requisitions.calls.update(attrs.evolve(NEW, number=number)), allow_write=True)
        with pytest.raises(RefusedError):
            gp.send(company.requisitions.calls.delete(number), allow_write=True)
