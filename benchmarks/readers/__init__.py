"""Programs that read all vendors of a Procurify tenant and tell what it took: the client, and bare `httpx`."""

__all__: list[str] = []
