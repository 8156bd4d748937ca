"""What the configuration says about a schedule, and how its texts are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

import attrs
from cronsim import CronSim, CronSimError

from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, VENDORS
from gp_sync.flows.purchase_orders.checks import between, is_zone

__all__ = ["EVERY_HOUR", "EVERY_TEN_MINUTES", "QuietHours", "ScheduleSettings"]

EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_HOUR = "0 * * * *"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUIET = re.compile(rf"(?:({'|'.join(_DAYS)}) )?(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)
_FIELDS = 5
_MINUTES_OF_DAY = 24 * 60
_LAST_PORT = 65535
_FLOWS = (PURCHASE_ORDERS, REQUISITIONS, VENDORS)


@attrs.frozen(kw_only=True)
class QuietHours:
    """Hours in which nothing runs, by the wall clock; they may pass midnight.

    Args:
        start: when they begin.
        end: when they end, on the next day if that is not after the start.
        weekday: the day on which they begin, 0 for Monday; None for every day.
    """

    start: time
    end: time
    weekday: int | None = None

    @classmethod
    def read(cls, text: str) -> "QuietHours":
        """Read a text such as `22:30-00:30` or `sun 01:00-06:00`.

        Raises:
            ValueError: it is none.
        """
        found = _QUIET.fullmatch(text.strip().lower())
        try:
            if found is None:
                raise ValueError  # noqa: TRY301  # one place says what is accepted
            start, end = (time.fromisoformat(part) for part in found.groups()[1:])
        except ValueError:
            raise ValueError(
                f"quiet_hours has '{text}': give hours such as '22:30-00:30', or of one day as 'sun 01:00-06:00'"
            ) from None
        if start == end:
            raise ValueError(f"quiet_hours has '{text}', which ends as it begins: leave days out in cron instead")
        return cls(start=start, end=end, weekday=_DAYS.index(found[1]) if found[1] else None)

    @property
    def past_midnight(self) -> bool:
        """Whether they end on the day after they begin."""
        return self.end <= self.start

    def minutes_of_week(self) -> Iterator[int]:
        """The minutes of a week that they cover, from Monday 0:00."""
        start, end = (at.hour * 60 + at.minute for at in (self.start, self.end))
        length = end - start + (_MINUTES_OF_DAY if self.past_midnight else 0)
        for day in range(7) if self.weekday is None else (self.weekday,):
            first = day * _MINUTES_OF_DAY + start
            yield from (minute % (7 * _MINUTES_OF_DAY) for minute in range(first, first + length))


def _check_cron(name: str, expression: str) -> None:
    try:
        if len(expression.split()) != _FIELDS:
            raise CronSimError("it has not five fields")  # noqa: TRY301  # one place says what is accepted
        next(CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        why = str(error) or "it is never due"
        raise ValueError(
            f"{name} is '{expression}' ({why}): give minute, hour, day, month and weekday, such as '*/10 6-20 * * 1-5'"
        ) from None


def _cron(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    _check_cron(attribute.name, value)


def _crons(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    _flows(_, attribute, value)
    for flow, expression in value.items():
        _check_cron(f"{attribute.name}.{flow}", expression)


def _flows(_: Any, attribute: "attrs.Attribute[Any]", value: Iterable[str]) -> None:
    unknown = [flow for flow in value if flow not in _FLOWS]
    if unknown:
        raise ValueError(f"{attribute.name} names {', '.join(unknown)}: there are the flows {', '.join(_FLOWS)}")


def _quiet(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    covered = {minute for text in value for minute in QuietHours.read(text).minutes_of_week()}
    if len(covered) == 7 * _MINUTES_OF_DAY:
        raise ValueError(f"{attribute.name} leave no minute of the week: nothing would ever run")


def _positive(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0")


def _host(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if not value.strip():
        raise ValueError(f"{attribute.name} is empty: give an address of this machine, such as 127.0.0.1")


def _port(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if not 0 <= value <= _LAST_PORT:
        raise ValueError(f"{attribute.name} is {value}: give a port, or 0 for none")


@attrs.frozen(kw_only=True)
class ScheduleSettings:
    """When `gp-sync run` runs which flow, and how it tells how it is.

    Args:
        time_zone (IANA name): the zone of cron expressions and quiet hours, such as `America/Chicago`.
        cron (table of cron expressions): when each flow is due, by its name: minute, hour, day, month, weekday. A flow
            that is not named is due every ten minutes (`*/10 * * * *`), vendors every hour (`0 * * * *`).
        quiet_hours: when nothing runs, such as `"01:00-03:30"`, or on one day `"sun 01:00-06:00"`. They may pass
            midnight. What is due then is due when they end; a run that is under way ends after the document in hand.
        jitter_seconds (seconds from 0 to 3600): each run starts up to so many seconds late, so that several connections
            do not knock at once.
        fiscal_flows: the flows that go by GP's fiscal calendar, its Purchasing series.
        cutoff_days (days from 0 to 31): so many days before a fiscal period ends, these flows are due more often; 0 for
            never.
        cutoff_cron (cron expression): when they are due then, beside their own times.
        freeze_hours (hours from 0 to 744): so long after a fiscal period ended they wait for Purchasing to be closed in
            it, at most; 0 for not at all. Of several companies, any makes them wait.
        writes_at_a_time (number above 0): how many documents of a flow one run writes before others may work on the
            connection, such as a person with a command.
        pause_seconds (seconds from 0 to 3600): how long it pauses then, before it goes on with the rest.
        locked_hours (hours from 1 to 744): a record that GP users have open for so long is told as an alert.
        health_host: where health and metrics are served. With another address than a loopback one, every machine that
            reaches it can read them: they hold no secret and no amount.
        health_port (port from 0): the port; 0 for none. Each connection on a machine needs one of its own.
    """

    time_zone: str = attrs.field(default="UTC", validator=is_zone)
    cron: Mapping[str, str] = attrs.field(factory=dict, validator=_crons)
    quiet_hours: tuple[str, ...] = attrs.field(default=(), validator=_quiet)
    jitter_seconds: int = attrs.field(default=15, validator=between(0, 3600))
    fiscal_flows: tuple[str, ...] = attrs.field(default=(PURCHASE_ORDERS, REQUISITIONS), validator=_flows)
    cutoff_days: int = attrs.field(default=2, validator=between(0, 31))
    cutoff_cron: str = attrs.field(default="*/3 * * * *", validator=_cron)
    freeze_hours: int = attrs.field(default=0, validator=between(0, 744))
    writes_at_a_time: int = attrs.field(default=100, validator=_positive)
    pause_seconds: int = attrs.field(default=30, validator=between(0, 3600))
    locked_hours: int = attrs.field(default=4, validator=between(1, 744))
    health_host: str = attrs.field(default="127.0.0.1", validator=_host)
    health_port: int = attrs.field(default=8321, validator=_port)

    def cron_of(self, flow: str) -> str:
        """When a flow is due; vendors, whose lists have no filter by date, less often than others."""
        return self.cron.get(flow, EVERY_HOUR if flow == VENDORS else EVERY_TEN_MINUTES)
