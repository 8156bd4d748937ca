"""How much speaks for two vendors being one, from 0 to 100, and what it is in words."""

from collections.abc import Iterator

import attrs
from anyascii import anyascii
from rapidfuzz import fuzz

from gp_sync.matching.cards import Card
from gp_sync.matching.spelling import Name

__all__ = ["Likeness", "least_name", "likeness"]

_NAME = 0.8
"""What a point of a name's likeness counts: the same name alone, without anything else, comes to 80."""
_PHONE, _DOMAIN, _CITY, _OTHER_CITY = 12, 10, 5, -3
_TRAIL = 90
"""The least score where GP itself moved our open orders from one vendor to the other."""
_TAX_ID = 90
"""The least score of vendors with the same tax ID, however they are called."""
_OTHER_TAX_ID = 50
"""The highest score of vendors with different tax IDs."""
_OTHER_NUMBERS = 50
"""The most that names are alike whose numbers differ."""
_CONTAINED, _CONTAINED_WORD = 85, 70
"""The least that names are alike of which one has all words of the other: two words or more, or just one."""
_SAME = 100


@attrs.frozen(kw_only=True)
class Likeness:
    """How much speaks for two vendors being one.

    Args:
        score: from 0 to 100.
        evidence: what speaks for it and against it, in words.
    """

    score: int
    evidence: tuple[str, ...]


@attrs.frozen(order=True)
class _Names:
    """How alike two names are, from 0 to 100, and why, where that is not by their spelling."""

    likeness: float
    why: str = ""

    @property
    def words(self) -> str:
        """The same in words. Nearly the same is not the same: it may be a letter that tells two vendors apart."""
        spelt = "the same name" if self.likeness == _SAME else f"names {min(round(self.likeness), 99)}% alike"
        return self.why or spelt


def least_name(score: int) -> float:
    """How alike names must be for a score, where nothing but the city speaks for it too."""
    return min(max((score - _CITY) / _NAME, 0), _SAME)


def likeness(one: Card, other: Card, *, moved_orders: tuple[str, ...] = ()) -> Likeness:
    """Compare two vendors.

    Args:
        one: a vendor.
        other: a vendor of GP.
        moved_orders: orders that were written to `one` as GP knew it, and that GP now has under `other`.
    """
    alike = max((_alike(these, those) for these in one.names for those in other.names), default=_Names(0.0))
    points, words = _NAME * alike.likeness, [alike.words]
    for more, said in _signs(one, other):
        points += more
        words.append(said)
    if one.tax_id and other.tax_id:
        same = one.tax_id == other.tax_id
        points = max(points, _TAX_ID) if same else min(points, _OTHER_TAX_ID)
        words.append("the same tax ID" if same else "different tax IDs")
    if moved_orders:
        points = max(points, _TRAIL)
        words.append(f"GP has {', '.join(moved_orders)} under it now")
    return Likeness(score=round(min(max(points, 0), 100)), evidence=tuple(words))


def _signs(one: Card, other: Card) -> Iterator[tuple[int, str]]:
    if one.phones & other.phones:
        yield _PHONE, "the same phone number"
    if shared := sorted(one.domains & other.domains):
        yield _DOMAIN, f"e-mail addresses at {', '.join(shared)}"
    if one.city and other.city:
        same = _plain(one.city) == _plain(other.city)
        yield (_CITY, f"both in {other.city}") if same else (_OTHER_CITY, f"in {one.city} and in {other.city}")


def _alike(these: Name, those: Name) -> _Names:
    alike = max(fuzz.ratio(these.words, those.words), fuzz.ratio(these.ordered, those.ordered))
    if these.numbers and those.numbers and these.numbers != those.numbers:
        return _Names(min(alike, _OTHER_NUMBERS), "other numbers in the names")
    few = min(these.tokens, those.tokens, key=len)
    if few and few <= these.tokens and few <= those.tokens:
        least = _CONTAINED if len(few) > 1 else _CONTAINED_WORD
        if alike < least:
            return _Names(least, "one name has all words of the other")
    return _Names(alike)


def _plain(city: str) -> str:
    return " ".join(anyascii(city).casefold().split())
