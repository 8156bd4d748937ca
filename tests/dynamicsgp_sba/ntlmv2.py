"""What a domain controller checks in a Windows logon, by an implementation other than the one that wrote it."""

import hashlib
import struct
from typing import Any

import attrs
from impacket import ntlm  # type: ignore[import-untyped]  # it has no types

__all__ = ["Checked", "channel_hash", "check"]

_PROOF = 16  # bytes at the front of the NT response
_BEFORE_PAIRS = 28  # bytes between the proof and the target information
_MIC = slice(72, 88)  # where the last message carries its integrity code


@attrs.frozen(kw_only=True)
class Checked:
    """What holds of a handshake.

    Args:
        proven: the NT proof is the one that this password gives.
        intact: the code over all three messages is the one of the session key; nobody changed any on the way.
        channel: the hash of the TLS channel that the logon is bound to; empty if it is bound to none.
        target: the service that the logon is meant for.
    """

    proven: bool
    intact: bool
    channel: bytes
    target: str


def check(messages: tuple[bytes, ...], password: str) -> Checked:
    """Check the three messages of a handshake against a password."""
    negotiate, challenge, authenticate = messages
    asked = ntlm.NTLMAuthChallenge(challenge)
    answer = ntlm.NTLMAuthChallengeResponse()
    answer.fromString(authenticate)
    user, domain = answer["user_name"].decode("utf-16-le"), answer["domain_name"].decode("utf-16-le")
    proof, rest = answer["ntlm"][:_PROOF], answer["ntlm"][_PROOF:]
    key = ntlm.NTOWFv2(user, password, domain)
    expected = ntlm.hmac_md5(key, asked["challenge"] + rest)
    pairs = ntlm.AV_PAIRS(rest[_BEFORE_PAIRS:])
    session_key = _session_key(answer, asked, ntlm.hmac_md5(key, expected))
    without_code = authenticate[: _MIC.start] + bytes(16) + authenticate[_MIC.stop :]
    code = ntlm.hmac_md5(session_key, negotiate + challenge + without_code)
    return Checked(
        proven=proof == expected,
        intact=authenticate[_MIC] == code,
        channel=_pair(pairs, ntlm.NTLMSSP_AV_CHANNEL_BINDINGS),
        target=_pair(pairs, ntlm.NTLMSSP_AV_TARGET_NAME).decode("utf-16-le"),
    )


def channel_hash(certificate: bytes) -> bytes:
    """What a logon over TLS is bound to (MD5 of a gss_channel_bindings_struct), from the server's certificate."""
    data = b"tls-server-end-point:" + hashlib.sha256(certificate).digest()
    return hashlib.md5(struct.pack("<5I", 0, 0, 0, 0, len(data)) + data, usedforsecurity=False).digest()


def _session_key(answer: Any, asked: Any, base_key: bytes) -> bytes:
    key: bytes = ntlm.KXKEY(asked["flags"], base_key, answer["lanman"], asked["challenge"], "", "", "", use_ntlmv2=True)
    if answer["flags"] & ntlm.NTLMSSP_NEGOTIATE_KEY_EXCH:
        key = ntlm.generateEncryptedSessionKey(key, answer["session_key"])  # RC4, which undoes itself
    return key


def _pair(pairs: Any, kind: int) -> bytes:
    value: tuple[int, bytes] | None = pairs[kind]
    return b"" if value is None else value[1]
