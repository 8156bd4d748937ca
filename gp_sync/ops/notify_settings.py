"""What the configuration says about telling people: by e-mail, by a webhook, and of what."""

import ipaddress
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

from gp_sync.core.model import Severity

__all__ = ["EmailSettings", "NotifySettings", "WebhookSettings"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_PLAIN = re.compile(r"[^\s\x00-\x1f\x7f]+")
_SECURITY = ("starttls", "tls", "none")
_SEVERITIES = (Severity.BLOCK.value, Severity.HOLD.value)
_LAST_PORT = 65535


def _check_address(name: str, text: str) -> None:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{name} has '{text}': give a plain address such as gp-sync@example.com")


def _address(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if value:
        _check_address(attribute.name, value)


def _addresses(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    for text in value:
        _check_address(attribute.name, text)


def _port(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if not 0 < value <= _LAST_PORT:
        raise ValueError(f"{attribute.name} is {value}: give a port from 1 to {_LAST_PORT}, mostly 587 or 465")


def _one_of_security(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if value not in _SECURITY:
        raise ValueError(f"{attribute.name} is '{value}': give {', '.join(_SECURITY)}")


def _days(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[int, ...]) -> None:
    wrong = [day for day in value if day <= 0]
    if wrong:
        raise ValueError(f"{attribute.name} has {wrong[0]}: give numbers of days above 0, such as [3, 14], or []")


def _severities(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    wrong = [text for text in value if text not in _SEVERITIES]
    if wrong:
        raise ValueError(f"{attribute.name} has '{wrong[0]}': give {' and '.join(_SEVERITIES)}, or one of them")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@attrs.frozen(kw_only=True)
class EmailSettings:
    """Where e-mail goes, and through which server.

    Args:
        host: the mail server; without it there is no e-mail.
        port (port from 1): its port.
        security (`"starttls"`, `"tls"` or `"none"`): `starttls` asks for encryption first, and sends nothing without;
            `tls` begins with it; `none` is for a server on this machine.
        user: the account to log in with, whose password is the secret `smtp_password`; none for a server that asks for
            none.
        sender (address): the address in From; needed with `host`.
        recipients (list of addresses): the addresses in To; needed with `host`.
        ca_bundle (path): a PEM file of the certificate authority; the system's if none.
    """

    host: str = ""
    port: int = attrs.field(default=587, validator=_port)
    security: str = attrs.field(default="starttls", validator=_one_of_security)
    user: str = ""
    sender: str = attrs.field(default="", validator=_address)
    recipients: tuple[str, ...] = attrs.field(default=(), validator=_addresses)
    ca_bundle: str = ""

    def __attrs_post_init__(self) -> None:
        if self.host and not (self.sender and self.recipients):
            raise ValueError("give sender and recipients, or leave host out for no e-mail")
        if not self.host and (self.sender or self.recipients or self.user):
            raise ValueError("give host, the mail server")
        if self.host and self.security == "none" and not _is_this_machine(self.host):
            raise ValueError(
                f"security is 'none', and {self.host} is another machine, where anyone on the way can read along: "
                "give starttls or tls"
            )


@attrs.frozen(kw_only=True)
class WebhookSettings:
    """Where messages are posted.

    Args:
        url (URL): an `https://` address that messages are posted to; with `http://` it must be one of this machine.
            They are signed with the secret `webhook_key`.
        ca_bundle (path): a PEM file of the certificate authority; the system's if none.
    """

    url: str = ""
    ca_bundle: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.url:
            return
        scheme, host = self._parts()
        if scheme == "http" and not _is_this_machine(host):
            raise ValueError(f"url is an http:// address of {host}, where anyone on the way can read along: give https")

    def _parts(self) -> tuple[str, str]:
        """Its scheme and host. The address itself is not told: it could hold a password."""
        try:
            parts = urlsplit(self.url)
            host, user, _ = parts.hostname or "", parts.username, parts.port  # a port that is none raises too
        except ValueError:
            host, user, parts = "", None, urlsplit("")
        if parts.scheme not in {"https", "http"} or not host or user is not None or not _PLAIN.fullmatch(self.url):
            raise ValueError("url is no address such as https://example.com/hooks/gp-sync, without user and password")
        return parts.scheme, host


@attrs.frozen(kw_only=True)
class NotifySettings:
    """Who is told of what. Without a mail server and an address to post to, nobody is.

    Args:
        severities: which issues are told, by what they do to their documents.
        age_days (list of days above 0): an issue that is still open after so many days is told again, once for each
            number.
        email: where e-mail goes.
        webhook: where messages are posted.
    """

    severities: tuple[str, ...] = attrs.field(default=_SEVERITIES, validator=_severities)
    age_days: tuple[int, ...] = attrs.field(default=(3, 14), validator=_days)
    email: EmailSettings = attrs.field(factory=EmailSettings)
    webhook: WebhookSettings = attrs.field(factory=WebhookSettings)

    def placed(self, folder: Path) -> "NotifySettings":
        """The same with all paths under the configuration's folder."""

        def under(path: str) -> str:
            return str(folder / path) if path else ""

        return attrs.evolve(
            self,
            email=attrs.evolve(self.email, ca_bundle=under(self.email.ca_bundle)),
            webhook=attrs.evolve(self.webhook, ca_bundle=under(self.webhook.ca_bundle)),
        )
