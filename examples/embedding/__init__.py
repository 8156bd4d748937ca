"""An internal tool that embeds gp_sync: see README.md in this folder."""

__all__: list[str] = []
