"""A connection of models for each test."""

import pytest

from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.quarantines import leave_absent, leave_foreign, leave_partial


@pytest.fixture
def world() -> ModelConnection:
    return ModelConnection()


@pytest.fixture
def partial(world: ModelConnection) -> ModelConnection:
    """Of an order of two lines, GP has one, and the answer was lost."""
    return leave_partial(world)


@pytest.fixture
def absent(world: ModelConnection) -> ModelConnection:
    """An order whose answer was lost three times, and which GP does not have."""
    return leave_absent(world)


@pytest.fixture
def foreign(world: ModelConnection) -> ModelConnection:
    """An order whose answer was lost, and a person's record under its number."""
    return leave_foreign(world)
