"""From an answer of the token endpoint that holds no token to the error that it stands for."""

from datetime import datetime

from procurify_client.call import Answer
from procurify_client.errors import AuthenticationError, TokenError
from procurify_client.failures import field_errors, seconds_asked_for
from procurify_client.steps import TOKEN_PATH
from procurify_client.tokens import TokenKey

__all__ = ["token_failure"]

_REFUSALS = frozenset({400, 401, 403})  # what says that the credentials are wrong
_PASSING = frozenset({408, 429})


def token_failure(answer: Answer, key: TokenKey, cool_down: float, now: datetime) -> AuthenticationError | TokenError:
    """Make the error of an answer that holds no token.

    Args:
        answer: the answer, without the secret.
        key: what was asked for.
        cool_down: seconds for which the server is not asked again, if the failure is one that lasts.
        now: for a `Retry-After` that is a date, in an answer that does not say when it was made.
    """
    return _refusal(answer, key, cool_down) if answer.status in _REFUSALS else _trouble(answer, key.host, now)


def _refusal(answer: Answer, key: TokenKey, cool_down: float) -> AuthenticationError:
    objections = field_errors(answer.content)
    reason = objections[0].code or objections[0].message if objections else "no reason"
    return AuthenticationError(
        f"{key.host}{TOKEN_PATH} refused the client credentials ({answer.status}, {reason:.100}): check "
        f"client_id {key.client_id!r}, its secret and the audience {key.audience!r}; not asked again "
        f"for {cool_down:.0f} s unless they change",
        method="POST",
        url=key.host + TOKEN_PATH,
        status=answer.status,
        request_id=answer.request_id,
        field_errors=objections,
    )


def _trouble(answer: Answer, host: str, now: datetime) -> TokenError:
    """Make the error of an answer that says nothing about the credentials."""
    url, status = host + TOKEN_PATH, answer.status
    transient = status in _PASSING or status >= 500  # noqa: PLR2004  # server errors
    without = " without a usable access_token" if 200 <= status < 300 else ""  # noqa: PLR2004  # good statuses
    advice = "" if transient else f": check the tenant or base_url, {host}"
    return TokenError(
        f"the token endpoint {url} answered {status}{without}{advice}",
        transient=transient,
        url=url,
        status=status,
        request_id=answer.request_id,
        retry_after=seconds_asked_for(answer, now),
    )
