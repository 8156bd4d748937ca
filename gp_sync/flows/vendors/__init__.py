"""Vendors between Procurify and Dynamics GP, in both directions."""

__all__ = ["VENDORS"]

VENDORS = "vendors"
"""The name of the flow, which is part of every key in the ledger."""
