"""The accepting side of a Windows logon: a real NTLM handshake, for tests and demonstrations only."""

import base64
import binascii
import hashlib
import os
import ssl
import struct
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

__all__ = ["Logon", "Users", "channel_bindings"]

# spnego's acceptor takes its users from a file that an environment variable names, which is the whole process's. So
# each server has a file of its own, and the variable is set only while one of them is inside spnego.
_ENVIRONMENT = threading.Lock()
_VARIABLE = "NTLM_USER_FILE"
_CHANNEL_BINDINGS = struct.pack("<HH", 10, 16)  # the identifier and length of that member of the last message


class Users:
    r"""The Windows accounts that a server knows.

    Args:
        passwords: made-up passwords by `DOMAIN\user`. They stand in a temporary file until `close`.

    Raises:
        ValueError: a name or password holds a colon or a line break, which the file cannot carry.
    """

    def __init__(self, passwords: Mapping[str, str]) -> None:
        for user, password in passwords.items():
            if set(":\r\n") & set(user + password):
                raise ValueError(f"user {user!r}: a loopback server's names and passwords hold no colon or line break")
        self._passwords = {user.lower(): password for user, password in passwords.items()}
        descriptor, name = tempfile.mkstemp(prefix="gp-users-")
        os.close(descriptor)
        self._file = Path(name)
        self._write()

    def set_password(self, user: str, password: str) -> None:
        """Change a password, as an administrator does."""
        with _ENVIRONMENT:
            self._passwords[user.lower()] = password
            self._write()

    def _write(self) -> None:
        lines = []
        for user, password in self._passwords.items():
            domain, _, account = user.rpartition("\\")
            lines.append(f"{domain}:{account}:{password}\n")
        self._file.write_text("".join(lines), encoding="utf-8")

    def close(self) -> None:
        """Delete the file."""
        self._file.unlink(missing_ok=True)

    def knows(self, user: str, password: str) -> bool:
        """Whether a Basic logon is right."""
        return self._passwords.get(user.lower()) == password

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Make this the file that spnego reads."""
        with _ENVIRONMENT:
            before = os.environ.get(_VARIABLE)
            os.environ[_VARIABLE] = str(self._file)
            try:
                yield
            finally:
                if before is None:
                    del os.environ[_VARIABLE]
                else:
                    os.environ[_VARIABLE] = before


class Logon:
    """The handshake on one connection.

    Attributes:
        user: who is logged in, or None.
        failed: whether the last message was a logon with a wrong name, password or channel.
    """

    def __init__(self, users: Users, bindings: GssChannelBindings | None) -> None:
        self._users = users
        self._bindings = bindings
        self._context: Any = None  # from the challenge to its answer
        self.user: str | None = None
        self.failed = False

    def take(self, header: str) -> str | None:
        """Take an Authorization header; give the challenge to send back, or None when the handshake ended."""
        self.failed = False
        scheme, _, text = header.partition(" ")
        try:
            token = base64.b64decode(text, validate=True)
        except binascii.Error:
            return None
        if scheme == "Basic":
            self._basic(token)
            return None
        if not token.startswith(b"NTLMSSP\0"):
            return None
        if token[8] == 1:
            return self._negotiate(scheme, token)
        self._authenticate(token)
        return None

    def _basic(self, token: bytes) -> None:
        user, _, password = token.decode().partition(":")
        self.failed = not self._users.knows(user, password)
        self.user = None if self.failed else user

    def _negotiate(self, scheme: str, token: bytes) -> str:
        with self._users.in_place():
            self._context = spnego.server(
                protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm, channel_bindings=self._bindings
            )
            challenge = self._context.step(token) or b""
        return f"{scheme} {base64.b64encode(challenge).decode()}"

    def _authenticate(self, token: bytes) -> None:
        context, self._context = self._context, None
        if context is None:  # the challenge went over another connection
            return
        if self._bindings is not None and _binds_nothing(token):
            self.failed = True
            return
        try:
            with self._users.in_place():
                context.step(token)
        except SpnegoError:
            self.failed = True
        else:
            self.user = context.client_principal


def _binds_nothing(token: bytes) -> bool:
    """Whether the member for the channel is absent or all zero; spnego lets zeros pass."""
    _, found, rest = token.partition(_CHANNEL_BINDINGS)
    return not found or rest[:16] == bytes(16)


def channel_bindings(certificate: Path) -> GssChannelBindings:
    """Give what a logon must be bound to: the first certificate of a PEM file, signed with SHA-256."""
    text = certificate.read_text(encoding="ascii")
    first = text[text.index("-----BEGIN CERTIFICATE-----") :].partition("-----END CERTIFICATE-----")[0]
    der = ssl.PEM_cert_to_DER_cert(first + "-----END CERTIFICATE-----\n")
    return GssChannelBindings(application_data=b"tls-server-end-point:" + hashlib.sha256(der).digest())
