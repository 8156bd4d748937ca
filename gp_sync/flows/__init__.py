"""One folder per kind of document: what it looks like, how it is mapped, which rules it must pass."""
