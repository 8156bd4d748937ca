"""The commands of `gp-sync vendors`: which GP vendor each of Procurify's is, and what of them waits for a person."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    ConfigOption,
    JsonOption,
    mistakes,
    open_connection,
    this_user,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.show_vendors import print_proposals, print_taken, proposals_json
from gp_sync.cli.vendor_desk import conflicts, decide_anew, release, resolve, show
from gp_sync.cli.words import console_for, print_value, say
from gp_sync.config.file import Config
from gp_sync.core.canonical import plain
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import gp_only_id
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.people.vendor_decisions import Decided, carry_out, carry_out_all, change, confirmed, still_linked
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from gp_sync.people.vendor_links import Said
from gp_sync.people.vendor_proposals import Proposal, proposals
from gp_sync.people.vendor_sheets import check_place, read_decisions, write_proposals
from gp_sync.progress import Progress
from gp_sync.systems.connect import Connection
from gp_sync.systems.vendor_standing import Standing, standing
from gp_sync.systems.vendor_tokens import last_holders
from gp_sync.table_files import TableFileError

__all__ = ["vendors_app"]

_PROPOSALS = 3
_UNLINKED = "vendor.unlinked"
_FIRST = "run `gp-sync sync --flow vendors`, look at what it made, and confirm then"

vendors_app = typer.Typer(
    help="Vendors: say which GP vendor each of Procurify's is, and decide where both systems changed one.",
    no_args_is_help=True,
)

VendorArgument = Annotated[str, typer.Argument(help="Procurify's id of the vendor, such as `17`.")]
GPArgument = Annotated[str, typer.Argument(help="GP's vendor ID, such as `ACETRAVE0001`, in any case.")]
CompanyOption = Annotated[
    str,
    typer.Option(
        help="The GP company, by its `id` in the configuration, in any case; may be left out where there is only one."
    ),
]
WhyOption = Annotated[str, typer.Option("--why", help="Why, for the audit.")]


@vendors_app.command()
def match(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    company: Annotated[
        str, typer.Option(help="Only this GP company, by its `id` in the configuration, in any case.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the proposals to this CSV file, in place of an older one that nobody filled in, with an empty "
            "column `decision`."
        ),
    ] = None,
    decided: Annotated[
        Path | None,
        typer.Option("--in", help="Read this CSV file: `yes`, `no`, `secondary` or nothing in the column `decision`."),
    ] = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Propose a GP vendor for each vendor of Procurify that has none, with what speaks for it. You decide.

    With --out, the proposals become a CSV file with an empty column `decision`: fill in yes, no, or secondary (the same
    GP vendor as another one), and give the file back with --in. Nothing is written to either system.
    """
    if out is not None and decided is not None:
        raise typer.BadParameter("give either --out or --in: first one, then the other")
    if out is not None:
        _may_be_written(out)
    with mistakes(), open_connection(config) as (loaded, connection):
        chosen = _companies(loaded, company)
        with progress_bars(as_json=json) as progress:
            seen = list(standing(loaded, connection, chosen, progress))
            found = [row for stand in seen for row in _proposed(loaded, stand, progress)] if decided is None else []
        if decided is not None:
            _take(connection, seen, decided, why, as_json=json)
            return
        if out is not None:
            write_proposals(out, found)
    if json:
        print_value(proposals_json(found, seen, _kinds(loaded)))
    else:
        print_proposals(console_for(), found, seen, _kinds(loaded), out)


@vendors_app.command()
def link(
    vendor: VendorArgument,
    vendor_id: GPArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    company: CompanyOption = "",
    secondary: Annotated[
        bool,
        typer.Option(
            "--secondary",
            help="Another vendor of Procurify is this GP vendor too, and stays the one that is kept aligned with it.",
        ),
    ] = False,
    why: WhyOption = "",
) -> None:
    """Say which GP vendor a vendor of Procurify is. Orders that wait for it follow with the next sync."""

    def linked(vendors: CompanyVendors) -> Decided:
        return change(vendors, vendor, "vendor.linked", vendors.link(vendor, vendor_id, secondary=secondary))

    _say(config, company, why, linked, vendor)


@vendors_app.command()
def unlink(
    vendor: VendorArgument, config: ConfigOption = DEFAULT_CONFIG, *, company: CompanyOption = "", why: WhyOption = ""
) -> None:
    """Take back a link that a person made. What was written stays as it is."""

    def unlinked(vendors: CompanyVendors) -> Decided:
        return change(vendors, vendor, _UNLINKED, vendors.unlink(vendor))

    _say(config, company, why, unlinked, vendor)


@vendors_app.command()
def refuse(
    vendor: VendorArgument,
    vendor_id: GPArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    company: CompanyOption = "",
    why: WhyOption = "",
) -> None:
    """Say that a vendor of Procurify is not a GP vendor: it is proposed no more, and only you can link it."""

    def refused(vendors: CompanyVendors) -> Decided:
        return change(vendors, vendor, "vendor.refused", vendors.refuse(vendor, vendor_id))

    _say(config, company, why, refused, vendor, not_this=vendor_id.strip())


@vendors_app.command()
def confirm(
    company: Annotated[str, typer.Argument(help="The GP company, by its `id` in the configuration, in any case.")],
    vendor_id: GPArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Confirm it although Procurify has a vendor that looks like it.")
    ] = False,
    why: WhyOption = "",
) -> None:
    """Say that a GP vendor may be created in Procurify, where the configuration creates vendors there.

    Not before the first run of vendors is over: that one creates at most in GP.
    """
    with mistakes(), open_connection(config) as (loaded, connection):
        if connection.engine.ledger.cursor(loaded.connection, VENDORS) is None:
            say("gp-sync: vendors never ran, and a first run creates none in Procurify: " + _FIRST, err=True)
            raise typer.Exit(EXIT_MISTAKE)
        (chosen,), low = _companies(loaded, company, one=True), loaded.vendors.propose_from
        before = last_holders(connection.engine.ledger, loaded.connection, chosen.id)

        def may_be_created(vendors: CompanyVendors) -> Decided:
            return confirmed(vendors, vendor_id, low=low, anyway=anyway, before=before)

        made = _carried_out(loaded, connection, chosen, why, may_be_created)
        card = made.vendors.in_gp[plain(vendor_id.strip())]
        # Also where it was confirmed before: that time, this may have failed.
        decide_anew(connection, [gp_only_id(chosen.id, card.key)])
    say(f"{card.key} in {chosen.id}: " + ("may be created in Procurify" if made.said else "was confirmed before"))
    for words in _unheeded(loaded.vendors, chosen.id):
        say(f"gp-sync: {words}", err=True)


for command in (conflicts, resolve, release, show):
    vendors_app.command()(command)


def _say(
    config: Path, company: str, why: str, word: Callable[[CompanyVendors], Decided], vendor: str, not_this: str = ""
) -> None:
    with mistakes(), open_connection(config) as (loaded, connection):
        (chosen,) = _companies(loaded, company, one=True)
        made = _carried_out(loaded, connection, chosen, why, word)
    for said in made.said or (Said(source_id=vendor, what=""),):
        still = still_linked(made.vendors, said.source_id) if said.what == _UNLINKED else ""
        words = f"{made.vendors.words(said.source_id)}{_about(said, not_this)}"
        say(words + (f" still: {still}" if still else ""))


def _carried_out(
    config: Config, connection: Connection, company: CompanyPolicy, why: str, word: Callable[[CompanyVendors], Decided]
) -> Decided:
    (seen,) = standing(config, connection, [company])
    with connection.engine.session() as session:
        try:
            return carry_out(session, seen.vendors, word, by=this_user(), why=why)
        except LinkError as error:
            say(f"gp-sync: {error}", err=True)
            raise typer.Exit(EXIT_MISTAKE) from None


def _take(connection: Connection, seen: list[Standing], path: Path, why: str, *, as_json: bool) -> None:
    """Keep the decisions of a file: all of them, or none if one does not fit."""
    vendors, reason = [stand.vendors for stand in seen], why or f"decided in {path.name}"
    try:
        decisions = read_decisions(path)
        with connection.engine.session() as session:
            new = carry_out_all(session, vendors, decisions, by=this_user(), why=reason)
    except (TableFileError, LinkError) as error:
        say(f"gp-sync: {error}\nnothing of the file was taken", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None
    if as_json:
        print_value({"decided": len(decisions), "new": new})
    else:
        print_taken(console_for(), len(decisions), new)


def _may_be_written(out: Path) -> None:
    try:
        check_place(out)
    except TableFileError as error:
        say(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None


def _proposed(config: Config, seen: Standing, progress: Progress) -> list[Proposal]:
    policy = config.vendors
    found = proposals(
        seen.vendors,
        kinds=_kinds(config),
        low=policy.propose_from,
        high=policy.likely_from,
        most=_PROPOSALS,
        trail=seen.trail,
        progress=progress,
    )
    return list(found)


def _kinds(config: Config) -> tuple[str, ...]:
    """The types of vendors that have to be linked: those whose orders flow, and those that flow themselves."""
    alone = config.vendors.vendor_types if config.vendors.enabled else ()
    return (*config.purchase_orders.vendor_types, *alone)


def _companies(config: Config, name: str, *, one: bool = False) -> list[CompanyPolicy]:
    """The companies that are meant: all if none is named, unless one has to be.

    Raises:
        BadParameter: there is none of that name, or one has to be chosen.
    """
    known = ", ".join(company.id for company in config.companies)
    if not name.strip():
        if one and len(config.companies) > 1:
            raise typer.BadParameter(f"a vendor is linked in each company by itself: say which by --company: {known}")
        return list(config.companies)
    chosen = [company for company in config.companies if company.id.casefold() == name.strip().casefold()]
    if not chosen:
        raise typer.BadParameter(f"there is no company '{name}'; the configuration has {known}")
    return chosen


def _unheeded(policy: VendorPolicy, company: str) -> Iterator[str]:
    """Why the configuration does not create the vendor all the same."""
    if not policy.enabled:
        yield "vendors do not flow: vendors.enabled is false"
    if policy.create_in_procurify == "never":
        yield "the configuration creates no vendors in Procurify: vendors.create_in_procurify is 'never'"
    if policy.master and policy.master != company:
        yield f"only vendors of {policy.master} are created in Procurify: it is vendors.master"


def _about(said: Said, not_this: str) -> str:
    """What a person's word makes; nothing new where it was said before."""
    return {
        "": f"; {not_this} was refused before" if not_this else " already",
        "vendor.linked": "; what waits for it follows with the next sync",
        "vendor.refused": f"; {not_this} is proposed no more",
        "vendor.link_promoted": "; it is the one that is kept aligned from here on",
    }.get(said.what, "")
