"""How requests show who sends them: a token for the API, the client secret for the token endpoint.

Both go to one host only. A token request is sent by the client that sends all others, so that a proxy, a certificate
or a header of the caller counts there too.
"""

from typing import TYPE_CHECKING, Any

from procurify_client.tokens import Token

if TYPE_CHECKING:
    import httpx

    from procurify_client.steps import Ask

__all__ = ["sign", "token_body"]


def sign(request: "httpx.Request", token: Token, host: str) -> None:
    """Put the token into a request.

    Args:
        request: what is about to be sent.
        token: the token.
        host: scheme, host and port that the token is for.

    Raises:
        ValueError: the request goes to another host.
    """
    origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    if origin != host:
        raise ValueError(f"a token for {host} is not sent to {origin}")
    request.headers["Authorization"] = f"Bearer {token.value.reveal()}"


def token_body(ask: "Ask") -> dict[str, Any]:
    """Give the body of a token request: OAuth 2 client credentials as JSON, with an audience (contract section 3)."""
    return {
        "client_id": ask.key.client_id,
        "client_secret": ask.secret.reveal(),
        "audience": ask.key.audience,
        "grant_type": "client_credentials",
    }
