"""What a `TargetContract` must be told of a target: bodies to write, and what people and accidents do to them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Generic, TypeVar

from gp_sync.core.model import Found, TargetRef, Unavailable, Write
from gp_sync.core.protocols import Target
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.testing.model_connection import HandClock

__all__ = ["TargetBench"]

D = TypeVar("D")


class TargetBench(ABC, Generic[D]):
    """A target on the bench: an empty one for each test. Implement the abstract methods for yours.

    Args:
        target: the target under test.
        clock: the clock of the target, and of the system behind it, moved by the tests.
        company: the company, in the engine's short name, that the records of `body` belong to.

    Attributes:
        voids: records can be voided; if not, the target refuses it.
        deletes: a void leaves nothing of the record, in work or in history.
        tells_changes: a list can be of what changed since an instant; if not, it is of all records.
    """

    voids = True
    deletes = False
    tells_changes = True

    def __init__(self, target: Target[D], clock: HandClock, company: str) -> None:
        self.target = target
        self.clock = clock
        self.company = company

    # --- bodies ---

    @abstractmethod
    def body(self, number: int) -> tuple[TargetRef, D]:
        """A record of ours that can be created: another one for each number, from 1, and the same for the same.

        Fill what your flow fills, amounts with decimals and days among it; with lines, give it two of them.
        """

    @abstractmethod
    def changed(self, body: D) -> D:
        """A later version of a body, which the target accepts too."""

    @abstractmethod
    def cleared(self, body: D) -> D:
        """A later version of a body that lacks what the source may take away, as your flow's `align` gives it.

        Let a comment and a day be among it. If each field of your records always has a value, give `changed(body)`.
        """

    @abstractmethod
    def part(self, body: D) -> D | None:
        """What of a held body is there if its write broke off halfway, such as fewer lines; None if nothing ever is."""

    @abstractmethod
    def foreign(self, body: D) -> D:
        """A record of somebody else under the same number: without our marker, or with another one."""

    @abstractmethod
    def unacceptable(self, body: D) -> D:
        """A body that breaks a rule of the target, such as one for a vendor that does not exist."""

    # --- what people do in the target ---

    @abstractmethod
    def enter(self, ref: TargetRef, body: D) -> None:
        """Somebody enters a record by hand."""

    @abstractmethod
    def edit(self, ref: TargetRef) -> None:
        """Somebody changes a record by hand."""

    @abstractmethod
    def delete(self, ref: TargetRef) -> None:
        """Somebody deletes a record."""

    @abstractmethod
    def archive(self, ref: TargetRef) -> None:
        """The record is moved to history, or where there is none, made one that may not be changed."""

    @abstractmethod
    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        """All that makes a record one that may not be changed, each by a name: a receipt, a hold, a release."""

    # --- what goes wrong ---

    @abstractmethod
    def lose_next_answer(self) -> None:
        """The next write is done, and its answer gets lost."""

    @abstractmethod
    def troubles(self) -> Mapping[str, Callable[[], None]]:
        """All that can go wrong with one request, each by a name; calling one spoils the next request and no other."""

    @abstractmethod
    def break_down(self) -> None:
        """From now on the system behind the target cannot be used."""

    # --- what the tests do with it ---

    def send(self, write: Write[D]) -> Found[D]:
        """Send a write that has a minute."""
        return self.target.send(write, self.clock() + timedelta(minutes=1))

    def outcome(self, write: Write[D]) -> Found[D] | Exception:
        """What a write came to; anything that is not one of the four exceptions escapes."""
        try:
            return self.send(write)
        except (Refused, RecordMoved, Unavailable, OutcomeUnknown) as error:
            return error

    def create(self, number: int = 1) -> tuple[TargetRef, D, Found[D]]:
        """Create the record of a number: its name, what was sent, and what is held."""
        ref, body = self.body(number)
        return ref, body, self.send(Write(op="create", target=ref, body=body))

    def update(self, ref: TargetRef, body: D, seen: Found[D]) -> Found[D]:
        """Change a record as it was last seen."""
        return self.send(Write(op="update", target=ref, body=body, before=seen.body, stamp=seen.stamp))

    def void(self, ref: TargetRef, seen: Found[D]) -> Found[D]:
        """Void a record as it was last seen."""
        return self.send(Write(op="void", target=ref, body=None, before=seen.body, stamp=seen.stamp))

    def read(self, ref: TargetRef) -> Found[D]:
        """Read a record that is there."""
        found = self.target.read(ref)
        if found is None:
            raise AssertionError(f"{ref} should be there")
        return found
