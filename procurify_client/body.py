"""The body of an answer as it comes in: within a size, and until the call's deadline."""

from collections.abc import Mapping

from procurify_client.call import Answer
from procurify_client.errors import AnswerTimeoutError, UnexpectedResponseError
from procurify_client.steps import Ask, Attempt

__all__ = ["BODY_LIMIT", "Body"]

BODY_LIMIT = 256 * 1024 * 1024
"""Bytes; no page of records comes near it, and a runaway answer must end."""


class Body:
    """The body of an answer while it comes in.

    Args:
        request: what is answered.
        status: the HTTP status of the answer.
    """

    def __init__(self, request: Attempt | Ask, status: int) -> None:
        self._request = request
        self._status = status
        self._chunks: list[bytes] = []
        self._length = 0

    def add(self, chunk: bytes, now: float) -> None:
        """Take the next piece.

        Raises:
            UnexpectedResponseError: the answer is longer than any good one.
            AnswerTimeoutError: the time for the call is up.
        """
        self._chunks.append(chunk)
        self._length += len(chunk)
        if self._length > BODY_LIMIT:
            words = f"the answer is longer than {BODY_LIMIT} bytes; ask for smaller pages"
            raise self._error(UnexpectedResponseError, words)
        if now > self._request.deadline:
            raise self._error(AnswerTimeoutError, "the answer was still coming when the time for the call was up")

    def answer(self, headers: Mapping[str, str], elapsed: float) -> Answer:
        """Give the answer once all pieces are there."""
        return Answer(status=self._status, headers=dict(headers), content=b"".join(self._chunks), elapsed=elapsed)

    def _error(
        self, kind: type[UnexpectedResponseError] | type[AnswerTimeoutError], words: str
    ) -> UnexpectedResponseError | AnswerTimeoutError:
        return kind(
            f"{self._request.name}: {words}",
            method=self._request.method,
            url=self._request.url,
            status=self._status,
            outcome_unknown=self._request.outcome_unknown,
        )
