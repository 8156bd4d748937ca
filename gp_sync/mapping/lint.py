"""Checking the tables of the configuration against both systems, before any order has to find out."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, Currency
from gp_sync.core.model import Finding, RecordUnusable, Ref
from gp_sync.flows.purchase_orders.checks import template_fields
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.purchase_orders.tables import ANY, same
from gp_sync.mapping.accounts import account_problem, format_flaws, whole_account_flaws
from gp_sync.mapping.against import Against, Flaw
from gp_sync.mapping.named_in_procurify import procurify_flaws

__all__ = ["lint"]


def lint(companies: tuple[CompanyPolicy, ...], orders: OrderPolicy, against: Against) -> Iterator[Flaw]:
    """Look up everything that the tables name.

    Args:
        companies: the configured companies with their tables.
        orders: what holds for the orders of all companies.
        against: both systems, and the captured orders.

    Raises:
        Unavailable: a side cannot be used.
    """
    for company in companies:
        yield from _left_open(company)
        yield from _against_gp(company, against)
    yield from procurify_flaws(companies, orders, against)
    yield from _note(orders)


def _note(orders: OrderPolicy) -> Iterator[Flaw]:
    """Where Procurify's web application has its orders is not published, so there is no default."""
    if "url" in template_fields(orders.note) and not orders.order_url:
        problem = (
            "the notes in GP have no link to the order in Procurify: open an order there, copy its address from the "
            "browser, and put {key} in place of the order's key (or {number} in place of its number)"
        )
        yield Flaw("purchase_orders: order_url", problem, wrong=False)


def _left_open(company: CompanyPolicy) -> Iterator[Flaw]:
    """What the configuration leaves to a default that few companies mean."""
    if company.time_zone == "UTC":
        problem = "orders are dated by UTC: give the company's zone, or Etc/UTC if that is meant"
        yield Flaw(f"{company.id}: time_zone", problem, wrong=False)


def _against_gp(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    untold: dict[Ref, Finding] = {}
    for where, ref, value in _named_in_gp(company):
        try:
            found = against.find(ref)
        except RecordUnusable as error:
            untold.setdefault(error.finding.cause, error.finding)
            continue
        problem = _problem(found, value)
        if problem:
            yield Flaw(f"{company.id}: {where}", problem)
    checks = (format_flaws, whole_account_flaws, _currency_problems, _charge_items, _inventory_classes, _commitments)
    for check in checks:
        try:
            yield from check(company, against)
        except RecordUnusable as error:
            untold.setdefault(error.finding.cause, error.finding)
    for finding in untold.values():
        yield Flaw(f"{company.id}: {finding.cause}", f"not checked: {finding.tried}", wrong=False)


def _problem(found: object | None, value: str) -> str:
    if found is None:
        return f"'{value}' is not in GP: correct it, or add it there"
    if isinstance(found, Account) and (problem := account_problem(found)):
        return f"the account {value} is {problem} in GP"
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


def _charge_items(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    for table, charge in (("freight_line", company.freight_line), ("other_line", company.other_line)):
        if charge is not None and against.find(names.item(company.id, charge.number)) is not None:
            problem = f"'{charge.number}' is an item of GP's inventory, which a charge may not use: give another"
            yield Flaw(f"{company.id}: {table}.item_number", problem)


def _inventory_classes(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    """GP's table of item classes is none of the reference tables, so its items tell which there are."""
    wanted = [name for name in company.inventory_classes if name != ANY]
    if not wanted:
        return
    known = sorted({item.item_class for item in against.tables.rows("items", company.id) if item.item_class})
    for name in wanted:
        if not any(same(name, item_class) for item_class in known):
            problem = f"no item of GP has the class '{name}'; their classes are {', '.join(known) or 'none'}"
            yield Flaw(f"{company.id}: inventory_classes", problem, wrong=False)


def _commitments(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    setup = against.find(names.purchasing_setup(company.id))
    if company.commitments is None and getattr(setup, "commitments", None) is None:
        problem = "GP does not tell whether PO commitments or encumbrance are on: say true or false"
        yield Flaw(f"{company.id}: commitments", problem, wrong=False)


def _currency_problems(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    found = against.find(names.currencies(company.id))
    known = [row.id for row in found if isinstance(row, Currency)] if isinstance(found, tuple) else []
    for currency, value in company.currencies.items():
        if not any(same(value, row) for row in known):
            listed = ", ".join(known) or "none"
            yield Flaw(f'{company.id}: currencies "{currency}"', f"'{value}' is not one of GP's: {listed}")
    own = company.functional_currency
    if own and not any(same(own, value) for value in known):
        listed = ", ".join(known) or "none"
        yield Flaw(f"{company.id}: functional_currency", f"'{own}' is not one of GP's: {listed}")
