"""Checking the tables of the configuration against both systems, before any order has to find out."""

from collections.abc import Iterator
from datetime import datetime

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, AccountFormat, Currency
from gp_sync.core.flow import References
from gp_sync.core.model import Finding, RecordUnusable, Ref
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.tables import ANY, same

__all__ = ["Flaw", "ProcurifyNames", "lint"]


@attrs.frozen(kw_only=True)
class ProcurifyNames:
    """What Procurify calls its places: its locations, and its departments with the location of each."""

    locations: tuple[str, ...]
    departments: tuple[tuple[str, str], ...]


@attrs.frozen
class Flaw:
    """Something in a table that is not as it should be.

    Args:
        where: the key of the configuration.
        problem: what is wrong, with the value and what to do.
        wrong: orders are stopped, or refused by GP, because of it; if not, it is only worth a look.
    """

    where: str
    problem: str
    wrong: bool = True


@attrs.frozen
class _Lookup:
    """Asks for facts as of now."""

    references: References
    since: datetime

    def find(self, ref: Ref) -> object | None:
        return self.references.find(ref, self.since)


def lint(
    companies: tuple[CompanyPolicy, ...], references: References, since: datetime, procurify: ProcurifyNames
) -> Iterator[Flaw]:
    """Look up everything that the tables name.

    Args:
        companies: the configured companies with their tables.
        references: GP's reference data.
        since: how old the data may be.
        procurify: what Procurify calls its places.

    Raises:
        Unavailable: a side cannot be used.
    """
    lookup = _Lookup(references, since)
    for company in companies:
        yield from _left_open(company)
        yield from _against_gp(company, lookup)
    yield from _against_procurify(companies, procurify)


def _left_open(company: CompanyPolicy) -> Iterator[Flaw]:
    """What the configuration leaves to a default that few companies mean."""
    if company.time_zone == "UTC":
        problem = "orders are dated by UTC: give the company's zone, or Etc/UTC if that is meant"
        yield Flaw(f"{company.id}: time_zone", problem, wrong=False)


def _against_gp(company: CompanyPolicy, lookup: _Lookup) -> Iterator[Flaw]:
    untold: dict[Ref, Finding] = {}
    for where, ref, value in _named_in_gp(company):
        try:
            found = lookup.find(ref)
        except RecordUnusable as error:
            untold.setdefault(error.finding.cause, error.finding)
            continue
        problem = _problem(found, value)
        if problem:
            yield Flaw(f"{company.id}: {where}", problem)
    for check in (_format_problems, _currency_problems, _charge_items, _commitments):
        try:
            yield from check(company, lookup)
        except RecordUnusable as error:
            untold.setdefault(error.finding.cause, error.finding)
    for finding in untold.values():
        yield Flaw(f"{company.id}: {finding.cause}", f"not checked: {finding.tried}", wrong=False)


def _problem(found: object | None, value: str) -> str:
    if found is None:
        return f"'{value}' is not in GP: correct it, or add it there"
    if isinstance(found, Account) and not found.takes_entries:
        return f"the account {value} is inactive or takes no entries in GP"
    return ""


def _named_in_gp(company: CompanyPolicy) -> Iterator[tuple[str, Ref, str]]:
    """Everything in the tables that must exist in GP: where it stands, the fact, and the value."""
    yield from _places(company)
    texts = (
        ("payment_terms", company.payment_terms, names.payment_terms),
        ("shipping_methods", company.shipping_methods, names.shipping_method),
        ("units", company.units, names.unit),
        ("buyers", company.buyers, names.buyer),
    )
    for table, rows, name in texts:
        yield from ((f'{table} "{key}"', name(company.id, value), value) for key, value in rows.items() if value)
    if company.default_unit:
        yield "default_unit", names.unit(company.id, company.default_unit), company.default_unit
    if company.tax_schedule:
        yield "tax_schedule", names.tax_schedule(company.id, company.tax_schedule), company.tax_schedule
    for number, row in enumerate(company.accounts, start=1):
        yield f"accounts, row {number}", names.account(company.id, row.account), row.account
    for table, charge in (("freight_line", company.freight_line), ("other_line", company.other_line)):
        if charge is not None:
            yield f"{table}.account", names.account(company.id, charge.account), charge.account
    for vendor, linked in company.vendor_links.items():
        yield f"vendor_links, vendor {vendor}", names.gp_vendor(company.id, linked), linked


def _places(company: CompanyPolicy) -> Iterator[tuple[str, Ref, str]]:
    for row in company.locations:
        where = f'locations "{row.name}"'
        wanted = (
            (f"{where}.site", names.site, row.site),
            (f"{where}.ship_to", names.company_address, row.ship_to),
            (f"{where}.bill_to", names.company_address, row.bill_to),
        )
        yield from ((place, name(company.id, value), value) for place, name, value in wanted if value)
    defaults = (
        ("default_site", names.site, company.default_site),
        ("default_ship_to", names.company_address, company.default_ship_to),
        ("default_bill_to", names.company_address, company.default_bill_to),
    )
    yield from ((place, name(company.id, value), value) for place, name, value in defaults if value)
    yield from (("inventory_sites", names.site(company.id, value), value) for value in company.inventory_sites)


def _format_problems(company: CompanyPolicy, lookup: _Lookup) -> Iterator[Flaw]:
    account_format = lookup.find(names.account_format(company.id))
    segments = len(account_format.lengths) if isinstance(account_format, AccountFormat) else 0
    if isinstance(account_format, AccountFormat) and account_format.separator:
        yield from _template_problems(company, account_format, lookup)
    for position in company.cost_centre_segments:
        if position > segments:
            yield Flaw(
                f"{company.id}: cost_centre_segments",
                f"GP's accounts have {segments} segments, so there is no {position}",
            )


def _template_problems(company: CompanyPolicy, account_format: AccountFormat, lookup: _Lookup) -> Iterator[Flaw]:
    """The template makes as many segments as GP's accounts have, of values that GP knows where one fills a segment."""
    parts, segments = account_format.segments(company.account), len(account_format.lengths)
    if len(parts) != segments:
        if company.account != "{account_code}":  # whose codes may be whole account numbers
            problem = f"'{company.account}' makes {len(parts)} segments, and GP's accounts have {segments}"
            # Too few may be right: a code can be several segments.
            yield Flaw(f"{company.id}: account", problem, wrong=len(parts) > segments)
        return
    for where, field, value in _segments_of(company):
        place = f"{{{field}}}"
        for position in (number for number, part in enumerate(parts, start=1) if part == place):
            if value and lookup.find(names.segment(company.id, position, value)) is None:
                problem = f"'{value}' is no value of segment {position} in GP: correct it, or add it there"
                yield Flaw(f"{company.id}: {where}", problem)


def _segments_of(company: CompanyPolicy) -> Iterator[tuple[str, str, str]]:
    """Every segment value of the tables: where it stands, the template's name that it fills, and the value."""
    for location in company.locations:
        yield f'locations "{location.name}".segment', "location", location.segment
    for department in company.departments:
        yield f'departments "{department.name}".segment', "department", department.segment
    for field in company.custom_fields:
        where = f'custom_fields "{field.name}"'
        yield f"{where}.default", field.called, field.default
        yield from ((f'{where}.values "{name}"', field.called, value) for name, value in field.values.items())


def _charge_items(company: CompanyPolicy, lookup: _Lookup) -> Iterator[Flaw]:
    for table, charge in (("freight_line", company.freight_line), ("other_line", company.other_line)):
        if charge is not None and lookup.find(names.item(company.id, charge.number)) is not None:
            problem = f"'{charge.number}' is an item of GP's inventory, which a charge may not use: give another"
            yield Flaw(f"{company.id}: {table}.item_number", problem)


def _commitments(company: CompanyPolicy, lookup: _Lookup) -> Iterator[Flaw]:
    setup = lookup.find(names.purchasing_setup(company.id))
    if company.commitments is None and getattr(setup, "commitments", None) is None:
        problem = "GP does not tell whether PO commitments or encumbrance are on: say true or false"
        yield Flaw(f"{company.id}: commitments", problem, wrong=False)


def _currency_problems(company: CompanyPolicy, lookup: _Lookup) -> Iterator[Flaw]:
    found = lookup.find(names.currencies(company.id))
    known = [row.id for row in found if isinstance(row, Currency)] if isinstance(found, tuple) else []
    for currency, value in company.currencies.items():
        if value not in known:
            listed = ", ".join(known) or "none"
            yield Flaw(f'{company.id}: currencies "{currency}"', f"'{value}' is not one of GP's: {listed}")
    own = company.functional_currency
    if own and not any(same(own, value) for value in known):
        listed = ", ".join(known) or "none"
        yield Flaw(f"{company.id}: functional_currency", f"'{own}' is not one of GP's: {listed}")


def _against_procurify(companies: tuple[CompanyPolicy, ...], procurify: ProcurifyNames) -> Iterator[Flaw]:
    listed = [(company, row.name) for company in companies for row in company.locations]
    for company, name in listed:
        if not any(same(name, known) for known in procurify.locations):
            known = ", ".join(procurify.locations) or "none"
            yield Flaw(
                f'{company.id}: locations "{name}"', f"Procurify has no such location; it has {known}", wrong=False
            )
    for location in procurify.locations:
        if not any(same(name, location) for _, name in listed):
            yield Flaw("locations", f"no company lists Procurify's location '{location}': its orders are stopped")
    for company in companies:
        yield from _departments(company, procurify)


def _departments(company: CompanyPolicy, procurify: ProcurifyNames) -> Iterator[Flaw]:
    for row in company.departments:
        if row.name != ANY and not any(same(row.name, name) for name, _ in procurify.departments):
            yield Flaw(f'{company.id}: departments "{row.name}"', "Procurify has no such department", wrong=False)
    if "department" not in company.account_fields:
        return
    for name, location in procurify.departments:
        if company.location(location) is not None and company.department(name, location) is None:
            problem = f"the department '{name}' of '{location}' has no segment"
            yield Flaw(f"{company.id}: departments", f"{problem}: its orders are stopped, unless `accounts` has them")
