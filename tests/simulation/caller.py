"""One simulated process as it calls a client of either side: places to stop, and faults in that client's own errors."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Literal, TypeVar

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.model import Key
from tests.simulation.faults import Weather
from tests.simulation.schedule import Process

if TYPE_CHECKING:
    from tests.simulation.caller_world import CalledWorld

__all__ = ["Caller", "Late", "Side"]

T = TypeVar("T")
Side = Literal["gp", "procurify"]
How = Literal["done", "not done", "either", "late", "too late"]

_ERRORS: dict[Side, dict[str, Callable[[], Exception]]] = {
    "gp": {
        "lost": lambda: gp.LostAnswerError("no answer within the deadline", outcome_unknown=True),
        "unread": lambda: gp.UnexpectedAnswerError("the answer is no JSON", status=200, outcome_unknown=True),
        "failed": lambda: gp.ServerError("the server failed", status=500, outcome_unknown=True),
        "refused": lambda: gp.RefusedError("a business rule stands against it", status=400),
        "busy": lambda: gp.UnavailableError("too many requests", status=429),
        "login": lambda: gp.LoginError("the logon was refused; look at the password", status=401),
        "no connection": lambda: gp.ConnectError("no connection was made"),
        "down": lambda: gp.UnavailableError("the server is down", status=503),
    },
    "procurify": {
        "lost": lambda: pc.LostAnswerError("no answer within the deadline", outcome_unknown=True),
        "unread": lambda: pc.UnexpectedResponseError("the answer is no JSON", status=200, outcome_unknown=True),
        "failed": lambda: pc.ServerError("the server failed", status=500, outcome_unknown=True),
        "refused": lambda: pc.ValidationError("a value is not accepted", status=400),
        "busy": lambda: pc.RateLimitError("too many requests", status=429),
        "login": lambda: pc.AuthenticationError("the token is not accepted", status=401),
        "no connection": lambda: pc.ConnectError("no connection was made"),
        "down": lambda: pc.ServerError("the server is down", status=503),
    },
}

_SENDING: dict[str, tuple[int, How, str]] = {
    "answer lost after the work": (4, "done", "lost"),
    "answer lost before the work": (4, "not done", "lost"),
    "request lands late": (4, "late", "lost"),
    "request lands after the settle time": (1, "too late", "lost"),
    "answer cannot be read": (1, "done", "unread"),
    "refused with 400": (1, "not done", "refused"),
    "500 with an unknown text": (2, "either", "failed"),
    "busy with 429": (1, "not done", "busy"),
    "login refused with 401": (1, "not done", "login"),
    "no connection": (1, "not done", "no connection"),
}
"""What can go wrong with a request to write: how often, what becomes of it, and the error."""

_READING = {"busy with 429": "busy", "login refused with 401": "login", "no connection": "no connection"}


@attrs.define(kw_only=True, eq=False)
class Late:
    """A request that lands later.

    Args:
        at: when.
        settles: when it should have landed at the latest.
        what: the request, in words.
        about: the name of the record that it is for.
        act: carries it out; what it raises is for nobody any more.
    """

    at: datetime
    settles: datetime
    what: str
    about: str
    act: Callable[[], object]


@attrs.define(kw_only=True, eq=False)
class Caller:
    """One process, and what it was told.

    Args:
        world: where it acts.
        process: the process.
        random: draws the faults of its calls.
        born: the moment at which it began.
        paused: whether it was paused meanwhile.
        fence: the fence of its lease.
        reserved: the document for which each worker last reserved a write.
        seen: the moment at which it last read a record, by side and name.
        answered: the sides that have answered it.
    """

    world: "CalledWorld"
    process: Process
    random: Random
    born: int
    paused: bool = False
    fence: int = 0
    reserved: dict[int, Key] = attrs.field(factory=dict)
    seen: dict[tuple[str, str], int] = attrs.field(factory=dict)
    answered: set[str] = attrs.field(factory=set)

    @property
    def key(self) -> Key:
        """The document that the worker which runs now writes."""
        return self.reserved[self.process.worker]

    def now(self) -> datetime:
        """The time by its own clock."""
        return self.world.now() + self.process.skew

    def offsets(self) -> dict[str, timedelta]:
        """How far the clocks of the sides that have answered are ahead of its own."""
        return dict.fromkeys(sorted(self.answered), -self.process.skew)

    def reach(self, place: str) -> None:
        """Pass a place. Raises Died."""
        self.process.reach(place)

    def read(self, side: Side, place: str, name: str = "") -> None:
        """Begin a read. Raises the client's errors."""
        self.reach(f"{side}.{place}")
        self._linger()
        self._look(side)
        rate = self._weather.read if side == "gp" else self._weather.source
        if self._happens(rate):
            what = self.random.choice(list(_READING))
            self._meet(f"{side} read: {what}")
            raise _error(side, _READING[what])
        self.answered.add(side)
        if name:
            self.seen[side, name] = self.world.moment()

    def send(self, side: Side, about: str, what: str, timeout: float, act: Callable[[], T]) -> T:
        """Send a request, which may be carried out, lost, refused or put off. Raises the client's errors."""
        world = self.world
        settles = world.now() + timedelta(seconds=timeout + world.longest_execution)
        self.reach(f"{side}.socket")
        self._linger()
        self._look(side)
        world.sends += 1
        if self.fence < world.fence:
            world.count("a zombie sends")
        world.tell(f"{self.process.name} sends {what}")
        if world.now() > settles:
            world.overdue.add(about)
        if not self._happens(self._weather.send):
            self.answered.add(side)
            return act()
        name = self.random.choices(list(_SENDING), [weight for weight, *_ in _SENDING.values()])[0]
        _, how, error = _SENDING[name]
        self._meet(f"{side}: {name}")
        if how == "done" or (how == "either" and self.random.random() < 0.5):
            act()
        elif how in {"late", "too late"}:
            self._put_off(how, Late(at=world.now(), settles=settles, what=what, about=about, act=act))
        if error == "refused":
            world.refused.add(self.key.source_id)
        raise _error(side, error)

    def _put_off(self, how: str, late: Late) -> None:
        # Short of the settle time by as much as two schedulers' clocks may differ.
        span = (late.settles - late.at).total_seconds() - 60
        if how == "late":
            late.at += timedelta(seconds=self.random.uniform(1, max(2.0, span)))
        else:
            late.at = late.settles + timedelta(seconds=self.random.uniform(1, 7200))
        self.world.late.append(late)

    def _look(self, side: Side) -> None:
        until = self.world.gp_down_until if side == "gp" else self.world.source_down_until
        if self.world.now() < until:
            self.world.count(f"{side} is down")
            raise _error(side, "down")

    def _linger(self) -> None:
        if self._happens(self._weather.slow):
            self.world.count("slow answer")
            self.world.pass_time(timedelta(seconds=self.random.choice((5, 40, 110))))

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self.random.random() < rate

    def _meet(self, what: str) -> None:
        self.world.count(what)
        self.world.tell(f"{self.process.name} meets: {what}")

    @property
    def _weather(self) -> Weather:
        return self.world.weather


def _error(side: Side, name: str) -> Exception:
    return _ERRORS[side][name]()
