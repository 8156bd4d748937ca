"""A connection of gp-sync as a DAG: a run every ten minutes, never two at a time. Copy this file to Airflow's DAGs.

gp-sync can keep its own schedule (`gp-sync run`), with quiet hours and the month end of GP. Take this where Airflow is
what your operators watch anyway. The workers need the package `gp-sync`, the configuration and its ledger.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from airflow.sdk import dag, task  # type: ignore[import-not-found]  # is where Airflow runs

from gp_sync import open_connection, run_once

__all__ = ["RunStopped", "purchase_orders", "run_connection"]

CONFIG_FILE = Path("/etc/gp-sync/gp-sync.toml")


class RunStopped(Exception):
    """A run was stopped: Procurify or GP could not be used, or a guard wants a person. What waits is not lost."""


def run_connection(config_file: Path) -> dict[str, int]:
    """Run a connection once, as `gp-sync sync` does: with its vault, and telling whom the configuration names.

    Running it again is always safe: the ledger knows what was written, so that a retry of the scheduler writes nothing
    twice. Two at once do no harm either: the second one is refused with `ConnectionBusy`.

    Args:
        config_file: the path of a gp-sync.toml. Secrets are in its vault or file, or in the environment of the worker.

    Returns:
        how many documents ended how, small enough for what Airflow passes from task to task.

    Raises:
        RunStopped: with the reasons, for the scheduler's own retries and alerts.
        ConnectionBusy: another process runs the connection.
        ConfigError: the configuration or the secrets cannot be used.
        LedgerError: the ledger cannot be used, or is not there: `gp-sync init` makes it, and nothing else does.
    """
    with open_connection(config_file) as (config, connection):
        report = run_once(config, connection)
    if report.stopped:
        raise RunStopped("; ".join(str(finding) for finding in report.stopped))
    return {end.value: count for end, count in report.ends.items()}


@dag(  # type: ignore[untyped-decorator]
    schedule="*/10 * * * *",
    start_date=datetime(2026, 11, 1, tzinfo=ZoneInfo("America/Chicago")),
    catchup=False,  # a run looks at all that changed since the last one: there is nothing to make up for
    max_active_runs=1,
)
def purchase_orders() -> None:
    """Purchase orders from Procurify into Dynamics GP."""

    @task(retries=3, retry_delay=timedelta(minutes=2))  # type: ignore[untyped-decorator]
    def run() -> dict[str, int]:
        return run_connection(CONFIG_FILE)

    run()


purchase_orders()
