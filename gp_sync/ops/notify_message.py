"""What people are told in one message: what opened, what is open for long, what is over, and the rows behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

import attrs

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import kind_of
from gp_sync.issues.views import IssueOrder, IssueView
from gp_sync.ops.faults import where_of
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.spreadsheets import csv_text

__all__ = ["COLUMNS", "Channel", "Event", "Message", "compose", "send", "table_of"]

Kind = Literal["issue opened", "issue is still open", "issue closed", "trouble", "trouble is over"]

COLUMNS = (
    "issue",
    "code",
    "document",
    "number",
    "vendor",
    "amount",
    "currency",
    "dated",
    "company",
    "what",
    "what_to_do",
    "who",
    "open_since",
)
"""The table of the documents behind what is told."""

_HEADINGS: Mapping[Kind, str] = {
    "trouble": "Needs attention now",
    "issue opened": "New issues",
    "issue is still open": "Still open",
    "trouble is over": "Works again",
    "issue closed": "Closed",
}
"""What is told in which order."""


@attrs.frozen(kw_only=True)
class Event:
    """One thing that is told.

    Args:
        kind: what happened.
        code: a stable code to filter by.
        text: what is wrong, or was, in a sentence.
        remedy: what to do; empty where it is over.
        who: who can do it.
        since: since when, aware.
        issue: the issue's number; None where it is none.
        documents: how many documents wait for it.
        amounts: what they come to, by currency.
    """

    kind: Kind
    code: str
    text: str
    who: str
    since: datetime
    remedy: str = ""
    issue: int | None = None
    documents: int = 0
    amounts: Mapping[str, Decimal] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Message:
    """What is sent.

    Args:
        id: tells messages apart; a second copy of one has the same, and another content has another.
        connection: whose.
        at: when.
        subject: one line.
        text: all of it in words.
        events: the same, one by one.
        table: the documents behind it as CSV; empty if there are none.
    """

    id: str
    connection: str
    at: datetime
    subject: str
    text: str
    events: tuple[Event, ...]
    table: str = ""


class Channel(Protocol):
    """A way to tell people, such as e-mail."""

    @property
    def name(self) -> str:
        """A stable word, by which the ledger keeps what it has told."""
        ...

    def send(self, message: Message) -> None:
        """Send a message; it should not take longer than some seconds.

        Raises:
            NotNotifiedError: that was not possible now; the next run tries again.
        """
        ...


def send(channel: Channel, message: Message) -> None:
    """Send a message on a channel. A fault of it is no more than that people were not told.

    Raises:
        NotNotifiedError: it was not sent, or may not have been.
    """
    try:
        channel.send(message)
    except NotNotifiedError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a library raises: telling people stops no run
        raise NotNotifiedError(f"a fault, {where_of(error)}: please report it") from None


def compose(id: str, connection: str, at: datetime, events: Sequence[Event], table: str) -> Message:  # noqa: A002  # what everybody calls it
    """Put what is told into words."""
    parts = [f"gp-sync, connection {_line(connection)}, {at:%Y-%m-%d %H:%M} UTC"]
    for kind, heading in _HEADINGS.items():
        told = [event for event in events if event.kind == kind]
        if told:
            parts.append("\n".join([f"{heading}:", *(line for event in told for line in _lines(event))]))
    if table:
        parts.append("The documents behind this are in the attached table. `gp-sync issues` shows all that is open.")
    return Message(
        id=id,
        connection=connection,
        at=at,
        subject=f"gp-sync {_line(connection)}: {_counts(events)}",
        text="\n\n".join(parts) + "\n",
        events=tuple(events),
        table=table,
    )


def table_of(issues: Iterable[tuple[IssueView, Iterable[IssueOrder]]]) -> str:
    """The documents of issues as CSV; empty where there are none."""
    rows = [row for view, orders in issues for order in orders for row in _rows(view, order)]
    return csv_text(COLUMNS, rows, numbers=("issue", "amount")) if rows else ""


def _rows(view: IssueView, order: IssueOrder) -> Iterator[tuple[str, ...]]:
    about, entry = order.summary, CATALOGUE[view.code]
    for found in order.findings or (view.sample,):
        yield (
            str(view.number),
            view.code,
            kind_of(order.key.flow).document,
            order.label or order.key.source_id,
            about.vendor,
            "" if about.amount is None else f"{about.amount.amount:f}",
            "" if about.amount is None else about.amount.currency,
            "" if about.dated is None else about.dated.isoformat(),
            about.company,
            entry.words(found),
            entry.advice(found),
            entry.who,
            f"{view.opened_at:%Y-%m-%d %H:%M} UTC",
        )


def _lines(event: Event) -> Iterator[str]:
    number = f"issue {event.issue}, " if event.issue is not None else ""
    waiting = f", {_waiting(event)}" if event.documents else ""
    yield f"- {event.code} ({number}since {event.since:%Y-%m-%d %H:%M} UTC{waiting})"
    yield f"  {_line(event.text)}"
    if event.remedy:
        yield f"  {event.who}: {_line(event.remedy)}"


def _waiting(event: Event) -> str:
    documents = "1 document" if event.documents == 1 else f"{event.documents} documents"
    total = " and ".join(f"{amount:,f} {_line(currency)}" for currency, amount in event.amounts.items())
    return f"{documents}, {total}" if total else documents


def _counts(events: Sequence[Event]) -> str:
    """The subject: codes and numbers alone, and nothing that a vendor could have written."""
    counted = [(kind, sum(event.kind == kind for event in events)) for kind in _HEADINGS]
    words: Mapping[Kind, tuple[str, str]] = {
        "trouble": ("needs attention", "need attention"),
        "issue opened": ("new issue", "new issues"),
        "issue is still open": ("still open", "still open"),
        "trouble is over": ("works again", "work again"),
        "issue closed": ("closed", "closed"),
    }
    return ", ".join(f"{number} {words[kind][number != 1]}" for kind, number in counted if number)


def _line(text: str) -> str:
    """A text without control characters and line breaks, which a header or a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
