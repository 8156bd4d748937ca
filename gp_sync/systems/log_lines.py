"""Lines of a log in which no secret in use can stand, whoever wrote them."""

import logging

from dynamicsgp_sba.secret import masked as masked_of_gp
from gp_sync.secret import masked
from procurify_client.secret import masked as masked_of_procurify

__all__ = ["MaskingFormatter"]


class MaskingFormatter(logging.Formatter):
    """A formatter that masks passwords, client secrets and tokens by their value, in messages and tracebacks alike.

    Give it to each handler of a program that embeds the engine, as `gp-sync` does with its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as `logging.Formatter` does, and mask what must not be seen."""
        return masked_of_gp(masked_of_procurify(masked(super().format(record))))
