"""Who is told after a run: the same for one run and for those of a schedule."""

from gp_sync.cli.common import readers_of
from gp_sync.config.file import Config
from gp_sync.engine.report import RunReport
from gp_sync.ops.conditions import conditions
from gp_sync.ops.notify import Alerts
from gp_sync.ops.notify_channels import LedgerTrouble, channels_of
from gp_sync.ops.notify_news import News
from gp_sync.systems.connect import Connection

__all__ = ["news_of", "tell_after"]


def news_of(config: Config, connection: Connection) -> News:
    """What tells people what is new; it tells nobody where the configuration names no channel."""
    return News(
        ledger=connection.engine.ledger,
        connection=config.connection,
        settings=config.notify,
        channels=channels_of(config.notify, connection.secrets),
        readers=readers_of(config),
    )


def tell_after(config: Config, connection: Connection, report: RunReport) -> None:
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
    alerts.update(standing, now, whole=not report.cut_short)
    news.tell(tuple(alerts.open().values()), now)
