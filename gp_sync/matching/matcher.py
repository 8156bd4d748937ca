"""Finding the likeliest of many vendors for one: quickly enough for thousands on both sides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import attrs
from rapidfuzz import fuzz, process

from gp_sync.matching.cards import Card
from gp_sync.matching.score import Likeness, least_name, likeness

__all__ = ["HIGH", "LOW", "Match", "Matcher"]

LOW = 65
"""Below this score, nothing is proposed unless the configuration says otherwise."""
HIGH = 85
"""From this score on a proposal is called likely, unless the configuration says otherwise."""

_NAMES = 20
"""How many of the likeliest names are looked at more closely."""
_COMMON = 50
"""A word that more vendors have tells too little to look all of them up by."""


@attrs.frozen(kw_only=True)
class Match:
    """A vendor that another one may be."""

    card: Card
    likeness: Likeness


class Matcher:
    """Vendors among which others are looked for. It only reads, so that several threads may use it.

    Args:
        cards: the vendors, by convention those of one GP company.
    """

    def __init__(self, cards: Iterable[Card]) -> None:
        self._cards = tuple(cards)
        self._words: list[str] = []
        self._ordered: list[str] = []
        self._owners: list[int] = []
        self._by_sign: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._places = {card.key: place for place, card in enumerate(self._cards)}
        for place, card in enumerate(self._cards):
            for name in card.names:
                self._owners.append(place)
                self._words.append(name.words)
                self._ordered.append(name.ordered)
            for sign in _signs(card):
                self._by_sign[sign].append(place)

    def matches(
        self,
        card: Card,
        *,
        low: int = LOW,
        most: int = 3,
        moved_orders: Mapping[str, tuple[str, ...]] | None = None,
    ) -> list[Match]:
        """The vendors that one may be, the likeliest first.

        Args:
            card: the one.
            low: the least score.
            most: how many.
            moved_orders: see `likeness`, by the key of the vendor that GP has them under now.
        """
        moved = moved_orders or {}
        named = (self._places[key] for key in moved if key in self._places)
        places = sorted({*self._alike(card, low), *self._sharing(card), *named})
        others = [self._cards[place] for place in places]
        found = [
            Match(card=other, likeness=likeness(card, other, moved_orders=moved.get(other.key, ()))) for other in others
        ]
        matches = [match for match in found if match.likeness.score >= low]
        # Of equal ones the active first, then by name, so that the answer is the same each time.
        matches.sort(key=lambda match: (-match.likeness.score, not match.card.active, match.card.name, match.card.key))
        return matches[:most]

    def _alike(self, card: Card, low: int) -> Iterator[int]:
        """The places of vendors whose names are alike, as they stand or in alphabetical order."""
        cutoff = least_name(low)
        for name in card.names:
            for text, choices in ((name.words, self._words), (name.ordered, self._ordered)):
                near = process.extract(text, choices, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_NAMES)
                yield from (self._owners[place] for _, _, place in near)

    def _sharing(self, card: Card) -> Iterator[int]:
        """The places of vendors that share a phone number, an e-mail domain, a tax ID or a rare word."""
        for sign in _signs(card):
            places = self._by_sign.get(sign, ())
            if len(places) <= _COMMON:
                yield from places


def _signs(card: Card) -> Iterator[tuple[str, str]]:
    yield from (("phone", phone) for phone in card.phones)
    yield from (("domain", domain) for domain in card.domains)
    yield from (("word", word) for name in card.names for word in name.tokens)
    if card.tax_id:
        yield "tax_id", card.tax_id
