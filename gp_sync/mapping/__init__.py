"""Looking after the tables of the configuration: what is wrong in them, what is missing, and what might fill it."""

__all__: list[str] = []
