"""The documentation: its examples run, its links lead somewhere, and the README shows what the demo says."""

import io
import re
from pathlib import Path
from textwrap import dedent
from unittest.mock import patch

import pytest
from rich.console import Console

from gp_sync.cli.demo import run_demo
from gp_sync.core.findings import CATALOGUE
from tests.project.conftest import MEMBERS
from tests.project.excused import PYTHON_PAGES
from tests.project.pages import FENCE, PAGES, ROOT

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)


def blocks(text: str, language: str) -> list[tuple[int, str]]:
    """The fenced blocks of a language, each with the number of lines before its first one."""
    return [
        (text[: match.start("text")].count("\n"), dedent(match["text"]))
        for match in FENCE.finditer(text)
        if match["language"] == language
    ]


def script(text: str) -> str:
    """All Python blocks of a page as one script, each at its place, so that a traceback names the page's line."""
    lines: list[str] = []
    for before, code in blocks(text, "python"):
        lines += [""] * (before - len(lines))
        lines += code.splitlines()
    return "\n".join(lines) + "\n"


class TestExamples:
    @pytest.mark.parametrize(
        "page",
        [page for page in PAGES if page not in PYTHON_PAGES and blocks((ROOT / page).read_text("utf-8"), "python")],
    )
    def test_python_runs(self, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The Python of a page runs from its top to its bottom, as a reader would copy it.
        """
        monkeypatch.chdir(tmp_path)
        code = compile(script((ROOT / page).read_text("utf-8")), page, "exec")

        with patch.dict(CATALOGUE):  # a page that adds a finding of its own takes it out again
            exec(code, {"__name__": "__main__"})  # noqa: S102  # our own pages


class TestReadme:
    def test_excerpt_of_the_demo_is_what_the_demo_says(self, tmp_path: Path) -> None:
        """
        Each paragraph of the excerpt stands in the demo's output, wherever its lines break.
        """
        (excerpt,) = (text for _, text in blocks((ROOT / "README.md").read_text("utf-8"), "text") if "ok  " in text)
        said = io.StringIO()

        assert run_demo(Console(file=said, width=200), tmp_path)

        words = " ".join(said.getvalue().split())
        missing = [part for part in excerpt.split("\n\n") if " ".join(part.split()) not in words]
        assert missing == []


class TestLinks:
    @pytest.mark.parametrize("page", PAGES)
    def test_links_lead_to_files(self, page: str) -> None:
        """
        A link to a file of the repository leads to one. Anchors and pages of the site are checked by its strict build.
        """
        targets = ["".join(found) for found in LINK.findall(_prose((ROOT / page).read_text("utf-8")))]
        local = [target for target in targets if not re.match(r"[a-z]+:", target)]
        missing = [target for target in local if not ((ROOT / page).parent / target).exists()]

        assert missing == []

    @pytest.mark.parametrize("member", MEMBERS)
    def test_a_page_of_a_package_links_to_no_file(self, member: str) -> None:
        """
        An index and an installed package show it without the repository around it, where such a link leads nowhere.
        """
        targets = ["".join(found) for found in LINK.findall(_prose((ROOT / member / "README.md").read_text("utf-8")))]

        assert [target for target in targets if not re.match(r"https?:", target)] == []


def _prose(text: str) -> str:
    """A page without its code, in which brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
