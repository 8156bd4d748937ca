"""The commands of the pages, run in their order in a folder of their own, with what a page shows of the answers."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.command_line import command_line
from tests.end_to_end.world import World, make_world
from tests.project.excused import COMMANDS, CONSOLE_PAGES, OUTPUTS
from tests.project.pages import PAGES, Block, blocks_of, commands_of
from tests.project.stages import BEFORE

VARYING = re.compile(r"^\d{4}-\d\d-\d\d |open since|…")
"""Lines with a time or an ellipsis."""

ANSWERS = {
    "gp-sync secrets set": "a-made-up-secret\n",
    "gp-sync secrets rotate": "canary-password\n",
    "gp-sync audit purge": "y\n",
    "gp-sync replay": "y\n",
}
"""What the person at the keyboard types."""

TELLS_BY_1 = ("gp-sync plan", "gp-sync doctor", "gp-sync map lint", "gp-sync reconcile")
"""Commands that are well with exit code 1: something is to be done, or to be looked at."""

RUN = [
    page
    for page in dict.fromkeys(PAGES)
    if page not in CONSOLE_PAGES
    and any(block.language in {"console", "shell"} and "gp-sync " in block.text for block in blocks_of(page))
]


class Operator:
    """Somebody who types what a page says, block by block, and compares what the page shows."""

    def __init__(self, world: World, page: str) -> None:
        self.world = world
        self.stages = BEFORE[page]
        self.typed: Counter[str] = Counter()
        self.said = ""
        self.section = 0
        self.compares = page not in OUTPUTS

    def take(self, block: Block) -> None:
        if block.language in {"console", "shell"}:
            self.section = block.section
            self.said = "".join(self.do(words, block) for words in commands_of(block.text))
        elif block.language == "toml" and block.text.startswith("# answers.toml"):
            Path("answers.toml").write_text(block.text, encoding="utf-8")
        elif block.language == "text" and block.section == self.section and self.said and self.compares:
            said = " ".join(self.said.split())
            shown = [" ".join(line.split()) for line in block.text.splitlines() if line and not VARYING.search(line)]
            assert [line for line in shown if line not in said] == [], f"{block.name} is not what is said:\n{self.said}"

    def do(self, words: list[str], block: Block) -> str:
        command = " ".join(words)
        self.prepare(command)
        if any(command.startswith(start) for start in COMMANDS if command != "gp-sync run --preview 4"):
            return ""
        if words[0] == "touch":
            Path(words[1]).touch(mode=0o600)
            return ""
        typed = next((answer for start, answer in ANSWERS.items() if command.startswith(start)), "")
        result = command_line([self.real(word) for word in words[1:]], typed=typed)
        accepted = {0, 1} if command.startswith(TELLS_BY_1) else {0}
        assert result.exit_code in accepted, f"{block.name}: {command}\n{result.output}"
        assert result.exception is None or isinstance(result.exception, SystemExit), f"{block.name}: {command}"
        return str(result.output)

    def prepare(self, command: str) -> None:
        for start, stage in self.stages.items():
            name, _, nth = start.partition("#")
            if name and command.startswith(name):
                self.typed[start] += 1
                if self.typed[start] == int(nth or 1):
                    stage(self.world)

    def real(self, word: str) -> str:
        """What stands for the head of an audit is the head of this one."""
        if word != "8412:5f0c...e1":
            return word
        head = re.search(r"^head (\S+)$", self.said or str(self.world.run("audit", "verify").stdout), re.MULTILINE)
        assert head is not None
        return head[1]


class TestPages:
    @pytest.mark.parametrize("page", RUN)
    def test_its_commands_do_what_it_says(self, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        From its top to its bottom; no command is a mistake, and what is shown behind one is what it says.
        """
        monkeypatch.chdir(tmp_path)
        with make_world(tmp_path, refuses_existing=True) as world:
            for name, value in world.environment.items():
                monkeypatch.setenv(name, value)
            operator = Operator(world, page)
            operator.stages[""](world)
            for block in blocks_of(page):
                operator.take(block)

    def test_each_excuse_is_needed(self) -> None:
        """
        A command that is run after all, or that no page has any more, loses its line.
        """
        commands = [
            " ".join(words)
            for page in dict.fromkeys(PAGES)
            for block in blocks_of(page)
            if block.language in {"console", "shell", "sh"}
            for words in commands_of(block.text)
        ]

        assert [start for start in COMMANDS if not any(command.startswith(start) for command in commands)] == []
        assert OUTPUTS.keys() <= set(RUN)
        assert set(PAGES) >= CONSOLE_PAGES.keys()
        assert set(RUN) == BEFORE.keys()
