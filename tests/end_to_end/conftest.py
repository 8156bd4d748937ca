"""The worlds that the tests run in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with make_world(tmp_path, refuses_existing=True) as made:
        yield made


@pytest.fixture(params=[True, False], ids=["refuses-existing", "upserts"])
def any_world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """As `world`, once with a GP that refuses a second record and once with one that updates it."""
    with make_world(tmp_path, refuses_existing=bool(request.param)) as made:
        yield made
