"""The conflict desk: fields of vendors that wait for a person, with what both sides have and had, and who decides."""

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from gp_sync.core.canonical import plain, revive
from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.facts import vendor_choice, vendor_release
from gp_sync.core.model import Finding, Key
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.loops import writes_of
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.vendor_choices import kept_choice, remember_choice, remember_release
from gp_sync.run.session import Session

__all__ = ["Conflict", "DeskError", "Side", "conflicts", "frozen", "one_conflict", "release", "resolve"]

Side = Literal["procurify", "gp"]

_CHOICE, _RELEASE = vendor_choice("", "", "").kind, vendor_release("", "").kind


class DeskError(Exception):
    """What a person decides does not fit how the vendor stands; the message says what would."""


@attrs.frozen(kw_only=True)
class Conflict:
    """One field of a vendor that waits for a person.

    Args:
        vendor: the vendor's key in the ledger, such as `17`.
        name: what people call it.
        company: the GP company.
        field: its name.
        agreed: what both sides last agreed on.
        procurify: what Procurify has.
        gp: what GP has.
        code: why it waits: both sides changed it, or GP would ask for a new approval of the vendor.
        taken: the side that a person took since, `procurify` or `gp`; empty while nobody did.
    """

    vendor: str
    name: str
    company: str
    field: str
    agreed: str
    procurify: str
    gp: str
    code: str
    taken: str = ""


def conflicts(ledger: Ledger, connection: str, vendor: str | None = None) -> Iterator[Conflict]:
    """The fields that wait for a person, of all vendors or one."""
    for row in _rows(ledger, connection, vendor):
        for found in row.findings:
            if found.cause.kind == _CHOICE:
                conflict = _conflict(row, found)
                yield attrs.evolve(conflict, taken=_taken(ledger, connection, conflict))


def frozen(ledger: Ledger, connection: str, vendor: str | None = None) -> Iterator[tuple[DocumentRow, str]]:
    """The vendors whose link was frozen, with the company."""
    for row in _rows(ledger, connection, vendor):
        for found in row.findings:
            if found.cause.kind == _RELEASE:
                yield row, found.cause.key[1]


def resolve(session: Session, conflict: Conflict, take: Side, *, by: str, why: str) -> None:
    """Take one side in a conflict; the next run writes its value to the other.

    Raises:
        LeaseLost: another process took over.
    """
    # First, so that no choice is kept of which nothing would come: whoever decided anew without it waits once more.
    _decide_anew(session, conflict.vendor, by)
    after = _writes(session.ledger, session.connection, conflict)
    choice = VendorChoice(take=take, procurify=conflict.procurify, gp=conflict.gp, after=after)
    remember_choice(session, conflict.vendor, conflict.company, conflict.field, choice, by=by, why=why)


def release(session: Session, vendor: str, companies: Iterable[str], *, by: str, why: str) -> None:
    """Let a vendor's frozen link go on.

    Raises:
        LeaseLost: another process took over.
    """
    _decide_anew(session, vendor, by)
    for company in companies:
        remember_release(session, vendor, company, by=by, why=why)


def one_conflict(found: Iterable[Conflict], field: str, company: str) -> Conflict:
    """The one conflict about a field.

    Args:
        found: all of a vendor.
        field: its name, with spaces or underscores.
        company: its company; empty if it is the only one.

    Raises:
        DeskError: there is none, or there are several.
    """
    open_ones = list(found)
    name = field.strip().replace(" ", "_").casefold()
    waiting_in = list(dict.fromkeys(row.company for row in open_ones if row.field == name))
    if waiting_in and company and plain(company) not in map(plain, waiting_in):
        raise DeskError(f"the {field} waits in {', '.join(waiting_in)}, and not in '{company}'")
    chosen = [row for row in open_ones if row.field == name and plain(company) in {"", plain(row.company)}]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        companies = ", ".join(row.company for row in chosen)
        raise DeskError(f"the {field} waits in {companies}: say which by --company")
    waiting = ", ".join(dict.fromkeys(row.field for row in open_ones)) or "none"
    raise DeskError(f"no conflict about '{field}' waits for a person; fields that do: {waiting}")


def _taken(ledger: Ledger, connection: str, conflict: Conflict) -> str:
    """The side that a person took in a conflict, if what was kept is about these values and not carried out yet."""
    kept = kept_choice(ledger, connection, conflict.vendor, conflict.company, conflict.field)
    if kept is None or (kept.procurify, kept.gp) != (conflict.procurify, conflict.gp):
        return ""
    return kept.take if kept.after == _writes(ledger, connection, conflict) else ""


def _writes(ledger: Ledger, connection: str, conflict: Conflict) -> str:
    """What was written to the field so far: once more is written, the choice was carried out."""
    newest = ledger.newest(Key(connection=connection, flow=VENDORS, source_id=conflict.vendor))
    links = newest.links if newest is not None else {}
    sent = {target: revive(link.sent, VendorRecord) for target, link in links.items()}
    return writes_of(sent, conflict.company, conflict.field)


def _conflict(row: DocumentRow, found: Finding) -> Conflict:
    vendor, company, field = found.cause.key
    compared = next((pair for pair in found.differences if pair.field == field), None)
    return Conflict(
        vendor=vendor,
        name=row.label,
        company=company,
        field=field,
        agreed=compared.written if compared is not None else "",
        procurify=compared.wanted if compared is not None else "",
        gp=compared.there if compared is not None else "",
        code=found.code,
    )


def _rows(ledger: Ledger, connection: str, vendor: str | None) -> Iterator[DocumentRow]:
    if vendor is None:
        yield from ledger.documents(connection, VENDORS)
        return
    row = ledger.document(Key(connection=connection, flow=VENDORS, source_id=vendor))
    if row is not None:
        yield row


def _decide_anew(session: Session, vendor: str, by: str) -> None:
    """A vendor of which something else was written waits for nothing, so no cause of an issue brings it up again."""
    key = Key(connection=session.connection, flow=VENDORS, source_id=vendor)
    event = session.event("replay", reason="a person decided about the vendor", by=by)
    session.ledger.reopen([key], session.fence, event)
