"""The flow of requisitions, put together from the configuration; a connection has it where a company gets them."""

from collections.abc import Mapping
from functools import partial

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.config.file import Config
from gp_sync.core.canonical import revive
from gp_sync.core.facts import vendor_link
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import latest_day
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, with_external_ids
from gp_sync.flows.purchase_orders.routing import route
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.deciding import OUT_OF_WORK, decide_requisition, decide_without_history
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition, seconds_for_lines
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.flows.requisitions.revision import revise
from gp_sync.flows.requisitions.rules import RULES, company_takes_requisitions
from gp_sync.flows.requisitions.summary import summarise_requested, summarise_written
from gp_sync.ledger.protocols import Ledger
from gp_sync.references.our_requisitions import OurRequisitions
from gp_sync.systems.flow_companies import companies_getting, companies_served
from gp_sync.systems.procurify_requisitions import decode_requisition
from gp_sync.systems.requisition_feed import RequisitionFeed
from gp_sync.systems.requisition_target import LIMITS, RequisitionTarget

__all__ = ["RequisitionChecks", "our_requisitions", "requisition_checks", "requisition_flows"]


def requisition_flows(
    config: Config,
    ledger: Ledger,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: Mapping[str, gp.Company],
    functions: OrderFunctions,
    now: Clock,
) -> tuple[Flow[SourceRequisition, GPRequisition], ...]:
    """The flow, put together. Nothing is asked of either side yet.

    Where no company gets requisitions, there is none, unless the ledger has requisitions from when one did: then those
    alone are looked after.

    Args:
        config: what is configured.
        ledger: tells whether there are requisitions from before.
        procurify: where requisitions come from.
        profile: what the GP site offers.
        companies: the client's companies by their short names.
        functions: what a user replaced of the mapping of orders, which holds for requisitions too.
        now: the clock.
    """
    wanted = companies_getting(config, but="purchase_order")
    if not wanted and not ledger.counts(config.connection, REQUISITIONS):
        return ()
    flow = _flow(config, procurify, profile, dict(companies), functions, now)
    served = companies_served(config, ledger, REQUISITIONS, wanted)
    return (attrs.evolve(flow, companies=served, known_only=not wanted, has_baseline=bool(wanted)),)


@attrs.frozen(kw_only=True)
class RequisitionChecks:
    """The flow by which requisitions are checked before they are approved, by what their company gets.

    Args:
        as_orders: where it gets orders: the settings of orders hold, as the requisition would become one.
        as_requisitions: where it gets requisitions, or both.
    """

    as_orders: Flow[SourceRequisition, GPRequisition]
    as_requisitions: Flow[SourceRequisition, GPRequisition]


def requisition_checks(
    config: Config,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: Mapping[str, gp.Company],
    functions: OrderFunctions,
    now: Clock,
) -> RequisitionChecks:
    """The same flow for checking requisitions before they are approved, also where companies get orders alone.

    Args:
        config, procurify, profile, companies, functions, now: as above.
    """
    orders = config.purchase_orders
    own = attrs.evolve(config.requisitions, closed_period=orders.closed_period, severity=orders.severity)
    rules = tuple(rule for rule in RULES if rule is not company_takes_requisitions)

    def checking(settings: Config) -> Flow[SourceRequisition, GPRequisition]:
        flow = _flow(settings, procurify, profile, dict(companies), functions, now)
        return attrs.evolve(flow, companies=tuple(companies), rules=rules)

    return RequisitionChecks(
        as_orders=checking(attrs.evolve(config, requisitions=own)), as_requisitions=checking(config)
    )


def our_requisitions(
    references: References, ledger: Ledger, config: Config, checks: RequisitionChecks
) -> OurRequisitions:
    """References that also know what of a requisition stands in GP by our hand.

    Args:
        references: who knows all other facts.
        ledger: where the requisitions are that were written.
        config: what is configured.
        checks: know how requisitions are read, of companies too that get none any more.
    """
    giving_way = frozenset(company.id for company in config.companies if company.documents == "both")
    return OurRequisitions(references, ledger, config.connection, checks.as_requisitions.target, giving_way)


def _flow(
    config: Config,
    procurify: pc.Procurify,
    profile: gp.SiteProfile,
    companies: dict[str, gp.Company],
    functions: OrderFunctions,
    now: Clock,
) -> Flow[SourceRequisition, GPRequisition]:
    own = config.requisitions
    policy = RequisitionFlowPolicy(
        companies=config.companies, limits=LIMITS, requisitions=own, orders=config.purchase_orders
    )
    target = RequisitionTarget(
        companies, traits=profile.resources[REQUISITIONS], marker_prefix=own.marker.partition("{")[0], now=now
    )
    external = with_external_ids(config.companies)

    def seeds(requisition: SourceRequisition) -> dict[Ref, str]:
        company = route(requisition.request, policy.as_orders, functions)
        if not isinstance(company, CompanyPolicy) or company.id not in external:
            return {}
        # One without an external ID may be one that Procurify did not give: it is asked for.
        told = (vendor for vendor in requisition.vendors.values() if vendor.external_id)
        return {vendor_link(company.id, vendor.id): vendor.external_id for vendor in told}

    return Flow(
        name=REQUISITIONS,
        feed=RequisitionFeed(procurify),
        decode=decode_requisition,
        revive=lambda text: revive(text, GPRequisition),
        seeds=seeds,
        mapper=RequisitionMapper(policy, functions),
        rules=RULES,
        decide=decide_requisition if target.reads_history else decide_without_history,
        gone="" if target.reads_history else OUT_OF_WORK,
        target=target,
        policy=policy,
        severities=policy.severities,
        align=revise,
        dated=lambda requisition: latest_day(requisition.request.ordered_at),
        start=own.start,
        extra_seconds=seconds_for_lines,
        # Where its order is written too, one that became an order meanwhile must not be created beside that.
        fresh_only=any(row.documents == "both" for row in config.companies),
        # One that was bought before its company got both is settled: only its order tells that it is to give way.
        awaited="REQUISITION_STANDS",
        void_deletes=True,
        summary=partial(summarise_requested, policy=policy.as_orders, functions=functions),
        summary_there=summarise_written,
    )
