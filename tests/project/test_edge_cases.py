"""The page of edge cases: its rows are done by code that exists, and held by the tests that are named after them."""

import importlib.util
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType

import pytest

PROMISED = {3, 4, 5, 6, 12, 16, 17, 38, 41, *range(51, 56), 57, 59, 61, 70}
"""Rows about writing once and changing later, without which the promise of the engine is not whole."""


@pytest.fixture(scope="module")
def script(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_edge_cases", root / "docs" / "write_edge_cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestPage:
    def test_it_is_up_to_date_with_its_rows_and_with_the_tests(self, script: ModuleType) -> None:
        written = script.PAGE.read_text(encoding="utf-8")

        assert written == script.page(), "run `python docs/write_edge_cases.py`"

    def test_every_named_test_has_its_row(self, script: ModuleType) -> None:
        missing = set(script.named_tests()) - {row.number for row in script.rows()}

        assert missing == set(), "describe these rows in docs/edge_cases.toml"

    def test_every_row_has_tests(self, script: ModuleType) -> None:
        without = {row.number for row in script.rows()} - set(script.named_tests())

        assert without == set(), "no test is called test_edge_NN_... after these rows"

    def test_the_promised_rows_are_there(self, script: ModuleType) -> None:
        numbers = [row.number for row in script.rows()]

        assert sorted(set(numbers)) == numbers
        assert set(numbers) >= PROMISED


class TestCode:
    def test_what_a_row_names_exists(self, script: ModuleType) -> None:
        """
        A name that a change of the code has moved or removed raises here, and says which one it is.
        """
        found = [resolve_name(f"gp_sync.{name}") for row in script.rows() for name in row.code]

        assert all(callable(one) for one in found)
