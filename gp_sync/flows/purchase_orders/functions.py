"""The functions of the mapper that a user may replace one by one; each answers one question about an order.

They look at the order and the company's tables only, never at GP: what they answer is looked up there afterwards. An
empty text means that there is no answer, which is a finding where GP cannot do without.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from gp_sync.flows.purchase_orders.checks import template_fields
from gp_sync.flows.purchase_orders.document import Coding, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import CustomField, looked_up, most_specific, said_in

__all__ = [
    "COMMENT",
    "Changed",
    "CompanyFunction",
    "LineFunction",
    "NoteFunction",
    "OrderFunction",
    "OrderFunctions",
    "PartFunction",
    "codings",
    "custom_value",
    "gl_account",
    "note",
    "part_codings",
]

COMMENT = "the comment"
"""What messages call an order's comment."""

CompanyFunction: TypeAlias = Callable[[Coding, PurchaseOrderPolicy], CompanyPolicy | None]
"""The GP company that a coding belongs to, or None."""

OrderFunction: TypeAlias = Callable[[SourceOrder, CompanyPolicy], str]
"""Something about a whole order."""

LineFunction: TypeAlias = Callable[[SourceOrder, SourceLine, CompanyPolicy], str]
"""Something about a line."""

PartFunction: TypeAlias = Callable[[SourceOrder, SourceLine, Coding, CompanyPolicy], str]
"""Something about a line, or a part of a split one, by what it is charged to."""

NoteFunction: TypeAlias = Callable[[SourceOrder, CompanyPolicy, OrderPolicy, "Changed"], str]
"""The order's note; the last argument is what became otherwise on the way."""


@attrs.frozen(kw_only=True)
class Changed:
    """What of an order is not in GP as it is in Procurify.

    Args:
        moved: in words, how its date was moved; empty if it was not.
        shortened: texts that GP cannot hold whole, by what messages call them.
    """

    moved: str = ""
    shortened: Mapping[str, str] = attrs.field(factory=dict)


def codings(line: SourceLine) -> tuple[Coding, ...]:
    """What a line is charged to: what it is allocated to, be that one account, else its own coding, if it has any."""
    return tuple(coding for _, coding in part_codings(line))


def part_codings(line: SourceLine) -> tuple[tuple[str, Coding], ...]:
    """The same, each with the name of its part: the line's id, and the part's place from 1 if it is split."""
    coded = [(place, part.coding) for place, part in enumerate(line.allocations, start=1) if part.coding is not None]
    if len(coded) > 1:
        return tuple((f"{line.id}:{place}", coding) for place, coding in coded)
    only = coded[0][1] if coded else line.coding
    return () if only is None else ((str(line.id), only),)


def company(coding: Coding, policy: PurchaseOrderPolicy) -> CompanyPolicy | None:
    """The company that lists the coding's location."""
    return policy.company_of(coding.location)


def custom_value(order: SourceOrder, line: SourceLine, field: CustomField) -> str:
    """What a custom field says of a line: the line's own value, else the order's; empty if neither has one."""
    return said_in(line.custom_fields, field.name) or said_in(order.custom_fields, field.name)


def gl_account(order: SourceOrder, line: SourceLine, coding: Coding, company: CompanyPolicy) -> str:
    """The account number of the table of exceptions, else of the company's template; empty if a segment is missing."""
    exact = most_specific(
        company.accounts, account_code=coding.account_code, department=coding.department, location=coding.location
    )
    if exact is not None:
        return exact.account
    location = company.location(coding.location)
    department = company.department(coding.department, coding.location)
    values = {
        "account_code": coding.account_code,
        "location": location.segment if location else "",
        "department": department.segment if department else "",
    }
    for field in company.custom_fields:
        said = custom_value(order, line, field)
        mapped = looked_up(field.values, said) if said else field.default
        values[field.called] = said if mapped is None else mapped
    used = {name: values[name] for name in company.account_fields}
    return company.account.format(**values) if all(used.values()) else ""


def site(_: SourceOrder, __: SourceLine, coding: Coding, company: CompanyPolicy) -> str:
    """The site of the coding's location, else the company's default."""
    location = company.location(coding.location)
    return (location.site if location else "") or company.default_site


def unit(_: SourceOrder, line: SourceLine, company: CompanyPolicy) -> str:
    """GP's unit by the table, else Procurify's own."""
    listed = company.unit(line.unit)
    return line.unit.strip() if listed is None else listed


def requested_by(_: SourceOrder, line: SourceLine, company: CompanyPolicy) -> str:
    """The requester's name by the table, else as it is."""
    listed = looked_up(company.requesters, line.requester)
    return line.requester if listed is None else listed


def payment_terms(order: SourceOrder, company: CompanyPolicy) -> str:
    """GP's terms by the table, else Procurify's own; empty leaves them to the vendor's."""
    if not order.payment_terms:
        return ""
    listed = looked_up(company.payment_terms, order.payment_terms)
    return order.payment_terms if listed is None else listed


def buyer(order: SourceOrder, company: CompanyPolicy) -> str:
    """GP's buyer ID by the table of purchasers; empty leaves it out."""
    return looked_up(company.buyers, order.buyer) or ""


def ship_to(order: SourceOrder, company: CompanyPolicy) -> str:
    """The address of the first coded location that has one: GP's order has one ship-to."""
    return _first_address(order, company, "ship_to") or company.default_ship_to


def bill_to(order: SourceOrder, company: CompanyPolicy) -> str:
    """The same for the bill-to address."""
    return _first_address(order, company, "bill_to") or company.default_bill_to


def _first_address(order: SourceOrder, company: CompanyPolicy, which: str) -> str:
    locations = (company.location(coding.location) for line in order.lines for coding in codings(line))
    return next((found for row in locations if row is not None and (found := getattr(row, which))), "")


def note(order: SourceOrder, _: CompanyPolicy, policy: OrderPolicy, changed: Changed) -> str:
    """The note by the template. A line of it that would only have empty names is left out."""
    values = {
        "number": order.number,
        "external_number": order.external_number,
        "requesters": _names(line.requester for line in order.lines),
        "approvers": _names(name for line in order.lines for name in line.approvers),
        "buyer": order.buyer,
        "comment": order.comment.strip(),
        "url": policy.order_url.format(key=order.key, number=order.number),
        "moved": changed.moved,
        "shortened": "\n".join(f"{where}: {text}" for where, text in _shortened(policy, changed)),
    }
    rows = (row for row in policy.note.split("\n") if _says_something(row, values))
    return "\n".join(row.format(**values).strip() for row in rows)


def _shortened(policy: OrderPolicy, changed: Changed) -> list[tuple[str, str]]:
    """The texts that GP has not whole, but for a comment that the note has by its own name: nothing stands twice."""
    has_comment = "comment" in template_fields(policy.note)
    return [row for row in changed.shortened.items() if not (has_comment and row[0] == COMMENT)]


def _says_something(row: str, values: dict[str, str]) -> bool:
    used = [name for name in values if f"{{{name}" in row]
    return not used or any(values[name] for name in used)


def _names(names: object) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name))  # type: ignore[attr-defined]


@attrs.frozen(kw_only=True)
class OrderFunctions:
    """All that may be replaced, each with what the tables make of it by default.

    Args:
        company: the GP company of a coding; all codings of an order must lead to one.
        gl_account: the GL account of a line or part.
        site: its site.
        unit: the unit of measure of a line; GP's own spelling of it is found afterwards.
        requested_by: who asked for a line.
        payment_terms: the terms; empty leaves them to the vendor's.
        buyer: GP's buyer ID; empty leaves it out.
        ship_to: the company address that the order is shipped to; empty leaves it to GP.
        bill_to: the company address that it is billed to; empty leaves it to GP.
        note: the note.
    """

    company: CompanyFunction = company
    gl_account: PartFunction = gl_account
    site: PartFunction = site
    unit: LineFunction = unit
    requested_by: LineFunction = requested_by
    payment_terms: OrderFunction = payment_terms
    buyer: OrderFunction = buyer
    ship_to: OrderFunction = ship_to
    bill_to: OrderFunction = bill_to
    note: NoteFunction = note

    @property
    def routes_by_location(self) -> bool:
        """Whether the tables of locations tell the company of an order, and no function of the user's."""
        return self.company is company
