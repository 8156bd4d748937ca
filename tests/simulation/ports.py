"""What one process sees of the world: the protocols of the engine over the models, with places to stop and faults."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from gp_sync.core.findings import finding
from gp_sync.core.flow import FeedPage, Fetched, Touched
from gp_sync.core.model import Found, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from gp_sync.systems.gp_errors import reading
from tests.simulation.caller import Caller
from tests.simulation.client import Leaving, Orders
from tests.simulation.companies import COMPANIES
from tests.simulation.mind import Mind

__all__ = ["FeedPort", "LedgerPort", "ReferencesPort", "TargetPort"]

_PROCURIFY = Ref("side", ("procurify",))
_SOURCE_FAULTS = {
    "PROCURIFY_UNAVAILABLE": "source: busy with 429",
    "PROCURIFY_LOGIN_REFUSED": "source: login refused with 401",
}


class TargetPort(PurchaseOrderTarget):
    """The product's own target, over a client that reaches the model; it stops where calls begin and end."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._orders = {company: Orders(mind, company) for company in COMPANIES}
        clients: dict[str, Any] = {
            company: SimpleNamespace(name=company, purchase_orders=orders) for company, orders in self._orders.items()
        }
        traits: Any = mind.world.site
        super().__init__(clients, traits=traits, marker_prefix="PROCURIFY ", now=mind.now)

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        """Read a record, or fail."""
        self._mind.reach("target.read")
        self._mind.linger()
        found = super().read(target)
        self._mind.reach("target.read.answered")
        return found

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        """Send a write, which may be judged, paused, lost, refused, put off or carried out."""
        mind = self._mind
        mind.reach("target.send")
        leaving = Leaving(key=mind.reserved[mind.process.worker], write=write, deadline=deadline)
        self._orders[write.target.company].leaving[mind.process.worker] = leaving
        found = super().send(write, deadline)
        mind.reach("target.answered")
        return found

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[GPPurchaseOrder]]]:
        """List the records that carry our marker and changed since an instant."""
        self._mind.reach("target.find_ours")
        return super().find_ours(company, since)

    def compare(self, body: GPPurchaseOrder, found: Found[GPPurchaseOrder]) -> Verdict:
        """The product's own judgement."""
        verdict = super().compare(body, found)
        self._mind.world.count(f"verdict {verdict}")
        return verdict


class FeedPort:
    """Procurify's list as one process reaches it; a `Feed`."""

    def __init__(self, mind: Mind) -> None:
        self._mind, self._source = mind, mind.source
        self.name = mind.source.name

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """The pages of a window, each read when it is asked for."""
        for page in self._source.pages(since, until, self._ask_for_a_page):
            if page.drifted:
                self._mind.world.count("paging drift")
            yield page

    def touched(self, since: date, until: date) -> list[Touched]:
        """The orders of which an item changed."""
        self._look("feed.touched")
        return self._source.touched(since, until, self._mind.world.now())

    def fetch(self, source_id: str) -> Fetched:
        """One order, or why the source fails on it."""
        self._look("feed.fetch")
        mind = self._mind
        if mind.happens(mind.world.weather.source):
            mind.world.count("source: an order is not given")
            mind.world.tell(f"{mind.process.name} is not given order {source_id}")
            failure = finding("PROCURIFY_UNAVAILABLE", _PROCURIFY, tried=f"order {source_id}")
            return Fetched(payload=b"", label="", problem=f"order {source_id} is not given", failure=failure)
        return self._source.fetch(source_id)

    def _ask_for_a_page(self) -> datetime:
        self._look("feed.page")
        return self._mind.world.now()

    def _look(self, place: str) -> None:
        mind = self._mind
        mind.reach(place)
        mind.linger()
        mind.world.look_at_source()
        if mind.happens(mind.world.weather.source):
            code = mind.random.choice(list(_SOURCE_FAULTS))
            mind.world.count(_SOURCE_FAULTS[code])
            raise Unavailable(finding(code, _PROCURIFY, tried="drawn"))
        mind.answered.add("procurify")


class ReferencesPort:
    """GP's setup as one process reads it; a `References` that keeps nothing between decisions."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._facts = mind.world.facts
        self.kinds = self._facts.kinds

    def begin_run(self, at: datetime) -> None:
        """Nothing is kept between runs."""

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember a fact that came along with an order."""
        self._facts.seed(ref, fact, at)

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it is now, and note that this was told."""
        mind = self._mind
        mind.reach("references.find")
        with reading():
            mind.world.look_at_gp()
        mind.answered.add("gp")
        fact = mind.known()[ref] = self._facts.find(ref, not_before)
        return fact


class LedgerPort:
    """The real ledger, with a place to stop before and after each call."""

    def __init__(self, mind: Mind | Caller) -> None:
        self._mind = mind

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._mind.world.ledger, name)
        if not callable(value):
            return value
        reached: Callable[[str], None] = self._mind.reach

        def call(*arguments: Any, **named: Any) -> Any:
            reached(f"before {name}")
            if name == "reserve":
                self._mind.reserved[self._mind.process.worker] = arguments[0]
                self._mind.world.note_intent(arguments[2])
            before = self._told_to_the_overtaken()
            answer = value(*arguments, **named)
            if name == "acquire" and answer is not None:
                self._mind.fence = self._mind.world.fence = answer.fence
            elif before != self._told_to_the_overtaken() or (before is not None and name == "remember" and answer):
                self._mind.world.wrongs.append(
                    f"{self._mind.process.name} was overtaken, and changes the ledger: {name}"
                )
            reached(f"after {name}")
            return answer

        setattr(self, name, call)
        return call

    def _told_to_the_overtaken(self) -> int | None:
        """How many rows the audit has, if another process has taken the lease over: this one adds none any more."""
        world = self._mind.world
        return world.ledger.head(world.connection).number if self._mind.fence < world.fence else None
