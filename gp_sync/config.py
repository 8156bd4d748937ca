"""The configuration: a TOML file, read strictly. A mistake names the key, the value and what is accepted.

Secrets are not in it: they come from the environment or from a protected file.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import cattrs
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from gp_sync.flows.purchase_orders.policy import CompanyPolicy, DepartmentPolicy, LocationPolicy, OrderTemplates
from gp_sync.guards import GuardLimits
from gp_sync.strict import strict_converter

__all__ = ["Config", "ConfigError", "GPSettings", "ProcurifySettings", "load_config", "read_toml"]


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


def _positive(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0")


def _one_of(*accepted: str) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
        if value not in accepted:
            raise ValueError(f"{attribute.name} is '{value}': give one of {', '.join(accepted)}")

    return check


@attrs.frozen(kw_only=True)
class ProcurifySettings:
    """The Procurify side: the tenant's name (the part before .procurify.com) or a base URL, and the client id."""

    client_id: str
    tenant: str = ""
    base_url: str = ""
    page_size: int = attrs.field(default=100, validator=_positive)

    def __attrs_post_init__(self) -> None:
        if bool(self.tenant) == bool(self.base_url):
            raise ValueError("give either tenant (such as 'acme' for acme.procurify.com) or base_url, not both")


@attrs.frozen(kw_only=True)
class GPSettings:
    """The Dynamics GP side.

    Args:
        base_url: the GP service's address without `/GPService`.
        user: the Windows account, with its domain.
        tenant: the tenant of the GP service.
        ca_bundle: a PEM file of the certificate authority, relative to the configuration; the system's if empty.
        max_connections: requests at once; GP serves one at a time per process.
        read_timeout: seconds to wait for an answer; GP may be slow.
        send_timeout: seconds that one create, update or void may take.
        profile: which resources the site offers.
        refuses_existing: the site refuses a second order with one number; what the profile says if not given. If not
            sure, say false.
        longest_execution: seconds after a time-out in which a request may still land; the profile's if not given.
        allow_plain_http: accept an `http://` address of another machine, where anyone on the way can read along.
    """

    base_url: str
    user: str
    tenant: str = "DefaultTenant"
    ca_bundle: str = ""
    max_connections: int = attrs.field(default=2, validator=_positive)
    read_timeout: int = attrs.field(default=600, validator=_positive)
    send_timeout: int = attrs.field(default=120, validator=_positive)
    profile: str = attrs.field(default="companion", validator=_one_of("companion", "shipped"))
    refuses_existing: bool | None = None
    longest_execution: int | None = attrs.field(default=None, validator=attrs.validators.optional(_positive))
    allow_plain_http: bool = False


@attrs.frozen(kw_only=True)
class LedgerSettings:
    """Where the ledger is: an SQLAlchemy URL; a relative SQLite file is relative to the configuration."""

    url: str = "sqlite:///gp-sync.db"


@attrs.frozen(kw_only=True)
class SecretSettings:
    """A TOML file that only its owner can read, for secrets that are not in the environment."""

    file: str = ""


@attrs.frozen(kw_only=True)
class Config:
    """One connection: a Procurify tenant, a GP installation and its companies.

    Args:
        connection: the connection's name, under which the ledger keeps everything; do not change it later.
        full_check_hours: how many hours after a full check of both sides the next one is due.
        guards: how much one run may do before a person has to look at it.
        vendor_links: a CSV file with the columns company, procurify_vendor_id and gp_vendor_id.
    """

    connection: str
    procurify: ProcurifySettings
    gp: GPSettings
    companies: tuple[CompanyPolicy, ...]
    purchase_orders: OrderTemplates = attrs.field(factory=OrderTemplates)
    ledger: LedgerSettings = attrs.field(factory=LedgerSettings)
    secrets: SecretSettings = attrs.field(factory=SecretSettings)
    full_check_hours: int = attrs.field(default=24, validator=_positive)
    guards: GuardLimits = attrs.field(factory=GuardLimits)
    vendor_links: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.companies:
            raise ValueError("give at least one [[companies]]")
        ids = [company.id for company in self.companies]
        if len(ids) != len(set(ids)):
            raise ValueError(f"the companies have the ids {', '.join(ids)}: each needs one of its own")
        places = Counter(row.name.strip().casefold() for company in self.companies for row in company.locations)
        twice = sorted(name for name, count in places.items() if count > 1)
        if twice:
            raise ValueError(f"listed more than once among the companies' locations: {', '.join(twice)}")


def load_config(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: it is missing, is not TOML, or has mistakes; all of them are named.
    """
    data = read_toml(path)
    try:
        config: Config = _converter().structure(data, Config)
    except cattrs.BaseValidationError as error:
        raise ConfigError(str(path), _problems(error)) from None
    folder = path.resolve().parent
    links = _read_links(folder / config.vendor_links) if config.vendor_links else {}
    unknown = sorted(set(links) - {company.id for company in config.companies})
    if unknown:
        raise ConfigError(str(folder / config.vendor_links), (f"unknown companies: {', '.join(unknown)}",))
    return attrs.evolve(
        config,
        companies=tuple(attrs.evolve(row, vendor_links=links.get(row.id, {})) for row in config.companies),
        gp=attrs.evolve(config.gp, ca_bundle=str(folder / config.gp.ca_bundle) if config.gp.ca_bundle else ""),
        ledger=attrs.evolve(config.ledger, url=_ledger_url(config.ledger.url, folder)),
        secrets=attrs.evolve(config.secrets, file=str(folder / config.secrets.file) if config.secrets.file else ""),
    )


_NOT_KEYS: dict[type, frozenset[str]] = {CompanyPolicy: frozenset({"vendor_links"})}
"""Fields that the file does not set: the links come from the link table."""


def _converter() -> cattrs.Converter:
    converter = strict_converter()
    converter.register_structure_hook(date, _toml_date)
    converter.register_structure_hook(str, _exactly(str, "a text in quotes"))
    converter.register_structure_hook(int, _exactly(int, "a whole number such as 30"))
    converter.register_structure_hook(bool, _exactly(bool, "true or false"))
    for kind in (
        LocationPolicy,
        DepartmentPolicy,
        CompanyPolicy,
        OrderTemplates,
        ProcurifySettings,
        GPSettings,
        LedgerSettings,
        SecretSettings,
        GuardLimits,
        Config,
    ):
        left_out: Any = {name: override(omit=True) for name in _NOT_KEYS.get(kind, ())}
        structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **left_out)
        converter.register_structure_hook(kind, _table(structure))
    return converter


def _table(structure: Any) -> Any:
    def hook(value: object, kind: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected a table, got {type(value).__name__}")
        return structure(value, kind)

    return hook


def _exactly(kind: type, accepted: str) -> Any:
    def hook(value: object, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"expected {accepted}, got {_shown(value)}")
        return value

    return hook


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return f"'{value}'" if isinstance(value, str) else str(value)


def _toml_date(value: object, _: Any) -> date:
    if type(value) is not date:
        raise TypeError(f"expected a date such as 2026-11-01 without quotes, got {value!r:.40}")
    return value


def _problems(error: cattrs.BaseValidationError) -> tuple[str, ...]:
    def words(fault: BaseException, _: type | None) -> str:
        if isinstance(fault, ForbiddenExtraKeysError):
            keys = {field.name for field in attrs.fields(fault.cl)} - _NOT_KEYS.get(fault.cl, frozenset())
            return f"unknown key {', '.join(sorted(fault.extra_fields))}; accepted: {', '.join(sorted(keys))}"
        return f"the key {fault} is missing" if isinstance(fault, KeyError) else str(fault)

    lines = cattrs.transform_error(error, path="", format_exception=words)
    return tuple(_placed(line) for line in lines)


def _placed(line: str) -> str:
    """`text @ .gp.user` becomes `gp.user: text`."""
    text, _, place = line.rpartition(" @ ")
    return f"{place.strip('.$')}: {text}" if place.strip(".$") else text


def read_toml(path: Path, *, missing: str = "`gp-sync init` writes one to start from") -> dict[str, Any]:
    """Read a TOML file; numbers with a point become Decimal.

    Raises:
        ConfigError: it is missing, unreadable or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise ConfigError(str(path), (f"there is no such file: {missing}",)) from None
    except OSError as error:
        raise ConfigError(str(path), (f"it cannot be read: {error.strerror}",)) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), ("it is not UTF-8 text",)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), (f"it is not TOML: {error}",)) from None


def _read_links(path: Path) -> dict[str, dict[str, str]]:
    """Read the link table: a header row, then a company, a Procurify vendor id and a GP vendor ID in each."""
    columns = ("company", "procurify_vendor_id", "gp_vendor_id")
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except OSError as error:
        raise ConfigError(str(path), (f"the link table cannot be read: {error.strerror}",)) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), ("the link table is not UTF-8 text",)) from None
    except csv.Error as error:
        raise ConfigError(str(path), (f"the link table is not CSV: {error}",)) from None
    links: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        values = [(row.get(column) or "").strip() for column in columns]
        if not all(values) or not values[1].isdecimal():
            raise ConfigError(f"{path}, row {number}", (f"give {', '.join(columns)}; the vendor id is a number",))
        company, vendor, linked = values[0], str(int(values[1])), values[2]
        if links.setdefault(company, {}).setdefault(vendor, linked) != linked:
            raise ConfigError(f"{path}, row {number}", (f"vendor {vendor} is linked twice in {company}",))
    return links


def _ledger_url(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    name = url.removeprefix(prefix)
    if not url.startswith(prefix) or name == ":memory:" or not name or Path(name).is_absolute():
        return url
    return f"{prefix}{(folder / name).as_posix()}"
