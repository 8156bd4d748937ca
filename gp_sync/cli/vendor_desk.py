"""The commands of `gp-sync vendors` about what waits for a person: conflicts, frozen links, and one vendor's story."""

from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    ConfigOption,
    JsonOption,
    mistakes,
    not_blank,
    open_connection,
    open_ledger,
    this_user,
)
from gp_sync.cli.show_vendors import conflicts_json, print_conflicts, print_vendor, story_json
from gp_sync.cli.words import console_for, print_value, say
from gp_sync.config.file import Config, load_config
from gp_sync.core.model import Key
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.people import vendor_desk as desk
from gp_sync.people.vendor_story import vendor_story
from gp_sync.systems.connect import Connection

__all__ = ["conflicts", "decide_anew", "release", "resolve", "show"]

WhyOption = Annotated[str, typer.Option("--why", help="Why, for the audit.", callback=not_blank)]


def conflicts(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """List the fields of vendors that wait for a person: last agreed, in Procurify now, in GP now."""
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            found = list(desk.conflicts(ledger, loaded.connection))
            frozen = list(desk.frozen(ledger, loaded.connection))
    if json:
        print_value(conflicts_json(found, frozen))
    else:
        print_conflicts(console_for(), found, frozen)


def resolve(
    vendor: Annotated[str, typer.Argument(help="Procurify's id of the vendor, such as `17`.")],
    field: Annotated[str, typer.Argument(help="The field, as `conflicts` calls it, such as `phone_1`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    take: Annotated[Literal["gp", "procurify"], typer.Option(help="The side whose value counts: `gp` or `procurify`.")],
    why: WhyOption,
    company: Annotated[str, typer.Option(help="The GP company, where the field waits in several.")] = "",
) -> None:
    """Take one side's value of a field that waits. The next sync writes it to the other, if neither has changed."""
    with mistakes(), open_connection(config) as (loaded, connection):
        engine, key = connection.engine, vendor.strip()
        with engine.session() as session:
            try:
                found = desk.one_conflict(desk.conflicts(engine.ledger, loaded.connection, key), field, company)
            except desk.DeskError as error:
                say(f"gp-sync: vendor {key}: {error}", err=True)
                raise typer.Exit(EXIT_MISTAKE) from None
            desk.resolve(session, found, take, by=this_user(), why=why)
    say(f"vendor {key} '{found.name}': {_taken(loaded, found, take)}")


def _taken(config: Config, found: desk.Conflict, take: desk.Side) -> str:
    """What becomes of a field of which a person took one side."""
    policy, field = VendorFlowPolicy(companies=config.companies, vendors=config.vendors), found.field.replace("_", " ")
    value, other = (found.procurify, "GP") if take == "procurify" else (found.gp, "Procurify")
    flows = policy.vendors.flows_to(other.casefold(), found.field)
    if flows and (take == "procurify" or found.company == policy.master):
        return f"the {field} is '{value}'; the next sync brings it to {other}"
    # From one company of several nothing flows back, and a field may have one owner.
    return f"the {field} stays '{found.gp}' in {found.company} and '{found.procurify}' in Procurify; nothing is written"


def release(
    vendor: Annotated[str, typer.Argument(help="Procurify's id of the vendor, such as `17`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    why: WhyOption,
) -> None:
    """Let a vendor go on whose link was frozen, since a field was written again and again."""
    with mistakes(), open_connection(config) as (loaded, connection):
        engine, key = connection.engine, vendor.strip()
        with engine.session() as session:
            companies = [company for _, company in desk.frozen(engine.ledger, loaded.connection, key)]
            if not companies:
                say(
                    f"gp-sync: vendor {key}: no link of it is frozen; `gp-sync vendors conflicts` lists those", err=True
                )
                raise typer.Exit(EXIT_MISTAKE)
            desk.release(session, key, companies, by=this_user(), why=why)
    say(f"vendor {key}: released in {', '.join(companies)}; the next sync goes on with it")


def show(
    vendor: Annotated[str, typer.Argument(help="Procurify's id, such as `17`, or the key of one that only GP has.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    json: JsonOption = False,
) -> None:
    """Show how a vendor is linked, what waits, and who decided what. Neither system is asked."""
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            story = vendor_story(ledger, loaded.connection, loaded.companies, vendor.strip())
    if not story.is_known:
        say(f"gp-sync: nothing is known about a vendor '{vendor}': give Procurify's id of it, such as 17", err=True)
        raise typer.Exit(EXIT_MISTAKE)
    if json:
        print_value(story_json(story))
    else:
        print_vendor(console_for(), story)


def decide_anew(connection: Connection, source_ids: Iterable[str]) -> None:
    """Have vendors decided anew by the next run, also those that were left out."""
    engine = connection.engine
    keys = [Key(connection=engine.connection, flow=VENDORS, source_id=source_id) for source_id in source_ids]
    with engine.session() as session:
        event = session.event("replay", reason="a person decided about the vendor", by=this_user())
        engine.ledger.reopen(keys, session.fence, event)
