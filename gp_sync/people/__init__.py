"""What people decide about documents: which ones, what they did by hand, what became of doubts, and other dates."""

__all__: list[str] = []
