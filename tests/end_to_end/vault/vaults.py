"""A world whose credentials are in the vault, and the commands of `gp-sync secrets`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import Result

from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from tests.command_line import command_line
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, World

__all__ = ["NEW_CLIENT_SECRET", "NEW_PASSWORD", "environment_of", "move_into_vault", "secrets", "states"]

NEW_PASSWORD, NEW_CLIENT_SECRET = "canary-new-password", "canary-new-client-secret"


def secrets(world: World, *arguments: str, value: str | bytes = "") -> Result:
    """Run a command of `gp-sync secrets`, with a value on standard input."""
    command = ["secrets", arguments[0], "--config", str(world.config), *arguments[1:]]
    return command_line(command, typed=value if isinstance(value, bytes) else f"{value}\n", env=world.environment)


def move_into_vault(world: World) -> None:
    """Take the credentials from the environment into the vault, with its key in a file."""
    with world.config.open("a", encoding="utf-8") as file:
        file.write('[secrets]\nkey_file = "vault.key"\n')
    world.environment |= {PROCURIFY_VARIABLE: "", GP_VARIABLE: ""}
    results = (
        secrets(world, "new-key"),
        secrets(world, "set", "procurify_client_secret", value=CLIENT_SECRET),
        secrets(world, "set", "gp_password", value=PASSWORD),
    )
    assert [result.exit_code for result in results] == [0, 0, 0]


def states(world: World) -> list[tuple[str, str]]:
    """What the list says of each secret."""
    return [(row["name"], row["state"]) for row in json.loads(secrets(world, "list", "--json").stdout)]


@contextmanager
def environment_of(world: World) -> Iterator[None]:
    """Run a block with the variables that the commands run with."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in world.environment.items():
            patched.setenv(name, value)
        yield
