"""One vendor on which both systems have agreed once, as most tests of a change begin."""

from typing import Any

from gp_sync.flows.vendors.document import VendorRecord, gp_target
from tests.gp_sync.flows.vendors.two_systems import World, linked, policy

VENDOR = gp_target("TWO", "LAKESHORE0001")


def settled(**rules: Any) -> World:
    """A world whose two sides have agreed once."""
    world = linked(policy(**rules))
    world.rest()
    world.written.clear()
    return world


def in_gp(world: World) -> VendorRecord:
    return world.gp["TWO", "LAKESHORE0001"]


def in_procurify(world: World) -> VendorRecord:
    assert world.here is not None
    return world.here
