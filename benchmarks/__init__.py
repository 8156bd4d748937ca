"""What the engine costs, measured beside its floor and its peers: `python -m benchmarks`."""

__all__: list[str] = []
