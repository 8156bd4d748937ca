"""Planted bugs: each takes one safeguard out of the product while a `with` block lasts, and must be caught.

A mutant may need a site or weather that histories seldom have: then all histories that it is played on have it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import attrs

from gp_sync.core import decide
from gp_sync.core.model import Found, Key, Link, TargetRef, Verdict
from gp_sync.core.states import WriteState
from gp_sync.flows.purchase_orders import revision
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.ledger import rules
from gp_sync.ledger.memory_records import MemoryConnection
from gp_sync.ledger.values import Pending
from gp_sync.run import capture, decider, guards, records, resolve, serve
from gp_sync.run.attempt import Attempt
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from tests.simulation.faults import Weather
from tests.simulation.history import History
from tests.simulation.site import Site

__all__ = ["MUTANTS", "Mutant"]

Plant = Callable[[], Any]


@attrs.frozen(kw_only=True)
class Mutant:
    """A planted bug.

    Args:
        plant: gives the context manager under which the product has it.
        within: in so many histories it is caught.
        site: what the site must be like.
        weather: how often calls must go wrong.
    """

    plant: Plant
    within: int
    site: dict[str, Any] = attrs.field(factory=dict)
    weather: dict[str, float] = attrs.field(factory=dict)

    def suited(self, history: History) -> History:
        """A history with the site and the weather that the bug needs."""
        site: Site = attrs.evolve(history.site, **self.site)
        weather: Weather = attrs.evolve(history.weather, **self.weather)
        return attrs.evolve(history, site=site, weather=weather)


def _no_settle_time() -> Any:
    """A negative read-back counts at once, as if no request could land late."""
    return patch.object(resolve.Resolver, "_is_settled", lambda *_: True)


@contextmanager
def _confirm_before_send() -> Iterator[None]:
    """A write is noted as done before it leaves, and what becomes of it is not noted any more."""
    begin, move = Attempt.begin, Attempt.move
    done: set[tuple[Key, TargetRef, int]] = set()

    def begin_as_done(attempt: Attempt, deadline: datetime) -> None:
        begin(attempt, deadline)
        if attempt.write.body is not None:
            attempt.confirm(WriteState.SENDING, Found(body=attempt.write.body))
            done.add((attempt.key, attempt.write.target, attempt.number))

    def move_once(attempt: Attempt, *arguments: Any, **named: Any) -> None:
        if (attempt.key, attempt.write.target, attempt.number) not in done:
            move(attempt, *arguments, **named)

    with patch.multiple(Attempt, begin=begin_as_done, move=move_once):
        yield


def _no_fence() -> Any:
    """A change is taken from a process that has lost its lease."""
    return patch.object(MemoryConnection, "holds", lambda _, __: True)


def _upsert_trusted() -> Any:
    """A new record is not read before it is created, although the site does not refuse a second one."""
    honest = decide.to_read
    return patch.object(records, "to_read", lambda case, mapped, **_: honest(case, mapped, refuses_existing=True))


@contextmanager
def _doubt_overwritten() -> Iterator[None]:
    """A newer version is decided and written although an older write is open."""
    decided, answer = decider.Decider._decided, rules.answer

    def decide_anyway(self: decider.Decider, pending: Pending) -> Any:
        return decided(self, attrs.evolve(pending, open_targets=frozenset()))

    def answer_anyway(*arguments: Any, **named: Any) -> Any:
        return answer(*arguments, **named | {"open_write": None})

    with patch.object(rules, "answer", answer_anyway), patch.object(decider.Decider, "_decided", decide_anyway):
        yield


def _absence_counted_once() -> Any:
    """One negative read-back is enough."""
    return patch.object(resolve, "_ABSENCES_THAT_COUNT", 1)


@contextmanager
def _cursor_first() -> Iterator[None]:
    """The cursor moves before the pages are stored."""
    honest = capture.capture

    def hasty(session: Any, flow: Any, *arguments: Any, **named: Any) -> None:
        now = session.now()
        capture._advance(session, flow, now, now.date(), now.date() + timedelta(days=1))
        honest(session, flow, *arguments, **named)

    with patch.object(serve, "capture", hasty):
        yield


@contextmanager
def _history_ignored() -> Iterator[None]:
    """What is absent from work is taken as absent, although history cannot be read."""

    class Claims:
        reads_history = True

        def __init__(self, target: Any) -> None:
            self._target = target

        def __getattr__(self, name: str) -> Any:
            return getattr(self._target, name)

    honest = resolve.Resolver.__init__

    def begin(self: resolve.Resolver, *arguments: Any) -> None:
        honest(self, *arguments)
        self._target = Claims(self._target)

    with patch.object(resolve.Resolver, "__init__", begin):
        yield


def _hands_ignored() -> Any:
    """What somebody changed in GP is taken as what we wrote."""
    return patch.object(Link, "is_held", lambda _, __: True)


def _rules_ignored() -> Any:
    """Findings of the rules do not stop a document."""
    return patch.object(decider, "judge", lambda case, mapped, _: mapped.findings)


def _route_forgotten() -> Any:
    """That an order was written for another company before does not stop it."""
    return patch.object(decide, "_stray", lambda *_: ())


def _late_landing_unknown() -> Any:
    """A record that a lost request of ours made is not recognised."""
    return patch.multiple(records, unseen_landing=lambda *_: None)


def _strangers_welcome() -> Any:
    """Nobody looks at which tenant and which company the configuration points at."""
    return patch.multiple(guards.Guards, check_systems=lambda *_: None, check_source=lambda *_: None)


def _comment_not_compared() -> Any:
    """What a person wrote in a comment in GP goes unseen where a record is judged."""
    honest = PurchaseOrderTarget.compare

    def compare(self: Any, body: GPPurchaseOrder, found: Found[GPPurchaseOrder]) -> Verdict:
        return honest(self, body, attrs.evolve(found, body=attrs.evolve(found.body, comment=body.comment)))

    return patch.object(PurchaseOrderTarget, "compare", compare)


def _cleared_left_out() -> Any:
    """What Procurify clears is left out of the request, so GP keeps it."""
    return patch.object(revision, "_with_cleared", lambda row, *_, **__: row)


def _guards_asleep() -> Any:
    """No guard looks at who the systems are, or at how much a run would write."""
    return patch.object(serve.FlowRun, "_decide_all", _decide_all_unguarded)


def _decide_all_unguarded(run: serve.FlowRun) -> None:
    with (
        patch.object(serve.FlowRun, "_check_blast_radius", lambda *_: None),
        patch.object(guards.Guards, "same_systems", lambda *_: None),
    ):
        _DECIDE_ALL(run)


_DECIDE_ALL = serve.FlowRun._decide_all

MUTANTS: dict[str, Mutant] = {
    "no settle time": Mutant(plant=_no_settle_time, within=200, weather={"send": 0.8}),
    "confirm before send": Mutant(plant=_confirm_before_send, within=50),
    "no fence": Mutant(plant=_no_fence, within=100, weather={"send": 0.1}),
    "upsert trusted": Mutant(plant=_upsert_trusted, within=100, site={"refuses_existing": False}),
    "doubt overwritten": Mutant(plant=_doubt_overwritten, within=100),
    "absence counted once": Mutant(
        plant=_absence_counted_once, within=200, site={"refuses_existing": True}, weather={"missed": 0.5}
    ),
    "cursor first": Mutant(plant=_cursor_first, within=100, weather={"source": 0.1}),
    "history ignored": Mutant(
        plant=_history_ignored,
        within=400,
        site={"refuses_existing": False, "reads_history": False},
        weather={"send": 0.8},
    ),
    "hands ignored": Mutant(plant=_hands_ignored, within=100),
    "strangers welcome": Mutant(plant=_strangers_welcome, within=100),
    "comment not compared": Mutant(plant=_comment_not_compared, within=200),
    "cleared left out": Mutant(plant=_cleared_left_out, within=200, weather={"send": 0.1}),
    "guards asleep": Mutant(plant=_guards_asleep, within=100),
    "route forgotten": Mutant(plant=_route_forgotten, within=100),
    "rules ignored": Mutant(plant=_rules_ignored, within=100),
}
"""Every planted bug by its name, with how soon it is caught."""
