"""Plans: what a run would do, shown, kept in a file, and carried out exactly as it was seen."""

__all__: list[str] = []
