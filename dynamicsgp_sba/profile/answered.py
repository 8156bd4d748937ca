"""From the answers to the questionnaire to the profile of a site."""

from collections.abc import Mapping
from typing import Any

import attrs

from dynamicsgp_sba.profile.companion import COMPANION, COMPANION_RESOURCES
from dynamicsgp_sba.profile.shipped import SHIPPED
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["profile_of"]

_OF_SITE = ("name", "base_url", "ca_bundle", "authentication", "tenant", "companies", "product")
_OF_RESOURCES = (
    "longest_execution", "company_root", "tenant_root", "separator", "query",
    "names", "envelope", "amounts", "flags", "dates", "time_zone", "accept",
)  # fmt: skip


def profile_of(answers: Mapping[str, Any]) -> SiteProfile:
    """Make the profile of a site.

    Args:
        answers: the value of every question, by its id.
    """
    companion = answers["companion"]
    profile = attrs.evolve(COMPANION if companion else SHIPPED, **{name: answers[name] for name in _OF_SITE})
    everywhere = {name: answers[name] for name in _OF_RESOURCES} | {"list_is_full": answers["full_lists"]}
    if not answers["parentheses"]:
        everywhere["list_path"] = "{path}"
    for name in profile.resources:
        profile = profile.with_resource(name, **everywhere)
    for name in answers["missing"]:
        profile = profile.with_resource(name, available=False, reason="not installed at this site")
    if companion:
        profile = profile.with_resource("purchase_orders", refuses_existing=answers["refuses_existing"])
        for name in COMPANION_RESOURCES if answers["companion_url"] else ():
            profile = profile.with_resource(name, base_url=answers["companion_url"])
    return _with_decimals(profile, answers)


def _with_decimals(profile: SiteProfile, answers: Mapping[str, Any]) -> SiteProfile:
    quantity, own_currency = answers["quantity_decimals"], answers["own_currency"]
    if quantity is None and not own_currency.functional_currency:
        return profile
    stated = attrs.evolve(own_currency, quantity=quantity)
    return attrs.evolve(profile, decimals=dict.fromkeys(profile.companies, stated))
