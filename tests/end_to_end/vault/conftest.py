"""The world that these tests run in."""

import pytest

from tests.end_to_end.vault.vaults import move_into_vault
from tests.end_to_end.world import World


@pytest.fixture
def kept(world: World) -> World:
    """A world whose credentials are in the vault, and nowhere else."""
    move_into_vault(world)
    return world
