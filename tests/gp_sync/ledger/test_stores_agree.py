"""Whatever is done, in whatever order, the two stores answer alike and keep the same audit."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.strategies import booleans, integers, just, lists, none, sampled_from, tuples

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import WRITE_MOVES, DocumentState, End
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.chain import PURGED
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    closed,
    event,
    intent,
    link,
    page,
    settlement,
    version,
)
from tests.ledgers import put_ledger

KEYS = [Key(connection=CONNECTION, flow=FLOW, source_id=source_id) for source_id in ("9", "10")]
TARGETS = [TargetRef(side="gp", company=company, number="PF52") for company in ("TWO", "NORTH")]
MOVES = [(old, new) for old, states in WRITE_MOVES.items() for new in sorted(states)]
CONTENTS = ("first", "second")
FINDINGS: tuple[tuple[Any, ...], ...] = ((), (closed(),), (closed(), closed(cause="2026-12")))
STATES = sorted(DocumentState)


def answer(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What a store answers, or why it refuses."""
    try:
        return call(*arguments, **named)
    except ValueError as error:
        return str(error)


class StoresAgree(RuleBasedStateMachine):
    """Does the same to a `MemoryStore`, which is plain to see, and to a `SqlStore`."""

    @initialize()
    def open(self) -> None:
        self.clock = HandClock()
        self.folder = tempfile.TemporaryDirectory()
        self.disk = SqlStore(put_ledger(Path(self.folder.name) / "ledger.db"), now=self.clock)
        self.memory = MemoryStore(self.clock)
        self.fence = 0
        self.acquire("first")

    def both(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call both stores; they must agree."""
        answers = [answer(getattr(store, method), *arguments, **named) for store in (self.memory, self.disk)]
        assert answers[0] == answers[1], f"{method}{arguments}"
        return answers[0]

    @rule(owner=sampled_from(("first", "second")))
    def acquire(self, owner: str) -> None:
        lease = self.both("acquire", CONNECTION, owner, 60)
        self.fence = lease.fence if lease is not None else self.fence

    @rule(seconds=sampled_from((10, 61)))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule(source_id=sampled_from(KEYS), content=sampled_from(CONTENTS), readable=booleans(), late=booleans())
    def capture(self, source_id: Key, content: str, readable: bool, late: bool) -> None:
        captured = version(source_id.source_id, content, problem=None if readable else "odd")
        self.both("capture", page(captured), self.fence - late)

    @rule(
        key=sampled_from(KEYS),
        record=sampled_from(TARGETS),
        body=sampled_from(("1", "2")),
        right=booleans(),
        late=booleans(),
    )
    def reserve(self, key: Key, record: TargetRef, body: str, right: bool, late: bool) -> None:
        expected = self.both("attempts", key, record) + (not right)
        self.both("reserve", key, 1, intent(body, record), expected, self.fence - late, event("write.reserved"))

    @rule(
        key=sampled_from(KEYS), record=sampled_from(TARGETS), move=sampled_from(MOVES), findings=sampled_from(FINDINGS)
    )
    def move(self, key: Key, record: TargetRef, move: Any, findings: Any) -> None:
        attempt = self.both("attempts", key, record)
        settled = settlement(1, *findings, links=(link(record),))
        self.both("move", key, record, attempt, *move, self.fence, event("moved"), deadline=AT, settlement=settled)

    @rule(key=sampled_from(KEYS), record=sampled_from(TARGETS))
    def absent(self, key: Key, record: TargetRef) -> None:
        self.both("absent", key, record, self.both("attempts", key, record), self.fence, event("absent"))

    @rule(key=sampled_from(KEYS), findings=sampled_from(FINDINGS), state=sampled_from(STATES), older=integers(0, 1))
    def settle(self, key: Key, findings: Any, state: DocumentState, older: int) -> None:
        newest = {row.key: row.version for row in self.memory.documents(CONNECTION, FLOW)}
        if newest.get(key):
            settled = settlement(newest[key] - older, *findings, state=state, end=End.HELD)
            self.both("settle", key, settled, self.fence, event("settled"))

    @rule(late=booleans())
    def reopen(self, late: bool) -> None:
        self.both("reopen", KEYS, self.fence - late, event("reopened"))

    @rule(contents=lists(tuples(sampled_from(KEYS), sampled_from(CONTENTS), none() | just("odd")), max_size=4))
    def capture_a_page(self, contents: list[tuple[Key, str, str | None]]) -> None:
        versions = [version(key.source_id, content, problem=problem) for key, content, problem in contents]
        self.both("capture", attrs.evolve(page(), versions=tuple(versions)), self.fence)

    @rule(key=sampled_from(KEYS) | none(), late=booleans())
    def note(self, key: Key | None, late: bool) -> None:
        self.both("note", CONNECTION, event("noted"), self.fence - late, key=key)

    @rule(late=booleans(), seconds=sampled_from((-1, 1)))
    def purge_details(self, late: bool, seconds: int) -> None:
        before = AT + timedelta(seconds=seconds)
        self.both("purge_details", CONNECTION, before, self.fence - late, event(PURGED))

    @invariant()
    def they_tell_the_same(self) -> None:
        if not hasattr(self, "disk"):
            return
        self.both("pending", CONNECTION, FLOW, None, 10)
        self.both("open_writes", CONNECTION)
        self.both("issues", CONNECTION)
        self.both("tokens", CONNECTION, FLOW, ["9", "10"])
        for key in KEYS:
            self.both("document", key)
            self.both("named", CONNECTION, FLOW, f"pf{key.source_id}")
            for target in TARGETS:
                self.both("sent_unseen", key, target)
        self.both("linked", CONNECTION, FLOW, TARGETS)
        self.both("writers", CONNECTION, FLOW, TARGETS)
        self.both("backlog", CONNECTION, FLOW)
        self.both("link_count", CONNECTION, FLOW)
        for target in TARGETS:
            links = [list(store.links(CONNECTION, FLOW, target.company)) for store in (self.memory, self.disk)]
            assert links[0] == links[1]
        self.both("head", CONNECTION)
        self.both("states", CONNECTION)
        assert check_audit(self.disk, CONNECTION).problems == ()
        counts = self.both("counts", CONNECTION, FLOW)
        documents = [list(store.documents(CONNECTION, FLOW)) for store in (self.memory, self.disk)]
        audits = [list(store.audit(CONNECTION)) for store in (self.memory, self.disk)]

        assert documents[0] == documents[1]
        assert audits[0] == audits[1]
        assert [row.number for row in audits[0]] == list(range(1, len(audits[0]) + 1))
        assert sum(counts.values()) == len(documents[0])

    def teardown(self) -> None:
        if hasattr(self, "disk"):
            self.disk.close()
            self.folder.cleanup()


class TestStores:
    def test_they_agree(self) -> None:
        machine = StoresAgree.TestCase
        machine.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
        machine().runTest()
