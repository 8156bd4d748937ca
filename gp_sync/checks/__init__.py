"""Judging documents by a flow's own mapping and rules before anything is to be written: asked for by people."""

__all__: list[str] = []
