"""A connection of models, whose news are told."""

import pytest

from gp_sync.testing.model_connection import ModelConnection


@pytest.fixture
def world() -> ModelConnection:
    """A connection without documents."""
    return ModelConnection()
