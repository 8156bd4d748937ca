"""Fitting Procurify's values into GP's fields: keys are refused when too long, descriptions are shortened in sight."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs
from anyascii import anyascii

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.amounts import shown

__all__ = ["Fields"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE_PAGE = "cp1252"  # GP's text columns (contract dynamicsgp-data, section 1)
_SHOWN = 200
_MONEY_LIMIT = Decimal(10**14)  # numeric(19,5), same place


@attrs.define
class Fields:
    """Collects the findings of one mapping while its values are fitted.

    Args:
        limits: usable lengths by field name.
        document: the cause of findings that no other fact is behind.
        whole: texts that block where they are too long, by their names in `limits`; others are cut with a warning.
        replace: letters that GP cannot store are written in others with a warning; if not, they block.

    Attributes:
        findings: what was found.
        shortened: texts that were cut, whole, by what messages call them.
    """

    limits: Mapping[str, int]
    document: Ref
    whole: frozenset[str] = frozenset()
    replace: bool = True
    findings: list[Finding] = attrs.field(factory=list)
    shortened: dict[str, str] = attrs.field(factory=dict)

    def add(self, code: str, *, cause: Ref | None = None, where: str = "", tried: str = "") -> None:
        """Add a finding; without a cause of its own, the document is its cause."""
        self.findings.append(finding(code, cause or self.document, where=where, tried=tried))

    def key(self, field: str, value: str, where: str) -> str:
        """A value that identifies something: it is written as it is, or not at all."""
        limit = self.limits[field]
        if value != value.strip(" "):
            tried = f"a space at the beginning or end of '{_shown(value)}'"
            self.add("CHARACTERS_REFUSED", cause=Ref("value", (field, value)), where=where, tried=tried)
        # A value of the configuration is one cause for all orders that have it.
        self._refuse([letter for letter in value if not _storable(letter)], where, Ref("value", (field, value)))
        if len(value) > limit:
            self._too_long(field, value, where)
        return value

    def capitals(self, field: str, value: str, where: str) -> str:
        """A key that is written in capitals, which may not make another one of it, as they do of ß."""
        capitals = value.upper()
        if capitals.lower() == value.lower():
            return self.key(field, capitals, where)
        self.add("KEY_WOULD_CHANGE", where=where, tried=f"'{_shown(value)}' would be '{_shown(capitals)}'")
        return self.key(field, value, where)

    def text(self, field: str, value: str, where: str, *, lines: bool = False) -> str:
        """A value that people read: in letters that GP can store, and no longer than GP can hold.

        Args:
            field: its name in `limits`.
            value: the text.
            where: how messages call it.
            lines: it may have several lines; else it becomes one.
        """
        plain = self._stored(_tidy(unicodedata.normalize("NFC", value), lines=lines), where)
        return self._short(field, _tidy(plain, lines=lines), where)

    def _stored(self, text: str, where: str) -> str:
        refused = dict.fromkeys(character for character in text if character != "\n" and not _storable(character))
        if not refused:
            return text
        if not self.replace:
            self._refuse(refused, where)
            return text
        letters = {character: anyascii(character) for character in refused}
        shown = ", ".join(
            f"{_look(before)} became '{after}'" if after else f"{_look(before)} was left out"
            for before, after in letters.items()
        )
        self.add("CHARACTERS_REPLACED", where=where, tried=_printable(shown))
        return "".join(letters.get(character, character) for character in text)

    def _short(self, field: str, text: str, where: str) -> str:
        limit = self.limits[field]
        if len(text) <= limit:
            return text
        if field in self.whole:
            self._too_long(field, text, where)
            return text
        short = text[:limit].rstrip()
        self.shortened[where] = text
        self.add("FIELD_SHORTENED", where=where, tried=f"'{_shown(text)}' became '{_shown(short)}'")
        return short

    def _too_long(self, field: str, text: str, where: str) -> None:
        tried = f"'{_shown(text)}' has {len(text)} characters, GP holds {self.limits[field]}"
        self.add("FIELD_TOO_LONG", cause=Ref("value", (field, text)), where=where, tried=tried)

    def _refuse(self, characters: Iterable[str], where: str, cause: Ref | None = None) -> None:
        refused = sorted(set(characters))
        if refused:
            names = ", ".join(_named(character) for character in refused)
            self.add("CHARACTERS_REFUSED", cause=cause, where=where, tried=names)

    def amount(self, value: Decimal | None, where: str) -> None:
        """An amount or quantity that GP's columns can hold at all."""
        if value is not None and abs(value) >= _MONEY_LIMIT:
            self.add("VALUE_OUT_OF_RANGE", where=where, tried=shown(value))

    def required(self, value: object, where: str) -> bool:
        """Whether a value is there; if not, a finding says what is missing."""
        if value is None or value == "":
            self.add("VALUE_MISSING", where=where)
            return False
        return True


def _tidy(text: str, *, lines: bool) -> str:
    """A text with single spaces, and without control characters."""
    rows = text.split("\n") if lines else [text]
    return "\n".join(" ".join(_CONTROL.sub(" ", row).split()) for row in rows).strip()


def _storable(text: str) -> bool:
    try:
        text.encode(_CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _named(character: str) -> str:
    """A character with its name."""
    return f"{_look(character)} ({unicodedata.name(character, 'unnamed')})"


def _look(character: str) -> str:
    """A character as it is where it can be printed, else by its number."""
    return f"'{character}'" if character.isprintable() else ascii(character)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _printable(text: str) -> str:
    """Halves of a pair of surrogates cannot be printed or stored; everything else can."""
    return text.encode("utf-8", "backslashreplace").decode()
