"""The pages of the documentation and their fenced blocks."""

import re
from pathlib import Path
from textwrap import dedent

import attrs

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "*/README.md", "deploy/*.md", "examples/*/README.md", "docs/**/*.md")
    for path in set(ROOT.glob(pattern))
    if not path.is_relative_to(ROOT / ".venv")
)
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
"""A fenced block, also in an item of a list."""


@attrs.frozen
class Block:
    """A fenced block: its page, its language, the line where it begins, and what is in it."""

    page: str
    language: str
    line: int
    text: str

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    text = (ROOT / page).read_text("utf-8")
    return [
        Block(page, match["language"], text[: match.start("text")].count("\n") + 1, dedent(match["text"]))
        for match in FENCE.finditer(text)
    ]
