"""Other tools on the same work: a `dlt` custom destination and a Singer target, beside the engine."""

__all__: list[str] = []
