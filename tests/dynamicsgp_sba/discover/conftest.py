"""A profile that fits the loopback server."""

import pytest

from dynamicsgp_sba import COMPANION, SiteProfile

NOT_SERVED = ("countries", "payables_transactions", "requisitions")


@pytest.fixture
def here() -> SiteProfile:
    """The companion profile without what the loopback server does not serve."""
    profile = COMPANION
    for name in NOT_SERVED:
        profile = profile.with_resource(name, available=False, reason="not served")
    return profile
