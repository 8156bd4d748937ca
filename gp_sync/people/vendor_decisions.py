"""Carrying out what a person says about links of vendors: all of it, or nothing if some of it does not fit."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import attrs

from gp_sync.core.canonical import plain
from gp_sync.flows.vendors.document import gp_only_id
from gp_sync.matching.matcher import Matcher
from gp_sync.people.vendor_linking import CompanyVendors, LinkError, otherwise
from gp_sync.people.vendor_links import Said, VendorLinks, keep_links
from gp_sync.people.vendor_sheets import Decision
from gp_sync.run.session import Session

__all__ = ["Decided", "carry_out", "carry_out_all", "change", "confirmed", "decide", "still_linked"]


_NOBODY: Mapping[str, str] = MappingProxyType({})


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


def carry_out(
    session: Session, vendors: CompanyVendors, word: Callable[[CompanyVendors], Decided], *, by: str, why: str = ""
) -> Decided:
    """Keep what a person says about vendors of a company.

    Args:
        session: the hold on the connection.
        vendors: as they were when both lists were read.
        word: what the person says; it is asked of the vendors with what other people have said since.
        by: who says so.
        why: the person's reason.

    Raises:
        LinkError: it does not fit how the vendors stand; nothing was kept.
        LeaseLost: another process took over.
    """
    made = word(_as_said_now(session, vendors))
    _keep(session, [made], by=by, why=why)
    return made


def carry_out_all(
    session: Session,
    vendors: Iterable[CompanyVendors],
    decisions: Iterable[Decision],
    *,
    by: str,
    why: str = "",
) -> int:
    """Keep all decisions of a file, or none; gives for how many vendors something is new.

    Args:
        session: see `carry_out`.
        vendors: those of each company, see `carry_out`.
        decisions: in the order of the file.
        by: see `carry_out`.
        why: see `carry_out`.

    Raises:
        LinkError: some do not fit; each is told with its row.
        LeaseLost: another process took over.
    """
    now = [_as_said_now(session, row) for row in vendors]
    made = decide({row.company: row for row in now}, decisions).values()
    _keep(session, made, by=by, why=why)
    return sum(len(row.said) for row in made)


def _as_said_now(session: Session, vendors: CompanyVendors) -> CompanyVendors:
    """The vendors with the links of this moment: while the lists were read, other people may have said something."""
    links = VendorLinks(session.ledger, session.connection)
    return attrs.evolve(vendors, said=links.of(vendors.company), created=links.created(vendors.company))


def decide(vendors: Mapping[str, CompanyVendors], decisions: Iterable[Decision]) -> dict[str, Decided]:
    """What the decisions of a file make of the vendors, by company.

    Args:
        vendors: as they stand, by company.
        decisions: in any order.

    Raises:
        LinkError: some do not fit; each is told with its row.
    """
    made = {company: Decided(vendors=row) for company, row in vendors.items()}
    spelled = {plain(company): company for company in made}
    first, problems = dict[tuple[str, str, str], Decision](), list[tuple[int, str]]()
    # Which vendor is the first is said before who is beside it, in whatever order a person sorted the rows.
    for row in sorted(decisions, key=lambda row: (row.word == "secondary", row.row)):
        company = spelled.get(plain(row.company))
        if company is None:
            there = ", ".join(sorted(made))
            problems.append((row.row, f"there is no company '{row.company}'; there is {there}"))
            continue
        before = first.setdefault((company, row.vendor, plain(row.vendor_id)), row)
        if before.word != row.word:
            earlier = f"row {before.row} '{before.word}' of the same two"
            problems.append((row.row, f"it says '{row.word}', and {earlier}"))
            continue
        try:
            made[company] = _decided(made[company], row)
        except LinkError as error:
            problems.append((row.row, str(error)))
    if problems:
        raise LinkError("\n".join(f"row {number}: {problem}" for number, problem in sorted(problems)))
    return made


def confirmed(
    vendors: CompanyVendors, vendor_id: str, *, low: int, anyway: bool, before: Mapping[str, str] = _NOBODY
) -> Decided:
    """What it makes of the vendors that a GP vendor may be created in Procurify.

    Args:
        vendors: as they stand.
        vendor_id: GP's ID, in any case.
        low: the least score of a vendor of Procurify that looks like it.
        anyway: although there is one.
        before: by GP's ID as GP compares it: the vendor of Procurify that was linked to it when it was looked at last.

    Raises:
        LinkError: it does not exist, is inactive, is linked, or Procurify has a vendor that looks like it.
    """
    changed, card = vendors.confirm(vendor_id), vendors.in_gp[plain(vendor_id.strip())]
    holder = before.get(plain(card.key))
    if holder is not None and holder not in vendors.by_id:
        raise LinkError(
            f"{card.key} '{card.name}' is Procurify's vendor {holder}, which is archived or deleted there: activate "
            "it, or enter the vendor there anew and link the two"
        )
    alike = Matcher(vendors.procurify).matches(card, low=low, most=len(vendors.procurify))
    if alike and not anyway:
        other = alike[0].card
        raise LinkError(
            f"Procurify has vendor {other.key} '{other.name}', which looks like {card.key} '{card.name}' "
            f"({alike[0].likeness.score} of 100): link it (`gp-sync vendors link {other.key} {card.key} --company "
            f"{vendors.company}`), or say --anyway if they are two"
        )
    said, others = (Said(source_id=gp_only_id(vendors.company, card.key), what="vendor.confirmed"),), list[Said]()
    for match in alike:
        # Else one of them would keep it from being created, as those that somebody enters from now on do.
        if not changed.said.of(match.card.key).refuses(card.key):
            changed = changed.refuse(match.card.key, card.key)
            others.append(Said(source_id=match.card.key, what="vendor.refused"))
    return Decided(vendors=changed, said=(*said, *others) if changed.said != vendors.said else ())


def still_linked(vendors: CompanyVendors, vendor: str) -> str:
    """What has to be done for a vendor to be linked to none, in words; empty where it is."""
    link = vendors.linked(vendor)
    return "" if link is None else otherwise(link, vendor, vendors.company)


def _keep(session: Session, decided: Iterable[Decided], *, by: str, why: str) -> None:
    for row in decided:
        if row.said:
            keep_links(session, row.vendors.company, row.vendors.said, row.said, by=by, why=why)


def _decided(known: Decided, row: Decision) -> Decided:
    vendors = known.vendors
    _check_names(vendors, row)
    if row.word == "no":
        step = change(vendors, row.vendor, "vendor.refused", vendors.refuse(row.vendor, row.vendor_id))
    else:
        linked = vendors.link(row.vendor, row.vendor_id, secondary=row.word == "secondary")
        step = change(vendors, row.vendor, "vendor.linked", linked)
    return attrs.evolve(step, said=(*known.said, *step.said))


def _check_names(vendors: CompanyVendors, row: Decision) -> None:
    """See that a row's IDs are of the vendors that it names.

    A spreadsheet cuts zeros of an ID, which may be that of another vendor then; a person sorts one column alone.

    Raises:
        LinkError: they are of others.
    """
    ours, theirs = vendors.by_id.get(row.vendor), vendors.in_gp.get(plain(row.vendor_id))
    for named, card, system in ((row.name, ours, "Procurify"), (row.gp_name, theirs, "GP")):
        if named and card is not None and _spelt(named) != _spelt(card.name):
            raise LinkError(
                f"it says '{named}', and vendor {card.key} is '{card.name}' in {system}: a spreadsheet may have cut "
                "zeros of the ID, or moved one column without the others; correct the ID, or make the name cell empty "
                "if the vendor is called otherwise by now"
            )


def _spelt(name: str) -> str:
    return plain(" ".join(name.split()))
