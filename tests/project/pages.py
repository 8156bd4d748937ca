"""The pages of the documentation and their fenced blocks."""

import re
import shlex
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
    """A fenced block: its page, its language, the line where it begins, what is in it, and under which heading."""

    page: str
    language: str
    line: int
    text: str
    section: int

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    text = (ROOT / page).read_text("utf-8")
    return [
        Block(
            page=page,
            language=match["language"],
            line=text[: match.start("text")].count("\n") + 1,
            text=dedent(match["text"]),
            section=FENCE.sub("", text[: match.start()]).count("\n#"),
        )
        for match in FENCE.finditer(text)
    ]


def commands_of(text: str) -> list[list[str]]:
    """The commands of a console session as words; of a pipe the part that is ours, of a heredoc the first line."""
    lines = re.sub(r"<<'(\w+)'.*?^\1$", "", text.replace("\\\n", " "), flags=re.MULTILINE | re.DOTALL).splitlines()
    prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    found = []
    for line in prompted or lines:
        parts = [part for part in line.split(" | ") if "gp-sync" in part] or [line]
        words = shlex.split(parts[-1].partition(" && ")[0], comments=True)
        if words:
            found.append([words[0].rpartition("/")[2], *words[1:]])
    return found
