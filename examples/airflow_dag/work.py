"""What the task does, as a plain function: it can be tested, and called, without Airflow."""

from pathlib import Path

from gp_sync.config.credentials import load_secrets
from gp_sync.config.file import load_config
from gp_sync.ledger.sql import SqlStore
from gp_sync.systems.connect import connect

__all__ = ["SideDown", "run_connection"]


class SideDown(Exception):
    """A run was stopped: Procurify or GP could not be used, or a guard wants a person. What waits is not lost."""


def run_connection(config_file: str) -> dict[str, int]:
    """Run a connection once.

    Running it again is always safe: the ledger knows what was written, so that a retry of the scheduler writes nothing
    twice. Two at once do no harm either: the second one is refused with `ConnectionBusy`.

    Args:
        config_file: the path of a gp-sync.toml. Secrets are where that says, or in the environment of the worker.

    Returns:
        how many documents ended how, small enough for what Airflow passes from task to task.

    Raises:
        SideDown: with the reasons, for the scheduler's own retries and alerts.
        ConnectionBusy: another process runs the connection.
    """
    config = load_config(Path(config_file))
    ledger = SqlStore.create(config.ledger.url)
    try:
        with connect(config, load_secrets(config), ledger) as connection:
            report = connection.engine.run()
    finally:
        ledger.close()
    if report.stopped:
        raise SideDown("; ".join(str(finding) for finding in report.stopped))
    return {end.value: count for end, count in report.ends.items()}
