"""What can be wrong with the ledger's database."""

__all__ = ["LedgerError", "LedgerUnavailableError"]


class LedgerError(Exception):
    """The ledger cannot be used; the message says which one, why, and what to do. Nothing was changed."""


class LedgerUnavailableError(LedgerError):
    """The ledger cannot be used now, as while its server is down or its file is locked; later it may, unchanged."""
