"""The DAG: a run every ten minutes, never two at a time. Put it where Airflow looks for DAGs.

gp-sync can keep its own schedule (`gp-sync run`), with quiet hours and the month end of GP. Take this where Airflow is
what your operators watch anyway.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from airflow.sdk import dag, task  # type: ignore[import-not-found]  # is where Airflow runs

from examples.airflow_dag.work import run_connection

__all__ = ["purchase_orders"]

CONFIG_FILE = "/etc/gp-sync/gp-sync.toml"


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
