"""Checking what the tables make account numbers of: the template, its segment values, and whole accounts."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, AccountFormat
from gp_sync.flows.purchase_orders.document import Coding
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.mapping.against import Against, Flaw
from gp_sync.run.guarded import NotProcessedError, guarded

__all__ = ["account_problem", "format_flaws", "segment_positions", "whole_account_flaws"]

_SHOWN = 5


def account_problem(account: Account | None) -> str:
    """Why orders cannot use an account, in words; empty if they can."""
    if account is None:
        return "not in GP"
    return "" if account.takes_entries else "inactive or takes no entries"


def segment_positions(company: CompanyPolicy, account_format: AccountFormat, field: str) -> tuple[int, ...]:
    """The segments, from 1, that a name of the template fills alone; none where the template does not show them."""
    parts = account_format.segments(company.account)
    if len(parts) != len(account_format.lengths):
        return ()
    return tuple(number for number, part in enumerate(parts, start=1) if part == f"{{{field}}}")


def format_flaws(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    """The template and the cost centres fit GP's account format, and segment values are GP's. Raises RecordUnusable."""
    account_format = against.find(names.account_format(company.id))
    segments = len(account_format.lengths) if isinstance(account_format, AccountFormat) else 0
    if isinstance(account_format, AccountFormat) and account_format.separator:
        yield from _template_flaws(company, account_format, against)
    for position in company.cost_centre_segments:
        if position > segments:
            yield Flaw(
                f"{company.id}: cost_centre_segments",
                f"GP's accounts have {segments} segments, so there is no {position}",
            )


def _template_flaws(company: CompanyPolicy, account_format: AccountFormat, against: Against) -> Iterator[Flaw]:
    """The template makes as many segments as GP's accounts have, of values that GP knows where one fills a segment."""
    parts, segments = account_format.segments(company.account), len(account_format.lengths)
    if len(parts) != segments:
        if company.account != "{account_code}":  # whose codes may be whole account numbers
            problem = f"'{company.account}' makes {len(parts)} segments, and GP's accounts have {segments}"
            # Too few may be right: a code can be several segments.
            yield Flaw(f"{company.id}: account", problem, wrong=len(parts) > segments)
        return
    for where, field, value in _segments_of(company):
        for position in segment_positions(company, account_format, field):
            if value and against.find(names.segment(company.id, position, value)) is None:
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


def whole_account_flaws(company: CompanyPolicy, against: Against) -> Iterator[Flaw]:
    """Whether GP has the accounts that each account code makes in each department, or why that is not told.

    A code that is never used in a department needs no account there, so it is wrong only where none is usable.

    Raises:
        RecordUnusable: GP's accounts cannot be looked up.
        Unavailable: a side cannot be used.
    """
    where, said = f"{company.id}: account", against.said.get(company.id)
    if against.functions is None:
        yield _unchecked(where, "the configuration has a mapper of its own")
        return
    if said is None or not said.coded:
        yield _unchecked(where, "no order of the company was captured yet, as `gp-sync plan` does")
        return
    try:
        made = set(_numbers(company, against, against.functions))
    except NotProcessedError as error:
        yield _unchecked(where, str(error))
        return
    numbers = sorted(made - {row.account for row in company.accounts})  # those are looked up row by row
    found = {number: account_problem(_account(company, number, against)) for number in numbers}
    problems = [f"{number} ({problem})" for number, problem in found.items() if problem]
    if problems:
        more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        tried = "each account code of captured orders was tried in each department of Procurify"
        unusable = f"{len(problems)} of {len(numbers)} accounts cannot be used ({tried})"
        yield Flaw(where, f"{unusable}: {', '.join(problems[:_SHOWN])}{more}", wrong=len(problems) == len(numbers))


def _unchecked(where: str, why: str) -> Flaw:
    return Flaw(where, f"not checked whether GP has the accounts that the template makes: {why}", wrong=False)


def _numbers(company: CompanyPolicy, against: Against, functions: OrderFunctions) -> Iterator[str]:
    """The accounts of each captured account code in each department of the company's locations.

    A department or location without a segment makes none, which is told of the tables themselves.
    """
    places = [
        (department, location)
        for department, location in against.procurify.departments
        if company.location(location) is not None
    ]
    for (account_code, *_), (order, line) in against.said[company.id].coded.items():
        for department, location in places:
            coding = Coding(account_code=account_code, department=department, location=location)
            number = guarded(functions.gl_account, order, line, coding, company)
            if number:
                yield number


def _account(company: CompanyPolicy, number: str, against: Against) -> Account | None:
    found = against.find(names.account(company.id, number))
    return found if isinstance(found, Account) else None
