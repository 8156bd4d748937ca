"""What Procurify calls its locations and departments."""

import procurify_client as pc
from gp_sync.mapping.against import ProcurifyNames
from gp_sync.systems.procurify import unavailable

__all__ = ["names_in_procurify"]


def names_in_procurify(client: pc.Procurify) -> ProcurifyNames:
    """Read the names of all locations and departments that are active. Raises Unavailable."""
    with unavailable():
        locations = [row.name for row in client.locations.list() if row.name and row.active is not False]
        departments = [
            (row.name, row.location.name)
            for row in client.departments.list()
            if row.name and row.active is not False and row.location is not None and row.location.name
        ]
    return ProcurifyNames(locations=tuple(locations), departments=tuple(departments))
