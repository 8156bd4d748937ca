"""What the server answers: who asks, which operation it is, whether the role may, and what comes of it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode

import attrs

from procurify_client.testing.access import Access
from procurify_client.testing.actions import READS, Action, Request
from procurify_client.testing.checks import Filters, checked_body, filters_of
from procurify_client.testing.contract import Operation, operations
from procurify_client.testing.order_actions import ORDER_ACTIONS
from procurify_client.testing.order_lists import ORDER_LISTS, counts
from procurify_client.testing.pages import Page, as_csv, chosen, cut
from procurify_client.testing.procurement import Procurement
from procurify_client.testing.reference_actions import REFERENCE_ACTIONS
from procurify_client.testing.reference_lists import REFERENCE_LISTS, ListOf
from procurify_client.testing.refusals import ErrorForm, Refusal, error_body, not_found, refused
from procurify_client.testing.replies import Reply
from procurify_client.testing.roles import may
from procurify_client.testing.shapes import to_json

__all__ = ["OPERATIONS", "Api"]

_LISTS: Mapping[str, ListOf] = {**REFERENCE_LISTS, **ORDER_LISTS}
_ACTIONS: Mapping[str, Action] = {**READS, **REFERENCE_ACTIONS, **ORDER_ACTIONS}
OPERATIONS = frozenset(_LISTS.keys() | _ACTIONS.keys())
"""The API document's names of what is answered, beside the token request."""

_Query = Mapping[str, Sequence[str]]


@attrs.define
class _Hidden:
    """How many records at the beginning of some lists are not shown."""

    pattern: re.Pattern[str]
    count: int


class Api(Procurement):
    """Answers requests from the tenant's state.

    Args:
        max_page_size: more records than this are never on a page.
        token_lifetime: seconds for which a token is good; None for tokens without `expires_in` that do not expire.
        **options: see `People` and `State`.

    Attributes:
        error_form: how refusals look.
        link_base: scheme and host to show in `next` links instead of the server's own.
    """

    def __init__(self, *, max_page_size: int, token_lifetime: float | None, **options: Any) -> None:
        super().__init__(**options)
        self.max_page_size = max_page_size
        self.base_url = ""
        self.link_base: str | None = None
        self.error_form: ErrorForm = "framework"
        self._access = Access(self, token_lifetime)
        self._between: list[tuple[re.Pattern[str], int, Callable[[], object]]] = []
        self._hidden: list[_Hidden] = []

    @property
    def token_lifetime(self) -> float | None:
        """Seconds for which the next tokens are good; None for tokens without `expires_in` that do not expire."""
        return self._access.token_lifetime

    @token_lifetime.setter
    def token_lifetime(self, seconds: float | None) -> None:
        self._access.token_lifetime = seconds

    @property
    def tokens(self) -> list[str]:
        """The tokens given so far that were not revoked, oldest first."""
        with self.lock:
            return self._access.tokens

    def revoke_tokens(self) -> None:
        """Make all tokens given so far worthless."""
        with self.lock:
            self._access.revoke_tokens()

    def resize_pages(self, largest: int) -> None:
        """Let pages have at most so many records from now on; pages are then numbered anew."""
        self.max_page_size = largest

    def after_page(self, path_regex: str, page: int, action: Callable[[], object]) -> None:
        """Run something once, right after a page of a list was made: a record that appears or vanishes between pages.

        Args:
            path_regex: which lists; searched in the path.
            page: after which page.
            action: such as `lambda: server.remove_vendor(3)` or `lambda: server.resize_pages(50)`.
        """
        self._between.append((re.compile(path_regex), page, action))

    def drift(self, path_regex: str, records: int, *, page: int = 1) -> None:
        """Let a list become longer or shorter while it is read, right after one of its pages was made.

        It happens at the list's beginning, so that all other records shift. Only the list is touched: each record can
        still be read by its key, and keeps its place in other lists.

        Args:
            path_regex: which lists; searched in the path.
            records: how many appear, which are hidden until then; below 0, how many vanish for good.
            page: after which page.

        Raises:
            ValueError: records is 0.
        """
        if records == 0:
            raise ValueError("records is 0: give how many appear, or below 0 how many vanish")
        hidden = _Hidden(re.compile(path_regex), max(records, 0))
        self._hidden.append(hidden)

        def happen() -> None:
            hidden.count = max(-records, 0)

        self.after_page(path_regex, page, happen)

    def answer(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Execute a request."""
        with self.lock:
            if path == "/oauth/token":
                return self._access.token_answer(method, headers, body)
            if not path.endswith("/"):
                location = f"{path}/" + (f"?{query}" if query else "")
                return Reply(status=301, headers={"Location": self.base_url + location})
            try:
                return self._executed(method, path, parse_qs(query, keep_blank_values=True), headers, body)
            except Refusal as refusal:
                return self._refusal(refusal, path)

    def _executed(self, method: str, path: str, query: _Query, headers: Mapping[str, str], body: bytes) -> Reply:
        actor = self._access.owner(headers)
        operation, arguments = _operation(method, path)
        if not may(self.role_of(actor), operation.id):
            raise Refusal(403, "You do not have permission to perform this action.")
        filters = filters_of(operation, query)
        if operation.id in _LISTS:
            return self._list(operation, arguments, filters, path, query)
        sent = {} if operation.body is None else checked_body(operation, _read_json(headers, body))
        answer = _ACTIONS[operation.id](self, Request(actor=actor, arguments=arguments, body=sent))
        return Reply(status=answer.status, content=b"" if answer.body is None else to_json(answer.body).encode())

    def _refusal(self, refusal: Refusal, path: str) -> Reply:
        headers = {"Allow": ", ".join(sorted(_methods(path)))} if refusal.status == 405 else {}
        content = to_json(error_body(refusal, self.error_form)).encode()
        return Reply(status=refusal.status, content=content, headers=headers)

    def _list(
        self, operation: Operation, arguments: Mapping[str, str], filters: Filters, path: str, query: _Query
    ) -> Reply:
        records = chosen(_LISTS[operation.id](self, filters, arguments), filters)
        if hidden := sum(one.count for one in self._hidden if one.pattern.search(path)):
            records = records[hidden:]
        number, size = (query.get(name, [""])[-1] for name in ("page", "page_size"))
        page = cut(records, number or "1", size, largest=self.max_page_size)
        if page is None:
            raise Refusal(404, "Invalid page.")
        if filters.get("format") == "csv":
            reply = Reply(status=200, content=as_csv(page.records).encode(errors="replace"), content_type="text/csv")
        else:
            reply = Reply(status=200, content=self._envelope(operation, path, query, page).encode())
        self._run_between(path, page.number)
        return reply

    def _envelope(self, operation: Operation, path: str, query: _Query, page: Page) -> str:
        pagination = {
            "count": page.count,
            "next": self._link(path, query, page.number + 1) if page.number < page.last else None,
            "previous": self._link(path, query, page.number - 1) if page.number > 1 else None,
            "page_size": page.size,
            "num_pages": page.last,
            "current_page": page.number,
        }
        if operation.id == "listReceiptItems":  # the one list that has it there
            return f'{{"pagination": {to_json(pagination)}, "data": {page.data()}}}'
        metadata = {"counts": counts(self)} if operation.id == "listPurchaseOrders" else {}
        return f'{{"metadata": {to_json(metadata | {"pagination": pagination})}, "data": {page.data()}}}'

    def _link(self, path: str, query: _Query, number: int) -> str:
        parameters = {**query, "page": [str(number)]}
        return f"{self.link_base or self.base_url}{path}?{urlencode(parameters, doseq=True)}"

    def _run_between(self, path: str, number: int) -> None:
        due = [one for one in self._between if one[0].search(path) and one[1] == number]
        self._between = [one for one in self._between if one not in due]
        for _, _, action in due:
            action()


def _methods(path: str) -> set[str]:
    return {one.method for one in operations() if one.path.fullmatch(path)}


def _operation(method: str, path: str) -> tuple[Operation, Mapping[str, str]]:
    """Find the operation of a request, and what its path says."""
    for operation in operations():
        match = operation.path.fullmatch(path)
        if match and operation.method == method:
            return operation, match.groupdict()
    if _methods(path):
        raise Refusal(405, f'Method "{method}" not allowed.')
    raise not_found()


def _read_json(headers: Mapping[str, str], body: bytes) -> Any:
    if "json" not in headers.get("content-type", ""):
        raise Refusal(415, f'Unsupported media type "{headers.get("content-type", "")}" in request.')
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise refused("non_field_errors", "JSON parse error.", "parse_error") from error


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")
