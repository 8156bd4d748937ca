"""Reconciling both systems: order by order, line by line, vendor by vendor, and the totals to the cent."""

__all__: list[str] = []
