"""Whether an address can be one of the two systems', before anything is sent there."""

import re

from dynamicsgp_sba.urls import base_address
from procurify_client.addresses import address_of

__all__ = ["gp_address", "tenant_or_address"]

_IN_BROWSER = re.compile(r"(?:https?://)?([a-z0-9-]+)\.procurify\.com(?:[/?#].*)?", re.ASCII | re.IGNORECASE)


def gp_address(text: str) -> str:
    """Give the address of a GP service without a slash at its end.

    Raises:
        ValueError: it is none, carries a user or a path to the service, or is plain http to another machine.
    """
    return base_address(text, allow_plain_http=False)


def tenant_or_address(text: str) -> str:
    """Give the name of a Procurify tenant, also where the address of one of its pages is given; or another address.

    Raises:
        ValueError: it is neither; or it is an address with a path, or of plain http to another machine.
    """
    if found := _IN_BROWSER.fullmatch(text):
        text = found[1]
    if "://" in text:
        return address_of(None, text)
    try:
        address_of(text, None)
    except ValueError:
        raise ValueError(
            f"'{text}' is no tenant: give the part before .procurify.com, such as acme, or an address"
        ) from None
    return text
