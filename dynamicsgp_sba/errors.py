"""What can go wrong between this client and Dynamics GP, as one small tree.

The one question that matters after a failed write is answered by `outcome_unknown`: True means that GP may have done
it, so read back before you send it again; False means that it provably did not happen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dynamicsgp_sba.business_rules import BusinessRule

__all__ = [
    "AccessDeniedError",
    "AlreadyExistsError",
    "BusyClientError",
    "CircuitOpenError",
    "ConnectError",
    "DynamicsGPError",
    "GuardError",
    "HandshakeError",
    "InvalidValueError",
    "KeyRefusedError",
    "LatchError",
    "LoginError",
    "LostAnswerError",
    "NotFoundError",
    "RecordLockedError",
    "RedirectError",
    "RefusedError",
    "ResourceNotAvailableError",
    "RowChangedError",
    "ServerError",
    "UnavailableError",
    "UnexpectedAnswerError",
]


class DynamicsGPError(Exception):
    """The base of every error that this package raises about GP.

    Attributes:
        status: the HTTP status of the answer (or the one inside its envelope); None where there was no answer.
        method: the HTTP method, or an empty text where nothing was to be sent.
        url: where the request went, without its query and never with a secret.
        codes: GP's numeric error codes or the companion service's, as texts, in the order of the answer.
        rules: the known business rules behind the codes, or behind the words where there is no code: what each means in
            plain words, whether to try again, and the GP window where it can be mended.
        field_errors: what is wrong with each field, by GP's column name.
        retry_after: seconds the server asked to wait, if it did.
        outcome_unknown: whether a write may have taken effect.
        body: the beginning of an answer that could not be read, at most 2000 characters; it stays off the message.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        method: str = "",
        url: str = "",
        codes: tuple[str, ...] = (),
        rules: tuple[BusinessRule, ...] = (),
        field_errors: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        outcome_unknown: bool = False,
        body: str = "",
    ) -> None:
        # Pickling repeats the call with `args` and then restores the attributes, which all have defaults.
        super().__init__(message)
        self.status = status
        self.method = method
        self.url = url
        self.codes = codes
        self.rules = rules
        self.field_errors: dict[str, str] = dict(field_errors or {})
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown
        self.body = body

    def details(self) -> dict[str, Any]:
        """Give the attributes as a dictionary, for a log or a report."""
        return dict(vars(self))


class ConnectError(DynamicsGPError):
    """No request reached GP: no connection, no trust in its certificate, or a proxy in between."""


class HandshakeError(ConnectError):
    """The logon handshake broke off, or the deadline passed, before the request was sent."""


class LostAnswerError(DynamicsGPError):
    """The request left, and no whole answer came back: a timeout, a reset, an answer cut short."""


class LoginError(DynamicsGPError):
    """The server refuses these credentials, or offers no way to log in with them.

    No further logon is tried with them, since Active Directory locks an account after a few.
    """


class LatchError(DynamicsGPError):
    """Whether these credentials were refused before cannot be read or noted, so no logon was tried and nothing sent."""


class AccessDeniedError(DynamicsGPError):
    """The logon worked, but GP does not let this user do that: not mapped, or no security to the service."""


class NotFoundError(DynamicsGPError):
    """GP has no record with that key."""


class KeyRefusedError(DynamicsGPError):
    """The web server in front of GP refuses a character of the record's key, so the record cannot be addressed."""


class ResourceNotAvailableError(DynamicsGPError):
    """This site has no such service, by its profile or by the server's answer."""


class RefusedError(DynamicsGPError):
    """A business rule of GP stands against it; sending it again changes nothing."""


class AlreadyExistsError(RefusedError):
    """The number or ID is in use already, in work or in history."""


class RowChangedError(RefusedError):
    """Somebody changed the record since it was read; read it again and decide anew."""


class RecordLockedError(DynamicsGPError):
    """A GP user has the record open. Nothing was changed; try again later."""


class UnavailableError(DynamicsGPError):
    """GP is busy or down (503).

    A service that is atomic took nothing of a write then. Of another nobody knows, since a gateway in between may say
    so after it has passed the request on: `outcome_unknown` tells.
    """


class BusyClientError(UnavailableError):
    """All connections of this client were in use until the deadline, or its pace left no time. Nothing was sent."""


class CircuitOpenError(UnavailableError):
    """The call was not sent: too many calls before it failed, and the client waits before it asks again.

    `retry_after` says in how many seconds a call is let through as a probe.

    Attributes:
        since: since when nothing is sent, an aware instant.
        last_error: what the last failed call came to.
    """

    def __init__(self, message: str, *, since: datetime | None = None, last_error: str = "", **details: Any) -> None:
        super().__init__(message, **details)
        self.since = since
        self.last_error = last_error


class ServerError(DynamicsGPError):
    """The server failed (5xx) and its text names no known rule, or its text is one of SQL Server or the network."""


class UnexpectedAnswerError(DynamicsGPError):
    """An answer came that is no JSON, or lacks what the contract promises."""


class RedirectError(DynamicsGPError):
    """The server sends the request elsewhere; it is not followed, since that would hand the logon to another host."""


class GuardError(DynamicsGPError):
    """This client did not send the request, since the record may not be changed in the state it is in."""


class InvalidValueError(DynamicsGPError, ValueError):
    """A value that GP cannot store. Nothing was sent; `field_errors` names each field, value and limit."""
