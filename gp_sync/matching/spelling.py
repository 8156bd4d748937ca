"""What of a vendor's name, phone number, e-mail address or tax ID tells it from others, in one spelling."""

import re
from collections.abc import Iterable, Iterator

import attrs
from anyascii import anyascii

__all__ = ["Name", "domain_of", "names_in", "phone_of", "tax_id_of"]

_WORDS = re.compile(r"[a-z0-9]+")
_NUMBERS = re.compile(r"\d+")
_INITIALS = re.compile(r"\b(?:[a-z0-9][.&]){2,}[a-z0-9]?\b|\b[a-z0-9]&[a-z0-9]\b")
"""Letters with points or an ampersand between them, such as `l.l.c.`, `u.s.a` or `b&h`: one word."""
_OTHERWISE = re.compile(r"\b(?:d\s*/\s*b\s*/\s*a|dba|doing business as|t\s*/\s*a|trading as|a\s*/\s*k\s*/\s*a|aka)\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_EXTENSION = re.compile(r"(?:x|#).*", re.IGNORECASE)
"""What follows a number in `555-0100 x12` or `555-0100 ext. 12`."""

_FORMS = frozenset(
    _WORDS.findall(
        "ab ag and asa bv co company corp corporation gmbh inc incorporated kg lc limited llc llp lp ltd ltda nv of oy "
        "pc plc pllc pte pty sa sarl sas se spa srl the und"
    )
)
"""Words that tell a company's legal form, or nothing; two spellings of one name may differ in them."""

_ANYBODYS = frozenset(
    re.findall(
        r"\S+",
        "aol.com comcast.net gmail.com gmx.com gmx.net googlemail.com hotmail.com icloud.com live.com me.com msn.com "
        "outlook.com proton.me protonmail.com sbcglobal.net verizon.net web.de yahoo.com ymail.com",
    )
)
"""Domains where anybody can have an address, so that they tell nothing."""

_PHONE_DIGITS = 10  # of a number in North America, without its country code
_EXTENDED = 14  # GP's fields: ten digits and an extension of four
_LEAST_PHONE = 7
_LEAST_TAX_ID = 7


@attrs.frozen
class Name:
    """A vendor's name as names are compared.

    Args:
        words: without case, accents, punctuation and legal forms, as they stand.
        ordered: the same in alphabetical order.
    """

    words: str
    ordered: str

    @property
    def tokens(self) -> frozenset[str]:
        """The words."""
        return frozenset(self.words.split())

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the name: `Store 12` is not `Store 15`, however alike they look."""
        return tuple(sorted(number.lstrip("0") for number in _NUMBERS.findall(self.words)))


def names_in(*texts: str) -> tuple[Name, ...]:
    """The names that a vendor goes by: `Jane Lee dba Corner Bakery` has two; one that has no letters has none."""
    spelt = dict.fromkeys(_core(part) for text in texts for part in _parts(anyascii(text).casefold()))
    return tuple(Name(words, " ".join(sorted(words.split()))) for words in spelt if words)


def _parts(text: str) -> Iterator[str]:
    yield from (part for part in _OTHERWISE.split(text) if part.strip())
    if _BRACKETS.search(text):
        yield _BRACKETS.sub(" ", text)


def _core(text: str) -> str:
    joined = _INITIALS.sub(lambda found: re.sub("[.&]", "", found[0]), text.replace("'", ""))
    words = _WORDS.findall(joined)
    return " ".join([word for word in words if word not in _FORMS] or words)


def phone_of(text: str) -> str:
    """The digits of a phone number without country code and extension; empty if it is none."""
    digits = "".join(_NUMBERS.findall(_EXTENSION.sub("", text)))
    if len(digits) == _EXTENDED:
        digits = digits[:_PHONE_DIGITS]
    if len(digits) == _PHONE_DIGITS + 1 and digits.startswith("1"):
        digits = digits[1:]
    return digits if len(digits) >= _LEAST_PHONE and digits.strip("0") else ""


def domain_of(texts: Iterable[str]) -> frozenset[str]:
    """The domains of e-mail addresses anywhere in some texts, but for those where anybody can have one."""
    found = (domain.casefold() for text in texts for domain in re.findall(r"[^\s@]@([\w.-]+\.\w+)", text))
    return frozenset(domain for domain in found if domain not in _ANYBODYS)


def tax_id_of(text: str) -> str:
    """A tax ID without punctuation; empty if it is none, such as `N/A` or only zeros."""
    spelt = "".join(_WORDS.findall(text.casefold()))
    return spelt if len(spelt) >= _LEAST_TAX_ID and len(set(spelt)) > 1 and any(map(str.isdigit, spelt)) else ""
