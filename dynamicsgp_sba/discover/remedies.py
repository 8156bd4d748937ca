"""What helps against what discovery may meet (contract sections 2, 9 and 10 of the SBA reference)."""

from dynamicsgp_sba import errors
from dynamicsgp_sba.discover.values import Verdict

__all__ = [
    "CLOCK",
    "EXPIRES",
    "NO_COMPANY",
    "OPEN",
    "UNKNOWN_COMPANY",
    "UNREADABLE",
    "UNTRUSTED",
    "remedy",
    "verdict_of",
]

UNTRUSTED = (
    "Name the PEM file of the authority that signed it (ca_bundle); the host name of the address must be one of the "
    "certificate's names."
)
EXPIRES = "Ask the GP administrator for a new certificate before it ends; every request fails from then on."
OPEN = "Check that this is the address of a GP Service, which always asks for one; whatever is here, anybody may read."
CLOCK = "Set both clocks by a time server: Windows refuses logons if they differ by more than five minutes."
NO_COMPANY = "Name a company, by its display name (Company Setup)."
UNKNOWN_COMPANY = (
    "Use the display name as Company Setup has it, not the database; or give the user access to the company (User "
    "Access Setup)."
)
_LOGON = (
    r"Check the user (DOMAIN\user), the password, and whether the account is locked, expired or disabled. No further "
    "logon was tried."
)
_LATCH = "Name a file of its own for the login latch, in a folder that exists and may be written. No logon was tried."
_DENIED = (
    "In GP, map the Windows account to a GP user (User Setup; one account to at most one user), give that user the "
    "company (User Access Setup), and the service and the windows behind it in a security task (Security Task Setup)."
)
_MISSING = (
    "Compare the address with one that works in a browser: product segment, series and name of the resource, company, "
    "tenant. Correct the site profile, have the service installed, or say available = false in the profile."
)
_KEY = "Let the web server allow the characters of the key, or correct the separator in the site profile."
_BUSY = (
    "All Dexterity processes are busy, or none can start: look at Max Concurrent Processes and at the session host "
    "(Web Management Console, Dexterity Service Management)."
)
UNREADABLE = (
    "Compare the answer with the record's fields: name its properties in the site profile (aliases), or its forms "
    "(decimal_comma, time_zone); or have the service corrected."
)
_ELSEWHERE = "Set the base URL to the address that answers."
_UNREACHABLE = (
    "Check host, port and firewall, the certificate, and that the GP Service runs: after a restart of the server it "
    "may not have started by itself."
)
_LOST = (
    "GP took too long or hung up: the first call of a day may have to start a process. Try again, then look at the "
    "event log of the GP server."
)
_OTHER = "Look at the event log of the GP server (Dynamics section), and at the text above."

_BY_ERROR: tuple[tuple[type[errors.DynamicsGPError], Verdict, str], ...] = (
    (errors.LoginError, "not asked", _LOGON),
    (errors.LatchError, "not asked", _LATCH),
    (errors.AccessDeniedError, "denied", _DENIED),
    (errors.ResourceNotAvailableError, "missing", _MISSING),
    (errors.KeyRefusedError, "fails", _KEY),
    (errors.UnavailableError, "fails", _BUSY),
    (errors.RedirectError, "fails", _ELSEWHERE),
    (errors.ConnectError, "fails", _UNREACHABLE),
    (errors.LostAnswerError, "fails", _LOST),
    (errors.UnexpectedAnswerError, "fails", UNREADABLE),
    (errors.DynamicsGPError, "fails", _OTHER),
)


def verdict_of(error: errors.DynamicsGPError) -> Verdict:
    """Say what a resource did that ended with this error."""
    return next(verdict for kind, verdict, _ in _BY_ERROR if isinstance(error, kind))


def remedy(error: errors.DynamicsGPError) -> str:
    """Say what helps."""
    return next(text for kind, _, text in _BY_ERROR if isinstance(error, kind))
