"""Three plants in two GP companies: a configuration with its tables, a function and a mapper of one's own."""

__all__: list[str] = []
