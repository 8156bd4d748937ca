"""An order's life over both systems, told as one story."""

__all__: list[str] = []
