"""How many examples a property gets whose examples take long."""

from hypothesis import settings

__all__ = ["in_quick"]


def in_quick(examples: int) -> int:
    """So many in the quick profile, and in another as many as that profile says."""
    return examples if settings.get_current_profile_name() == "quick" else settings().max_examples
