"""From a configuration to a connection that can run: both clients, the ledger, the flow and the engine."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock, utc_now
from gp_sync.config.credentials import Secrets
from gp_sync.config.file import Config, ConfigError, GPSettings
from gp_sync.config.plugins import PluginError, order_functions
from gp_sync.credential import Credential
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import with_external_ids
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.moved_dates import MovedDates
from gp_sync.people.vendor_choices import VendorChoices
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.references.answers import TableReferences
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.references.our_orders import OurOrders
from gp_sync.references.parts import ReferencesByKind
from gp_sync.systems.identity import identity_of, tenant_of
from gp_sync.systems.logins import GPLogin, ProcurifyLogin
from gp_sync.systems.order_flow import order_flows
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.references import references_of
from gp_sync.systems.requisition_flow import (
    RequisitionChecks,
    our_requisitions,
    requisition_checks,
    requisition_flows,
)
from gp_sync.systems.site_profile import site_profile
from gp_sync.systems.vendor_candidates import OrderTrail, VendorCandidates
from gp_sync.systems.vendor_flow import vendor_flows

__all__ = ["Connection", "connect", "open_procurify"]


@attrs.frozen(kw_only=True)
class Connection:
    """A connection that is ready to run.

    Attributes:
        engine: runs it.
        procurify: the client of the Procurify side.
        dynamics: the client of the GP side.
        companies: the GP companies by their short names.
        gp_user: the Windows account that GP is asked as.
        tables: GP's reference tables, from the sources that are configured.
        secrets: the credentials of the connection.
        requisition_checks: the flow by which requisitions are checked before they are approved, whatever is written, by
            what their company gets.
    """

    engine: Engine
    procurify: pc.Procurify
    dynamics: gp.DynamicsGP
    companies: dict[str, gp.Company]
    gp_user: str
    tables: TableReferences
    secrets: Secrets = attrs.field(repr=False)
    requisition_checks: RequisitionChecks


@contextmanager
def connect(
    config: Config, secrets: Secrets, ledger: Ledger, *, now: Clock = utc_now, start: date | None = None
) -> Iterator[Connection]:
    """Open both sides of a connection; nothing is sent yet.

    Args:
        config: what is configured.
        secrets: the credentials of both sides.
        ledger: the memory, which stays open.
        now: the clock.
        start: overrides the configured start for the first run.

    Raises:
        ConfigError: a setting is refused by one of the clients; the message names it.
    """
    with ExitStack() as stack:
        procurify = stack.enter_context(open_procurify(config, secrets.procurify_client_secret, now))
        with _settings("gp"):
            dynamics = stack.enter_context(_dynamics(config, secrets, ledger, now))
            companies = {company.id: dynamics.company(company.name) for company in config.companies}
        with _settings("references"):
            said = VendorLinks(ledger, config.connection)
            parts = stack.enter_context(_references(config, secrets, dynamics, companies, procurify, said, now))
        trail = OrderTrail(ledger, config.connection, companies)
        proposed = VendorCandidates(
            ReferencesByKind(parts), procurify, companies, said, trail, now, config.vendors.propose_from
        )
        known = LinkedVendors(proposed, ledger, config.connection, PURCHASE_ORDERS)
        functions = _functions(config)
        checks = requisition_checks(config, procurify, dynamics.profile, companies, functions, now)
        requested = our_requisitions(known, ledger, config, checks)
        ordered = OurOrders(requested, ledger, config.connection)
        dated = MovedDates(ordered, ledger, config.connection, PURCHASE_ORDERS)
        engine = Engine(
            connection=config.connection,
            flows=(
                # First, so that an order that waits for its vendor goes on in the same run.
                *vendor_flows(config, ledger, procurify, dynamics.profile, companies, said, now),
                # Requisitions first, so that one that gives way does so before its order.
                *requisition_flows(config, ledger, procurify, dynamics.profile, companies, functions, now),
                *order_flows(config, ledger, procurify, dynamics.profile, companies, functions, now, start),
            ),
            references=VendorChoices(dated, ledger, config.connection, said),
            # Each table has an age of its own.
            max_age=max(config.references.max_age.values()),
            ledger=ledger,
            now=now,
            # Twice as many as requests are under way, so that GP does not wait while the ledger is written.
            concurrency=2 * config.gp.max_connections,
            send_seconds=config.gp.send_timeout,
            lease_seconds=_lease_seconds(config.gp),
            full_check=timedelta(hours=config.full_check_hours),
            limits=config.guards,
            identity=partial(identity_of, config, dynamics),
            source_identity=partial(tenant_of, config),
            clock_offsets=partial(_clock_offsets, procurify, dynamics),
        )
        yield Connection(
            engine=engine,
            procurify=procurify,
            dynamics=dynamics,
            companies=companies,
            gp_user=config.gp.user,
            tables=parts[0],
            secrets=secrets,
            requisition_checks=checks,
        )


def _lease_seconds(settings: GPSettings) -> float:
    """A lease outlives the longest wait for an answer, so that a slow one is not taken for a dead process."""
    return max(300.0, 2.5 * settings.send_timeout, settings.read_timeout + 60.0)


def _clock_offsets(procurify: pc.Procurify, dynamics: gp.DynamicsGP) -> dict[str, timedelta]:
    told = {"procurify": procurify.clock_offset, "gp": dynamics.clock_offset}
    return {side: offset for side, offset in told.items() if offset is not None}


@contextmanager
def _settings(section: str) -> Iterator[None]:
    """The clients check what only they know, such as what a base URL may be: a mistake there is one of the file."""
    try:
        yield
    except ValueError as error:
        raise ConfigError(f"configuration, [{section}]", (str(error),)) from None


def open_procurify(config: Config, secret: Credential, now: Clock = utc_now) -> pc.Procurify:
    """The client of the Procurify side, to be closed; nothing is sent yet.

    Raises:
        ConfigError: a setting is refused by the client.
    """
    settings, login = config.procurify, ProcurifyLogin(secret)
    with _settings("procurify"):
        return pc.Procurify(
            settings.tenant or None,
            client_id=settings.client_id,
            client_secret=login.secret,
            base_url=settings.base_url or None,
            page_size=settings.page_size,
            limits=pc.Limits(
                in_flight=settings.requests_at_once or None, per_second=settings.requests_per_minute / 60 or None
            ),
            # The engine has a stop of its own for each side. It tells an order that Procurify cannot give from a
            # Procurify that cannot be used, which a breaker does not.
            breaker=pc.Breaker(failures=None),
            hooks=pc.Hooks(token=login.told),
            now=now,
        )


def _dynamics(config: Config, secrets: Secrets, ledger: Ledger, now: Clock) -> gp.DynamicsGP:
    settings = config.gp
    login = GPLogin(settings.user, secrets.gp_password, ledger, now)
    return gp.DynamicsGP(
        settings.base_url,
        auth=login.auth,
        tenant=settings.tenant,
        ca_bundle=settings.ca_bundle or None,
        max_connections=settings.max_connections,
        read_timeout=settings.read_timeout,
        allow_plain_http=settings.allow_plain_http,
        profile=site_profile(settings),
        login_latch=login,
        now=now,
    )


def _references(
    config: Config,
    secrets: Secrets,
    dynamics: gp.DynamicsGP,
    companies: dict[str, gp.Company],
    procurify: pc.Procurify,
    said: VendorLinks,
    now: Clock,
) -> AbstractContextManager[tuple[TableReferences, ProcurifyReferences]]:
    links = {company.id: company.vendor_links for company in config.companies}
    password = secrets.gp_sql_password
    known = ProcurifyReferences(
        links, with_external_ids(config.companies), procurify, now, said=said.of, created=said.created
    )
    return references_of(config.references, companies, dynamics.profile, known, now, password)


def _functions(config: Config) -> OrderFunctions:
    """What the user replaced of the mapping of orders."""
    try:
        return order_functions(dict(config.mapping.functions))
    except PluginError as error:
        raise ConfigError("configuration, [mapping]", (str(error),)) from None
