"""The vendor flow of a connection, put together from its configuration."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.config.settings import Config
from gp_sync.core.canonical import revive
from gp_sync.core.flow import Flow
from gp_sync.flows.purchase_orders.policy import with_external_ids
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.deciding import decide_vendor
from gp_sync.flows.vendors.document import VendorPair, VendorRecord
from gp_sync.flows.vendors.mapper import VendorMapper
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.flows.vendors.rules import RULES
from gp_sync.flows.vendors.summary import summarise, summarise_written
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.vendor_links import VendorLinks, links_of
from gp_sync.systems.gp_vendor_table import ALL_SINCE
from gp_sync.systems.procurify_vendors import CurrencyNames, ProcurifyVendors
from gp_sync.systems.vendor_feed import VendorFeed
from gp_sync.systems.vendor_left import left_records
from gp_sync.systems.vendor_targets import VendorTarget

__all__ = ["decode_pair", "vendor_flows"]


def vendor_flows(
    config: Config,
    ledger: Ledger,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: Mapping[str, gp.Company],
    said: VendorLinks,
    now: Clock,
) -> tuple[Flow[VendorPair, VendorRecord], ...]:
    """The vendor flow, if the configuration enables it.

    Args:
        config: what is configured.
        ledger: the memory, which tells the vendors that are known.
        procurify: the client.
        profile: the GP site's.
        companies: GP's client by the company's short name.
        said: what people said about the links of vendors.
        now: the clock.
    """
    if not config.vendors.enabled:
        return ()
    policy = VendorFlowPolicy(companies=config.companies, vendors=config.vendors)
    currencies = CurrencyNames(procurify)
    target = VendorTarget(companies, ProcurifyVendors(procurify, currencies), profile=profile, now=now)
    feed = VendorFeed(
        procurify,
        companies,
        profile=profile,
        policy=policy.vendors,
        currencies=currencies,
        links=partial(
            links_of,
            tables={company.id: company.vendor_links for company in config.companies},
            external=with_external_ids(config.companies),
            said=said,
        ),
        known=partial(_known, ledger, config.connection),
        left=partial(left_records, ledger, config.connection, tuple(companies)),
    )
    return (
        Flow(
            name=VENDORS,
            feed=feed,
            decode=decode_pair,
            revive=lambda text: revive(text, VendorRecord),
            seeds=lambda _: {},
            mapper=VendorMapper(policy),
            rules=RULES,
            target=target,
            policy=policy,
            decide=decide_vendor,
            several_targets=True,
            keeps_what_is_held=True,
            other_sides=frozenset({"procurify"}),
            # A vendor has no date of its own, and is never too old. It is linked by what people say, not by its number.
            start=ALL_SINCE,
            has_baseline=False,
            every=timedelta(minutes=policy.vendors.every_minutes),
            severities=policy.severities,
            summary=summarise,
            summary_there=summarise_written,
        ),
    )


def decode_pair(payload: bytes) -> VendorPair:
    """Read a stored vendor.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    pair = revive(payload.decode(), VendorPair)
    if pair is None:
        raise ValueError("there is nothing in it")
    return pair


def _known(ledger: Ledger, connection: str) -> Mapping[str, str]:
    """The vendors that the ledger has, with their tokens."""
    ids = [row.key.source_id for row in ledger.documents(connection, VENDORS)]
    return ledger.tokens(connection, VENDORS, ids)
