"""Both servers, with vendors that flow: a configuration that enables them, and what people do with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gp_sync.core.model import Key
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.views import DocumentRow
from tests.end_to_end.world import World, make_world

VENDORS = """
[vendors]
enabled = true
create_in_gp = "{create_in_gp}"
create_in_procurify = "{create_in_procurify}"
every_minutes = 60
"""
ADDRESS: dict[str, Any] = {
    "addressLineOne": "1 Paper Street",
    "city": "Joliet",
    "state_province": "IL",
    "postalCode": "60431",
    "country": "USA",
    "contact": "Pat Doe",
    "phoneOne": "312-555-0101",
}


@contextmanager
def vendor_world(
    folder: Path, *, create_in_gp: str = "never", create_in_procurify: str = "never", more: str = ""
) -> Iterator[World]:
    """A world whose configuration has vendors flow; GP's own sample vendors are taken away but the linked one."""
    with make_world(folder, refuses_existing=True) as world:
        enable(world, create_in_gp=create_in_gp, create_in_procurify=create_in_procurify, more=more)
        for vendor_id in [key for key in world.company.vendors if key != "CONTOSUP0001"]:
            world.company.delete_vendor(vendor_id)
        yield world


def enable(world: World, *, create_in_gp: str = "never", create_in_procurify: str = "never", more: str = "") -> None:
    """Write the configuration, with vendors in it."""
    world.configure()
    vendors = VENDORS.format(create_in_gp=create_in_gp, create_in_procurify=create_in_procurify) + more
    text = world.config.read_text(encoding="utf-8").replace("[[companies]]", vendors + "[[companies]]", 1)
    world.config.write_text(text, encoding="utf-8")


def align(world: World) -> dict[str, Any]:
    """Run the vendors' flow until a run has nothing more to do, and give the ends of all runs together."""
    ends: dict[str, int] = {}
    for _ in range(6):
        run = world.answer("sync", "--flow", "vendors")["run"]
        assert run["stopped"] == []
        for end, count in run["ends"].items():
            ends[end] = ends.get(end, 0) + count
        if not run["ends"]:
            return ends
    raise AssertionError(f"vendors do not come to rest: {ends}")


def writes(world: World) -> list[tuple[str, str]]:
    """What was written of vendors so far, in both systems, in order."""
    gp = [
        (request.method, f"GP {request.key or '(new)'}")
        for request in world.gp_requests()
        if request.method != "GET" and request.resource.startswith("Purchasing/Vendor")
    ]
    procurify = [
        (request.method, request.path.removeprefix("/api/v3/"))
        for request in world.procurify.requests
        if request.method != "GET" and request.path.startswith("/api/")
    ]
    return [*gp, *procurify]


def document(world: World, source_id: int | str) -> DocumentRow:
    """How a vendor stands in the ledger."""
    store = SqlStore(f"sqlite:///{world.folder / 'gp-sync.db'}")
    try:
        row = store.document(Key(connection="test", flow="vendors", source_id=str(source_id)))
    finally:
        store.close()
    assert row is not None
    return row
