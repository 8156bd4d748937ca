"""The licences of all dependencies: listed, and accepted with a reason."""

from pathlib import Path

import pytest

from tools import licences


class TestLicences:
    def test_every_licence_is_accepted(self) -> None:
        """
        A dependency whose licence is not in the table of accepted ones is refused here, before anybody installs it.
        """
        assert licences.refused() == {}

    def test_the_page_lists_them(self, root: Path) -> None:
        """
        The page is what `python -m tools.licences` writes.
        """
        written = (root / "docs/reference/licences.md").read_text("utf-8")

        assert written == licences.page()

    def test_no_row_is_left_over(self) -> None:
        """
        What is accepted or read by hand is needed by a dependency of today.
        """
        assert licences.unused() == []

    @pytest.mark.parametrize(
        ("expression", "verdict"),
        [
            ("MIT", True),
            ("GPL-3.0-only", False),
            ("GPL-3.0-only OR MIT", True),
            ("MIT AND GPL-3.0-only", False),
            ("Apache-2.0 AND BSD-2-Clause", True),
            ("", False),
        ],
    )
    def test_expressions_are_judged_by_their_parts(self, expression: str, verdict: bool) -> None:
        """
        Of licences joined by OR one is enough; of those joined by AND each counts.
        """
        assert licences.accepted(expression) is verdict
