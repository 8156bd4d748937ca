"""What the task does, as a plain function: it can be tested, and called, without Airflow."""

from pathlib import Path

from gp_sync.one_run import run_once
from gp_sync.opening import open_connection

__all__ = ["SideDown", "run_connection"]


class SideDown(Exception):
    """A run was stopped: Procurify or GP could not be used, or a guard wants a person. What waits is not lost."""


def run_connection(config_file: str) -> dict[str, int]:
    """Run a connection once, as `gp-sync sync` does: with its vault, and telling whom the configuration names.

    Running it again is always safe: the ledger knows what was written, so that a retry of the scheduler writes nothing
    twice. Two at once do no harm either: the second one is refused with `ConnectionBusy`.

    Args:
        config_file: the path of a gp-sync.toml. Secrets are in its vault or file, or in the environment of the worker.

    Returns:
        how many documents ended how, small enough for what Airflow passes from task to task.

    Raises:
        SideDown: with the reasons, for the scheduler's own retries and alerts.
        ConnectionBusy: another process runs the connection.
        ConfigError: the configuration or the secrets cannot be used.
        LedgerError: the ledger cannot be used, or is not there: `gp-sync init` makes it, and nothing else does.
    """
    with open_connection(Path(config_file)) as (config, connection):
        report = run_once(config, connection)
    if report.stopped:
        raise SideDown("; ".join(str(finding) for finding in report.stopped))
    return {end.value: count for end, count in report.ends.items()}
