"""What can be wrong with the ledger's database."""

__all__ = ["LedgerError"]


class LedgerError(Exception):
    """The ledger cannot be used; the message says which one, why, and what to do. Nothing was changed."""
