"""Every fenced block of the documentation is held to something: run, loaded, parsed by the command line, or excused."""

import json
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typer

from gp_sync.cli.app import app
from gp_sync.config.file import load_config
from tests.project.excused import LANGUAGES, NAMES
from tests.project.pages import FENCE, PAGES, ROOT, Block, blocks_of, commands_of

BLOCKS = [block for page in dict.fromkeys(PAGES) for block in blocks_of(page)]
CONSOLE = ("console", "sh", "shell")

OTHER_FILES = {
    "docs/how-to/configure.md": "secrets.toml",
    "docs/how-to/gp-connect.md": "a site profile, which tests/dynamicsgp_sba/profile loads",
    "docs/how-to/gp-questionnaire.md": "a site profile, which tests/dynamicsgp_sba/profile loads",
    "docs/how-to/replace-the-mapping.md": "pyproject.toml of examples/three_plants",
    "docs/how-to/first-connection.md": "answers.toml, which the tests of `init` read",
}
"""Pages that show other TOML beside pieces of gp-sync.toml."""

FOREIGN = ("answers.toml", "secrets.toml", "[build-system]", "[resources.", "[decimals.")

BASE = """
connection = "main"
[procurify]
tenant = "acme"
client_id = "app"
[gp]
base_url = "https://gp.example.com"
user = 'ACME\\svc_gp'
[purchase_orders]
start = 2026-11-01
[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{location}-{account_code}-{department}"
shipping_methods = { "*" = "" }
"""


INLINE = re.compile(r"(?<!`)`(gp-sync [a-z-][^`]*)`(?!`)")
"""A command in the middle of a sentence."""


def text_of(page: str) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", (ROOT / page).read_text("utf-8"))


def of(*languages: str) -> list[Any]:
    """The blocks of some languages, named by page and line."""
    return [pytest.param(block, id=block.name) for block in BLOCKS if block.language in languages]


class TestAll:
    def test_each_language_is_held_to_something(self) -> None:
        """
        A block in a language that nothing below looks at fails here, and so does an excuse that nothing needs.
        """
        looked_at = {"python", "toml", "json", "sql", "xml", *CONSOLE}
        used = Counter(block.language for block in BLOCKS)

        assert used.keys() - looked_at == LANGUAGES.keys()
        assert (used["powershell"], used[""]) == (1, 3)

    def test_no_python_is_fenced_so_that_it_is_not_run(self) -> None:
        """
        `py` would be one; test_documentation.py and the clients' tests run what is fenced as `python`.
        """
        assert [block.name for block in BLOCKS if block.language in {"py", "pycon", "python3"}] == []


class TestToml:
    @pytest.mark.parametrize("block", of("toml"))
    def test_a_piece_of_configuration_is_accepted(self, block: Block, tmp_path: Path) -> None:
        """
        On its own if it is whole, else in the place of the same section of a small configuration.
        """
        piece = tomllib.loads(block.text)
        if block.page in OTHER_FILES and any(word in block.text for word in FOREIGN):
            return
        whole = piece if "connection" in piece else _over(tomllib.loads(BASE), piece)
        folder = shutil.copytree(ROOT / "examples" / "three_plants", tmp_path / "site")
        (folder / "locations.csv").write_text("name,segment\nPlant North,100\n", encoding="utf-8")
        (folder / "vendor-links.csv").write_text("company,procurify_vendor_id,gp_vendor_id\n", encoding="utf-8")
        (folder / "gp-sync.toml").write_text(_toml(whole), encoding="utf-8")

        assert load_config(folder / "gp-sync.toml").companies


class TestConsole:
    @pytest.mark.parametrize("block", of(*CONSOLE))
    def test_the_command_line_accepts_each_command(self, block: Block) -> None:
        """
        Commands of gp-sync with all their options and arguments; targets of make; modules that can be started.
        """
        for words in commands_of(block.text):
            if words[0] == "gp-sync":
                _parsed(words[1:])
            elif words[0] == "make":
                assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
            elif words[1:2] == ["-m"] and words[2] not in {"pip", "twine", "venv"}:
                assert (ROOT / words[2].replace(".", "/") / "__main__.py").is_file()
            else:
                assert words[0] in {"export", "source", "mkdir", "cd", "touch", "curl", "python", "git"}, words


class TestInASentence:
    @pytest.mark.parametrize("page", [page for page in dict.fromkeys(PAGES) if INLINE.search(text_of(page))])
    def test_a_command_that_it_names_is_there_with_its_options(self, page: str) -> None:
        """
        What stands in a sentence or a table is typed as well; arguments may be left out there.
        """
        named = [" ".join(found.split()) for found in INLINE.findall(text_of(page))]
        missing = [command for command in named if command not in NAMES and _unknown(command.split()[1:])]

        assert missing == []


class TestData:
    @pytest.mark.parametrize("block", of("json"))
    def test_json_is_json(self, block: Block) -> None:
        """
        Whoever writes a program against it can copy it.
        """
        assert json.loads(block.text)

    @pytest.mark.parametrize("block", of("xml"))
    def test_xml_is_what_the_file_beside_it_has(self, block: Block) -> None:
        """
        A service's description on the page is well-formed.
        """
        assert len(ET.fromstring(block.text)) > 0  # noqa: S314  # our own page

    @pytest.mark.parametrize("block", of("sql"))
    def test_sql_is_of_the_files_that_it_is_about(self, block: Block) -> None:
        """
        Rights are those that the shipped SELECTs need; a SELECT gives the columns of a table that can be read; a
        statement of an example stands in it.
        """
        shipped = "\n".join(path.read_text("utf-8") for path in (ROOT / "gp_sync/references/selects").glob("*.sql"))
        granted = re.findall(r"^GRANT SELECT ON dbo\.(\w+) TO gp_sync_reader;$", block.text, re.MULTILINE)
        example = " ".join((ROOT / "examples/embedding/writes.py").read_text("utf-8").split())

        if block.text.startswith("UPDATE"):
            assert block.text.split()[1] in example
        elif granted:
            assert [table for table in granted if table not in shipped and table not in _extra_selects()] == []
            assert len(granted) == len(block.text.splitlines())
        else:
            assert re.search(r"^SELECT [\w, ]+\nFROM \S+(\nWHERE .+)?$", block.text, re.MULTILINE)


def _extra_selects() -> str:
    """What the page about reference data says to read besides."""
    return "\n".join(block.text for block in BLOCKS if block.language == "sql" and "SELECT " in block.text)


def _unknown(words: list[str]) -> str:
    """The first word that names no command, or an option that its command does not take; empty if there is none."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands") and words[:1] and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    taken = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    if hasattr(command, "commands") and not command.invoke_without_command and words and words[0] not in taken:
        return words[0]
    return next((option for option in options if option not in taken), "")


def _parsed(words: list[str]) -> None:
    """Let the command line take the words apart, without running anything; it refuses what it does not know."""
    command: Any = typer.main.get_command(app)
    if words == ["--version"]:
        return  # takes no command
    while hasattr(command, "commands"):
        if command.invoke_without_command and words[:1] not in [[name] for name in command.commands]:
            break  # a group that does something by itself, such as `gp-sync issues`
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    # An ellipsis stands for the middle of a digest.
    command.make_context("gp-sync", [word.replace("...", "0" * 58) for word in words])


def _over(base: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
    """A configuration with a piece put into it: tables are merged, all else is replaced."""
    merged = dict(base)
    for key, value in piece.items():
        there = merged.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[key] = _over(there, value)
        elif key == "companies":
            merged[key] = [_over(base["companies"][0], company) for company in value]
        else:
            merged[key] = value
    return merged


def _toml(value: dict[str, Any]) -> str:
    """A configuration as TOML, with inline tables for all that is below its top."""
    return "".join(f"{json.dumps(key)} = {_inline(inner)}\n" for key, inner in value.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value) if isinstance(value, (str, bool, int, float)) else str(value)
