"""The settings of one connection, as its configuration gives them. Secrets are not among them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs

from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.requisitions.policy import RequisitionPolicy
from gp_sync.flows.vendors.policy import VendorFlowPolicy, VendorPolicy
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.ops.schedule_settings import ScheduleSettings
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.references.settings import ReferenceSettings
from gp_sync.run.guards import GuardLimits

__all__ = [
    "Config",
    "ConfigError",
    "GPSettings",
    "LedgerSettings",
    "MappingSettings",
    "ProcurifySettings",
]


class ConfigError(Exception):
    """The configuration cannot be used.

    Args:
        source: the file or variable.
        problems: what is wrong, each with the key, the value and what is accepted.
    """

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([f"{self.source}:", *(f"  {problem}" for problem in self.problems)])


def _from_zero(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if value < 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0, or 0 for no limit")


def _positive(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0")


def _profile(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if value not in {"companion", "shipped"} and not value.endswith(".toml"):
        raise ValueError(f"{attribute.name} is '{value}': give companion, shipped, or a file such as site.toml")


@attrs.frozen(kw_only=True)
class ProcurifySettings:
    """The Procurify side.

    Args:
        client_id: the client id of the application made in Procurify (Settings, Integrations, Procurify API).
        tenant: the tenant's name, such as `acme` for `acme.procurify.com`. Give this or `base_url`, not both.
        base_url (address): another address, such as that of a loopback server.
        page_size (number above 0): rows to a page of a list.
        requests_per_minute (number from 0): how many requests are sent to Procurify in the long run; 0 for no limit.
            Procurify publishes no figures and suspends who asks too much.
        requests_at_once (number from 0): how many of them are under way at once; 0 for no limit.
    """

    client_id: str
    tenant: str = ""
    base_url: str = ""
    page_size: int = attrs.field(default=100, validator=_positive)
    requests_per_minute: int = attrs.field(default=300, validator=_from_zero)
    requests_at_once: int = attrs.field(default=4, validator=_from_zero)

    def __attrs_post_init__(self) -> None:
        if bool(self.tenant) == bool(self.base_url):
            raise ValueError("give either tenant (such as 'acme' for acme.procurify.com) or base_url, not both")


@attrs.frozen(kw_only=True)
class GPSettings:
    r"""The Dynamics GP side.

    Args:
        base_url (address): the GP service's address without `/GPService`; https, except on this machine.
        user: the Windows account with its domain, such as `'ACME\svc_gp'` (single quotes keep the backslash).
        tenant: the tenant of the GP service.
        ca_bundle (path): a PEM file of the authority that signed GP's certificate; if none, the public ones are
            trusted.
        max_connections (number above 0): requests to GP at once. GP serves one at a time per process: keep it small.
        read_timeout (seconds above 0): how long to wait for an answer. A first call may start a process, which takes
            long.
        send_timeout (seconds above 0): how long one create, update or void may take before it counts as in doubt; a
            quarter of a second is added for each line.
        profile (`"companion"`, `"shipped"` or path): what the site offers; `shipped` has no purchase orders. A path
            such as `site.toml` is a site profile of your own; where it names a base URL and tenant, they must be those
            above, and where it lists companies, those below must be among them.
        refuses_existing: whether the site refuses a second order with a number in use; what the profile says if not
            given. If not sure, say false: then each number is read before its create.
        longest_execution (seconds above 0): how long after a time-out a request may still land, the profile's if not
            given. Absence counts only after this.
        allow_plain_http: accept an `http://` address of another machine, where anyone on the way can read along.
    """

    base_url: str
    user: str
    tenant: str = "DefaultTenant"
    ca_bundle: str = ""
    max_connections: int = attrs.field(default=2, validator=_positive)
    read_timeout: int = attrs.field(default=600, validator=_positive)
    send_timeout: int = attrs.field(default=120, validator=_positive)
    profile: str = attrs.field(default="companion", validator=_profile)
    refuses_existing: bool | None = None
    longest_execution: int | None = attrs.field(default=None, validator=attrs.validators.optional(_positive))
    allow_plain_http: bool = False


@attrs.frozen(kw_only=True)
class LedgerSettings:
    """Where the ledger is: an SQLAlchemy URL; a relative SQLite file is relative to the configuration.

    Args:
        url (SQLAlchemy URL): where the ledger is. `sqlite:///` with a relative name is a file beside the configuration;
            `postgresql+psycopg://...` needs the extra `postgresql`.
    """

    url: str = "sqlite:///gp-sync.db"


@attrs.frozen(kw_only=True)
class MappingSettings:
    """What a user replaces of the mapping, each as `module:name` or by the name of an entry point.

    Args:
        functions: functions of the mapper by their names: `company`, `gl_account`, `site`, `unit`, `requested_by`,
            `payment_terms`, `buyer`, `ship_to`, `bill_to`, `note`.
        mapper: the whole mapper, which is called with the policy and the functions.
    """

    functions: Mapping[str, str] = attrs.field(factory=dict)
    mapper: str = ""


@attrs.frozen(kw_only=True)
class Config:
    """One connection: a Procurify tenant, a GP installation and its companies.

    Args:
        connection: the connection's name. The ledger keeps everything under it: do not change it later.
        full_check_hours (hours above 0): how many hours after a full check of both sides the next one is due: all
            orders of Procurify are listed, those that are not finished are fetched again, and all of ours in GP are
            listed, whatever their dates of change say. A fetch is one request.
        guards: how much one run may do before a person has to look at it.
        schedule: when `gp-sync run` runs which flow.
        notify: who is told of what, and how; nobody by default.
        vendor_links (path): the link table of vendors, a CSV file.
    """

    connection: str
    procurify: ProcurifySettings
    gp: GPSettings
    companies: tuple[CompanyPolicy, ...]
    purchase_orders: OrderPolicy = attrs.field(factory=OrderPolicy)
    requisitions: RequisitionPolicy = attrs.field(factory=RequisitionPolicy)
    vendors: VendorPolicy = attrs.field(factory=VendorPolicy)
    mapping: MappingSettings = attrs.field(factory=MappingSettings)
    references: ReferenceSettings = attrs.field(factory=ReferenceSettings)
    ledger: LedgerSettings = attrs.field(factory=LedgerSettings)
    secrets: SecretSettings = attrs.field(factory=SecretSettings)
    full_check_hours: int = attrs.field(default=24, validator=_positive)
    guards: GuardLimits = attrs.field(factory=GuardLimits)
    schedule: ScheduleSettings = attrs.field(factory=ScheduleSettings)
    notify: NotifySettings = attrs.field(factory=NotifySettings)
    vendor_links: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.companies:
            raise ValueError("give at least one [[companies]]")
        ids = [company.id for company in self.companies]
        if len(ids) != len(set(ids)):
            raise ValueError(f"the companies have the ids {', '.join(ids)}: each needs one of its own")
        # It holds both against each other.
        VendorFlowPolicy(companies=self.companies, vendors=self.vendors)
        stocked = [company.id for company in self.companies if company.inventory_classes]
        if stocked and self.references.severity.get("items") == "WARN":
            raise ValueError(
                f"references.severity gives items 'WARN', and {', '.join(stocked)} has inventory_classes: without GP's "
                "items, stock would be written as free text; give HOLD or BLOCK"
            )
        places = Counter(row.name.strip().casefold() for company in self.companies for row in company.locations)
        twice = sorted(name for name, count in places.items() if count > 1)
        if twice:
            raise ValueError(f"listed more than once among the companies' locations: {', '.join(twice)}")
