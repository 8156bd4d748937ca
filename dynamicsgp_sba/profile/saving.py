"""From a site profile to TOML that reads back as an equal one, with a comment on each entry."""

import json
import re
from collections.abc import Mapping
from typing import Any

import attrs

from dynamicsgp_sba.profile.decimals import CompanyDecimals
from dynamicsgp_sba.profile.loading import BASES
from dynamicsgp_sba.profile.resource import ResourceProfile
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["to_toml"]

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SITE_KEYS = ("name", "base_url", "tenant", "companies", "product", "ca_bundle", "authentication")

_UNKNOWN = CompanyDecimals()

_COMMENTS = {
    "ca_bundle": "the certificates to trust, seen from this file's folder",
    "authentication": "ntlm, kerberos, basic or bearer",
    "time_zone": "where the days of /Date(ms)/ begin",
    "company_root": "the beginning of a company's addresses",
    "tenant_root": "the beginning of the addresses that belong to no company",
    "amounts": "how requests have amounts: text or number",
    "dates": "how requests have days: date, date-time or datacontract",
    "flags": "how requests have flags: number or boolean",
    "accept": "the header Accept",
    "query": "parameters of every address",
    "tells": "fields without which a record is not changed",
    "name": "what messages call this site",
    "extends": "what is not said below is as there",
    "base_url": "the GP Service's address, without /GPService",
    "tenant": "DefaultTenant where there is one tenant",
    "companies": "display names (Company Setup), not databases",
    "product": "the segment before the series in addresses",
    "list_path": "the address of the list",
    "item_path": "the address of one record",
    "part_path": "the address of the records under the first part of a key",
    "key": "the order of the key's parts",
    "separator": "what stands between the parts of a key",
    "list_is_full": "false: rows are summaries, and each record is read by its key",
    "filters": "query parameters of the list",
    "aliases": "further property names of the answers",
    "decimal_comma": "amounts in answers have a comma in place of the point",
    "envelope": "the member around a request's body",
    "names": "how requests spell members: column, dexterity or dotnet",
    "available": "whether the site has it",
    "refuses_existing": "a create with a number in use is refused, in work and in history",
    "atomic": "a write does all or nothing",
    "reads_history": "a read looks in history too",
    "longest_execution": "seconds after which an unanswered write can no longer take effect",
}


def to_toml(profile: SiteProfile) -> str:
    """Write a profile as TOML, as what differs from the one of this package that it is nearest to.

    `from_toml` gives an equal profile again.
    """
    drafts = [
        _text(profile, name, base) for name, base in BASES.items() if set(base.resources) <= set(profile.resources)
    ]
    drafts.append(_text(profile, "", SiteProfile(name=profile.name, resources={})))
    return min(drafts, key=len)


def _text(profile: SiteProfile, extends: str, base: SiteProfile) -> str:
    lines = [_entry("name", profile.name)]
    if extends:
        lines.append(_entry("extends", extends))
    changed = [key for key in _SITE_KEYS[1:] if getattr(profile, key) != getattr(base, key)]
    lines += [_entry(key, getattr(profile, key)) for key in changed]
    for name, resource in profile.resources.items():
        entries = _entries(resource, base.resources.get(name))
        if entries:
            lines += ["", f"[resources.{_key(name)}]", *entries]
    for company, decimals in profile.decimals.items():
        stated = attrs.asdict(decimals)
        lines += ["", f"[decimals.{_key(company)}]"]
        lines += [_entry(key, value) for key, value in stated.items() if value != getattr(_UNKNOWN, key)]
    return "\n".join(lines) + "\n"


def _entries(resource: ResourceProfile, base: ResourceProfile | None) -> list[str]:
    # Without a base, an entry is written unless it is the default; series and resource have none.
    values = {field.name: getattr(resource, field.name) for field in attrs.fields(ResourceProfile)}
    plain = base or ResourceProfile(series=resource.series, resource=resource.resource)
    always = set() if base else {"series", "resource"}
    return [_entry(key, value) for key, value in values.items() if key in always or value != getattr(plain, key)]


def _entry(key: str, value: Any) -> str:
    comment = f"  # {_COMMENTS[key]}" if key in _COMMENTS else ""
    return f"{_key(key)} = {_value(value)}{comment}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if value is None:
        return '""'
    if isinstance(value, str):
        # JSON's texts are TOML's, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
