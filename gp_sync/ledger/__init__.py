"""The memory of the engine: what was captured, what is to be done, what was written, and the audit of it all."""
