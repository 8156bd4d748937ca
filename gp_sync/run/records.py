"""Reading what must be known of the target's records before a document is decided."""

from collections.abc import Mapping
from typing import Any

import attrs

from gp_sync.core.decide import to_read
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow
from gp_sync.core.model import Case, Finding, Found, Key, Link, Mapped, TargetRef, Verdict
from gp_sync.ledger.values import Pending
from gp_sync.run.attempt import unseen_landing
from gp_sync.run.guarded import guarded
from gp_sync.run.session import Session

__all__ = ["RecordReader", "with_rival"]

Records = Mapping[TargetRef, Found[Any] | None]


@attrs.frozen
class RecordReader:
    """Reads the records of one pending document, and judges them.

    Args:
        session: the run's hold on its connection.
        flow: whose target is read.
        pending: the document.
        looks_first: read also what a new record's number stands for, where the target would refuse the record.
    """

    session: Session
    flow: Flow[Any, Any]
    pending: Pending
    looks_first: bool = False

    def with_records(
        self, case: Case[Any, Any], mapped: Mapped[Any]
    ) -> tuple[Case[Any, Any], Mapped[Any], tuple[Link[Any], ...], tuple[Finding, ...]]:
        """Fill in what the target holds now.

        Returns:
            The case with its records; what is wanted, in the identities of what was written; the links of records
            that turned out to be late landings of ours; and what stands in the way of a write: lines whose identity
            would need a guess, and a record of ours in another company.

        Raises:
            Unavailable: the target cannot be used.
            RecordUnusable: a record cannot be read.
        """
        case, mapped = self._without_open(case, mapped)
        now = self._read(case, mapped)
        recognised = tuple(self._recognised(case, now))
        case = attrs.evolve(case, now=now, last={**case.last, **{link.target: link for link in recognised}})
        elsewhere = self._elsewhere(case, mapped)
        mapped, unclear = self._aligned(case, mapped)
        there = _left_by_persons(case) | {target: found for target, found in now.items() if found is not None}
        verdicts: dict[TargetRef, Verdict] = {
            target: self.flow.target.compare(mapped.wanted[target], found)
            for target, found in there.items()
            if target in mapped.wanted
        }
        unclear += [finding("ROUTE_CHANGED", target.ref, tried=str(target)) for target in elsewhere]
        return attrs.evolve(case, now={**now, **elsewhere}, verdicts=verdicts), mapped, recognised, tuple(unclear)

    def _without_open(self, case: Case[Any, Any], mapped: Mapped[Any]) -> tuple[Case[Any, Any], Mapped[Any]]:
        """Leave out what an open write is about: it is decided when that has ended."""
        lanes = {(target.side, target.company) for target in self.pending.open_targets}

        def free(values: Mapping[TargetRef, Any]) -> dict[TargetRef, Any]:
            return {ref: value for ref, value in values.items() if (ref.side, ref.company) not in lanes}

        return attrs.evolve(case, last=free(case.last)), attrs.evolve(mapped, wanted=free(mapped.wanted))

    def _read(self, case: Case[Any, Any], mapped: Mapped[Any]) -> Records:
        target = self.flow.target
        refuses = target.refuses_existing and not self.looks_first
        needed = sorted(to_read(case, mapped, refuses_existing=refuses))
        return {ref: target.read(ref) for ref in needed}

    def _elsewhere(self, case: Case[Any, Any], mapped: Mapped[Any]) -> Records:
        """Records that an attempt of ours left in another company, under the number of what would be created now.

        Whoever released the attempt may not have looked, and nothing but this would keep the order out of both.
        """
        if self.flow.several_targets or case.last:
            return {}
        found: dict[TargetRef, Found[Any] | None] = {}
        for target, body in mapped.wanted.items():
            others = (attrs.evolve(target, company=company) for company in self.flow.companies)
            for other in others:
                if other == target or not self.session.ledger.attempts(case.key, other):
                    continue
                record = self.flow.target.read(other)
                if record is not None and self.flow.target.compare(body, record) != "foreign":
                    found[other] = record
        return found

    def _recognised(self, case: Case[Any, Any], now: Records) -> list[Link[Any]]:
        """Records that hold what we sent once and gave up: it landed late."""
        links = []
        for target, found in now.items():
            known = case.last.get(target)
            if found is None or (known is not None and known.is_held(found)):
                continue
            link = unseen_landing(self.session, self.flow, case.key, found, target)
            if link is not None:
                links.append(link)
        return links

    def _aligned(self, case: Case[Any, Any], mapped: Mapped[Any]) -> tuple[Mapped[Any], list[Finding]]:
        wanted, unclear = dict(mapped.wanted), list[Finding]()
        for target, body in mapped.wanted.items():
            link = case.last.get(target)
            if link is not None and link.sent is not None:
                wanted[target], found = guarded(self.flow.align, body, link.sent)
                unclear += [attrs.evolve(finding, cause=target.ref, flow=target.flow) for finding in found]
        return attrs.evolve(mapped, wanted=wanted), unclear


def _left_by_persons(case: Case[Any, Any]) -> dict[TargetRef, Found[Any]]:
    """What persons left of records when they were done with them; what is gone meanwhile is judged by that."""
    kept = (link for link in case.last.values() if link.by_hand and link.held is not None)
    return {link.target: Found(body=link.held) for link in kept}


def with_rival(session: Session, key: Key, reason: Finding, maker: Key | None = None) -> Finding:
    """A finding about a number that is taken, with the document of ours that has it, if one has.

    Args:
        session: the run's hold on its connection.
        key: the document that may not have the number.
        reason: the finding; any other stays as it is.
        maker: the document that makes the record at the moment, where that is known.
    """
    if reason.code != "PO_NUMBER_TAKEN":
        return reason
    target = TargetRef.of(reason.cause)
    linked = session.ledger.linked(key.connection, key.flow, [target]).get(target, ())
    others = [record.key for record in linked if record.key != key] or ([] if maker is None else [maker])
    rows = [row for row in map(session.ledger.document, others) if row is not None]
    names = ", ".join(row.label or row.key.source_id for row in rows)
    return attrs.evolve(reason, tried=f"{reason.tried} (made of {names})") if names else reason
