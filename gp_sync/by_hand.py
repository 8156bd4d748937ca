"""What a person did by hand, or wants done again, for one document: each is audited with who and why."""

from datetime import timedelta
from typing import Any

import attrs

from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Key, Link, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.decider import Decider
from gp_sync.ledger.values import Pending, Settlement
from gp_sync.session import Session
from gp_sync.stored import link_from, store_link

__all__ = ["ByHand", "ByHandError", "Decided"]


class ByHandError(Exception):
    """What a person asked for does not fit how the document stands; the message says what would."""


@attrs.frozen(kw_only=True)
class Decided:
    """Who decided, and why, for the audit."""

    by: str
    why: str


@attrs.frozen(kw_only=True)
class ByHand:
    """Carries out what a person says about documents of one flow.

    Args:
        session: the hold on the connection.
        flow: the flow.
        references: where facts come from.
        max_age: how old a fact may be.
    """

    session: Session
    flow: Flow[Any, Any]
    references: References
    max_age: timedelta

    def done(self, key: Key, decided: Decided) -> None:
        """Take what the source asks for as done by hand, as the target holds it now.

        Later changes of the source are compared with this state, and only they are written.

        Raises:
            ByHandError: a write is open, or nothing of the document could be read.
            Unavailable, RecordUnusable: a side cannot be used, or a record cannot be read.
            LeaseLost: another process took over.
        """
        newest = self._newest(key)
        wanted = self._wanted(newest)
        links = []
        for target, body in wanted.items():
            found = self.flow.target.read(target)
            if found is not None:
                sent = None if found.void else body
                known = newest.links.get(target)
                link = Link(target=target, sent=sent, held=found.body, stamp=found.stamp)
                links.append(store_link(attrs.evolve(link, by_hand=known is not None and known.by_hand)))
        settled = Settlement(
            version=newest.version, state=DocumentState.DONE_BY_HAND, end=End.DONE_BY_HAND, links=tuple(links)
        )
        self._settle(key, settled, "document.done_by_hand", decided)

    def recreate(self, key: Key, decided: Decided) -> None:
        """Let records that were written and are gone be written again by the next run.

        Raises:
            ByHandError: a write is open, or a record is still there.
            Unavailable, RecordUnusable: the target cannot be used, or a record cannot be read.
            LeaseLost: another process took over.
        """
        newest = self._newest(key)
        there = [str(target) for target in newest.links if self.flow.target.read(target) is not None]
        if there:
            raise ByHandError(f"GP has {', '.join(there)}: only what is gone can be written again")
        if not newest.links:
            raise ByHandError("it was never written: replay it")
        links = tuple(attrs.evolve(link, given_up=True) for link in newest.links.values())
        settled = Settlement(version=newest.version, state=DocumentState.PENDING, end=End.PENDING, links=links)
        self._settle(key, settled, "document.recreated", decided)

    def _newest(self, key: Key) -> Pending:
        newest = self.session.ledger.newest(key)
        if newest is None:
            raise ByHandError("no version of it could be read yet: replay it")
        if newest.open_targets:
            raise ByHandError("a write of it is still open: `gp-sync quarantine list` tells whether it waits for you")
        return newest

    def _wanted(self, newest: Pending) -> dict[TargetRef, Any]:
        """What the source asks for, in the identities of what was written; what cannot be mapped stays as written."""
        last = {target: link_from(self.flow, link) for target, link in newest.links.items()}
        wanted: dict[TargetRef, Any] = {target: link.sent for target, link in last.items()}
        decider = Decider(self.session, self.flow, self.references, max_age=self.max_age, start=None)
        _, mapped = decider.case(newest, self.flow.decode(newest.payload))
        for target, body in mapped.wanted.items():
            known = last.get(target)
            written = known.sent if known is not None else None
            wanted[target] = body if written is None else self.flow.align(body, written)[0]
        return dict.fromkeys(last) if mapped.ended else wanted

    def _settle(self, key: Key, settled: Settlement, what: str, decided: Decided) -> None:
        event = self.session.event(what, by=decided.by, why=decided.why)
        self.session.check(self.session.ledger.settle(key, settled, self.session.fence, event))
