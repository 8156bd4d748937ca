"""Purchase orders from Procurify into Dynamics GP."""

__all__ = ["PURCHASE_ORDERS"]

PURCHASE_ORDERS = "purchase_orders"
"""The name of the flow, which is part of every key in the ledger."""
