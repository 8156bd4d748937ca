"""A GP site for each test."""

from collections.abc import Iterator

import pytest

from tests.gp_sync.systems.site import Site, make_site


@pytest.fixture
def site() -> Iterator[Site]:
    with make_site() as made:
        yield made
