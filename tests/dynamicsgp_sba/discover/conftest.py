"""A profile and a server that differ in a few services."""

from collections.abc import Callable

import pytest

from dynamicsgp_sba import COMPANION, SiteProfile
from dynamicsgp_sba.testing import GPServer

NOT_SERVED = ("countries", "payables_transactions", "requisitions")


@pytest.fixture
def poor(serve: Callable[..., GPServer]) -> GPServer:
    """A server on which these services are not installed."""
    resources = [COMPANION.resources[name] for name in NOT_SERVED]
    return serve(not_served=[f"{resource.series}/{resource.resource}" for resource in resources])


@pytest.fixture
def here() -> SiteProfile:
    """The companion profile without those services."""
    profile = COMPANION
    for name in NOT_SERVED:
        profile = profile.with_resource(name, available=False, reason="not served")
    return profile
