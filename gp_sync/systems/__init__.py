"""The two systems as the engine sees them: the only importers of the clients."""
