"""A question about a GP site, and how the answers to questions of several kinds are read."""

from collections.abc import Callable
from typing import Any

import attrs

from dynamicsgp_sba.profile.companion import COMPANION
from dynamicsgp_sba.profile.decimals import CompanyDecimals
from dynamicsgp_sba.profile.shipped import SHIPPED

__all__ = [
    "Question",
    "decimals",
    "of_resources",
    "of_site",
    "own_currency",
    "parameters",
    "resources",
    "seconds",
    "several",
    "url",
    "yes_or_no",
]


@attrs.frozen(kw_only=True)
class Question:
    """One question.

    Args:
        id: its name in a file of answers.
        text: the question.
        help: what it means and where the answer is found.
        default: the answer of who leaves it blank; None where there is none.
        needs: the question without whose answer, or with a "no" to it, this one is not asked. It has a default.
        read: turns an answer into a value. Raises ValueError with what is accepted.
    """

    id: str
    text: str
    help: str
    default: str | None
    needs: str | None = None
    read: Callable[[str], Any]


def of_site(entry: str) -> Callable[[str], Any]:
    """Read what an entry of a site may be, by the checks of that entry."""

    def read(answer: str) -> Any:
        changes: Any = {entry: answer}
        return getattr(attrs.evolve(SHIPPED, **changes), entry)

    return read


def of_resources(entry: str) -> Callable[[str], Any]:
    """Read what an entry of a resource may be, by the checks of that entry."""

    def read(answer: str) -> Any:
        changed = SHIPPED.with_resource("vendors", **{entry: answer})
        return getattr(changed.resources["vendors"], entry)

    return read


def url(answer: str) -> str:
    """Read an address that must be there."""
    found: str | None = of_site("base_url")(answer)
    if found is None:
        raise ValueError("it is blank: expected https://host or https://host:port")
    return found


def several(answer: str) -> tuple[str, ...]:
    """Read texts with semicolons between them."""
    return tuple(part.strip() for part in answer.split(";") if part.strip())


def yes_or_no(answer: str) -> bool:
    """Read a yes or a no."""
    words = {"yes": True, "y": True, "no": False, "n": False}
    if answer.lower() not in words:
        raise ValueError(f"{answer!r}: answer yes or no")
    return words[answer.lower()]


def resources(answer: str) -> tuple[str, ...]:
    """Read names of resources."""
    names = tuple(name.replace(" ", "_") for name in several(answer))
    unknown = [name for name in names if name not in SHIPPED.resources]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: expected some of {', '.join(sorted(SHIPPED.resources))}")
    return names


def parameters(answer: str) -> dict[str, str]:
    """Read parameters of an address, such as `$format=json`."""
    parts = [part.partition("=") for part in several(answer)]
    if not all(name.strip() and value.strip() for name, _, value in parts):
        raise ValueError(f"{answer!r}: expected parameters such as $format=json, with a semicolon between them")
    return {name.strip(): value.strip() for name, _, value in parts}


def seconds(answer: str) -> float:
    """Read a number of seconds."""
    try:
        number = float(answer)
    except ValueError:
        raise ValueError(f"{answer!r}: expected a number of seconds, such as 900") from None
    return COMPANION.with_resource("vendors", longest_execution=number).resources["vendors"].longest_execution


def decimals(answer: str) -> int | None:
    """Read a number of decimals, or nothing."""
    if not answer:
        return None
    if not (answer.isascii() and answer.isdigit()):
        raise ValueError(f"{answer!r}: expected a whole number from 0 to 5")
    return CompanyDecimals(quantity=int(answer)).quantity


def own_currency(answer: str) -> CompanyDecimals:
    """Read a currency with the decimals of its amounts and those of unit costs, such as `Z-US$ 2 2`, or nothing."""
    if not answer:
        return CompanyDecimals()
    currency, *numbers = answer.rsplit(maxsplit=2)
    if len(numbers) != 2:  # noqa: PLR2004
        raise ValueError(f"{answer!r}: expected a currency ID and two numbers of decimals, such as Z-US$ 2 2")
    amounts, costs = map(decimals, numbers)
    return CompanyDecimals(functional_currency=currency, currencies={currency: amounts or 0}, unit_cost=costs)
