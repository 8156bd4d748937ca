"""What `gp-sync doctor` looks at: each check stands alone, so that a side that is down hides nothing of the rest."""

__all__: list[str] = []
