"""The door: tokens for applications, and whose token a request has."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from procurify_client.testing.people import People
from procurify_client.testing.refusals import Refusal
from procurify_client.testing.replies import Reply
from procurify_client.testing.shapes import to_json

__all__ = ["Access"]

_AUDIENCE = "https://api.procurify.com/"
_NEVER = datetime.max.replace(tzinfo=UTC)


@attrs.frozen
class _Grant:
    owner: int
    expires: datetime


class Access:
    """Gives tokens and knows them again.

    Args:
        people: whose applications may ask, and the clock.
        token_lifetime: seconds for which a token is good; None for tokens that do not expire, and are given without
            `expires_in`.
    """

    def __init__(self, people: People, token_lifetime: float | None) -> None:
        self.token_lifetime = token_lifetime
        self._people = people
        self._grants: dict[str, _Grant] = {}

    @property
    def tokens(self) -> list[str]:
        """The tokens given so far that were not revoked, oldest first."""
        return list(self._grants)

    def revoke_tokens(self) -> None:
        """Make all tokens given so far worthless."""
        self._grants.clear()

    def token_answer(self, method: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a token request."""
        if method != "POST":
            return _oauth_error(405, "invalid_request", f'Method "{method}" not allowed.', {"Allow": "POST"})
        asked = _object(body) if "json" in headers.get("content-type", "") else {}
        if not {"client_id", "client_secret"} <= set(asked):
            return _oauth_error(400, "invalid_request", "Expected client credentials as JSON")
        application = self._people.application(asked["client_id"], asked["client_secret"])
        if application is None:
            return _oauth_error(401, "invalid_client", "Unauthorized")
        expected = {"grant_type": "client_credentials", "audience": _AUDIENCE}
        wrong = [name for name, value in expected.items() if asked.get(name) != value]
        return _oauth_error(400, "invalid_request", f"Wrong {wrong[0]}") if wrong else self._grant(application.owner)

    def owner(self, headers: Mapping[str, str]) -> int:
        """Tell as whom a request acts.

        Raises:
            Refusal: 401 without a good token or where the owner is inactive, 403 without the second header.
        """
        scheme, _, token = headers.get("authorization", "").partition(" ")
        grant = self._grants.get(token) if scheme == "Bearer" else None
        if grant is None or grant.expires <= self._people.now() or not self._people.is_active(grant.owner):
            raise Refusal(401, "Invalid token.")
        if headers.get("x-procurify-client") != "api":
            raise Refusal(403, "The header X-Procurify-Client is missing.")
        return grant.owner

    def _grant(self, owner: int) -> Reply:
        token = secrets.token_urlsafe(24)
        email = self._people.existing("users", owner)["email"]
        scope = f"urn:procurify-api:domain:example urn:procurify-api:email:{email}"
        answer: dict[str, Any] = {"access_token": token, "scope": scope, "token_type": "Bearer"}
        expires = _NEVER
        if self.token_lifetime is not None:
            answer["expires_in"] = int(self.token_lifetime)
            expires = self._people.now() + timedelta(seconds=self.token_lifetime)
        self._grants[token] = _Grant(owner, expires)
        return Reply(status=200, content=to_json(answer).encode())


def _oauth_error(status: int, code: str, description: str, headers: Mapping[str, str] | None = None) -> Reply:
    body = {"error": code, "error_description": description}
    return Reply(status=status, content=to_json(body).encode(), headers=headers or {})


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
