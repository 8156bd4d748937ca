"""What can go wrong with one request, in the words of the GP client's errors.

Each fault of a send carries the request out, or does not, or puts that off, and then raises what the client would.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import attrs

import dynamicsgp_sba as gp
from tests.simulation.gp import GPModel
from tests.simulation.records import Record, Request

__all__ = ["READ_FAULTS", "SEND_FAULTS", "Sending", "Weather"]


@attrs.frozen(kw_only=True)
class Weather:
    """How often calls go wrong, from 0 to 1.

    Args:
        send: a request to write.
        read: a read of GP fails.
        missed: a read of GP finds nothing although there is something, as while a record is moved to history.
        source: a call to Procurify.
        slow: any call takes long.
    """

    send: float = 0.0
    read: float = 0.0
    missed: float = 0.0
    source: float = 0.0
    slow: float = 0.0

    @classmethod
    def draw(cls, random: Random) -> "Weather":
        """The weather of one history."""
        return cls(
            send=random.choice((0.1, 0.4, 0.6, 0.8)),
            read=random.choice((0.0, 0.0, 0.05, 0.1)),
            missed=random.choice((0.0, 0.0, 0.1)),
            source=random.choice((0.0, 0.0, 0.05, 0.1)),
            slow=random.choice((0.0, 0.0, 0.05)),
        )


@attrs.frozen(kw_only=True)
class Sending:
    """One request on its way.

    Args:
        gp: where it goes.
        request: what it asks for.
        now: the true time.
        atomic: whether the site writes a document whole or not at all.
        random: draws the details.
    """

    gp: GPModel
    request: Request
    now: datetime
    atomic: bool
    random: Random

    def execute(self) -> Record:
        """Carry it out now. Raises DynamicsGPError."""
        return self.gp.execute(self.request)

    def land_at(self, at: datetime) -> None:
        """Put it off."""
        self.request.lands = at
        self.gp.late.append(self.request)


Fault = Callable[[Sending], Record]


def _lost_after(sending: Sending) -> Record:
    try:
        sending.execute()
    except gp.DynamicsGPError:
        raise gp.LostAnswerError("the refusal was lost", outcome_unknown=True) from None
    raise gp.LostAnswerError("the connection broke before the answer", outcome_unknown=True)


def _lost_before(_: Sending) -> Record:
    raise gp.LostAnswerError("the connection broke before the request was read", outcome_unknown=True)


def _lands_late(sending: Sending) -> Record:
    # Short of the settle time by as much as two schedulers' clocks may differ.
    span = (sending.request.settles - sending.now).total_seconds() - 60
    sending.land_at(sending.now + timedelta(seconds=sending.random.uniform(1, max(2.0, span))))
    raise gp.LostAnswerError("no answer within the deadline", outcome_unknown=True)


def _lands_too_late(sending: Sending) -> Record:
    sending.land_at(sending.request.settles + timedelta(seconds=sending.random.uniform(1, 7200)))
    raise gp.LostAnswerError("no answer within the deadline", outcome_unknown=True)


def _unreadable_answer(sending: Sending) -> Record:
    sending.execute()
    raise gp.UnexpectedAnswerError("the answer is no JSON", status=200, outcome_unknown=True)


def _refused_400(sending: Sending) -> Record:
    sending.gp.refused.add(sending.request.write.target)
    raise gp.RefusedError("a business rule stands against it", status=400)


def _locked_409(_: Sending) -> Record:
    raise gp.RecordLockedError("a user has it open", status=409)


def _known_500(sending: Sending) -> Record:
    """A known text is a refusal only where nothing can have been written in part."""
    if not sending.atomic and sending.random.random() < 0.5:
        return _partial(sending)
    sending.gp.refused.add(sending.request.write.target)
    raise gp.RefusedError("a business rule stands against it", status=500, outcome_unknown=not sending.atomic)


def _unknown_500(sending: Sending) -> Record:
    if sending.random.random() < 0.5:
        sending.execute()
    raise gp.ServerError("the server failed", status=500, outcome_unknown=True)


def _partial(sending: Sending) -> Record:
    document = sending.request.document
    if sending.atomic or document is None or len(document.lines) < 2:
        return _lost_after(sending)
    sending.gp.execute(sending.request, lines=sending.random.randrange(1, len(document.lines)))
    raise gp.ServerError("the server failed half-way", status=500, outcome_unknown=True)


def _busy_429(_: Sending) -> Record:
    raise gp.UnavailableError("too many requests", status=429)


def _busy_503(_: Sending) -> Record:
    raise gp.UnavailableError("the server is busy", status=503)


def _login_401(_: Sending) -> Record:
    raise gp.LoginError("the logon was refused; look at the password", status=401)


def _no_connection(_: Sending) -> Record:
    raise gp.ConnectError("no connection was made")


SEND_FAULTS: dict[str, tuple[int, Fault]] = {
    "answer lost after the work": (4, _lost_after),
    "answer lost before the work": (4, _lost_before),
    "request lands late": (4, _lands_late),
    "request lands after the settle time": (1, _lands_too_late),
    "answer cannot be read": (1, _unreadable_answer),
    "refused with 400": (1, _refused_400),
    "locked with 409": (1, _locked_409),
    "500 with a known text": (2, _known_500),
    "500 with an unknown text": (2, _unknown_500),
    "document written in part": (2, _partial),
    "busy with 429": (1, _busy_429),
    "busy with 503": (1, _busy_503),
    "login refused with 401": (1, _login_401),
    "no connection": (1, _no_connection),
}
"""Each with how often it is drawn beside the others."""

READ_FAULTS: dict[str, tuple[int, gp.DynamicsGPError]] = {
    "read: busy with 429": (2, gp.UnavailableError("too many requests", status=429)),
    "read: login refused with 401": (1, gp.LoginError("the logon was refused; look at the password", status=401)),
    "read: no answer": (3, gp.LostAnswerError("no answer within the deadline")),
    "read: the record cannot be read": (2, gp.UnexpectedAnswerError("the answer is no JSON", status=200)),
}
"""What can go wrong with a read of one record."""
