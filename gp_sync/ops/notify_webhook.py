"""Messages posted to an address as JSON, signed, so that its owner knows that they are ours."""

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import httpx

from gp_sync.credential import Credential
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_message import Event, Message
from gp_sync.ops.notify_settings import WebhookSettings
from gp_sync.ops.time_limit import left_after

__all__ = ["WEBHOOK", "WebhookChannel", "body_of", "signatures_of"]

WEBHOOK = "webhook"
"""The name of the channel."""

_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")
"""What the HTTP library calls the moments at which a connection has a socket, and another one."""

_REPEATABLE = frozenset({408, 429, 500, 502, 503, 504})


@attrs.frozen
class WebhookChannel:
    """Posts messages; a `Channel`.

    A message that may have arrived is posted again with the same id, by which its receiver tells copies.

    Args:
        settings: the address.
        key: what messages are signed with.
        seconds: how long it may take to connect, to take a part of a message, and for a word of its answer.
        longest: seconds after which an address is left that has not answered with a status by then; what follows that
            is not read.
        waits: seconds before each further attempt.
        sleep: waits so many seconds.
    """

    settings: WebhookSettings
    key: Credential = attrs.field(repr=False)
    seconds: float = 10.0
    longest: float = 30.0
    waits: tuple[float, ...] = (1.0, 3.0)
    sleep: Callable[[float], None] = time.sleep
    name: str = attrs.field(default=WEBHOOK, init=False)

    def send(self, message: Message) -> None:
        """Post it.

        Raises:
            NotNotifiedError: the address cannot be reached, or answers anything but 2xx.
        """
        body = body_of(message)
        sent_at = str(int(message.at.timestamp()))
        try:
            headers = {
                "Content-Type": "application/json",
                "User-Agent": "gp-sync",
                "X-GP-Sync-Id": message.id,
                "X-GP-Sync-Timestamp": sent_at,
                "X-GP-Sync-Signature": ",".join(signatures_of(self.key, sent_at, body)),
            }
            context = ssl.create_default_context(cafile=self.settings.ca_bundle or None)
        except (OSError, LedgerError) as error:
            raise NotNotifiedError(f"webhook: {error}") from None
        with httpx.Client(timeout=self.seconds, verify=context, follow_redirects=False) as client:
            problem = self._post(client, body, headers)
            for wait in self.waits:
                if problem is None or not problem.passing:
                    break
                self.sleep(wait)
                problem = self._post(client, body, headers)
        if problem is not None:
            raise NotNotifiedError(f"webhook at {httpx.URL(self.settings.url).host}: {problem.words}")

    def _post(self, client: httpx.Client, body: bytes, headers: dict[str, str]) -> "_Problem | None":
        streams: list[Any] = []

        def trace(what: str, info: Mapping[str, Any]) -> None:
            if what.endswith(_CONNECTED):
                streams.append(info["return_value"])

        try:
            # The status is the answer: what follows could be anything, and last for ever.
            with (
                left_after(self.longest, lambda: streams[-1].get_extra_info("socket") if streams else None),
                client.stream(
                    "POST", self.settings.url, content=body, headers=headers, extensions={"trace": trace}
                ) as answer,
            ):
                status, taken = answer.status_code, answer.is_success
        except TimeoutError as error:
            # Nothing of it comes faster at the next attempt.
            return _Problem(words=str(error.strerror), passing=False)
        except httpx.TransportError as error:
            return _Problem(words=f"{type(error).__name__}: {error}", passing=True)
        return None if taken else _Problem(words=f"it answers {status}", passing=status in _REPEATABLE)


@attrs.frozen(kw_only=True)
class _Problem:
    """Why an attempt failed, and whether another one may not."""

    words: str
    passing: bool


def body_of(message: Message) -> bytes:
    """A message as JSON."""
    content = {
        "id": message.id,
        "connection": message.connection,
        "at": message.at.isoformat(),
        "subject": message.subject,
        "text": message.text,
        "events": [_event(event) for event in message.events],
        "documents_csv": message.table,
    }
    return json.dumps(content, ensure_ascii=True).encode()


def signatures_of(key: Credential, sent_at: str, body: bytes) -> list[str]:
    """The signatures of a message: one, or while the key is changed one with either of its values.

    Each is `sha256=` and the HMAC-SHA256 of the timestamp, a full stop and the body, in hexadecimal.
    """
    signed = sent_at.encode() + b"." + body
    return [f"sha256={hmac.new(value.reveal().encode(), signed, hashlib.sha256).hexdigest()}" for value in key.values()]


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "code": event.code,
        "text": event.text,
        "remedy": event.remedy,
        "who": event.who,
        "since": event.since.isoformat(),
        "issue": event.issue,
        "documents": event.documents,
        "amounts": {currency: f"{amount:f}" for currency, amount in event.amounts.items()},
    }
