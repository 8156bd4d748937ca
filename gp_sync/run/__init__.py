"""The engine: one run from what changed in the source to what was written in the target, effectively once."""
