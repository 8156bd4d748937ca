"""What a schedule looks at once when it starts: whether GP still offers what its flows write by."""

from collections.abc import Iterator

from gp_sync.core.check import Check
from gp_sync.doctor.on_its_own import on_its_own
from gp_sync.systems.capabilities import flow_services, site_changes
from gp_sync.systems.connect import Connection

__all__ = ["missing_in_gp"]


def missing_in_gp(connection: Connection) -> Iterator[Check]:
    """What is not well with GP's services and version, as after an upgrade that lost a custom procedure.

    It only tells: what a service does not answer is not written, and the run says so. What GP names of its version is
    not noted, so that `gp-sync doctor` tells it too.
    """
    services = on_its_own("services", lambda: flow_services(connection))
    version = on_its_own("GP version", lambda: site_changes(connection, note=False))
    yield from (check for check in (*services, *version) if check.result != "ok")
