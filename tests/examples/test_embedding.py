"""The example that embeds the engine does what its README says."""

import re
from pathlib import Path

import pytest

from examples.embedding.__main__ import main

README = Path(__file__).parents[2] / "examples" / "embedding" / "README.md"


class TestTheExample:
    def test_it_says_what_its_readme_shows(self, capsys: pytest.CaptureFixture[str]) -> None:
        main()

        (shown,) = re.findall(r"^```text\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        assert capsys.readouterr().out == shown

    def test_its_readme_names_files_that_are_there(self) -> None:
        named = re.findall(r"\]\(([^)]+)\)", README.read_text("utf-8"))

        assert [name for name in named if not (README.parent / name).exists()] == []
