"""The profile of a site that has the companion service beside what Microsoft ships."""

from dynamicsgp_sba.companion.profile import COMPANION, VOID_ACTION

__all__ = ["COMPANION", "VOID_ACTION"]
