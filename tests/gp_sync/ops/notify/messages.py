"""Messages to send."""

from decimal import Decimal

from gp_sync.ops.notify_message import Event, Message, compose
from tests.gp_sync.ops.simulated import utc

__all__ = ["AT", "message", "opened"]

AT = utc("2026-11-04 10:00")


def opened(text: str = "The GL account 100-6450-01 does not exist in GP.", **fields: object) -> Event:
    """An issue that opened."""
    values: dict[str, object] = {
        "kind": "issue opened",
        "code": "GP_ACCOUNT_NOT_FOUND",
        "text": text,
        "remedy": "Create the account.",
        "who": "finance",
        "since": AT,
        "issue": 3,
        "documents": 2,
        "amounts": {"USD": Decimal("1234.50")},
    }
    return Event(**(values | fields))  # type: ignore[arg-type]  # given by name


def message(*events: Event, connection: str = "fabrikam", table: str = "number,vendor\r\nPF7,Contoso\r\n") -> Message:
    """A message with a table."""
    return compose("0123456789abcdef", connection, AT, events or [opened()], table)
