"""The target of requisitions keeps the contract of targets, on a site as shipped and on one that tells more."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import attrs
import pytest

from dynamicsgp_sba import SHIPPED, Backoff, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.core.model import TargetRef, Write
from gp_sync.core.refusals import Refused
from gp_sync.flows.requisitions.document import GPRequisition, GPRequisitionLine
from gp_sync.flows.requisitions.revision import revise
from gp_sync.systems.requisition_target import RequisitionTarget
from gp_sync.testing import HandClock, TargetBench, TargetContract

USER = r"FABRIKAM\svc_gp"


def line(sequence: int = 16384, **changes: Any) -> GPRequisitionLine:
    values: dict[str, Any] = {
        "sequence": sequence,
        "item_number": f"PROC-{sequence}",
        "vendor_item_number": "",
        "description": "Copy paper",
        "unit": "Each",
        "site_id": "01-N",
        "quantity": Decimal(2),
        "unit_cost": Decimal("24.5"),
        "extended_cost": Decimal(49),
        "account_number": "100-6100-01",
        "required_date": date(2026, 11, 20),
        "requested_by": "Sam Requester",
        "vendor_id": "CONTOSUP0001",
        "currency_id": "Z-US$",
        "mark": str(sequence),
        "source_line": str(sequence),
    }
    return GPRequisitionLine(**(values | changes))


class RequisitionBench(TargetBench[GPRequisition]):
    """The real target, over HTTP and a Windows logon, to a loopback server."""

    deletes = True
    tells_changes = False
    target: RequisitionTarget

    def __init__(self, server: GPServer, company: GPCompany, target: RequisitionTarget, clock: HandClock) -> None:
        super().__init__(target, clock, "TWO")
        self.server = server
        self.gp = company

    def body(self, number: int) -> tuple[TargetRef, GPRequisition]:
        second = line(32768, quantity=Decimal("2.5"), unit_cost=Decimal("0.1"), extended_cost=Decimal("0.25"))
        body = GPRequisition(
            number=f"PREQ{number}",
            description="For the office",
            document_date=date(2026, 11, 4),
            required_date=date(2026, 11, 20),
            requested_by="Sam Requester",
            ship_to_address_id="PRIMARY",
            marker=f"PROCURIFY {number}",
            lines=(line(), second),
        )
        return TargetRef(flow="requisitions", side="gp", company=self.company, number=body.number), body

    def changed(self, body: GPRequisition) -> GPRequisition:
        """The first line is gone, the second is charged elsewhere, a third is new."""
        lines = (attrs.evolve(body.lines[1], account_number="100-6300-01"), line(49152))
        return attrs.evolve(body, description="For the works", lines=lines)

    def cleared(self, body: GPRequisition) -> GPRequisition:
        """Description, day, requester and ship-to address are gone, and the requester of the first line."""
        first = attrs.evolve(body.lines[0], required_date=None, requested_by="")
        wanted = attrs.evolve(
            body,
            description="",
            required_date=None,
            requested_by="",
            ship_to_address_id=None,
            lines=(first, *body.lines[1:]),
        )
        return revise(wanted, body)[0]

    def part(self, body: GPRequisition) -> GPRequisition:
        return attrs.evolve(body, lines=body.lines[:1])

    def foreign(self, body: GPRequisition) -> GPRequisition:
        return attrs.evolve(body, marker="Kim")

    def unacceptable(self, body: GPRequisition) -> GPRequisition:
        return attrs.evolve(body, lines=tuple(attrs.evolve(row, vendor_id="NOBODY") for row in body.lines))

    def enter(self, ref: TargetRef, body: GPRequisition) -> None:
        self.send(Write(op="create", target=ref, body=body))

    def edit(self, ref: TargetRef) -> None:
        self.gp.edit_requisition(ref.number, RequisitionDescription="Edited by hand")

    def delete(self, ref: TargetRef) -> None:
        del self.gp.requisitions[ref.number]

    def archive(self, ref: TargetRef) -> None:
        self.gp.purchase_requisition(ref.number)

    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        return {
            "submitted": lambda ref: self.gp.edit_requisition(ref.number, RequisitionStatus=2),
            "bought in part": lambda ref: self.gp.purchase_requisition_line(ref.number, 0),
            "in approval": lambda ref: self.gp.edit_requisition(ref.number, Workflow_Status=4),
        }

    def lose_next_answer(self) -> None:
        self.server.lose_response("POST", "Requisitions")

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        statuses = (400, 401, 403, 404, 408, 409, 412, 423, 429, 500, 502, 503, 504)
        answers = {
            f"{status} with {kind}": partial(self.server.fail, "Requisitions", status=status, body=body)
            for status in statuses
            for kind, body in (("a page", "<html>"), ("a message", '{"Message": "No."}'))
        }
        del answers["404 with a message"]  # no trouble: it says that there is no such record
        return {
            **answers,
            "200 with a list": partial(self.server.fail, "Requisitions", status=200, body="[1, 2]"),
            "redirect": partial(self.server.redirect, "Requisitions", to="https://elsewhere.example.com/"),
            "lost after the work": partial(self.server.lose_response, ".*", "Requisitions"),
            "dropped before it": partial(self.server.drop_before, ".*", "Requisitions"),
            "no JSON": partial(self.server.garble, "Requisitions"),
            "cut short": partial(self.server.garble, "Requisitions", cut=True),
        }

    def break_down(self) -> None:
        # The service may write in parts, so that a 503 in answer to a write would be a doubt.
        self.server.fail(".*", status=403, body="<html>", times=1000)


@contextmanager
def site(*, refuses_existing: bool, reads_history: bool) -> Iterator[RequisitionBench]:
    """Start a server of a kind, log in, and describe it to the target as what it is."""
    clock = HandClock()
    kind: dict[str, Any] = {"refuses_existing": refuses_existing, "reads_history": reads_history}
    with GPServer(users={USER: "made-up"}, now=clock, **kind) as server:
        company = seed_fabrikam(server)
        options: dict[str, Any] = {"profile": SHIPPED, "max_connections": 4, "backoff": Backoff(attempts=1)}
        with DynamicsGP(server.base_url, auth=NtlmAuth(USER, "made-up"), now=clock, **options) as gp:
            target = RequisitionTarget(
                {"TWO": gp.company("Fabrikam, Inc.")},
                traits=attrs.evolve(SHIPPED.resources["requisitions"], **kind),
                marker_prefix="PROCURIFY ",
                now=clock,
            )
            yield RequisitionBench(server, company, target, clock)


class TestSiteAsShipped(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[RequisitionBench]:
        with site(refuses_existing=False, reads_history=False) as made:
            yield made

    @pytest.mark.parametrize("op", ["update", "void"])
    def test_edge_62_one_that_is_gone_since_it_was_read_may_have_been_bought(
        self, bench: RequisitionBench, op: Literal["update", "void"]
    ) -> None:
        """Nothing tells that it was deleted: whoever heard that would have it written, and bought, again."""
        ref, body = bench.body(1)
        there = bench.send(Write(op="create", target=ref, body=body))
        bench.archive(ref)
        wanted = None if op == "void" else bench.changed(body)

        with pytest.raises(Refused, match="REQUISITION_GONE PREQ1"):
            bench.send(Write(op=op, target=ref, body=wanted, before=there.body, stamp=there.stamp))


class TestSiteThatTellsMore(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[RequisitionBench]:
        with site(refuses_existing=True, reads_history=True) as made:
            yield made
