"""Whether an address can be one of GP's, before anything is sent there."""

from dynamicsgp_sba.urls import base_address

__all__ = ["gp_address"]


def gp_address(text: str) -> str:
    """Give the address of a GP service without a slash at its end.

    Raises:
        ValueError: it is none, carries a user or a path to the service, or is plain http to another machine.
    """
    return base_address(text, allow_plain_http=False)
