"""The companion service: purchase orders, and what they refer to that Microsoft ships no service for.

A GP partner implements it once, as the reference page `companion-service` says.
"""

import attrs

from dynamicsgp_sba.profile import SiteProfile
from dynamicsgp_sba.shipped import SHIPPED

__all__ = ["COMPANION", "VOID_ACTION"]

VOID_ACTION = "VOID"

_READ = (
    "account_segments",
    "buyers",
    "company_addresses",
    "company_setup",
    "fiscal_periods",
    "gl_accounts",
    "shipping_methods",
    "vendor_classes",
)


def _companion() -> SiteProfile:
    profile = attrs.evolve(SHIPPED, name="companion")
    for name in _READ:
        profile = profile.with_resource(name, available=True, reason="")
    return profile.with_resource(
        "purchase_orders",
        available=True,
        reason="",
        void_action=VOID_ACTION,
        refuses_existing=True,
        atomic=True,
        reads_history=True,
    )


COMPANION = _companion()
