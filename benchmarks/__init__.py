"""What the engine and the clients cost, measured beside their floors and their peers: `python -m benchmarks`."""

__all__: list[str] = []
