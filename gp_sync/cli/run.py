"""`gp-sync run`: keep the flows of a connection on their schedule until told to stop."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_SIDE,
    ConfigOption,
    JsonOption,
    mistakes,
    open_connection,
    print_json,
)
from gp_sync.cli.words import console_for, line, say
from gp_sync.clock import utc_now
from gp_sync.config.credentials import secrets_end
from gp_sync.config.file import Config, ConfigError
from gp_sync.doctor.at_start import missing_in_gp
from gp_sync.one_run import news_of
from gp_sync.ops.endpoint import CannotServeError, Page, PortTakenError, health_pages, serving
from gp_sync.ops.health import Health
from gp_sync.ops.notify import Alerts
from gp_sync.ops.notify_channels import LedgerTrouble
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.preview import Coming, coming
from gp_sync.ops.runner import Figures, Runner
from gp_sync.ops.schedule import Schedule
from gp_sync.ops.signals import StopSignal
from gp_sync.systems.capabilities import refuse_contradictions
from gp_sync.systems.certificates import certificate_watch
from gp_sync.systems.connect import Connection

__all__ = ["run"]

_LOGGER = logging.getLogger("gp_sync.run")


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    preview: Annotated[
        int | None,
        typer.Option(
            help="Show when so many runs would begin, without jitter, and end. Only GP's fiscal calendar is read.",
            min=1,
            max=1000,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Run each flow when it is due, until SIGTERM or Ctrl-C; a document in hand is finished.

    When is in [schedule] of the configuration. Any number of these processes may run: one at a time does the work.
    """
    with mistakes(), open_connection(config) as (loaded, connection):
        schedule = Schedule(loaded.schedule)
        watch = _watch(loaded, connection)
        if preview is not None:
            flows = [flow.name for flow in connection.engine.flows]
            _show(coming(schedule, watch, flows, utc_now(), preview), loaded, as_json=json)
            return
        fits = refuse_contradictions(connection, loaded)
        # What is told of runs and alerts is the point here; --verbose adds the rest.
        _LOGGER.setLevel(min(logging.INFO, logging.getLogger("gp_sync").level))
        stop = StopSignal()
        engine = connection.engine
        health = Health(loaded.connection, timedelta(seconds=2 * engine.lease_seconds), utc_now())
        figures, pages = _figures(loaded, connection)
        news = news_of(loaded, connection)
        with _served(loaded, pages | health_pages(lambda: health.report(utc_now()))), stop.listening():
            for check in missing_in_gp(connection):
                _LOGGER.warning("%s: %s: %s. %s", loaded.connection, check.what, check.answer, check.remedy)
            Runner(
                engine,
                schedule,
                calendars=watch,
                alerts=Alerts(engine.ledger, loaded.connection, LedgerTrouble(news.channels)),
                health=health,
                wait=stop.wait,
                stopping=stop,
                figures=figures,
                secrets_end=partial(secrets_end, config, loaded),
                certificates=certificate_watch(loaded.procurify, loaded.gp),
                news=news,
                compare=None if fits else partial(refuse_contradictions, connection, loaded),
            ).run()


def _watch(config: Config, connection: Connection) -> CalendarWatch:
    zones = {company.id: ZoneInfo(company.time_zone) for company in config.companies}
    return CalendarWatch(connection.tables, zones, config.schedule)


def _figures(config: Config, connection: Connection) -> tuple[Figures | None, dict[str, Page]]:
    """What counts runs for Prometheus, and its page; nothing without the extra."""
    try:
        from gp_sync.ops.metrics import Metrics  # noqa: PLC0415  # needs the extra [metrics]
    except ModuleNotFoundError as error:
        if error.name != "prometheus_client":
            raise
        return None, {}
    metrics = Metrics(config.connection, connection.engine.ledger)
    return metrics, {"/metrics": metrics.page}


@contextmanager
def _served(config: Config, pages: Mapping[str, Page]) -> Iterator[None]:
    """Serve the pages where the configuration says, if it does."""
    host, port = config.schedule.health_host, config.schedule.health_port
    try:
        with serving(host, port, pages) if port else nullcontext("") as address:
            if address:
                _LOGGER.info("health at %s/health", address)
            yield
    except PortTakenError as error:
        say(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_SIDE) from None  # it may be free at the next start
    except CannotServeError as error:
        raise ConfigError("configuration, [schedule]", (str(error),)) from None


def _show(runs: list[Coming], config: Config, *, as_json: bool) -> None:
    if as_json:
        rows = [{"at": run.due.at.isoformat(), "flow": run.flow, "put_off_for": run.due.waits_for} for run in runs]
        print_json(rows)
        return
    zone, console = ZoneInfo(config.schedule.time_zone), console_for()
    for run in runs:
        why = f" (put off: {run.due.waits_for})" if run.due.waits_for else ""
        line(console, f"{run.due.at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}  {run.flow}{why}")
