"""The flow of purchase orders, put together from the configuration."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.config.plugins import PluginError, order_mapper
from gp_sync.config.settings import Config, ConfigError
from gp_sync.core.canonical import revive
from gp_sync.core.facts import vendor_link
from gp_sync.core.flow import Flow
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder, latest_day, seconds_for_lines
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy, with_external_ids
from gp_sync.flows.purchase_orders.remarks import remarks
from gp_sync.flows.purchase_orders.revision import revise
from gp_sync.flows.purchase_orders.routing import route
from gp_sync.flows.purchase_orders.rules import RULES
from gp_sync.flows.purchase_orders.summary import summarise_routed, summarise_written
from gp_sync.ledger.protocols import Ledger
from gp_sync.systems.dynamicsgp import LIMITS, PurchaseOrderTarget
from gp_sync.systems.flow_companies import companies_getting, companies_served
from gp_sync.systems.procurify import OrderFeed
from gp_sync.systems.procurify_orders import decode_order
from gp_sync.systems.site_profile import ORDERS

__all__ = ["order_flows"]


def order_flows(
    config: Config,
    ledger: Ledger,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: Mapping[str, gp.Company],
    functions: OrderFunctions,
    now: Clock,
    start: date | None,
) -> tuple[Flow[SourceOrder, GPPurchaseOrder], ...]:
    """The flow, put together. Nothing is asked of either side yet.

    Where no company gets orders, there is none, unless the ledger has orders from when one did, and the site still has
    their service: then those alone are looked after.

    Args:
        config: what is configured.
        ledger: tells whether there are orders from before.
        procurify: where orders come from.
        profile: what the GP site offers.
        companies: the client's companies by their short names.
        functions: what a user replaced of the mapping.
        now: the clock.
        start: overrides the configured start for the first run.
    """
    ordering = companies_getting(config, but="requisition")
    from_before = profile.resources[ORDERS].available and ledger.counts(config.connection, PURCHASE_ORDERS)
    if not ordering and not from_before:
        return ()
    flow = _flow(config, procurify, profile, dict(companies), functions, now, start)
    served = companies_served(config, ledger, PURCHASE_ORDERS, ordering)
    return (attrs.evolve(flow, companies=served, known_only=not ordering, has_baseline=bool(ordering)),)


def _flow(
    config: Config,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: dict[str, gp.Company],
    functions: OrderFunctions,
    now: Clock,
    start: date | None,
) -> Flow[SourceOrder, GPPurchaseOrder]:
    orders = config.purchase_orders
    policy = PurchaseOrderPolicy(companies=config.companies, limits=LIMITS, orders=orders)
    try:
        mapper = order_mapper(config.mapping.mapper, policy, functions)
    except PluginError as error:
        raise ConfigError("configuration, [mapping]", (str(error),)) from None
    target = PurchaseOrderTarget(
        companies,
        traits=profile.resources[ORDERS],
        marker_prefix=orders.marker.partition("{")[0],
        now=now,
    )

    external = with_external_ids(config.companies)

    def seeds(order: SourceOrder) -> dict[Ref, str | None]:
        company = route(order, policy, functions)
        if order.vendor is None or not isinstance(company, CompanyPolicy) or company.id not in external:
            return {}
        return {vendor_link(company.id, order.vendor.id): order.vendor.external_id or None}

    return Flow(
        name=PURCHASE_ORDERS,
        feed=OrderFeed(procurify),
        decode=decode_order,
        revive=lambda text: revive(text, GPPurchaseOrder),
        seeds=seeds,
        mapper=mapper,
        rules=RULES,
        target=target,
        policy=policy,
        severities=policy.severities,
        remarks=remarks,
        align=revise,
        dated=lambda order: latest_day(order.ordered_at),
        start=start or orders.start,
        extra_seconds=seconds_for_lines,
        summary=partial(summarise_routed, policy=policy, functions=functions),
        summary_there=summarise_written,
    )
