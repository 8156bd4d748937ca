"""The companion service: purchase orders, and what they refer to that Microsoft ships no service for.

A GP partner implements it once, as the reference page `companion-service` says.
"""

import attrs

from dynamicsgp_sba.profile.shipped import SHIPPED
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["COMPANION", "COMPANION_RESOURCES"]

_LISTS = ("buyers", "company_addresses", "shipping_methods", "vendor_classes")
_DOCUMENTS = ("account_segments", "company_setup", "fiscal_periods")

COMPANION_RESOURCES = (*_LISTS, *_DOCUMENTS, "gl_accounts", "purchase_orders")
"""The resources that the companion service adds to what Microsoft ships."""


def _companion() -> SiteProfile:
    profile = attrs.evolve(SHIPPED, name="companion")
    for name in COMPANION_RESOURCES:
        profile = profile.with_resource(name, available=True, reason="")
    for name in (*_LISTS, *_DOCUMENTS):
        profile = profile.with_resource(name, item_path=None)
    return profile.with_resource(
        "purchase_orders",
        filters={"changed_since": "changedSince", "marker_prefix": "marker"},
        void_action="VOID",
        refuses_existing=True,
        atomic=True,
        reads_history=True,
        tells=("workflow_status",),
    )


COMPANION = _companion()
