"""One run of a connection, for whatever schedules it, and who is told after it, as `gp-sync run` tells them."""

from collections.abc import Collection

import attrs

from gp_sync.config.file import Config
from gp_sync.opening import readers_of
from gp_sync.ops.conditions import conditions
from gp_sync.ops.notify import Alerts
from gp_sync.ops.notify_channels import LedgerTrouble, channels_of
from gp_sync.ops.notify_news import News
from gp_sync.progress import Progress
from gp_sync.run.report import RunReport
from gp_sync.systems.capabilities import refuse_contradictions
from gp_sync.systems.certificates import certificate_watch
from gp_sync.systems.connect import Connection

__all__ = ["news_of", "run_once"]


def run_once(
    config: Config,
    connection: Connection,
    *,
    full: bool = False,
    flows: Collection[str] | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Run an open connection once, and tell whom the configuration names what is new.

    Args:
        config: its configuration.
        connection: the connection, as `gp_sync.opening.open_connection` gives it.
        full: compare everything on both sides, not only what says that it changed.
        flows: run these alone, by name; all if None.
        progress: is told how far the run is.

    Returns:
        what it did; if it was stopped, `stopped` says why, and nothing is lost.

    Raises:
        ConfigError: GP's setup contradicts the configuration.
        ConnectionBusy: another process works on the connection.
        FirstRunNeedsStart: nothing was captured yet, and no start is given.
        LedgerError: the ledger cannot be used.
    """
    refuse_contradictions(connection, config)
    engine = connection.engine if progress is None else attrs.evolve(connection.engine, progress=progress)
    report = engine.run(full=full, flows=flows)
    _tell_after(config, connection, report)
    return report


def news_of(config: Config, connection: Connection) -> News:
    """What tells people what is new; it tells nobody where the configuration names no channel."""
    return News(
        ledger=connection.engine.ledger,
        connection=config.connection,
        settings=config.notify,
        channels=channels_of(config.notify, connection.secrets.smtp_password, connection.secrets.webhook_key),
        readers=readers_of(config),
    )


def _tell_after(config: Config, connection: Connection, report: RunReport) -> None:
    """Tell what is new after one run that no schedule began, if the configuration names a channel.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    news, engine = news_of(config, connection), connection.engine
    if not news.channels:
        return
    now = engine.now()
    alerts = Alerts(engine.ledger, config.connection, LedgerTrouble(()))
    hours, ends = config.schedule.locked_hours, config.secrets.expires
    standing = conditions(report, engine.ledger, locked_hours=hours, now=now, secrets_end=ends)
    # Certificates are looked at by a schedule alone: each look costs a TLS handshake.
    unseen = certificate_watch(config.procurify, config.gp).unseen
    alerts.update({**standing, **news.silent(now)}, now, whole=not report.cut_short, unseen=unseen)
    news.tell(tuple(alerts.open().values()), now)
