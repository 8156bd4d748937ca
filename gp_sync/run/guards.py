"""Guards: named stops that keep a run from writing until a person, by an audited command, lets it go on.

Each guard looks at a set of texts, such as the orders that a run would write. A person lets go exactly what the guard
has seen: what comes later is counted anew.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref, Unavailable
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.session import Session
from gp_sync.strict import strict_converter

__all__ = [
    "BLAST_RADIUS",
    "IDENTITY",
    "RESTORED",
    "GuardLimits",
    "Guards",
    "Stop",
    "changed_systems",
    "known_systems",
    "standing",
]

BLAST_RADIUS = "blast-radius"
IDENTITY = "identity"
RESTORED = "restored-backup"

_CONVERTER = strict_converter()

_Key = tuple[str, str]
"""A guard's name, and its flow."""


def _positive(_: object, attribute: "attrs.Attribute[int]", value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} is {value}: give a number above 0")


@attrs.frozen(kw_only=True)
class GuardLimits:
    """How much one run may do before a person has to look at it.

    Args:
        max_writes (number above 0): how many orders one run may write. Above it, none is written.
        max_changed_percent (percent above 0): how much of all written orders one run may change or void. Above it, none
            is written.
        always_allowed (number above 0): so many changes and voids are never too many, whatever the percentage says.
        restored_records (number above 0): so many orders that only the ledger knows, or only GP, look like a restored
            backup.
    """

    max_writes: int = attrs.field(default=500, validator=_positive)
    max_changed_percent: int = attrs.field(default=20, validator=_positive)
    always_allowed: int = attrs.field(default=20, validator=_positive)
    restored_records: int = attrs.field(default=3, validator=_positive)


@attrs.frozen(kw_only=True)
class Stop:
    """A guard that has stopped the connection, or that a person let go.

    Args:
        name: the guard's.
        since: when it stopped the connection first.
        reason: what it saw, in the catalogue's terms; None if it does not stop it now.
        items: all that it saw.
        released: what a person let go.
        flow: whose documents it is about; empty for the whole connection.
    """

    name: str
    since: datetime
    reason: Finding | None
    items: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    flow: str = ""


def standing(ledger: Ledger, connection: str) -> tuple[Stop, ...]:
    """The guards that stop a connection now."""
    return tuple(stop for stop in _load(ledger, connection).values() if stop.reason is not None)


@attrs.frozen
class Guards:
    """The guards of one connection, during a session.

    Args:
        session: the hold on the connection.
        flow: whose documents are looked at. What one flow passes lets no other one go.
    """

    session: Session
    flow: str = ""

    def unreleased(self, name: str, items: Collection[str]) -> frozenset[str]:
        """What of all that a guard sees no person has let go."""
        known = self._load().get(self._key(name))
        return frozenset(items) - frozenset(known.released if known else ())

    def stop(self, name: str, reason: Finding, items: Collection[str]) -> None:
        """Stop the connection, which is noted in the audit the first time."""
        stops, key = self._load(), self._key(name)
        known = stops.get(key)
        since = known.since if known and known.reason else self.session.now()
        released = known.released if known else ()
        stop = Stop(name=name, flow=key[1], since=since, reason=reason, items=tuple(sorted(items)), released=released)
        if stop == known:
            return
        self._note("guard.stopped", guard=name, reason=reason.code, tried=reason.tried, items=len(items))
        self._store(stops | {key: stop})

    def passed(self, name: str, items: Collection[str]) -> None:
        """The guard sees nothing to stop; what was let go and is seen no more is forgotten."""
        stops, key = self._load(), self._key(name)
        known = stops.get(key)
        if known is None:
            return
        released = tuple(sorted(set(known.released) & set(items)))
        left = {other: stop for other, stop in stops.items() if other != key}
        if released:
            left[key] = attrs.evolve(known, reason=None, items=(), released=released)
        if known.reason is not None:
            self._note("guard.passed", guard=name)
        if left != stops:
            self._store(left)

    def release(self, name: str, *, by: str, why: str) -> Stop:
        """Let go what a guard has stopped, in all flows.

        Args:
            name: the guard's.
            by: who says so.
            why: their reason, for the audit.

        Returns:
            What it was, with the items of all flows.

        Raises:
            LookupError: this guard stops nothing now.
        """
        stops = self._load()
        stopping = {key: stop for key, stop in stops.items() if key[0] == name and stop.reason is not None}
        if not stopping:
            held = ", ".join(sorted({key[0] for key, stop in stops.items() if stop.reason is not None})) or "none"
            raise LookupError(f"no guard {name!r} stops this connection; those that do: {held}")
        items = tuple(sorted(item for stop in stopping.values() for item in stop.items))
        self._note("guard.released", guard=name, by=by, why=why, items=list(items))
        self._store(stops | {key: _released(stop) for key, stop in stopping.items()})
        return attrs.evolve(next(iter(stopping.values())), items=items)

    def check_systems(self, identity: Callable[[], Mapping[str, str]] | None) -> None:
        """Ask the two systems who they are; those that do not tell are taken for the ones of before.

        Raises:
            Unavailable: one is another than before, or cannot be asked.
        """
        other = self.same_systems(identity()) if identity is not None else None
        if other is not None:
            raise Unavailable(other)

    def check_source(self, identity: Callable[[], Mapping[str, str]]) -> None:
        """Ask the source alone who it is, which the target need not be up for. From here on it is known.

        Raises:
            Unavailable: it is another than before.
        """
        now, before = identity(), self._known_systems()
        other = self._refused({what: was for what, was in before.items() if what in now}, now)
        if other is not None:
            raise Unavailable(other)
        if not now.keys() <= before.keys():
            self._know(before, {**before, **now})

    def same_systems(self, identity: Mapping[str, str]) -> Finding | None:
        """Compare who the two systems say they are with what they said at first; None if that is the same.

        What was not there before, such as a company that is new in the configuration, is added. What is there no more
        is a difference: a company that goes unseen could come back as another one.
        """
        before = self._known_systems()
        other = self._refused(before, identity)
        if other is not None:
            return other
        if dict(identity) != before:
            self._know(before, identity)
        self.passed(IDENTITY, ())
        return None

    def _know(self, before: Mapping[str, str], now: Mapping[str, str]) -> None:
        """Take these systems for the right ones."""
        self._note("systems.known", **now)
        expected = canonical(before) if before else None
        self.session.remember(self._identity_name, canonical(dict(now)), expected=expected)

    def _refused(self, before: Mapping[str, str], now: Mapping[str, str]) -> Finding | None:
        """Stop the connection where a system is another than before, and nobody has let that go."""
        other = changed_systems(before, now)
        left = self.unreleased(IDENTITY, other.values())
        if not left:
            return None
        connection = Ref("connection", (self.session.connection,))
        reason = finding("SYSTEMS_CHANGED", connection, tried="; ".join(sorted(left)))
        self.stop(IDENTITY, reason, other.values())
        return reason

    @property
    def _identity_name(self) -> str:
        return _identity(self.session.connection)

    def _known_systems(self) -> dict[str, str]:
        return dict(known_systems(self.session.ledger, self.session.connection))

    def _note(self, what: str, **detail: object) -> None:
        session = self.session
        session.check(session.ledger.note(session.connection, session.event(what, **detail), session.fence))

    def _key(self, name: str) -> _Key:
        return (name, "" if name == IDENTITY else self.flow)

    def _load(self) -> dict[_Key, Stop]:
        return _load(self.session.ledger, self.session.connection)

    def _store(self, stops: Mapping[_Key, Stop]) -> None:
        name = _memo(self.session.connection)
        self.session.remember(name, canonical(list(stops.values())), expected=self.session.ledger.recall(name))


def known_systems(ledger: Ledger, connection: str) -> Mapping[str, str]:
    """Who the systems of a connection said they are when they were met first; empty where they were not yet."""
    known: dict[str, str] = json.loads(ledger.recall(_identity(connection)) or "{}")
    return known


def changed_systems(before: Mapping[str, str], now: Mapping[str, str]) -> Mapping[str, str]:
    """The systems that are others than before, or missing, each in words."""
    return {
        what: f"{what}: {was} before, {now.get(what, 'missing')} now"
        for what, was in before.items()
        if now.get(what) != was
    }


def _identity(connection: str) -> str:
    return f"identity {connection}"


def _memo(connection: str) -> str:
    return f"guards {connection}"


def _released(stop: Stop) -> Stop:
    return attrs.evolve(stop, reason=None, items=(), released=tuple(sorted({*stop.released, *stop.items})))


def _load(ledger: Ledger, connection: str) -> dict[_Key, Stop]:
    stops = _CONVERTER.structure(json.loads(ledger.recall(_memo(connection)) or "[]"), tuple[Stop, ...])
    return {(stop.name, stop.flow): stop for stop in stops}
