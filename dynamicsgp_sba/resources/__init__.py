"""Typed methods, one file per group of services."""
