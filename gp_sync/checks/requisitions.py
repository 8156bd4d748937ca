"""Checking requisitions before anyone approves them: would GP take what they are charged to, and from whom they buy?"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Self

import attrs

from gp_sync.checks.causes import Cause, causes_of
from gp_sync.checks.judge import Judge, Judged, unreadable
from gp_sync.core.flow import Fetched, Flow
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Finding, Key, TargetRef, Unavailable
from gp_sync.engine import Engine
from gp_sync.flows.requisitions.document import GPRequisition, RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.ledger.values import StoredLink
from gp_sync.progress import Progress, no_progress
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.systems.connect import Connection
from gp_sync.systems.requisition_feed import RequisitionFeed, open_requisitions
from gp_sync.systems.requisition_flow import RequisitionChecks

__all__ = [
    "CheckedLine",
    "RequisitionCheck",
    "RequisitionWarnings",
    "UnknownRequisitionError",
    "check_requisition",
    "warn",
]

_OPEN = frozenset({RequisitionState.PENDING, RequisitionState.DRAFT, RequisitionState.APPROVED})
_BOUGHT = frozenset({RequisitionState.PURCHASED, RequisitionState.RECEIVED})


class UnknownRequisitionError(Exception):
    """Procurify shows no requisition of this number, or not all of its lines."""


@attrs.frozen(kw_only=True)
class CheckedLine:
    """What a line, or a part of one, would be in GP.

    Args:
        description: what is asked for.
        account: GP's account number.
        amount: what it comes to.
        vendor_id: GP's vendor; empty where the line names none.
    """

    description: str
    account: str
    amount: Decimal
    vendor_id: str


@attrs.frozen(kw_only=True)
class RequisitionCheck:
    """What was found about one requisition.

    Args:
        judged: what mapping and rules say about it.
        state: where it stands in Procurify: `pending`, `approved` and so on; `unknown` where it cannot be read.
        company: the GP company that it belongs to; empty where that cannot be told.
        judged_as: `requisition`, dated as it was made, where its company gets requisitions, else `order`, as if it
            were bought at the moment.
        in_gp: the requisition that GP has of it by our hand, of which this is judged as a change; else empty.
        lines: what GP would get; none where a finding leaves that open.
    """

    judged: Judged
    state: str
    company: str
    judged_as: str
    in_gp: str = ""
    lines: tuple[CheckedLine, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, also what only warns."""
        return self.judged.findings

    @property
    def fails(self) -> bool:
        """Whether it would be stopped on its way to GP."""
        return self.judged.is_stopped


@attrs.frozen(kw_only=True)
class RequisitionWarnings:
    """What was found about all open requisitions.

    Args:
        checks: each of them.
        missed: in words, what could not be checked: rows of Procurify's list that do not tell their number, and
            requisitions that it lists and does not give.
        stopped: why it ended early, where a side could not be used; then requisitions are missing.
    """

    checks: tuple[RequisitionCheck, ...]
    missed: tuple[str, ...] = ()
    stopped: Finding | None = None

    @property
    def failing(self) -> tuple[RequisitionCheck, ...]:
        """Those that would be stopped."""
        return tuple(check for check in self.checks if check.fails)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What would stop them, the cause with most requisitions first."""
        return causes_of(check.judged for check in self.checks)


def check_requisition(connection: Connection, number: int) -> RequisitionCheck:
    """Read a requisition and its vendors now, and judge it as if it was approved. Nothing is written or stored.

    What it is judged by is read now as well, whatever age the configuration lets it have: whole tables of GP, where the
    site cannot give a row of them. It needs no lease: it may run while a sync does.

    Args:
        connection: as `connect` gives it.
        number: the requisition's number, from 1.

    Raises:
        UnknownRequisitionError: Procurify shows none of that number, or not all of its lines.
        Unavailable: a side cannot be used.
    """
    return _Checker.begun(connection).check(str(number))


def warn(connection: Connection, *, progress: Progress = no_progress) -> RequisitionWarnings:
    """Judge all requisitions that wait for approval, or are approved and not bought. Nothing is written or stored.

    What they are judged by is read once, from its beginning on.

    It holds the connection's lease meanwhile, so that Procurify is never listed twice at once.

    Args:
        connection: as `connect` gives it.
        progress: told how far it is.

    Raises:
        ConnectionBusy: another process works on the connection.
        LeaseLost: another process took over.
    """
    engine = connection.engine
    checks: list[RequisitionCheck] = []
    missed: list[str] = []
    stopped: Finding | None = None
    with engine.session() as session:
        checker = _Checker.begun(connection)
        try:
            waiting, missed = open_requisitions(connection.procurify)
            for done, number in enumerate(waiting):
                session.keep()
                progress("requisitions", done, len(waiting))
                try:
                    checks.append(checker.check(number))
                except UnknownRequisitionError as error:
                    missed.append(str(error))
            progress("requisitions", len(waiting), len(waiting))
        except Unavailable as error:
            stopped = error.finding
    return RequisitionWarnings(checks=tuple(checks), missed=tuple(missed), stopped=stopped)


@attrs.frozen
class _Checker:
    """Checks one requisition after the other.

    Args:
        engine: the connection's.
        feed: where requisitions come from.
        flows: by which they are checked.
        since: when it began; what was read before counts no more.
    """

    engine: Engine
    feed: RequisitionFeed
    flows: RequisitionChecks
    since: datetime

    @classmethod
    def begun(cls, connection: Connection) -> Self:
        """A checker that has read nothing yet."""
        engine, now = connection.engine, connection.engine.now()
        engine.references.begin_run(now)
        return cls(engine, RequisitionFeed(connection.procurify), connection.requisition_checks, now)

    def check(self, number: str) -> RequisitionCheck:
        """Read one, and judge it.

        Raises:
            UnknownRequisitionError: Procurify shows none of that number.
            Unavailable: a side cannot be used.
        """
        fetched = self.feed.fetch(number)
        if fetched.failure is not None:
            raise Unavailable(fetched.failure)
        if not fetched.payload:
            raise UnknownRequisitionError(fetched.problem or f"Procurify gives no requisition {number}")
        key = Key(connection=self.engine.connection, flow=REQUISITIONS, source_id=number)
        if fetched.problem is not None:
            return _told(unreadable(key, fetched.label, fetched.problem), as_order=False)
        if self._becomes_an_order(fetched.payload):
            return _told(self._judged(self.flows.as_orders, number, fetched, self._bought_now), as_order=True)
        newest = self.engine.ledger.newest(key)
        links = {} if newest is None else newest.links
        as_if = _approved if any(not link.void for link in links.values()) else _approved_if_open
        judged = self._judged(self.flows.as_requisitions, number, fetched, as_if, links)
        return _told(judged, as_order=False, links=links)

    def _judged(
        self,
        flow: Flow[SourceRequisition, GPRequisition],
        number: str,
        fetched: Fetched,
        as_if: Callable[[SourceRequisition], SourceRequisition],
        links: Mapping[TargetRef, StoredLink] | None = None,
    ) -> Judged:
        engine, session = self.engine, self.engine.session()
        # One that is written as a requisition is dated as it was made, and left alone if that was before the start.
        start = None if links is None else flow.start
        judge = Judge(session, flow, engine.references, max_age=engine.now() - self.since, start=start)
        return judge.judge(number, fetched.payload, fetched.label, as_if=as_if, links=links)

    def _becomes_an_order(self, payload: bytes) -> bool:
        """Whether its company gets orders alone; False where no company can be told."""
        flow = self.flows.as_orders
        try:
            company = guarded(lambda: flow.summary(flow.decode(payload)).company, planned=(ValueError,))
        except (ValueError, NotProcessedError):
            return False  # whoever judges it says why
        policy: RequisitionFlowPolicy = flow.policy
        return bool(company) and policy.company(company).documents == "purchase_order"

    def _bought_now(self, source: SourceRequisition) -> SourceRequisition:
        """A requisition as if it was approved and bought now."""
        request = attrs.evolve(source.request, ordered_at=self.engine.now())
        return _approved(attrs.evolve(source, request=request))


def _approved(source: SourceRequisition) -> SourceRequisition:
    """A requisition as if it was approved now; one that is over stays over."""
    if source.state not in _OPEN | _BOUGHT:
        return source
    return attrs.evolve(source, state=RequisitionState.APPROVED)


def _approved_if_open(source: SourceRequisition) -> SourceRequisition:
    """The same, for one that GP does not have: bought before it was written, it waits for a decision."""
    return source if source.state in _BOUGHT else _approved(source)


def _told(judged: Judged, *, as_order: bool, links: Mapping[TargetRef, StoredLink] | None = None) -> RequisitionCheck:
    there = (str(target) for target, link in (links or {}).items() if not (link.void or link.given_up))
    return RequisitionCheck(
        judged=judged,
        state=judged.source.state.value if judged.source is not None else RequisitionState.UNKNOWN.value,
        company=judged.summary.company,
        judged_as="order" if as_order else "requisition",
        in_gp=", ".join(there),
        lines=tuple(_lines(judged)),
    )


def _lines(judged: Judged) -> Iterator[CheckedLine]:
    for body in judged.wanted.values():
        for line in body.lines:
            yield CheckedLine(
                description=line.description,
                account=line.account_number,
                amount=line.extended_cost,
                vendor_id=line.vendor_id,
            )
