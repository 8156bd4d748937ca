"""Requisitions from Procurify into Dynamics GP, as purchase requisitions that are saved and never submitted."""

from gp_sync.core.kinds import REQUISITIONS

__all__ = ["REQUISITIONS"]
