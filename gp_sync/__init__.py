"""Carries documents between Procurify and Dynamics GP, effectively once: the engine and the command `gp-sync`."""

__version__ = "0.1.0"
