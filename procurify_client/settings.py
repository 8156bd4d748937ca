"""Checks and defaults that both faces of the client share."""

from procurify_client.secret import Secret
from procurify_client.token_source import Credentials
from procurify_client.tokens import TokenKey

__all__ = ["checked_page_size", "credentials_of"]


def credentials_of(host: str, client_id: str, client_secret: str | Secret, audience: str) -> Credentials:
    """Make the credentials of a client.

    Raises:
        ValueError: the client id or the secret is empty.
    """
    if not client_id:
        raise ValueError("client_id is empty: give the id of the application made in Procurify's settings")
    secret = client_secret if isinstance(client_secret, Secret) else Secret(client_secret)
    return Credentials(key=TokenKey(host=host, client_id=client_id, audience=audience), secret=lambda: secret)


def checked_page_size(page_size: object) -> int:
    """Check a page size.

    Raises:
        ValueError: it is not a whole number from 1.
    """
    if type(page_size) is not int or page_size < 1:
        raise ValueError(f"page_size is {page_size!r}: give a whole number from 1")
    return page_size
