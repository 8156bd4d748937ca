"""Carrying out what a person says about links of vendors: all of it, or nothing if some of it does not fit."""

from collections.abc import Iterable, Mapping

import attrs

from gp_sync.core.canonical import plain
from gp_sync.engine.session import Session
from gp_sync.flows.vendors.document import gp_only_id
from gp_sync.matching.matcher import Matcher
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from gp_sync.people.vendor_links import Said, keep_links
from gp_sync.people.vendor_sheets import Decision

__all__ = ["Decided", "change", "confirmed", "decide", "keep"]


@attrs.frozen(kw_only=True)
class Decided:
    """What a person's word makes of the vendors of a company.

    Args:
        vendors: how they stand from here on.
        said: what is new; empty where all was so before.
    """

    vendors: CompanyVendors
    said: tuple[Said, ...] = ()


def change(vendors: CompanyVendors, source_id: str, what: str, changed: CompanyVendors) -> Decided:
    """What one word makes of the vendors.

    Args:
        vendors: as they stand.
        source_id: the vendor that it is about, as the ledger calls it.
        what: a stable word for the audit, such as `vendor.linked`.
        changed: as they stand from here on.
    """
    others = {key for key, said in changed.said.links.items() if vendors.said.of(key) != said} - {source_id}
    also = tuple(Said(source_id=key, what="vendor.link_promoted") for key in sorted(others))
    if changed.said == vendors.said:
        return Decided(vendors=changed)
    return Decided(vendors=changed, said=(Said(source_id=source_id, what=what), *also))


def decide(vendors: Mapping[str, CompanyVendors], decisions: Iterable[Decision]) -> dict[str, Decided]:
    """What the decisions of a file make of the vendors, by company.

    Args:
        vendors: as they stand, by company.
        decisions: in the order of the file.

    Raises:
        LinkError: some do not fit; each is told with its row.
    """
    made = {company: Decided(vendors=row) for company, row in vendors.items()}
    problems = []
    for row in decisions:
        known = made.get(row.company)
        if known is None:
            problems.append(f"row {row.row}: there is no company '{row.company}'; there is {', '.join(sorted(made))}")
            continue
        try:
            made[row.company] = _decided(known, row)
        except LinkError as error:
            problems.append(f"row {row.row}: {error}")
    if problems:
        raise LinkError("\n".join(problems))
    return made


def keep(session: Session, decided: Iterable[Decided], *, by: str, why: str = "") -> int:
    """Keep what a person said; gives for how many vendors something is new.

    Raises:
        LeaseLost: another process took over.
    """
    new = [row for row in decided if row.said]
    for row in new:
        keep_links(session, row.vendors.company, row.vendors.said, row.said, by=by, why=why)
    return sum(len(row.said) for row in new)


def confirmed(vendors: CompanyVendors, vendor_id: str, *, low: int, anyway: bool) -> Decided:
    """What it makes of the vendors that a GP vendor may be created in Procurify.

    Args:
        vendors: as they stand.
        vendor_id: GP's ID, in any case.
        low: the least score of a vendor of Procurify that looks like it.
        anyway: although there is one.

    Raises:
        LinkError: it does not exist, is linked, or Procurify has a vendor that looks like it.
    """
    changed, card = vendors.confirm(vendor_id), vendors.in_gp[plain(vendor_id.strip())]
    alike = [] if anyway else Matcher(vendors.procurify).matches(card, low=low, most=1)
    if alike:
        other = alike[0].card
        raise LinkError(
            f"Procurify has vendor {other.key} '{other.name}', which looks like {card.key} '{card.name}' "
            f"({alike[0].likeness.score} of 100): link it (`gp-sync vendors link {other.key} {card.key} --company "
            f"{vendors.company}`), or say --anyway if they are two"
        )
    return change(vendors, gp_only_id(vendors.company, card.key), "vendor.confirmed", changed)


def _decided(known: Decided, row: Decision) -> Decided:
    vendors = known.vendors
    if row.word == "no":
        step = change(vendors, row.vendor, "vendor.refused", vendors.refuse(row.vendor, row.vendor_id))
    else:
        linked = vendors.link(row.vendor, row.vendor_id, secondary=row.word == "secondary")
        step = change(vendors, row.vendor, "vendor.linked", linked)
    return attrs.evolve(step, said=(*known.said, *step.said))
