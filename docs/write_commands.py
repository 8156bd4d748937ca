# ruff: noqa: INP001  (a script beside the page it writes, not a module of a package)
"""Write what `docs/reference/command-line.md` takes from the commands themselves: `python docs/write_commands.py`.

That is the overview; and under each command's heading how it is called, and the table of its arguments and options with
the words of `--help`. What a command is for in more than a sentence, and what its JSON has in it, is written by hand.
"""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from gp_sync.cli.app import app

PAGE = Path(__file__).parent / "reference" / "command-line.md"
_BEGIN, _END = "<!-- written by docs/write_commands.py -->", "<!-- end of what is written -->"
_REGION = re.compile(rf"\n{re.escape(_BEGIN)}\n.*?\n{re.escape(_END)}\n", re.DOTALL)
_WIDTH = 110


def page(text: str) -> str:
    """The page with its written regions made anew.

    Args:
        text: the page as it is.

    Raises:
        LookupError: a command has no heading or no table in the page, or an argument or option says nothing.
    """
    text = _REGION.sub("", text)
    found = dict(commands())
    text = _after(text, "## Commands", _overview(found))
    for name, command in found.items():
        heading = next((mark for mark in ("###", "####") if f"\n{mark} `gp-sync {name}`\n" in text), None)
        if heading is None:
            raise LookupError(f"{PAGE.name} has no heading for the command 'gp-sync {name}': write what it is for")
        text = _after(text, f"{heading} `gp-sync {name}`", f"```text\n{_usage(name, command)}\n```")
        text = _with_table(text, f"{heading} `gp-sync {name}`", command)
    return _with_table(text, "# Command line", typer.main.get_command(app))


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that is not hidden, by its name behind `gp-sync`; those of a group have two words."""
    yield from _below("", typer.main.get_command(app))


def _below(prefix: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            if getattr(command, "invoke_without_command", False):
                yield f"{prefix}{name}", command
            yield from _below(f"{prefix}{name} ", command)
        elif not command.hidden:
            yield f"{prefix}{name}", command


def _overview(found: dict[str, Any]) -> str:
    rows = (
        f"| [`{name}`](#gp-sync-{name.replace(' ', '-')}) | {_first_sentence(command)} |"
        for name, command in found.items()
    )
    return "\n".join(["| Command | What it does |", "| --- | --- |", *rows])


def _first_sentence(command: Any) -> str:
    words = " ".join((command.help or "").split("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", words)[0].replace("|", "\\|")


def _usage(name: str, command: Any) -> str:
    parts = [_shown(parameter) for parameter in command.params if parameter.name != "help"]
    line = " ".join(["gp-sync", name, *(part.replace(" ", "\0") for part in parts)])
    wrapped = textwrap.wrap(line, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapped).replace("\0", " ")


def _shown(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        shown = parameter.name.upper()
        repeated = parameter.nargs == -1
    else:
        names = "|".join(parameter.opts)
        shown = names if parameter.is_flag else f"{names} {parameter.metavar or parameter.name.upper()}"
        repeated = parameter.multiple
    shown = shown if parameter.required else f"[{shown}]"
    return f"{shown}..." if repeated else shown


def _with_table(text: str, heading: str, command: Any) -> str:
    header = re.escape("| Argument or option | Meaning |\n| --- | --- |\n")
    table = re.compile(rf"(^{re.escape(heading)}\n(?:(?!#).*\n)*?{header})((?:\|.*\n)*)", re.MULTILINE)
    found = table.search(text)
    if found is None:
        raise LookupError(f"{PAGE.name} has no table of arguments and options under '{heading}'")
    rows = "".join(f"| {row} | {told(heading, row_of)} |\n" for row, row_of in _rows(command))
    return text[: found.start(2)] + rows + text[found.end(2) :]


def _rows(command: Any) -> Iterator[tuple[str, Any]]:
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            yield f"`{parameter.name.upper()}`", parameter
        elif parameter.name != "help":
            yield ", ".join(f"`{name}`" for name in parameter.opts), parameter


def told(command: str, parameter: Any) -> str:
    """What `--help` says of an argument or option, and what else it takes to use it.

    Args:
        command: whose it is, for the error.
        parameter: the argument or option.

    Raises:
        LookupError: it says nothing.
    """
    if not (parameter.help or "").strip():
        raise LookupError(f"{command.strip('# ')} says nothing of '{parameter.name}': give it a help text")
    words = [parameter.help.rstrip(".")]
    if parameter.required and parameter.param_type_name == "option":
        words.append("required")
    if parameter.envvar:
        words.append(f"also `{parameter.envvar}`")
    if parameter.default not in (None, False, "", (), []):
        words.append(f"default `{parameter.default}`")
    return "; ".join(words).replace("|", "\\|")


def _after(text: str, heading: str, region: str) -> str:
    return text.replace(f"\n{heading}\n", f"\n{heading}\n\n{_BEGIN}\n\n{region}\n\n{_END}\n", 1)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
