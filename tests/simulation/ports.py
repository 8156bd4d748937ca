"""What one process sees of the world: the protocols of the engine over the models, with places to stop and faults."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import dynamicsgp_sba as gp
from gp_sync.core.findings import finding
from gp_sync.core.flow import FeedPage, Fetched, Touched
from gp_sync.core.model import Found, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from gp_sync.systems.gp_errors import reading, reading_one, sending
from tests.simulation.faults import READ_FAULTS, SEND_FAULTS, Sending
from tests.simulation.gp import Record, Request
from tests.simulation.mind import Mind

__all__ = ["FeedPort", "LedgerPort", "ReferencesPort", "TargetPort"]

_PROCURIFY = Ref("side", ("procurify",))
_SOURCE_FAULTS = {
    "PROCURIFY_UNAVAILABLE": "source: busy with 429",
    "PROCURIFY_LOGIN_REFUSED": "source: login refused with 401",
}


class TargetPort:
    """GP as one process reaches it; a `Target[GPPurchaseOrder]`. The judgement of records is the product's own."""

    def __init__(self, mind: Mind) -> None:
        self._mind, self._gp = mind, mind.world.gp
        self.refuses_existing = mind.world.gp.refuses_existing
        self.atomic = mind.world.site.atomic
        self.reads_history = mind.world.site.reads_history
        self.longest_execution = mind.world.site.longest_execution

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        """Read a record, or fail."""
        mind = self._mind
        mind.reach("target.read")
        mind.linger()
        with reading_one(_company(target.company), target.ref):
            mind.world.look_at_gp()
            self._read_fault()
        mind.answered.add("gp")
        mind.seen[target] = mind.world.moment()
        record = self._gp.standing(target, with_history=self.reads_history)
        if record is None and target in self._gp.history:
            mind.world.count("read: history is not seen")
        if record is not None and self._is_missed(target):
            record = None
        found = None if record is None else record.found()
        mind.reach("target.read.answered")
        return found

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        """Send a write, which may be judged, paused, lost, refused, put off or carried out."""
        mind, world = self._mind, self._mind.world
        mind.reach("target.send")
        with sending(_company(write.target.company), write):
            if mind.now() >= deadline:
                raise gp.HandshakeError("the deadline passed before the request was sent")
            settles = world.now() + (deadline - mind.now()) + timedelta(seconds=self.longest_execution)
            seen, attempt = mind.seen.get(write.target, mind.born), world.judge(mind, write)
            request = Request(write=write, seen=seen, settles=settles, attempt=attempt)
            world.requests.append(request)
            mind.reach("target.socket")
            mind.linger()
            found = self._carry(request).found()
        mind.answered.add("gp")
        mind.reach("target.answered")
        return found

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[GPPurchaseOrder]]]:
        """List the records that carry our marker and changed since an instant."""
        mind = self._mind
        mind.reach("target.find_ours")
        with reading(_company(company)):
            mind.world.look_at_gp()
            self._read_fault()
        mind.answered.add("gp")
        rows = self._gp.records() if self.reads_history else iter(self._gp.work.values())
        ours = [row for row in rows if row.target.company == company and row.body.confirm_with.startswith("PROCURIFY ")]
        changed = [row for row in ours if since is None or row.changed >= since]
        return iter([(row.target, row.found()) for row in sorted(changed, key=lambda row: row.target)])

    def compare(self, body: GPPurchaseOrder, found: Found[GPPurchaseOrder]) -> Verdict:
        """The product's own judgement."""
        verdict = PurchaseOrderTarget.compare(None, body, found)  # type: ignore[arg-type]  # it needs nothing of self
        self._mind.world.count(f"verdict {verdict}")
        return verdict

    def _read_fault(self) -> None:
        """Fail now and then. Raises DynamicsGPError."""
        mind = self._mind
        if mind.happens(mind.world.weather.read):
            raise mind.drawn(READ_FAULTS)

    def _is_missed(self, target: TargetRef) -> bool:
        """Whether a record on its way to another table is not seen.

        Once for each record: missed twice in a row is more than the two reads of a doubt allow for. And only where a
        second create is refused, since nothing else guards a create against a read that saw nothing.
        """
        mind, world = self._mind, self._mind.world
        if target in world.missed or not self.refuses_existing or not mind.happens(world.weather.missed):
            return False
        world.missed.add(target)
        world.count("read: a record is missed")
        world.tell(f"{mind.process.name} reads {target.number} and misses it")
        return True

    def _carry(self, request: Request) -> Record:
        mind, world = self._mind, self._mind.world
        world.look_at_gp()
        world.sends += 1
        if mind.fence < world.fence:
            world.count("a zombie sends")
        job = Sending(gp=self._gp, request=request, now=world.now(), atomic=self.atomic, random=mind.random)
        world.tell(f"{mind.process.name} sends {request.write.op} {request.write.target.number}")
        if world.now() > request.settles:
            self._gp.overdue.add(request.write.target)
        return mind.drawn(SEND_FAULTS)(job) if mind.happens(world.weather.send) else job.execute()


class FeedPort:
    """Procurify's list as one process reaches it; a `Feed`."""

    def __init__(self, mind: Mind) -> None:
        self._mind, self._source = mind, mind.world.source
        self.name = mind.world.source.name

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
        with reading(_company(ref.key[0])):
            mind.world.look_at_gp()
        mind.answered.add("gp")
        fact = mind.known()[ref] = self._facts.find(ref, not_before)
        return fact


class LedgerPort:
    """The real ledger, with a place to stop before and after each call."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._mind.world.ledger, name)
        if not callable(value):
            return value
        reached: Callable[[str], None] = self._mind.reach

        def call(*arguments: Any, **named: Any) -> Any:
            reached(f"before {name}")
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


def _company(company: str) -> Any:
    """As much of a company as the words of an error need."""
    return SimpleNamespace(name=company)
