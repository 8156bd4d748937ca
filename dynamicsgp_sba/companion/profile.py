"""The companion service: purchase orders, GL accounts, fiscal periods and vendor classes.

Microsoft ships none of these; a GP partner implements them once, as the reference page `companion-service` says.
"""

import attrs

from dynamicsgp_sba.profile import SiteProfile
from dynamicsgp_sba.shipped import SHIPPED

__all__ = ["COMPANION", "VOID_ACTION"]

VOID_ACTION = "VOID"


def _companion() -> SiteProfile:
    profile = attrs.evolve(SHIPPED, name="companion")
    for name in ("account_segments", "fiscal_periods", "gl_accounts", "vendor_classes"):
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
