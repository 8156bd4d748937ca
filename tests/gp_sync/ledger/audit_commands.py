"""A ledger in a file with a configuration beside it, and the commands of `gp-sync audit` as a user runs them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
from typer.testing import Result

from gp_sync.core.model import Key
from gp_sync.core.states import WriteState
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    closed,
    event,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)
from tests.command_line import command_line

__all__ = ["CONFIG", "exported", "fill", "problems", "run"]

CONFIG = """
connection = "fabrikam"
[procurify]
tenant = "fabrikam"
client_id = "abc"
[gp]
base_url = "https://gp.example.com"
user = 'FABRIKAM\\svc_gp'
[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{location}-{account_code}-{department}"
cost_centre_segments = [3]
[ledger]
url = "sqlite:///ledger.db"
"""


def fill(store: SqlStore) -> None:
    """Eight rows: order 52 was written; order 53 is held since the next day, when somebody let a guard go, too."""
    lease = lease_of(store)
    store.capture(page(version("52"), version("53")), lease.fence)
    reach(store, WriteState.CONFIRMED, lease.fence, settled=settlement(1, links=(link(),)))
    held, later = Key(connection=CONNECTION, flow=FLOW, source_id="53"), AT + timedelta(days=1)
    store.settle(held, settlement(1, closed()), lease.fence, attrs.evolve(event("document.held"), at=later))
    store.note(CONNECTION, attrs.evolve(event("guard.released", by="kim"), at=later), lease.fence)
    store.release(lease)


def run(config: Path, *arguments: str, answer: str | None = None) -> Result:
    """Run one command; nothing may escape as a traceback."""
    command, *rest = arguments
    result = command_line(["audit", command, "--config", str(config), *rest], typed=answer, env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def problems(config: Path, *arguments: str) -> list[str]:
    """What a verification finds; it must exit with 1."""
    result = run(config, "verify", "--json", *arguments)
    assert result.exit_code == 1, result.output
    found: list[str] = json.loads(result.stdout)["problems"]
    return found


def exported(config: Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows of an export, in order."""
    result = run(config, "export", *arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
