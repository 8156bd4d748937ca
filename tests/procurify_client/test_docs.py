"""The code in the README and in the how-to page runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from procurify_client.testing import ProcurifyServer, seed

ROOT = Path(__file__).parents[2]
TENANT = '"acme", client_id="…", client_secret="…"'


def code_of(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


class TestReadme:
    @pytest.mark.parametrize("number", range(4))
    def test_each_script_runs(self, number: int, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Every example runs alone; the tenant in it stands for a filled loopback server.
        """
        with ProcurifyServer(client_id="app", client_secret="hush-hush") as server:
            seed(server)
            ours = f'base_url="{server.base_url}", client_id="app", client_secret="hush-hush"'
            exec(code_of("procurify_client/README.md")[number].replace(TENANT, ours), {})  # noqa: S102  # what it is about

        printed = capsys.readouterr().out
        assert ["PF1 1 Copy paper, carton 10 24.50000000 000-6100-00", "200 req-", "dana.buyer@example.com", ""][
            number
        ] in printed

    def test_no_script_is_left_out(self) -> None:
        """
        There are as many examples as the test above runs.
        """
        assert len(code_of("procurify_client/README.md")) == 4


class TestHowTo:
    def test_the_page_runs_from_top_to_bottom(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Its examples build on each other.
        """
        names: dict[str, Any] = {}
        for code in code_of("docs/how-to/procurify-read-purchase-orders.md"):
            exec(code, names)  # noqa: S102  # what the test is about

        printed = capsys.readouterr().out
        assert "7 orders" in printed
        assert "1 48.00000000 000-6100-00 Workshop" in printed

    @pytest.mark.parametrize(
        ("page", "expected"),
        [
            ("procurify-quick-start", ["signed in as superuser", "PF1 Copy paper, carton 10 24.50000000"]),
            (
                "procurify-write",
                [
                    "give at most 2 digits before and 3 after the point",
                    "Gary",
                    "asked for: True",
                    "received in all: 7.5",
                    "version 2 for 2026-12-24 with 12",
                ],
            ),
            ("procurify-errors", ["NotFoundError 404 req-", "written once:", "4 read, 0 set aside"]),
            ("procurify-paging", ["2 of 3 with 8 records in all; more: True", "2 ['Vendor 0000005'"]),
        ],
    )
    def test_the_other_pages_run_too(self, page: str, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """
        With the results that they tell of.
        """
        names: dict[str, Any] = {}
        for code in code_of(f"docs/how-to/{page}.md"):
            exec(code, names)  # noqa: S102  # what the test is about

        printed = capsys.readouterr().out
        assert [words for words in expected if words not in printed] == []
