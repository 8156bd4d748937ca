"""GP's business rules: what a number or the words of a refusal mean, from the file `data/business_rules.json`.

The numbers are those of the eConnect procedures for purchase orders and vendors. SBA runs GP's windows instead, which
speak in words; those that are known are in the file too. What is in neither stays a refusal with GP's own words.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

__all__ = ["BusinessRule", "codes_in", "is_of_database", "rule_of_code", "rule_of_words"]

_NUMBER = re.compile(r"error\s*(?:number|code|state)?\s*[=:]\s*(\d{2,5})\b", re.IGNORECASE)
_OF_DATABASE = re.compile(
    r"transport-level error|provider:|SQL Server Native Client|SqlClient|SqlException|ODBC|OLE DB|communication link|"
    r"network-related|deadlock|time-?out (period )?(expired|elapsed)|execution timeout|lock request time ?out|"
    r"operation has timed out|connection (was|is) (broken|closed|lost|reset|aborted)|"
    r"connection was forcibly closed|transaction log|cannot open database|login failed for user",
    re.IGNORECASE,
)
_ONLY_NUMBERS = re.compile(r"\d{2,5}(?:[\s,;]+\d{2,5})*")


@attrs.frozen(kw_only=True)
class BusinessRule:
    """One rule of GP that stands against a document.

    Args:
        code: eConnect's error number, as text; empty for a rule that is known by a window's words.
        procedure: the eConnect procedure that checks it; empty for a window's words.
        kind: what kind of rule it is, such as `reference`, `required`, `state` or `lock`; empty for a window's words.
        sentence: what is wrong, in plain words.
        window: the GP window where it can be looked at or mended; empty where none is known.
        means: `exists` (the number or ID is in use), `locked` (a user has the record open), `changed` (somebody changed
            it since), `denied` (the user may not) or `refused`.
    """

    code: str = ""
    procedure: str = ""
    kind: str = ""
    sentence: str
    window: str = ""
    means: str = "refused"

    @property
    def retry(self) -> bool:
        """Whether the same request may work later without anybody changing a document or the setup."""
        return self.means == "locked"


def rule_of_code(code: str) -> BusinessRule | None:
    """Give the rule with eConnect's number, or None for a number that is not known."""
    return _by_code().get(code)


def rule_of_words(text: str) -> BusinessRule | None:
    """Give the rule that the words of an answer tell, or None where they tell none."""
    return next((rule for pattern, rule in _by_words() if pattern.search(text)), None)


def is_of_database(text: str) -> bool:
    """Whether words are those of SQL Server or of the network: they say nothing about what was carried out."""
    return _OF_DATABASE.search(text) is not None


def codes_in(text: str) -> tuple[str, ...]:
    """Find eConnect's numbers in words: `Error Number = 220`, or a text of nothing but known numbers."""
    if _ONLY_NUMBERS.fullmatch(text.strip()):
        numbers = re.findall(r"\d+", text)
        return tuple(numbers) if all(rule_of_code(number) for number in numbers) else ()
    return tuple(dict.fromkeys(_NUMBER.findall(text)))


@cache
def _by_code() -> dict[str, BusinessRule]:
    return {row["code"]: BusinessRule(**row) for row in _file()["rules"]}


@cache
def _by_words() -> tuple[tuple[re.Pattern[str], BusinessRule], ...]:
    return tuple(
        (re.compile(row.pop("pattern"), re.IGNORECASE | re.DOTALL), BusinessRule(**row)) for row in _file()["dialogs"]
    )


def _file() -> dict[str, Any]:
    text = files("dynamicsgp_sba").joinpath("data", "business_rules.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
