"""How the vendors of a connection are linked, as both systems have them now, for a person to look at and decide."""

from collections.abc import Iterable, Iterator

import attrs

from gp_sync.config.file import Config
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, with_external_ids
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.people.vendor_proposals import Trail
from gp_sync.progress import Progress, no_progress
from gp_sync.systems.connect import Connection
from gp_sync.systems.vendor_candidates import OrderTrail
from gp_sync.systems.vendor_cards import gp_cards, procurify_cards

__all__ = ["Standing", "standing"]


@attrs.frozen(kw_only=True)
class Standing:
    """The vendors of one company as they stand.

    Args:
        vendors: those of both sides, and their links.
        trail: by the GP ID of a link that leads nowhere: which vendors have its orders now.
        unreadable: in words, vendors that could not be read.
    """

    vendors: CompanyVendors
    trail: dict[str, Trail]
    unreadable: tuple[str, ...] = ()


def standing(
    config: Config, connection: Connection, companies: Iterable[CompanyPolicy], progress: Progress = no_progress
) -> Iterator[Standing]:
    """Read the vendors of both systems: each list once.

    Args:
        config: has the link table, and says which companies take external IDs.
        connection: both systems.
        companies: those that are looked at.
        progress: is told when a list is being read.

    Raises:
        Unavailable: a side cannot be used.
        RecordUnusable: GP's vendors cannot be listed.
    """
    ledger, external = connection.engine.ledger, with_external_ids(config.companies)
    links = VendorLinks(ledger, config.connection)
    orders = OrderTrail(ledger, config.connection, connection.companies)
    progress("vendors of Procurify", 0, None)
    ours = procurify_cards(connection.procurify)
    progress("vendors of Procurify", len(ours.cards), len(ours.cards))
    for company in companies:
        progress(f"{company.id}: vendors of GP", 0, None)
        theirs = gp_cards(connection.companies[company.id])
        progress(f"{company.id}: vendors of GP", len(theirs.cards), len(theirs.cards))
        vendors = CompanyVendors(
            company=company.id,
            procurify=ours.cards,
            gp=theirs.cards,
            table=company.vendor_links,
            said=links.of(company.id),
            external_ids=company.id in external,
            created=links.created(company.id),
        )
        yield Standing(
            vendors=vendors,
            trail={vendor_id: orders.moved(company.id, vendor_id) for vendor_id in sorted(vendors.gone())},
            unreadable=(*ours.unreadable, *theirs.unreadable),
        )
