"""Finding the GP vendors that a Procurify vendor may be, with a score and the evidence. A person decides."""

__all__: list[str] = []
