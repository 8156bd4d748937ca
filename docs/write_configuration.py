# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write the tables of settings in `docs/reference`: `python docs/write_configuration.py`.

Every row comes from the code: the key and its default from the field of the settings class, its type and meaning from
the class's docstring, which says `key (type): meaning.`, or `key: meaning.` where the annotation tells the type. The
tables of severities and secrets come from the catalogue and the secrets. What stands around the tables is by hand.
"""

import inspect
import json
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs

from gp_sync.config.credentials import KINDS
from gp_sync.config.settings import (
    Config,
    GPSettings,
    LedgerSettings,
    MappingSettings,
    ProcurifySettings,
)
from gp_sync.core.findings import CATALOGUE
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

REFERENCE = Path(__file__).parent / "reference"
CONFIGURATION, REFERENCE_DATA = "configuration.md", "reference-data.md"
SECTIONS: dict[str, dict[str, type]] = {
    CONFIGURATION: {
        "Top of the file": Config,
        "[procurify]": ProcurifySettings,
        "[gp]": GPSettings,
        "[ledger]": LedgerSettings,
        "[guards]": GuardLimits,
        "[schedule]": ScheduleSettings,
        "[notify]": NotifySettings,
        "[notify.email]": EmailSettings,
        "[notify.webhook]": WebhookSettings,
        "[secrets]": SecretSettings,
        "[mapping]": MappingSettings,
        "[purchase_orders]": OrderPolicy,
        "[[purchase_orders.skip]]": SkipRule,
        "[requisitions]": RequisitionPolicy,
        "[vendors]": VendorPolicy,
        "[vendors.fields.NAME]": FieldPolicy,
        "[[companies]]": CompanyPolicy,
        "[[companies.locations]]": LocationPolicy,
        "[[companies.departments]]": DepartmentPolicy,
        "[[companies.accounts]]": AccountException,
        "[[companies.custom_fields]]": CustomField,
        "[companies.freight_line]": ChargeLine,
    },
    REFERENCE_DATA: {
        "[references]": ReferenceSettings,
        "[references.sql]": SqlReferenceSettings,
        "[references.csv]": CsvReferenceSettings,
    },
}
"""The settings class behind the table of each section, by page."""

_LINKS = {
    "link table": f"{CONFIGURATION}#the-link-table-of-vendors",
    "site profile": "../how-to/gp-questionnaire.md",
    "key of the vault": "../how-to/keep-secrets.md",
    "other severities of findings": f"{CONFIGURATION}#severities",
    "is a secret": f"{CONFIGURATION}#secrets",
    "the secret": f"{CONFIGURATION}#secrets",
}
"""Words of a meaning that lead somewhere; a docstring cannot, since it is shown on other pages too."""

# Companies have sections of their own; what they link is kept in a file for all of them.
_NOT_KEYS: dict[type, set[str]] = {Config: {"companies"}, CompanyPolicy: {"vendor_links"}}
_TYPES = {str: "text", int: "number", Decimal: "number", bool: "true or false", date: "date without quotes"}
_SECTION_OF = {kind: heading for sections in SECTIONS.values() for heading, kind in sections.items()}


def page(name: str, text: str) -> str:
    """A page with its tables made anew.

    Args:
        name: the page's file name.
        text: the page as it is.

    Raises:
        LookupError: a section has no heading or no table, or a docstring says nothing of a key.
    """
    for heading, kind in SECTIONS[name].items():
        rows = (f"| {' | '.join(row)} |" for row in _rows(kind, name))
        text = _with_table(text, heading, "Key", rows)
    if name == CONFIGURATION:
        text = _with_table(text, "Severities", "Code", _severities())
        text = _with_table(text, "Secrets", "Environment variable", _secrets())
    return text


def keys(kind: type) -> Iterator["attrs.Attribute[Any]"]:
    """The fields of a settings class that are keys of its section; the others are sections of their own."""
    for field in attrs.fields(kind):
        if field.name not in _NOT_KEYS.get(kind, ()) and not (isinstance(field.type, type) and attrs.has(field.type)):
            yield field


def told(kind: type, field: "attrs.Attribute[Any]") -> tuple[str, str]:
    """The type and the meaning of a key.

    Args:
        kind: the settings class.
        field: the key's field.

    Raises:
        LookupError: the docstring of the class says nothing of it.
    """
    found = re.search(
        rf"^    {field.name}(?: \((.*?)\))?: (.*(?:\n      +.*)*)", inspect.getdoc(kind) or "", re.MULTILINE
    )
    if found is None:
        raise LookupError(f"the docstring of {kind.__name__} says nothing of '{field.name}'")
    return found[1] or _type(field.type), " ".join(found[2].split()).rstrip(".")


def _rows(kind: type, name: str) -> Iterator[tuple[str, str, str, str]]:
    for field in keys(kind):
        type_name, meaning = told(kind, field)
        linked = _linked(meaning, _element(field.type)).replace("|", "\\|")
        yield f"`{field.name}`", type_name, _default(field), linked.replace(f"({name}#", "(#")


def _linked(meaning: str, element: Any) -> str:
    for words, target in _LINKS.items():
        meaning = meaning.replace(words, f"[{words}]({target})", 1)
    heading = _SECTION_OF.get(element)
    if heading is None:
        return meaning
    return f"{meaning}, see [below](#{re.sub(r'[^a-z_]', '', heading.lower())})"


def _element(kind: Any) -> Any:
    """What a type holds: the rows of a list, the values of a table, what may be left out."""
    inner = [part for part in get_args(kind) if part not in {types.NoneType, ...}]
    return inner[-1] if inner else kind


def _type(kind: Any) -> str:
    if isinstance(kind, types.UnionType):
        return _type(_element(kind))
    if get_origin(kind) is None:
        return _TYPES.get(kind, "table")
    return f"{'table' if get_origin(kind) is Mapping else 'list'} of {_type(_element(kind))}s"


def _default(field: "attrs.Attribute[Any]") -> str:
    value: Any = field.default
    if value is attrs.NOTHING:
        return "required"
    value = value.factory() if hasattr(value, "factory") else value
    if value is None or value in ("", (), {}):
        return "none"
    if isinstance(value, Decimal):
        return f"`{value}`"
    # A text of several lines is shown so, that its column stays narrow.
    return "<br>".join(f"`{line}`" for line in json.dumps(value).replace("\\n", "\\n\0").split("\0"))


def _severities() -> Iterator[str]:
    for code, entry in CATALOGUE.items():
        if entry.weaker is not None:
            yield f"| `{code}` | {entry.severity.value} | {entry.weaker.value} |"


def _secrets() -> Iterator[str]:
    for secret in KINDS.values():
        yield f"| `{secret.variable}` | `{secret.name}` | {secret.what} |"


def _with_table(text: str, heading: str, first_column: str, rows: Iterable[str]) -> str:
    table = re.compile(
        rf"(^##+ `?{re.escape(heading)}`?\n(?:(?!##).*\n)*?\| {first_column} \|.*\n\| --- .*\n)((?:\|.*\n)*)",
        re.MULTILINE,
    )
    found = table.search(text)
    if found is None:
        raise LookupError(f"there is no section '{heading}' with a table whose first column is '{first_column}'")
    return text[: found.start(2)] + "".join(f"{row}\n" for row in rows) + text[found.end(2) :]


if __name__ == "__main__":
    for name in SECTIONS:
        path = REFERENCE / name
        path.write_text(page(name, path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
