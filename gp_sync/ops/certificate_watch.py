"""The days on which the certificates of both sides end, looked at now and then while a schedule runs."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import attrs

__all__ = ["CertificateWatch", "Look"]

_LOGGER = logging.getLogger("gp_sync.run")

_AGE = timedelta(hours=12)

Look = Callable[[datetime], date | None]
"""Gives the day on which a certificate ends, or None where there is none; raises OSError if it cannot be seen now."""


@attrs.define
class CertificateWatch:
    """Knows when certificates end, from two looks a day: each costs a TLS handshake.

    A certificate that cannot be seen now, as behind a proxy, keeps the day that it had.

    Args:
        looks: how each certificate is looked at, by what it is called.
    """

    looks: Mapping[str, Look]
    _known: dict[str, date] = attrs.field(factory=dict, init=False)
    _seen: set[str] = attrs.field(factory=set, init=False)
    _looked: datetime | None = attrs.field(default=None, init=False)

    def ends(self, now: datetime) -> Mapping[str, date]:
        """The day on which each certificate ends, as far as it is known."""
        if self._looked is None or not self._looked <= now < self._looked + _AGE:
            self._looked = now
            for name, look in self.looks.items():
                self._look(name, look, now)
        return dict(self._known)

    @property
    def unseen(self) -> frozenset[str]:
        """What was never seen in this process: nobody knows whether an alert of it is over."""
        return frozenset(self.looks) - self._seen

    def _look(self, name: str, look: Look, now: datetime) -> None:
        try:
            day = look(now)
        except OSError as error:
            _LOGGER.debug("%s cannot be seen now: %s", name, error)
            return
        self._seen.add(name)
        if day is not None:
            self._known[name] = day
