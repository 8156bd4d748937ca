"""The model and the real target keep one contract, where existing numbers are refused and where they are not."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial

import attrs
import pytest

from dynamicsgp_sba import COMPANION, Backoff, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.revision import revise
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from gp_sync.testing import HandClock, ModelTarget, TargetBench, TargetContract
from tests.gp_sync.systems.orders import line, order

USER = r"FABRIKAM\svc_gp"


class OrderBench(TargetBench[GPPurchaseOrder]):
    """The bodies, which are the same for both."""

    def body(self, number: int) -> tuple[TargetRef, GPPurchaseOrder]:
        lines = (line(), line(32768, quantity=Decimal("2.5"), unit_cost=Decimal("0.10"), extended_cost=Decimal("0.25")))
        body = order(
            number=f"PF{number}",
            confirm_with=f"PROCURIFY {number}",
            comment="Deliver to gate 1",
            promised_date=date(2026, 11, 20),
            payment_terms_id="Net 30",
            shipping_method="GROUND",
            ship_to_address_id="PRIMARY",
            subtotal=Decimal("49.25"),
            lines=lines,
        )
        return TargetRef(side="gp", company=self.company, number=body.number), body

    def changed(self, body: GPPurchaseOrder) -> GPPurchaseOrder:
        """The first line is gone, the second is charged elsewhere, a third is new."""
        lines = (attrs.evolve(body.lines[1], account_number="100-6300-01"), line(49152))
        return attrs.evolve(body, freight=Decimal("13.75"), lines=lines)

    def cleared(self, body: GPPurchaseOrder) -> GPPurchaseOrder:
        """Comment, days, terms, shipping method, ship-to address and the requester of the first line are gone."""
        first = attrs.evolve(body.lines[0], required_date=None, requested_by="")
        wanted = attrs.evolve(
            body,
            comment="",
            promised_date=None,
            payment_terms_id=None,
            shipping_method=None,
            ship_to_address_id=None,
            lines=(first, *body.lines[1:]),
        )
        return revise(wanted, body)[0]

    def part(self, body: GPPurchaseOrder) -> GPPurchaseOrder:
        return attrs.evolve(body, lines=body.lines[:1])

    def foreign(self, body: GPPurchaseOrder) -> GPPurchaseOrder:
        return attrs.evolve(body, confirm_with="Kim")

    def unacceptable(self, body: GPPurchaseOrder) -> GPPurchaseOrder:
        return attrs.evolve(body, vendor_id="NOBODY")


class ModelBench(OrderBench):
    """The model in memory."""

    target: ModelTarget

    def __init__(self, *, refuses_existing: bool = True, reads_history: bool = True) -> None:
        clock = HandClock()
        target = ModelTarget(
            clock, refuses_existing=refuses_existing, reads_history=reads_history, vendors={"CONTOSUP0001"}
        )
        super().__init__(target, clock, "TWO")

    def enter(self, ref: TargetRef, body: GPPurchaseOrder) -> None:
        self.target.put(ref, body)

    def edit(self, ref: TargetRef) -> None:
        self.target.edit(ref, freight=Decimal(99))

    def delete(self, ref: TargetRef) -> None:
        self.target.delete(ref)

    def archive(self, ref: TargetRef) -> None:
        self.target.archive(ref)

    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        def receipt(ref: TargetRef) -> None:
            self.target.hinder(ref, finding("PO_HAS_RECEIPT", ref.ref, tried=ref.number))

        return {"receipt": receipt}

    def lose_next_answer(self) -> None:
        self.target.lose_next_answer(done=True)

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        reason = finding(
            "GP_REFUSED", Ref("record", ("purchase_orders", "gp", "TWO", "")), tried="the vendor is on hold"
        )
        return {
            "lost after the work": partial(self.target.lose_next_answer, done=True),
            "lost before the work": partial(self.target.lose_next_answer, done=False),
            "half": self.target.write_half_next,
            "refused": partial(self.target.refuse_next, reason),
        }

    def break_down(self) -> None:
        self.target.down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


class SiteBench(OrderBench):
    """The real target, over HTTP and a Windows logon, to a loopback server."""

    target: PurchaseOrderTarget

    def __init__(self, server: GPServer, company: GPCompany, target: PurchaseOrderTarget, clock: HandClock) -> None:
        super().__init__(target, clock, "TWO")
        self.server = server
        self.gp = company

    def enter(self, ref: TargetRef, body: GPPurchaseOrder) -> None:
        self.send(Write(op="create", target=ref, body=body))

    def edit(self, ref: TargetRef) -> None:
        self.gp.edit_order(ref.number, FRTAMNT="99.00000")

    def delete(self, ref: TargetRef) -> None:
        self.gp.delete_order(ref.number)

    def archive(self, ref: TargetRef) -> None:
        self.gp.move_to_history(ref.number)

    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        return {
            "released": lambda ref: self.gp.release_order(ref.number),
            "received": lambda ref: self.gp.receive(ref.number),
            "receipt posted": lambda ref: self.gp.receive(ref.number, posted=True),
            "on hold": lambda ref: self.gp.hold_order(ref.number),
            "in approval": lambda ref: self.gp.edit_order(ref.number, Workflow_Status=4),
        }

    def lose_next_answer(self) -> None:
        self.server.lose_response("POST", "PurchaseOrders")

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        statuses = (400, 401, 403, 404, 408, 409, 412, 423, 429, 500, 502, 503, 504)
        answers = {
            f"{status} with {kind}": partial(self.server.fail, "PurchaseOrders", status=status, body=body)
            for status in statuses
            for kind, body in (("a page", "<html>"), ("a message", '{"Message": "No."}'))
        }
        del answers["404 with a message"]  # no trouble: it says that there is no such record
        return {
            **answers,
            "number used, as 500": partial(
                self.server.fail, "PurchaseOrders", status=500, body='{"Message": "This number has been used."}'
            ),
            "200 with a list": partial(self.server.fail, "PurchaseOrders", status=200, body="[1, 2]"),
            "redirect": partial(self.server.redirect, "PurchaseOrders", to="https://elsewhere.example.com/"),
            "lost after the work": partial(self.server.lose_response, ".*", "PurchaseOrders"),
            "dropped before it": partial(self.server.drop_before, ".*", "PurchaseOrders"),
            "no JSON": partial(self.server.garble, "PurchaseOrders"),
            "cut short": partial(self.server.garble, "PurchaseOrders", cut=True),
        }

    def break_down(self) -> None:
        self.server.fail(".*", status=503, body="Service Unavailable", times=1000)


@contextmanager
def site_bench(*, refuses_existing: bool = True, reads_history: bool = True) -> Iterator[SiteBench]:
    """Start a server of a kind, log in, and describe it to the target as what it is."""
    clock = HandClock()
    traits = attrs.evolve(
        COMPANION.resources["purchase_orders"], refuses_existing=refuses_existing, reads_history=reads_history
    )
    with GPServer(
        users={USER: "made-up"}, now=clock, refuses_existing=refuses_existing, reads_history=reads_history
    ) as server:
        company = seed_fabrikam(server)
        auth = NtlmAuth(USER, "made-up")
        with DynamicsGP(
            server.base_url, auth=auth, profile=COMPANION, max_connections=4, backoff=Backoff(attempts=1), now=clock
        ) as gp:
            target = PurchaseOrderTarget(
                {"TWO": gp.company("Fabrikam, Inc.")},
                traits=traits,
                marker_prefix="PROCURIFY ",
                now=clock,
            )
            yield SiteBench(server, company, target, clock)


class TestModelTarget(TargetContract):
    @pytest.fixture
    def bench(self) -> ModelBench:
        return ModelBench()


class TestModelTargetThatUpserts(TargetContract):
    @pytest.fixture
    def bench(self) -> ModelBench:
        return ModelBench(refuses_existing=False)


class TestModelTargetWithoutHistory(TargetContract):
    @pytest.fixture
    def bench(self) -> ModelBench:
        return ModelBench(reads_history=False)


class TestPurchaseOrderTarget(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[SiteBench]:
        with site_bench() as made:
            yield made


class TestPurchaseOrderTargetThatUpserts(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[SiteBench]:
        with site_bench(refuses_existing=False) as made:
            yield made


class TestPurchaseOrderTargetWithoutHistory(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[SiteBench]:
        with site_bench(reads_history=False) as made:
            yield made


class TestTheContract:
    def test_no_test_of_one_part_hides_one_of_another(self) -> None:
        parts = [part for part in TargetContract.__mro__ if part.__module__.startswith("gp_sync.testing")]

        names = Counter(name for part in parts for name in vars(part) if name.startswith("test_"))
        assert len(parts) == 3
        assert [name for name, count in names.items() if count > 1] == []
