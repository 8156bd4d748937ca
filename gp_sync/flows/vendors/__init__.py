"""Vendors between Procurify and Dynamics GP, in both directions."""

from gp_sync.core.kinds import VENDORS

__all__ = ["VENDORS"]
