"""The GP vendors that are proposed for vendors of Procurify without a link, and those that are like none."""

from collections.abc import Container, Iterable, Iterator, Mapping

import attrs

from gp_sync.matching.cards import Card
from gp_sync.matching.matcher import Match, Matcher
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.progress import Progress, no_progress

__all__ = ["Proposal", "Trail", "proposals", "without"]

Trail = Mapping[str, tuple[str, ...]]
"""Orders that were written to a vendor that GP has no more, by the vendor that GP has them under now."""


@attrs.frozen(kw_only=True)
class Proposal:
    """A GP vendor that a Procurify vendor may be.

    Args:
        company: the company's short name.
        vendor: Procurify's id.
        name: what Procurify calls it.
        vendor_id: GP's ID.
        gp_name: what GP calls it.
        score: from 0 to 100.
        likely: the score is high.
        evidence: what speaks for it and against it, in words.
        linked_to: Procurify vendors that are linked to this GP vendor already: it may be there twice.
        was: the GP ID that the vendor was linked to, and that GP has no more.
    """

    company: str
    vendor: str
    name: str
    vendor_id: str
    gp_name: str
    score: int
    likely: bool
    evidence: tuple[str, ...]
    linked_to: tuple[str, ...] = ()
    was: str = ""


def proposals(
    vendors: CompanyVendors,
    *,
    kinds: Iterable[str],
    low: int,
    high: int,
    most: int,
    trail: Mapping[str, Trail],
    progress: Progress = no_progress,
) -> Iterator[Proposal]:
    """Propose GP vendors for the Procurify vendors that are not linked, or that are linked to one that GP has no more.

    Args:
        vendors: how they stand.
        kinds: Procurify's types of vendors that flow; others are proposed nothing.
        low: the least score.
        high: the score from which on a proposal is likely.
        most: how many for one vendor.
        trail: by the GP ID that is there no more: which vendors have its orders now.
        progress: is told how many vendors were compared.
    """
    matcher, flowing = Matcher(vendors.gp), {kind.casefold() for kind in kinds}
    for number, card in enumerate(vendors.procurify, start=1):
        progress(f"{vendors.company}: vendors compared", number, len(vendors.procurify))
        link = vendors.linked(card.key)
        if vendors.is_settled(card.key) or card.kind.casefold() not in flowing:
            continue
        was = link.vendor_id if link is not None else ""
        said, moved = vendors.said.of(card.key), trail.get(was, {})
        found = matcher.matches(card, low=low, most=most + len(said.refused), moved_orders=moved)
        left = [match for match in found if not said.refuses(match.card.key)]
        yield from (_proposal(vendors, card, match, was, high) for match in left[:most])


def without(vendors: CompanyVendors, proposed: Container[str], kinds: Iterable[str]) -> list[Card]:
    """The vendors of Procurify that are linked to none, and for which none is proposed though their type flows.

    Args:
        vendors: how they stand.
        proposed: the ids of those for which some are.
        kinds: see `proposals`.
    """
    flowing = {kind.casefold() for kind in kinds}
    return [
        card
        for card in vendors.procurify
        if card.kind.casefold() in flowing and card.key not in proposed and not vendors.is_settled(card.key)
    ]


def _proposal(vendors: CompanyVendors, card: Card, match: Match, was: str, high: int) -> Proposal:
    return Proposal(
        company=vendors.company,
        vendor=card.key,
        name=card.name,
        vendor_id=match.card.key,
        gp_name=match.card.name,
        score=match.likeness.score,
        likely=match.likeness.score >= high,
        evidence=(*match.likeness.evidence, *(() if match.card.active else ("inactive in GP",))),
        linked_to=vendors.others(card.key, match.card.key),
        was=was,
    )
