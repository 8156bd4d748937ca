"""The accepting side of a logon: real NTLM handshakes, Basic, tokens and tickets; for tests and demonstrations only."""

import base64
import binascii
import hashlib
import ssl
import struct
from collections.abc import Collection
from pathlib import Path
from typing import Any

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from dynamicsgp_sba.testing.records import LogonRecord
from dynamicsgp_sba.testing.users import Outcome, Users

__all__ = ["Logon", "channel_bindings"]

_CHANNEL_BINDINGS = struct.pack("<HH", 10, 16)  # the identifier and length of that member of the last message
_DOMAIN, _USER = 28, 36  # where the last message says how long these are and where they stand
_FLAGS = 60
_UNICODE = 1


class Logon:
    """The logon on one connection.

    Args:
        users: the accounts.
        bindings: what a handshake must be bound to; None for nothing.
        schemes: the ways to log in that are accepted.

    Attributes:
        offers: these ways as a 401 names them.
        user: who is logged in, or None.
        record: what became of the last header that `take` got; None if it was the first message of a handshake.
    """

    def __init__(self, users: Users, bindings: GssChannelBindings | None, schemes: Collection[str]) -> None:
        self.offers = [f'{scheme} realm="gp"' if scheme in {"Basic", "Bearer"} else scheme for scheme in schemes]
        self._schemes = schemes
        self._users = users
        self._bindings = bindings
        self._context: Any = None  # from the challenge to its answer
        self._messages: tuple[bytes, ...] = ()
        self.user: str | None = None
        self.record: LogonRecord | None = None

    def take(self, header: str) -> str | None:
        """Take an Authorization header; give the challenge to send back, or None when the logon has ended."""
        scheme, _, text = header.partition(" ")
        self.record = None
        if scheme not in self._schemes:
            return None
        if scheme == "Bearer":
            self._end(scheme, self._users.of_token(text))
            return None
        try:
            message = base64.b64decode(text, validate=True)
        except binascii.Error:
            return None
        if scheme == "Basic":
            user, _, password = message.decode().partition(":")
            self._end(scheme, user, proven=self._users.knows(user, password))
        elif not message.startswith(b"NTLMSSP\0"):
            self._end(scheme, self._users.of_ticket(message), messages=(message,))
        elif message[8] == 1:
            return self._negotiate(scheme, message)
        else:
            self._authenticate(scheme, message)
        return None

    def _negotiate(self, scheme: str, message: bytes) -> str:
        with self._users.in_place():
            self._context = spnego.server(
                protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm, channel_bindings=self._bindings
            )
            challenge = self._context.step(message) or b""
        self._messages = (message, challenge)
        return f"{scheme} {base64.b64encode(challenge).decode()}"

    def _authenticate(self, scheme: str, message: bytes) -> None:
        messages, self._messages = (*self._messages, message), ()
        context, self._context = self._context, None
        user = _name(message)
        if context is None:  # the challenge went over another connection
            self._note(scheme, user, "broken", messages)
        elif self._bindings is not None and _binds_nothing(message):
            self._note(scheme, user, "unbound", messages)
        else:
            self._end(scheme, user, proven=self._proves(context, message), messages=messages)

    def _proves(self, context: Any, message: bytes) -> bool:
        try:
            with self._users.in_place():
                context.step(message)
        except SpnegoError:
            return False
        return True

    def _end(self, scheme: str, user: str | None, *, proven: bool = True, messages: tuple[bytes, ...] = ()) -> None:
        if user is None:
            self._note(scheme, "", "wrong", messages)
        else:
            self._note(scheme, user, self._users.judge(user, proven=proven), messages)

    def _note(self, scheme: str, user: str, outcome: Outcome, messages: tuple[bytes, ...]) -> None:
        self.user = user if outcome == "accepted" else None
        self.record = LogonRecord(scheme=scheme, user=user, outcome=outcome, messages=messages)


def _name(message: bytes) -> str:
    r"""Read `DOMAIN\user` from the last message of a handshake."""
    encoding = "utf-16-le" if struct.unpack_from("<I", message, _FLAGS)[0] & _UNICODE else "cp1252"
    fields = (struct.unpack_from("<HHI", message, at) for at in (_DOMAIN, _USER))
    domain, user = (message[start : start + length].decode(encoding) for length, _, start in fields)
    return f"{domain}\\{user}" if domain else user


def _binds_nothing(message: bytes) -> bool:
    """Whether the member for the channel is absent or all zero; spnego lets zeros pass."""
    _, found, rest = message.partition(_CHANNEL_BINDINGS)
    return not found or rest[:16] == bytes(16)


def channel_bindings(certificate: Path) -> GssChannelBindings:
    """Give what a logon must be bound to: the first certificate of a PEM file, signed with SHA-256."""
    text = certificate.read_text(encoding="ascii")
    first = text[text.index("-----BEGIN CERTIFICATE-----") :].partition("-----END CERTIFICATE-----")[0]
    der = ssl.PEM_cert_to_DER_cert(first + "-----END CERTIFICATE-----\n")
    return GssChannelBindings(application_data=b"tls-server-end-point:" + hashlib.sha256(der).digest())
