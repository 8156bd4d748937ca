"""Requisitions in both systems, as tests make them and look at them."""

from datetime import UTC, datetime, timedelta

from procurify_client.testing import OrderLine
from tests.end_to_end.world import World

__all__ = ["APPROVED", "DENIED", "NUMBER", "PENDING", "codes", "ends", "in_gp", "requested", "warned"]

PENDING, APPROVED, DENIED = 0, 1, 2
NUMBER = "PREQ700001"
"""The number in GP of a tenant's first requisition."""


def requested(world: World, *lines: OrderLine, status: int = APPROVED) -> int:
    """Somebody asks for something in Procurify; gives the requisition's number."""
    # Dated as orders are, so that `World.gp_period` is its period too.
    fields = {"status": status, "date": (datetime.now(UTC) - timedelta(hours=2)).isoformat()}
    row = world.procurify.add_requisition(vendor=world.vendor, lines=lines or [world.line()], requisition_fields=fields)
    number: int = row["num"]
    return number


def in_gp(world: World) -> list[str]:
    """Our requisitions in work."""
    rows = world.company.requisitions.values()
    return [row["POPRequisitionNumber"] for row in rows if row["USERDEF1"].startswith("PROCURIFY")]


def ends(world: World) -> dict[str, int]:
    """How many documents came to which end in a run."""
    return dict(world.answer("sync")["run"]["ends"])


def codes(world: World) -> set[str]:
    """What open issues there are."""
    return {issue["code"] for issue in world.answer("issues")}


def warned(world: World) -> set[str]:
    """What is told of documents that nothing stops."""
    return {row["code"] for row in world.answer("issues", "--warnings")}
