"""Checking what the tables name in Procurify, and that they have all of its locations and departments."""

from collections.abc import Iterator
from difflib import get_close_matches

from gp_sync.core.model import Unavailable
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.purchase_orders.tables import ANY, same
from gp_sync.mapping.against import Against, Flaw

__all__ = ["procurify_flaws"]

_NEAREST = 3
_NOT_LISTED = {
    "vendor": " (archived vendors are not listed)",
    "custom field": " (those of orders are not listed: one is known once a captured order has a value in it)",
}
"""By kind: what is in Procurify all the same, though no list of it has it."""


def procurify_flaws(companies: tuple[CompanyPolicy, ...], orders: OrderPolicy, against: Against) -> Iterator[Flaw]:
    """Look up every name of Procurify's that the configuration has, and its places in the configuration.

    A list that cannot be read, as by an application without the right to it, is told as not checked.
    """
    named = [row for row in _named(companies, orders) if row[2].strip() not in {"", ANY}]
    known: dict[str, tuple[str, ...]] = {}
    for kind in dict.fromkeys(kind for _, kind, _ in named):
        try:
            known[kind] = _known(kind, against)
        except Unavailable as error:
            yield Flaw(f"Procurify's list of {kind}s", f"not checked: {error.finding.tried}", wrong=False)
    for where, kind, name in named:
        if kind in known and not any(same(name, there) for there in known[kind]):
            yield Flaw(where, f"Procurify has no {kind} '{name}'{_near(kind, name, known[kind])}", wrong=False)
    yield from _places_left_out(companies, against)


def _known(kind: str, against: Against) -> tuple[str, ...]:
    """All names of a kind. Raises Unavailable."""
    places = against.procurify
    if kind == "location":
        return places.locations
    if kind == "department":
        return tuple(name for name, _ in places.departments)
    captured = {name for said in against.said.values() for name in said.custom_fields} if kind == "custom field" else ()
    return (*against.listed(kind), *captured)


def _near(kind: str, name: str, known: tuple[str, ...]) -> str:
    """The names that are most like one, as far as any is, and what may be missing among them."""
    by_words = {there.strip().casefold(): there.strip() for there in known}
    found = [by_words[words] for words in get_close_matches(name.strip().casefold(), by_words, n=_NEAREST)]
    return (f"; nearest: {', '.join(found)}" if found else "; nothing there is like it") + _NOT_LISTED.get(kind, "")


def _places_left_out(companies: tuple[CompanyPolicy, ...], against: Against) -> Iterator[Flaw]:
    procurify, functions = against.procurify, against.functions
    routed = functions is not None and functions.routes_by_location
    for location in procurify.unlisted(companies):
        so = "its orders are stopped" if routed else "your function tells the company of its orders"
        yield Flaw("locations", f"no company lists Procurify's location '{location}': {so}", wrong=routed)
    for company in companies:
        for name, location in procurify.without_segment(company):
            problem = f"the department '{name}' of '{location}' has no segment"
            yield Flaw(f"{company.id}: departments", f"{problem}: its orders are stopped, unless `accounts` has them")


def _named(companies: tuple[CompanyPolicy, ...], orders: OrderPolicy) -> Iterator[tuple[str, str, str]]:
    """Every name of Procurify's in the configuration: where it stands, what it is a name of, and the name."""
    for company in companies:
        for where, kind, name in _named_by(company):
            yield f"{company.id}: {where}", kind, name
    for number, rule in enumerate(orders.skip, start=1):
        where = f"purchase_orders: skip, rule {number}"
        yield f"{where}.vendor", "vendor", rule.vendor
        yield f"{where}.department", "department", rule.department
        yield f"{where}.location", "location", rule.location
        yield f"{where}.account_code", "account code", rule.account_code
        yield f"{where}.custom_field", "custom field", rule.custom_field


def _named_by(company: CompanyPolicy) -> Iterator[tuple[str, str, str]]:
    for place in company.locations:
        yield f'locations "{place.name}"', "location", place.name
    for row in company.departments:
        yield f'departments "{row.name}"', "department", row.name
        yield f'departments "{row.name}".location', "location", row.location
    for number, exception in enumerate(company.accounts, start=1):
        yield f"accounts, row {number}.account_code", "account code", exception.account_code
        yield f"accounts, row {number}.department", "department", exception.department
        yield f"accounts, row {number}.location", "location", exception.location
    for field in company.custom_fields:
        yield f'custom_fields "{field.name}"', "custom field", field.name
    for table, rows in (("buyers", company.buyers), ("requesters", company.requesters)):
        yield from ((f'{table} "{name}"', "user", name) for name in rows)
