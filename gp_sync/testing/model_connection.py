"""One whole connection made of the models: put orders in, run, and look at what became of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from gp_sync.core.canonical import revive
from gp_sync.core.facts import vendor_link
from gp_sync.core.flow import Flow
from gp_sync.core.model import Key, Ref, TargetRef
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder, latest_day
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.revision import revise
from gp_sync.flows.purchase_orders.rules import RULES
from gp_sync.flows.purchase_orders.summary import summarise_routed, summarise_written
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import DocumentRow
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import POLICY, decode_order, fabrikam_facts
from gp_sync.testing.model_source import ModelFeed, ModelReferences
from gp_sync.testing.model_target import ModelTarget

__all__ = ["HandClock", "ModelConnection"]


class HandClock:
    """A clock that moves only by hand."""

    def __init__(self, now: datetime = datetime(2026, 11, 4, 18, tzinfo=UTC)) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """The time, aware."""
        return self._now

    def advance(self, **by: float) -> None:
        """Move the clock, by the arguments of a timedelta: `clock.advance(minutes=20)`."""
        self._now += timedelta(**by)


class ModelConnection:
    """A purchase-order flow from a `ModelFeed` to a `ModelTarget`, with a ledger and a clock moved by hand.

    Args:
        clock: the clock of everything.
        ledger: the memory; a `MemoryStore` if None.
        target: where orders go; one that refuses existing numbers if None.
        policy: the flow's settings.
        start: the first run's fence.

    Attributes:
        feed: where orders come from.
        references: the facts, to be changed as people change GP's setup.
    """

    name = "fabrikam"

    def __init__(
        self,
        clock: HandClock | None = None,
        *,
        ledger: Ledger | None = None,
        target: ModelTarget | None = None,
        policy: PurchaseOrderPolicy = POLICY,
        start: date | None = date(2026, 11, 1),
    ) -> None:
        self.clock = clock or HandClock()
        self.ledger: Ledger = ledger or MemoryStore(self.clock)
        self.target = target or ModelTarget(self.clock)
        self.feed = ModelFeed()
        self.references = ModelReferences(fabrikam_facts())
        self.policy = policy
        self.start = start

    def flow(self) -> Flow[SourceOrder, GPPurchaseOrder]:
        """The flow as it is configured now."""
        return Flow(
            name=PURCHASE_ORDERS,
            feed=self.feed,
            decode=decode_order,
            revive=lambda text: revive(text, GPPurchaseOrder),
            seeds=self._seeds,
            mapper=PurchaseOrderMapper(self.policy),
            rules=RULES,
            target=self.target,
            policy=self.policy,
            companies=tuple(company.id for company in self.policy.companies),
            align=revise,
            dated=lambda source: latest_day(source.ordered_at),
            start=self.start,
            summary=lambda source: summarise_routed(source, self.policy),
            summary_there=summarise_written,
        )

    def _seeds(self, source: SourceOrder) -> dict[Ref, str | None]:
        """An order brings its vendor's external ID along."""
        vendor = source.vendor
        if vendor is None:
            return {}
        return {vendor_link(company.id, vendor.id): vendor.external_id or None for company in self.policy.companies}

    def engine(self, **settings: Any) -> Engine:
        """An engine over the models; settings are the engine's."""
        values: dict[str, Any] = {
            "connection": self.name,
            "flows": (self.flow(),),
            "references": LinkedVendors(self.references, self.ledger, self.name, PURCHASE_ORDERS),
            "ledger": self.ledger,
            "now": self.clock,
            # The clock moves by hand, so that waiting would change nothing.
            "lock_waits": (),
        }
        return Engine(**(values | settings))

    def put(self, source: SourceOrder, **answer: Any) -> None:
        """An order appears or changes in the source, now."""
        self.feed.put(source, self.clock().date(), **answer)

    def run(self, **settings: Any) -> RunReport:
        """Run once."""
        return self.engine(**settings).run()

    def key(self, source_id: str = "52") -> Key:
        """The key of an order."""
        return Key(connection=self.name, flow=PURCHASE_ORDERS, source_id=source_id)

    def document(self, source_id: str = "52") -> DocumentRow:
        """What the ledger knows about an order."""
        return next(row for row in self.ledger.documents(self.name, PURCHASE_ORDERS) if row.key.source_id == source_id)

    def codes(self, source_id: str = "52") -> list[str]:
        """The codes of an order's findings."""
        return [found.code for found in self.document(source_id).findings]

    def creates(self, number: str = "PF52") -> int:
        """How often a record was created in the target; more than once is a duplicate."""
        return sum(write.op == "create" and write.target.number == number for write in self.target.executed)

    @staticmethod
    def record(number: str = "PF52", company: str = "TWO") -> TargetRef:
        """A record of the target."""
        return TargetRef(side="gp", company=company, number=number)

    def change_fact(self, ref: Ref, fact: Any) -> None:
        """Somebody changes GP's setup; None takes the fact away."""
        self.references.facts[ref] = fact
