# ruff: noqa: INP001  (a script beside the page it writes, not a module of a package)
"""Bring the tables of `docs/reference/configuration.md` in line with the settings: run it after a change of these.

Which keys a table has, and their defaults, come from the settings classes. Type and meaning of a key that is there stay
as they are written; a new key gets its type's name and the words of the class's docstring, to be put better by hand.
"""

import inspect
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from gp_sync.config.settings import (
    Config,
    GPSettings,
    LedgerSettings,
    MappingSettings,
    ProcurifySettings,
    SecretSettings,
)
from gp_sync.engine.guards import GuardLimits
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy, SkipRule
from gp_sync.flows.purchase_orders.tables import (
    AccountException,
    ChargeLine,
    CustomField,
    DepartmentPolicy,
    LocationPolicy,
)
from gp_sync.flows.requisitions.policy import RequisitionPolicy
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.ops.notify_settings import EmailSettings, NotifySettings, WebhookSettings
from gp_sync.ops.schedule_settings import ScheduleSettings

PAGE = Path(__file__).parent / "reference" / "configuration.md"
SECTIONS: dict[str, type] = {
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
    "[requisitions]": RequisitionPolicy,
    "[vendors]": VendorPolicy,
    "[[purchase_orders.skip]]": SkipRule,
    "[[companies]]": CompanyPolicy,
    "[[companies.locations]]": LocationPolicy,
    "[[companies.departments]]": DepartmentPolicy,
    "[[companies.accounts]]": AccountException,
    "[[companies.custom_fields]]": CustomField,
    "[companies.freight_line]": ChargeLine,
}
"""The settings class of each section that has a table of keys."""

# Companies have sections of their own; what they link is kept in a file for all of them.
_NOT_KEYS: dict[type, set[str]] = {Config: {"companies"}, CompanyPolicy: {"vendor_links"}}
_TYPES = {str: "text", int: "number", bool: "true or false", Decimal: "number"}
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*) \|$")


def page(text: str) -> str:
    """The page with its tables in line with the settings.

    Args:
        text: the page as it is.

    Raises:
        LookupError: a section has no heading, or no table of keys.
    """
    for heading, kind in SECTIONS.items():
        table = re.compile(
            rf"(^##+ `?{re.escape(heading)}`?\n(?:(?!##).*\n)*?\| Key \|.*\n\| --- .*\n)((?:\|.*\n)*)", re.MULTILINE
        )
        found = table.search(text)
        if found is None:
            raise LookupError(f"{PAGE.name} has no section '{heading}' with a table of keys")
        rows = "".join(f"{row}\n" for row in _rows(kind, found.group(2).splitlines()))
        text = text[: found.start(2)] + rows + text[found.end(2) :]
    return text


def _rows(kind: type, present: list[str]) -> Iterator[str]:
    """The rows of a table: those that are there in their order, then the keys that are new."""
    fields = {field.name: field for field in attrs.fields(kind) if _is_key(kind, field)}
    written = {match.group(1): match for match in map(_ROW.match, present) if match}
    for name in [*(name for name in written if name in fields), *(name for name in fields if name not in written)]:
        field = fields[name]
        type_name, meaning = (
            (written[name].group(2), written[name].group(4))
            if name in written
            else (_TYPES.get(field.type or object, "table"), _told(kind, name))
        )
        yield f"| `{name}` | {type_name} | {_default(field)} | {meaning} |"


def _is_key(kind: type, field: "attrs.Attribute[Any]") -> bool:
    return field.name not in _NOT_KEYS.get(kind, ()) and not (isinstance(field.type, type) and attrs.has(field.type))


def _default(field: "attrs.Attribute[Any]") -> str:
    value: Any = field.default
    if value is attrs.NOTHING:
        return "required"
    value = value.factory() if hasattr(value, "factory") else value
    if value is None or value in ("", (), {}):
        return "none"
    return f"`{value if isinstance(value, Decimal) else json.dumps(value)}`"


def _told(kind: type, name: str) -> str:
    """What the docstring of a class says of an argument."""
    found = re.search(rf"^    {name}: (.*(?:\n      +.*)*)", inspect.getdoc(kind) or "", re.MULTILINE)
    if found is None:
        raise LookupError(f"the docstring of {kind.__name__} says nothing of '{name}'")
    return " ".join(found.group(1).split()).rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
