"""One world of requisitions and their orders, in one of three modes, with processes that run the product's flows."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.canonical import revive
from gp_sync.core.flow import Flow
from gp_sync.core.model import Key
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.revision import revise
from gp_sync.flows.purchase_orders.rules import RULES
from gp_sync.flows.requisitions import REQUISITIONS, revision, rules
from gp_sync.flows.requisitions.deciding import decide_requisition
from gp_sync.flows.requisitions.document import GPRequisition, RequisitionState
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.references.our_requisitions import OurRequisitions
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from gp_sync.systems.requisition_target import LIMITS, RequisitionTarget
from gp_sync.testing.examples import FABRIKAM, POLICY, decode_order, fabrikam_facts
from gp_sync.testing.model_source import ModelReferences
from tests.simulation.bench import CONNECTION
from tests.simulation.caller import Caller
from tests.simulation.caller_world import CalledWorld
from tests.simulation.faults import Weather
from tests.simulation.ports import LedgerPort
from tests.simulation.records import Record, Status
from tests.simulation.requisitions.clients import OrderClient, RequisitionClient
from tests.simulation.requisitions.source import Asked, ListFeed, decode
from tests.simulation.stores import MakeLedger

__all__ = ["RequisitionSite", "RequisitionWorld", "order_key", "requisition_key"]

_START = date(2026, 11, 1)


@attrs.frozen(kw_only=True)
class RequisitionSite:
    """What GP gets, and what can be relied on.

    Args:
        documents: the mode: `purchase_order`, `requisition` or `both`.
        concurrency: how many documents a scheduler decides and writes at once.
        skew: how far the clock of the second scheduler is ahead.
    """

    documents: str = "both"
    concurrency: int = 1
    skew: timedelta = timedelta()

    @classmethod
    def draw(cls, random: Random) -> "RequisitionSite":
        """The site of one history."""
        return cls(
            documents=random.choice(("both", "both", "both", "requisition", "purchase_order")),
            concurrency=random.choice((1, 1, 2)),
            skew=timedelta(seconds=random.choice((0, 0, 50, -50))),
        )


class RequisitionWorld(CalledWorld):
    """Everything of one history.

    Attributes:
        asked: Procurify's requisitions by number.
        requisitions: GP's.
        orders: GP's purchase orders.
        made: the numbers of all documents that our requests brought into being.
        touched: the numbers of those that a person changed, bought, deleted or decided about.
    """

    def __init__(self, make_ledger: MakeLedger, site: RequisitionSite, weather: Weather) -> None:
        super().__init__(make_ledger, weather, site.skew)
        self.site = site
        self.asked: dict[int, Asked] = {}
        self.requisitions: dict[str, gp.Requisition] = {}
        self.orders: dict[str, Record] = {}
        self.made: list[str] = []
        self.touched: set[str] = set()

    def enter(self, row: gp.Requisition) -> gp.Requisition:
        """A requisition comes into being. Raises AlreadyExistsError."""
        if row.number in self.requisitions:
            raise gp.AlreadyExistsError("the number exists", status=409)
        self.made.append(row.number)
        self.requisitions[row.number] = row
        return row

    def replace(self, row: gp.Requisition) -> gp.Requisition:
        """A requisition is written over. Raises NotFoundError or RefusedError."""
        self._check_saved(row.number)
        self.requisitions[row.number] = row
        return row

    def delete(self, number: str) -> gp.Requisition:
        """A requisition is deleted. Raises NotFoundError or RefusedError."""
        self._check_saved(number)
        # One that was taken away may be made again, when it is approved after all.
        self.made.remove(number)
        return self.requisitions.pop(number)

    def _check_saved(self, number: str) -> None:
        """GP itself changes saved requisitions alone."""
        if number not in self.requisitions:
            raise gp.NotFoundError("no such requisition", status=404)
        if self.requisitions[number].status is not gp.RequisitionStatus.SAVED:
            raise gp.RefusedError("it is not saved", status=400)

    def judge_requisition(self, _: Caller, number: str, op: str) -> None:
        """Note what is wrong with a request for a requisition."""
        asked = self.asked[int(number.removeprefix("PREQ"))]
        if self.site.documents == "purchase_order":
            self.wrongs.append(f"{op} {number} is sent, and the company gets orders alone")
        if op == "create" and RequisitionState.APPROVED not in asked.states:
            self.wrongs.append(f"{number} is created, and was never approved")
        there = self.requisitions.get(number)
        if op != "create" and there is not None and there.why_not_open_for_change:
            self.wrongs.append(f"{op} {number} is sent although {there.why_not_open_for_change}")

    def judge_order(self, number: str) -> None:
        """Note what is wrong with a request that creates an order: its requisition must be gone."""
        requisition = f"PREQ{number.removeprefix('PF')}"
        if self.site.documents == "requisition":
            self.wrongs.append(f"{number} is created, and the company gets requisitions alone")
        if requisition in self.requisitions and requisition not in self.touched | self.overdue:
            self.wrongs.append(f"{number} is created while {requisition} is there")

    def both_live(self) -> list[str]:
        """Requisitions that are in GP beside their order."""
        live = {number for number, row in self.orders.items() if row.status is not Status.CANCELED}
        return [
            asked.record
            for asked in self.asked.values()
            if asked.record in self.requisitions and asked.order_record in live
        ]

    def engine(self, caller: Caller) -> Engine:
        """The engine as a process has it."""
        ledger: Any = LedgerPort(caller)
        facts = ModelReferences(fabrikam_facts(), kinds=("order_codings", "vendor_candidates", "payment_terms"))
        linked = LinkedVendors(facts, ledger, CONNECTION, PURCHASE_ORDERS)
        client: Any = SimpleNamespace(
            name="TWO", requisitions=RequisitionClient(caller, self), purchase_orders=OrderClient(caller, self)
        )
        giving_way = frozenset({"TWO"} if self.site.documents == "both" else ())
        return Engine(
            connection=CONNECTION,
            flows=self._flows(caller, client),
            references=OurRequisitions(linked, ledger, CONNECTION, self._target(caller, client), giving_way),
            ledger=ledger,
            now=caller.now,
            concurrency=self.site.concurrency,
            clock_offsets=caller.offsets,
            lock_waits=(),
        )

    def _flows(self, caller: Caller, client: Any) -> tuple[Flow[Any, Any], ...]:
        flows: tuple[Flow[Any, Any], ...] = ()
        if self.site.documents != "purchase_order":
            flows += (self._requisitions(caller, client),)
        if self.site.documents != "requisition":
            flows += (self._orders(caller, client),)
        return flows

    def _requisitions(self, caller: Caller, client: Any) -> Flow[Any, Any]:
        policy = RequisitionFlowPolicy(companies=(self._company(),), limits=LIMITS)
        return Flow(
            name=REQUISITIONS,
            feed=ListFeed(caller, self.asked, orders=False),
            decode=decode,
            revive=lambda text: revive(text, GPRequisition),
            seeds=lambda _: {},
            mapper=RequisitionMapper(policy),
            rules=rules.RULES,
            target=self._target(caller, client),
            policy=policy,
            companies=("TWO",),
            align=revision.revise,
            decide=decide_requisition,
            start=_START,
            awaited="REQUISITION_STANDS",
            void_deletes=True,
        )

    def _target(self, caller: Caller, client: Any) -> RequisitionTarget:
        return RequisitionTarget({"TWO": client}, traits=self._traits(), marker_prefix="PROCURIFY ", now=caller.now)

    def _orders(self, caller: Caller, client: Any) -> Flow[Any, Any]:
        policy = PurchaseOrderPolicy(companies=(self._company(),), limits=POLICY.limits)
        return Flow(
            name=PURCHASE_ORDERS,
            feed=ListFeed(caller, self.asked, orders=True),
            decode=decode_order,
            revive=lambda text: revive(text, GPPurchaseOrder),
            seeds=lambda _: {},
            mapper=PurchaseOrderMapper(policy),
            rules=RULES,
            target=PurchaseOrderTarget(
                {"TWO": client}, traits=self._traits(), marker_prefix="PROCURIFY ", now=caller.now
            ),
            policy=policy,
            companies=("TWO",),
            align=revise,
            start=_START,
        )

    def _company(self) -> Any:
        return attrs.evolve(FABRIKAM, documents=self.site.documents)

    def _traits(self) -> Any:
        return SimpleNamespace(
            refuses_existing=True, longest_execution=self.longest_execution, atomic=True, reads_history=True
        )


def requisition_key(asked: Asked) -> Key:
    """The ledger's key of a requisition."""
    return Key(connection=CONNECTION, flow=REQUISITIONS, source_id=str(asked.number))


def order_key(asked: Asked) -> Key:
    """The ledger's key of its order."""
    return Key(connection=CONNECTION, flow=PURCHASE_ORDERS, source_id=str(1000 + asked.number))
