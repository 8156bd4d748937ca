"""The page of findings is made from the catalogue, and is made anew when the catalogue changes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from gp_sync.core.findings import CATALOGUE

SCRIPT = Path(__file__).parents[3] / "docs" / "write_findings.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_findings", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestPage:
    def test_the_page_is_up_to_date(self, script: ModuleType) -> None:
        written = script.PAGE.read_text(encoding="utf-8")

        assert written == script.page(), "run `python docs/write_findings.py`"

    def test_every_code_has_its_heading_once(self, script: ModuleType) -> None:
        headings = [line.removeprefix("### ") for line in script.page().splitlines() if line.startswith("### ")]

        assert sorted(headings) == sorted(CATALOGUE)
