"""The command line as a user runs it, in this process."""

from collections.abc import Mapping, Sequence
from functools import cache

from typer import testing
from typer.testing import Result

from gp_sync.cli.app import app

__all__ = ["command_line"]

# Typer would build all commands anew for each one that runs, which takes longer than most of them do.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]


def command_line(
    words: Sequence[str], *, env: Mapping[str, str | None] | None = None, typed: str | bytes | None = None
) -> Result:
    """Run one command, and give its output and exit code."""
    return testing.CliRunner().invoke(app, words, env=env, input=typed)
