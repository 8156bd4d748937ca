"""Purchase requisitions (contract section 6 of the SBA reference)."""

from typing import TypeVar

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.encoding import encode_requisition
from dynamicsgp_sba.models import NewRequisition, RecordList, Requisition
from dynamicsgp_sba.resources.base import Place, Sender
from dynamicsgp_sba.resources.guarding import check_open, check_unchanged, create_new, read_first

__all__ = ["RequisitionCalls", "Requisitions"]

T = TypeVar("T")

_NAME = "requisitions"


@attrs.frozen
class RequisitionCalls:
    """Builds the calls of `Requisitions` without sending them; nothing is looked at before."""

    place: Place

    def get(self, number: str) -> Call[Requisition]:
        """Read one requisition."""
        return self.place.one(_NAME, Requisition, _key(number))

    def list(self) -> Call[RecordList[Requisition]]:
        """List the requisitions."""
        return self.place.list(_NAME, Requisition)

    def create(self, requisition: NewRequisition, *, timeout: float | None = None) -> Call[Requisition]:
        """Create a requisition with its lines, and read it back."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write_then(
            _NAME,
            method=resource.create_verb,
            action=resource.create_action,
            body=encode_requisition(requisition, resource, decimals=self.place.decimals),
            timeout=timeout,
            then=self.get(requisition.number),
        )

    def update(self, requisition: NewRequisition, *, timeout: float | None = None) -> Call[Requisition]:
        """Change a requisition with all its lines, and read it back."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write_then(
            _NAME,
            method=resource.update_verb,
            action=resource.update_action,
            body=encode_requisition(requisition, resource, decimals=self.place.decimals),
            key=_key(requisition.number),
            timeout=timeout,
            then=self.get(requisition.number),
        )

    def delete(self, number: str, *, timeout: float | None = None) -> Call[None]:
        """Delete a requisition."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write_then(
            _NAME,
            method=resource.delete_verb,
            action=resource.delete_action,
            key=_key(number),
            timeout=timeout,
        )


class Requisitions:
    """Reads and writes the purchase requisitions of one company.

    Only requisitions in work that are Saved, with no line ordered and no approval under way, are ever changed or
    deleted. GP has no row stamp that would guard them, so each is read right before it is written.

    Header and lines go in one request. A site whose service takes them otherwise is served by `DynamicsGP.request`.
    """

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self._place = place
        self.calls = RequisitionCalls(place)

    def get(self, number: str) -> Requisition:
        """Read a requisition; whether history is looked into is in the site's profile (`reads_history`).

        Raises:
            NotFoundError: there is none.
            KeyRefusedError: the web server refuses a character of the number.
        """
        return self._sender.send(self.calls.get(number))

    def list(self) -> RecordList[Requisition]:
        """List the requisitions; rows that cannot be read are in `unreadable`."""
        return self._sender.send(self.calls.list())

    def create(
        self, requisition: NewRequisition, *, known_new: bool = False, timeout: float | None = None
    ) -> Requisition:
        """Create a requisition, header and lines, with status Saved; give it as GP now holds it.

        Args:
            requisition: what to write.
            known_new: say that you have just read that the number is free. Otherwise, at a site whose service may write
                over a requisition that is there, it is read before.
            timeout: seconds for the read before it and the write; None takes the client's read timeout.

        Raises:
            AlreadyExistsError: the number is in use.
            RefusedError: a business rule stands against it.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
            LostAnswerError: GP may have it: read it back. The same holds of every error with `outcome_unknown`.
        """
        call = self.calls.create(requisition, timeout=timeout)
        if known_new:
            return self._sender.send(call)
        return create_new(self._sender, self._place, _NAME, read=self.calls.get(requisition.number), write=call)

    def update(
        self, requisition: NewRequisition, *, seen: Requisition | None = None, timeout: float | None = None
    ) -> Requisition:
        """Change a requisition with all its lines; give it as GP now holds it.

        Args:
            requisition: what it shall be; what is None stays as it is. Lines are known by their sequence.
            seen: the requisition as it was last read, to be held against what it is now.
            timeout: seconds for the read before it and the write; None takes the client's read timeout.

        Raises:
            NotFoundError: there is none.
            GuardError: it may not be changed; nothing was written.
            RowChangedError: it is no longer what was `seen`; nothing was written.
            RefusedError: a business rule stands against it.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
        """
        call = self.calls.update(requisition, timeout=timeout)
        return self._sender.send(self._guarded(call, seen, requisition.number))

    def delete(self, number: str, *, seen: Requisition | None = None, timeout: float | None = None) -> None:
        """Delete a requisition, which leaves nothing of it in GP.

        The arguments and errors are those of `update`.
        """
        call = self.calls.delete(number, timeout=timeout)
        self._sender.send(self._guarded(call, seen, number))

    def _guarded(self, call: Call[T], seen: Requisition | None, number: str) -> Call[T]:
        now, call = read_first(self._sender, self.calls.get(number), call)
        check_unchanged(now, seen, f"requisition {number}")
        check_open(now, f"requisition {number}", self._place.profile.resource(_NAME))
        return call


def _key(number: str) -> dict[str, str]:
    return {"POPRequisitionNumber": number}
