"""The configuration: a TOML file, read strictly. A mistake names the key, the value and what is accepted.

Secrets are not in it: they come from the environment, a protected file or the vault.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import attrs
import cattrs
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from gp_sync.config.settings import (
    Config,
    ConfigError,
    GPSettings,
    LedgerSettings,
    MappingSettings,
    ProcurifySettings,
)
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.purchase_orders.tables import (
    AccountException,
    ChargeLine,
    CustomField,
    DepartmentPolicy,
    LocationPolicy,
)
from gp_sync.flows.requisitions.policy import RequisitionPolicy
from gp_sync.flows.vendors.policy import FieldPolicy, VendorPolicy
from gp_sync.ops.notify_settings import EmailSettings, NotifySettings, WebhookSettings
from gp_sync.ops.schedule_settings import ScheduleSettings
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.references.settings import CsvReferenceSettings, ReferenceSettings, SqlReferenceSettings
from gp_sync.run.guards import GuardLimits
from gp_sync.strict import strict_converter
from gp_sync.table_files import TableFileError, read_pairs, read_rows

__all__ = ["Config", "ConfigError", "GPSettings", "ProcurifySettings", "load_config", "load_section", "read_toml"]


T = TypeVar("T")


def load_config(path: str | Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: it is missing, is not TOML, or has mistakes; all of them are named.
    """
    path = Path(path)
    data = read_toml(path)
    folder = path.resolve().parent
    try:
        config: Config = _converter(folder).structure(data, Config)
    except cattrs.BaseValidationError as error:
        raise ConfigError(str(path), _problems(error)) from None
    links = _read_links(folder / config.vendor_links) if config.vendor_links else {}
    unknown = sorted(set(links) - {company.id for company in config.companies})
    if unknown:
        raise ConfigError(str(folder / config.vendor_links), (f"unknown companies: {', '.join(unknown)}",))
    return attrs.evolve(
        config,
        companies=tuple(attrs.evolve(row, vendor_links=links.get(row.id, {})) for row in config.companies),
        gp=_placed_gp(config.gp, folder),
        references=config.references.placed(folder),
        ledger=attrs.evolve(config.ledger, url=_ledger_url(config.ledger.url, folder)),
        secrets=config.secrets.placed(folder),
        notify=config.notify.placed(folder),
    )


def load_section(path: Path, name: str, kind: type[T]) -> T | None:
    """Read one section of a file that may have mistakes elsewhere, with its paths seen from the file's folder.

    Args:
        path: the file.
        name: the section's.
        kind: its settings.

    Returns:
        The settings, or None where the file cannot be read, or the section lacks something or has a mistake itself.
    """
    folder = path.resolve().parent
    try:
        found: Any = _converter(folder).structure(read_toml(path).get(name, {}), kind)
    except (ConfigError, cattrs.BaseValidationError):
        return None
    if isinstance(found, GPSettings):
        found = _placed_gp(found, folder)
    if isinstance(found, LedgerSettings):
        found = attrs.evolve(found, url=_ledger_url(found.url, folder))
    return cast("T", found)


_NOT_KEYS: dict[type, frozenset[str]] = {CompanyPolicy: frozenset({"vendor_links"})}
"""Fields that the file does not set: the links come from the link table."""


_ROWS: tuple[type, ...] = (LocationPolicy, DepartmentPolicy, AccountException)
"""The rows of tables that may be kept in a CSV file, whose name then stands in the table's place."""


# Made once for a folder: making it takes longer than reading a file with it.
@lru_cache(maxsize=16)
def _converter(folder: Path) -> cattrs.Converter:
    converter = strict_converter()
    converter.register_structure_hook(date, _toml_date)
    converter.register_structure_hook(str, _exactly(str, "a text in quotes"))
    converter.register_structure_hook(int, _exactly(int, "a whole number such as 30"))
    converter.register_structure_hook(bool, _exactly(bool, "true or false"))
    converter.register_structure_hook(Decimal, _number)
    # Before the classes that have such fields, which look their hooks up when they are made.
    for row in _ROWS:
        converter.register_structure_hook_func(_is(tuple[row, ...]), _rows_of(row, converter, folder))  # type: ignore[valid-type]  # a type made of a value
    converter.register_structure_hook_func(_is(Mapping[str, str]), _texts(converter, folder))
    for kind in (
        *_ROWS,
        CustomField,
        ChargeLine,
        CompanyPolicy,
        SkipRule,
        OrderPolicy,
        RequisitionPolicy,
        FieldPolicy,
        VendorPolicy,
        MappingSettings,
        SqlReferenceSettings,
        CsvReferenceSettings,
        ReferenceSettings,
        ProcurifySettings,
        GPSettings,
        LedgerSettings,
        SecretSettings,
        GuardLimits,
        ScheduleSettings,
        EmailSettings,
        WebhookSettings,
        NotifySettings,
        Config,
    ):
        left_out: Any = {name: override(omit=True) for name in _NOT_KEYS.get(kind, ())}
        structure: Any = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **left_out)
        converter.register_structure_hook(kind, _table(structure))
    return converter


def _is(wanted: Any) -> Callable[[Any], bool]:
    return lambda kind: bool(kind == wanted)


def _rows_of(row: type, converter: cattrs.Converter, folder: Path) -> Any:
    fields = attrs.fields(row)
    names = [field.name for field in fields]
    needed = [field.name for field in fields if field.default is attrs.NOTHING]

    def hook(value: object, _: Any) -> Any:
        rows: Any = value
        if isinstance(value, str):
            rows = [cells for _, cells in read_rows(folder / value, names, needed)]
        if not isinstance(rows, list):
            raise TypeError(f"expected a list of tables or the name of a CSV file, got {_shown(value)}")
        return tuple(converter.structure(rows, list[row]))  # type: ignore[valid-type]  # a type made of a value

    return hook


def _texts(converter: cattrs.Converter, folder: Path) -> Any:
    def hook(value: object, _: Any) -> dict[str, str]:
        if isinstance(value, str):
            return read_pairs(folder / value)
        if not isinstance(value, Mapping):
            raise TypeError(f"expected a table of texts or the name of a CSV file, got {_shown(value)}")
        return converter.structure(value, dict[str, str])

    return hook


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


def _number(value: object, _: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"expected a number such as 24 or 0.05, got {_shown(value)}")
    return Decimal(value)


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
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        raise ConfigError(str(path), (f"there is no such file: {missing}",)) from None
    except OSError as error:
        raise ConfigError(str(path), (f"it cannot be read: {error.strerror}",)) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), ("it is not UTF-8 text: save it as such",)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), (f"it is not TOML: {error}",)) from None


def _read_links(path: Path) -> dict[str, dict[str, str]]:
    """Read the link table: a header row, then a company, a Procurify vendor id and a GP vendor ID in each."""
    columns = ("company", "procurify_vendor_id", "gp_vendor_id")
    links: dict[str, dict[str, str]] = {}
    try:
        rows = read_rows(path, columns, columns)
    except TableFileError as error:
        raise ConfigError("vendor_links", (str(error),)) from None
    for number, row in rows:
        company, vendor, linked = (row[name] for name in columns)
        if not vendor.isdecimal():
            raise ConfigError(f"{path}, row {number}", (f"the vendor id '{vendor}' is no number, such as 17",))
        key = str(int(vendor))
        if links.setdefault(company, {}).setdefault(key, linked) != linked:
            raise ConfigError(f"{path}, row {number}", (f"vendor {key} is linked twice in {company}",))
    return links


def _placed_gp(settings: GPSettings, folder: Path) -> GPSettings:
    profile = str(folder / settings.profile) if settings.profile.endswith(".toml") else settings.profile
    ca_bundle = str(folder / settings.ca_bundle) if settings.ca_bundle else ""
    return attrs.evolve(settings, profile=profile, ca_bundle=ca_bundle)


def _ledger_url(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    name = url.removeprefix(prefix)
    if not url.startswith(prefix) or name == ":memory:" or not name or Path(name).is_absolute():
        return url
    return f"{prefix}{(folder / name).as_posix()}"
