"""What the server answers: token endpoint, bearer tokens, envelopes, pages and error bodies."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from procurify_client.testing.endpoints import LISTS, RECORDS, BadFilterError, Later, Query, counts
from procurify_client.testing.faults import Reply
from procurify_client.testing.purchasing import Purchasing
from procurify_client.testing.shapes import Wire, to_json

__all__ = ["Api"]

_AUDIENCE = "https://api.procurify.com/"


def _reply(status: int, body: Any) -> Reply:
    return Reply(status=status, content=to_json(body).encode())


def _detail(status: int, words: str) -> Reply:
    return _reply(status, {"detail": words})


def _oauth_error(status: int, code: str, description: str) -> Reply:
    return _reply(status, {"error": code, "error_description": description})


def _object(body: bytes) -> Wire:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


class Api(Purchasing):
    """Answers requests from the tenant's state.

    Args:
        client_id: the one application that is known.
        client_secret: its secret. Both may be changed at any time.
        now: the time of day, aware.
        max_page_size: more records than this are never on a page.
        token_lifetime: seconds for which a token is good.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        now: Callable[[], datetime],
        max_page_size: int,
        token_lifetime: float,
    ) -> None:
        super().__init__(now=now)
        self.client_id = client_id
        self.client_secret = client_secret
        self.max_page_size = max_page_size
        self.token_lifetime = token_lifetime
        self.base_url = ""
        self.link_base: str | None = None
        self._tokens: dict[str, datetime] = {}
        self._between: list[tuple[re.Pattern[str], int, Callable[[], object]]] = []

    def revoke_tokens(self) -> None:
        """Make all tokens given so far worthless."""
        with self.lock:
            self._tokens.clear()

    def after_page(self, path_regex: str, page: int, action: Callable[[], object]) -> None:
        """Run something once, right after a page of a list was made: a record that appears or vanishes between pages.

        Args:
            path_regex: which lists; searched in the path.
            page: after which page.
            action: such as `lambda: server.remove_vendor(3)`.
        """
        self._between.append((re.compile(path_regex), page, action))

    def answer(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Execute a request."""
        with self.lock:
            if path == "/oauth/token":
                return self._token(method, headers, body)
            if not path.endswith("/"):
                location = f"{path}/" + (f"?{query}" if query else "")
                return Reply(status=301, headers={"Location": self.base_url + location})
            denied = self._denied(headers)
            if denied is not None:
                return denied
            if method != "GET":
                return _detail(405, f'Method "{method}" not allowed.')
            try:
                return self._get(path, parse_qs(query, keep_blank_values=True))
            except BadFilterError as error:
                return _reply(400, {str(error): ["Enter a valid value."]})

    def _token(self, method: str, headers: Mapping[str, str], body: bytes) -> Reply:
        if method != "POST":
            return _detail(405, f'Method "{method}" not allowed.')
        refused = self._refused(headers, body)
        if refused is not None:
            return refused
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self.now() + timedelta(seconds=self.token_lifetime)
        scope = "urn:procurify-api:domain:example urn:procurify-api:email:sample.user@example.com"
        lifetime = int(self.token_lifetime)
        return _reply(200, {"access_token": token, "scope": scope, "expires_in": lifetime, "token_type": "Bearer"})

    def _refused(self, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Say what is wrong with a token request."""
        asked = _object(body) if "json" in headers.get("content-type", "") else {}
        expected = {"grant_type": "client_credentials", "audience": _AUDIENCE}
        if not {"client_id", "client_secret"} <= set(asked):
            return _oauth_error(400, "invalid_request", "Expected client credentials as JSON")
        if (asked["client_id"], asked["client_secret"]) != (self.client_id, self.client_secret):
            return _oauth_error(401, "invalid_client", "Unauthorized")
        wrong = [name for name, value in expected.items() if asked.get(name) != value]
        return _oauth_error(400, "invalid_request", f"Wrong {wrong[0]}") if wrong else None

    def _denied(self, headers: Mapping[str, str]) -> Reply | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        expires = self._tokens.get(token) if scheme == "Bearer" else None
        if expires is None or expires <= self.now():
            return _detail(401, "Invalid token.")
        if headers.get("x-procurify-client") != "api":
            return _detail(403, "The header X-Procurify-Client is missing.")
        return None

    def _get(self, path: str, query: Query) -> Reply:
        # Records first: /users/me/ is one of them and looks like a list's neighbour.
        for pattern, find in RECORDS.items():
            match = re.fullmatch(pattern, path)
            if match:
                record = find(self, match)
                return _detail(404, "Not found.") if record is None else _reply(200, _single(path, record))
        for pattern, collect in LISTS.items():
            match = re.fullmatch(pattern, path)
            if match:
                return self._page(path, query, _ordered(collect(self, query, match), query))
        return _detail(404, "Not found.")

    def _page(self, path: str, query: Query, records: list[Later]) -> Reply:
        try:
            number = int(query.get("page", ["1"])[-1])
            size = min(int(query.get("page_size", ["10"])[-1]), self.max_page_size)
        except ValueError:
            number, size = 0, 10
        size = size if size > 0 else 10
        pages = max(1, -(-len(records) // size))
        if not 1 <= number <= pages:
            return _detail(404, "Invalid page.")
        pagination = {
            "count": len(records),
            "next": self._link(path, query, number + 1) if number < pages else None,
            "previous": self._link(path, query, number - 1) if number > 1 else None,
            "page_size": size,
            "num_pages": pages,
            "current_page": number,
        }
        metadata = {"counts": counts(self)} if "/purchase_orders/" in path else {}
        page = {
            "metadata": metadata | {"pagination": pagination},
            "data": [record() for record in records[(number - 1) * size : number * size]],
        }
        reply = _reply(200, page)
        self._run_between(path, number)
        return reply

    def _link(self, path: str, query: Query, number: int) -> str:
        parameters = {**query, "page": [str(number)]}
        return f"{self.link_base or self.base_url}{path}?{urlencode(parameters, doseq=True)}"

    def _run_between(self, path: str, number: int) -> None:
        due = [one for one in self._between if one[0].search(path) and one[1] == number]
        self._between = [one for one in self._between if one not in due]
        for _, _, action in due:
            action()


def _single(path: str, record: Wire) -> Wire:
    metadata = {"can_edit": True, "can_delete": False} if "/purchase_orders/" in path else {}
    return {"data": record, "metadata": metadata}


def _ordered(records: list[Later], query: Query) -> list[Later]:
    """Sort by a field of the records; a name that is not one is ignored."""
    name = query.get("order_by", [""])[-1]
    field = name.removeprefix("-")
    if not field or not records or field not in records[0]():
        return records
    return sorted(records, key=lambda record: str(record()[field]), reverse=name.startswith("-"))
