"""The world that the commands run in: both loopback servers, a configuration and a ledger on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with make_world(tmp_path, refuses_existing=True) as made:
        yield made
