"""A connection of models for each test."""

import pytest

from gp_sync.testing.model_connection import ModelConnection


@pytest.fixture
def world() -> ModelConnection:
    return ModelConnection()
