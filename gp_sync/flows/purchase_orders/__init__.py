"""Purchase orders from Procurify into Dynamics GP."""

from gp_sync.core.kinds import PURCHASE_ORDERS

__all__ = ["PURCHASE_ORDERS"]
