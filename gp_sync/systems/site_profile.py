"""The site profile of a connection: one of the client's, or a file, with what the configuration knows better."""

import dynamicsgp_sba as gp
from gp_sync.config.settings import GPSettings
from gp_sync.systems.gp_vendor_table import ADDRESSES, CARDS

__all__ = ["ORDERS", "site_profile"]

ORDERS = "purchase_orders"
"""The orders' entry in a site profile."""

REQUISITIONS = "requisitions"
"""The requisitions' entry in a site profile."""

_OURS = {"companion": gp.COMPANION, "shipped": gp.SHIPPED}


def site_profile(settings: GPSettings) -> gp.SiteProfile:
    """Give the profile that the configuration names.

    Raises:
        ValueError: the file cannot be used, says nothing of purchase orders, or names another server than the
            configuration.
    """
    profile = _OURS.get(settings.profile) or gp.load_profile(settings.profile)
    if ORDERS not in profile.resources:
        raise ValueError(
            f'profile {settings.profile}: it has no [resources.{ORDERS}]; add it, or extends = "companion"'
        )
    _same("base_url", settings.base_url.rstrip("/"), (profile.base_url or settings.base_url).rstrip("/"), settings)
    if profile.base_url is not None:
        _same("tenant", settings.tenant, profile.tenant, settings)
    told = {"refuses_existing": settings.refuses_existing, "longest_execution": settings.longest_execution}
    given = {name: value for name, value in told.items() if value is not None}
    profile = profile.with_resource(ORDERS, **given)
    # The others are GP's own services, of which the configuration's word about orders says nothing but the time.
    late = {name: value for name, value in given.items() if name == "longest_execution"}
    for name in (REQUISITIONS, CARDS, ADDRESSES):
        profile = profile.with_resource(name, **late) if name in profile.resources else profile
    return profile


def _same(key: str, configured: str, in_profile: str, settings: GPSettings) -> None:
    if configured != in_profile:
        raise ValueError(
            f"{key} is '{configured}', but '{in_profile}' in the profile {settings.profile}: a profile is that of one "
            "server; correct one of them"
        )
