"""The GP vendors that a Procurify vendor may be, and the other way round, as facts.

An order asks for them whose vendor is not linked, or whose link leads nowhere any more; and before a vendor is created
on either side, both lists are read anew.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.core import facts as names
from gp_sync.core.canonical import plain
from gp_sync.core.fact_values import VendorCandidate
from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.protocols import Ledger
from gp_sync.matching.cards import Card
from gp_sync.matching.matcher import LOW, Match, Matcher
from gp_sync.matching.score import likeness
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.systems.gp_errors import OF_ONE_RECORD, reading, reading_one, unusable
from gp_sync.systems.procurify import unavailable
from gp_sync.systems.vendor_cards import gp_card, gp_cards, procurify_card, procurify_cards

__all__ = ["OrderTrail", "VendorCandidates", "candidate_of"]

_FRESH, _IN_PROCURIFY = names.fresh_vendor_candidates("", 0).kind, names.procurify_candidates("", "").kind
_KINDS = frozenset({names.vendor_candidates("", 0).kind, _FRESH, _IN_PROCURIFY})
_CANDIDATES = 3
_MANY = 1_000
"""More than look like one vendor: so that those that a person refused hide no other."""
_ORDERS = 5
"""So many of the last orders of a vendor that GP has no more are looked up there."""


@attrs.frozen
class _Kept:
    """GP's vendors as they were listed, and the vendors of Procurify for which nothing was found among them.

    These may have been created since: another one that is like them has to wait until GP is listed again.
    """

    matcher: Matcher
    at: datetime
    new: dict[str, Card] = attrs.field(factory=dict)

    def new_ones(self, card: Card, low: int) -> tuple[VendorCandidate, ...]:
        """Vendors of Procurify that are as new as this one, and like it."""
        others = [other for key, other in self.new.items() if key != card.key]
        alike = [(other, likeness(card, other)) for other in others]
        found = [(other, alike.score, alike.evidence) for other, alike in alike if alike.score >= low]
        if not found:
            self.new[card.key] = card
        return tuple(
            VendorCandidate(
                vendor_id=f"Procurify's vendor {other.key}", name=other.name, score=score, evidence=evidence
            )
            for other, score, evidence in sorted(found, key=lambda row: (-row[1], row[0].key))[:_CANDIDATES]
        )


class OrderTrail:
    """Where GP has moved the orders of a vendor that it renumbered or combined with another one.

    Args:
        ledger: knows the orders that were written.
        connection: whose orders.
        companies: who is asked how the orders stand, by the company's short name.
    """

    def __init__(self, ledger: Ledger, connection: str, companies: Mapping[str, gp.Company]) -> None:
        self._ledger = ledger
        self._connection = connection
        self._companies = companies

    def moved(self, company: str, vendor_id: str) -> dict[str, tuple[str, ...]]:
        """The last orders that were written to a vendor, by the vendor that GP has them under now.

        Raises:
            Unavailable: GP cannot be asked.
        """
        found: defaultdict[str, list[str]] = defaultdict(list)
        for number in self._written(company, vendor_id)[-_ORDERS:]:
            now = self._vendor_of(company, number)
            if now and plain(now) != plain(vendor_id):
                found[now].append(number)
        return {known: tuple(numbers) for known, numbers in found.items()}

    def _written(self, company: str, vendor_id: str) -> list[str]:
        numbers = []
        for record in self._ledger.links(self._connection, PURCHASE_ORDERS, company):
            body = json.loads(record.link.sent) or {}
            if plain(body.get("vendor_id", "")) == plain(vendor_id):
                numbers.append(record.link.target.number)
        return numbers

    def _vendor_of(self, company: str, number: str) -> str:
        client = self._companies[company]
        with reading(client):
            try:
                return client.purchase_orders.get(number).vendor_id.strip()
            except (gp.NotFoundError, gp.ResourceNotAvailableError, *OF_ONE_RECORD):
                return ""  # it has moved to history, or cannot be read: the other ones may tell


class VendorCandidates(MoreReferences):
    """`References` that also know which GP vendors a Procurify vendor may be; others are asked for all other facts.

    GP's list of vendors is read once and kept for a while. May be used by several threads.

    Args:
        references: who knows all other facts.
        procurify: who is asked for the vendor.
        companies: who lists GP's vendors, by the company's short name.
        links: what people said, so that what they refused is proposed no more.
        trail: where GP has moved orders.
        now: the clock.
        low: the least score of a candidate.
        max_age: how long GP's list counts.
    """

    def __init__(
        self,
        references: References,
        procurify: pc.Procurify,
        companies: Mapping[str, gp.Company],
        links: VendorLinks,
        trail: OrderTrail,
        now: Clock,
        low: int = LOW,
        max_age: timedelta = timedelta(minutes=15),
    ) -> None:
        super().__init__(references, _KINDS)
        self._procurify = procurify
        self._companies = companies
        self._links = links
        self._trail = trail
        self._now = now
        self._low = low
        self._max_age = max_age
        self._kept: dict[str, _Kept] = {}
        self._ours: Matcher | None = None
        self._began = datetime.min.replace(tzinfo=UTC)
        # One reader at a time: what many documents wait for is read once.
        self._lock = threading.Lock()

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`; Procurify's list is read once more, and GP's where a vendor is created."""
        self._ours, self._began = None, at
        super().begin_run(at)

    def answer(self, ref: Ref, not_before: datetime) -> Any | None:
        """See `MoreReferences.answer`; where nothing is found a vendor is created, so doubt is an error."""
        company, vendor = ref.key
        if company not in self._companies:
            raise unusable(ref, f"the configuration has no company '{company}'")
        if ref.kind == _IN_PROCURIFY:
            return self._in_procurify(ref, company, vendor) or None
        card = self._card(ref, int(vendor))
        since = self._began if ref.kind == _FRESH else self._now() - self._max_age
        return None if card is None else self._candidates(company, card, not_before, since) or None

    def _in_procurify(self, ref: Ref, company: str, vendor_id: str) -> tuple[VendorCandidate, ...]:
        """The vendors of Procurify that a GP vendor may be, but for those that a person said are others."""
        client = self._companies[company]
        try:
            with reading_one(client, ref):
                card = gp_card(client.vendors.get(vendor_id))
        except gp.NotFoundError:
            return ()
        with self._lock:
            if self._ours is None:
                self._ours = Matcher(procurify_cards(self._procurify).cards)
            found = self._ours.matches(card, low=self._low, most=_MANY)
        said = self._links.of(company)
        # One that has its ID as external ID is this vendor, as the read before the create will see.
        left = [
            match
            for match in found
            if plain(match.card.external_id) != plain(vendor_id) and not said.of(match.card.key).refuses(vendor_id)
        ]
        return tuple(map(candidate_of, left[:_CANDIDATES]))

    def _candidates(
        self, company: str, card: Card, not_before: datetime, since: datetime
    ) -> tuple[VendorCandidate, ...]:
        said = self._links.of(company).of(card.key)
        gone = self._references.find(names.vendor_link(company, int(card.key)), not_before)
        moved = self._trail.moved(company, gone) if gone else {}
        most = _CANDIDATES + len(said.refused)
        with self._lock:
            kept = self._list(company, since)
            found = kept.matcher.matches(card, low=self._low, most=most, moved_orders=moved)
            left = [candidate_of(match) for match in found if not said.refuses(match.card.key)]
            return tuple(left[:_CANDIDATES]) or kept.new_ones(card, self._low)

    def _card(self, ref: Ref, vendor: int) -> Card | None:
        with unavailable():
            try:
                return procurify_card(self._procurify.vendors.get(vendor))
            except pc.NotFoundError:
                return None
            except pc.UnexpectedResponseError as error:
                if error.problems:
                    raise unusable(ref, str(error)) from error
                raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's

    def _list(self, company: str, since: datetime) -> _Kept:
        kept = self._kept.get(company)
        if kept is None or kept.at < since:
            begun = self._now()
            kept = self._kept[company] = _Kept(Matcher(gp_cards(self._companies[company]).cards), begun)
        return kept


def candidate_of(match: Match) -> VendorCandidate:
    """A match as decisions read it."""
    return VendorCandidate(
        vendor_id=match.card.key,
        name=match.card.name,
        score=match.likeness.score,
        evidence=match.likeness.evidence,
    )
