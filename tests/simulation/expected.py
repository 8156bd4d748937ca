"""What a batch of histories must have met, or it proves little: a crash at every failpoint, every kind of fault."""

from collections.abc import Mapping

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.words import FIELDS

__all__ = ["FAULTS", "IN_TRANSACTIONS", "NOT_IN_MEMORY", "not_met"]

FAULTS: Mapping[str, tuple[str, ...]] = {
    "lost responses": ("answer lost after the work", "answer lost before the work", "answer cannot be read"),
    "late landings": ("request lands late", "request lands after the settle time"),
    "refusals": ("refused with 400", "locked with 409", "refused with 409 since the number exists"),
    "refusals as 500 with text": ("500 with a known text", "500 with an unknown text"),
    "partial documents": ("a document stands in part",),
    "upserting targets": ("a create writes over a record",),
    "unreadable history": ("read: history is not seen",),
    "429": ("busy with 429", "read: busy with 429", "source: busy with 429"),
    "401": ("login refused with 401", "read: login refused with 401", "source: login refused with 401"),
    "paging drift": ("paging drift",),
    "edits that do not move the change date": (
        "revision: list row keeps its day",
        "revision: only an item is touched",
        "item touched late",
        "row listed late",
    ),
    "clock skew": ("a clock is off",),
    "two schedulers": ("two schedulers at once", "run ConnectionBusy"),
    "several orders at once": ("a worker hands over",),
    "zombies": ("run LeaseLost", "a zombie sends"),
    "companies": ("order for the Chicago Plant", "order for the Vancouver Plant", "revision: another plant"),
    "baseline": ("baseline", "old order: entered in GP by hand", "old order: written to GP as we would"),
    "orders with one number": ("order with a number of another", "in the end: the number is another order's"),
    "other systems": (
        "elsewhere: another tenant",
        "elsewhere: another company",
        "elsewhere: another tenant another company",
    ),
    "words": (
        *(f"revision: {field} {how}" for field in FIELDS for how in ("changed", "cleared")),
        "hand in GP: edits the comment",
    ),
    "careless operators": (
        "careless: confirm",
        "careless: keep",
        "careless: void",
        "careless: release",
        "careless: done",
        "careless: recreate",
        "careless: refused by the tool",
    ),
    "operators": ("by hand: done", "by hand: recreate", "replay"),
    "quarantine": ("quarantine: confirm", "quarantine: keep", "quarantine: release", "quarantine: void"),
}
"""Each fault, with the names under which its effects are counted."""

NOT_IN_MEMORY: Mapping[str, str] = {
    "ledger.committing": "a change in memory is durable with its last step: there is no commit that could be cut off",
}
"""The failpoints that no history in memory passes, with the reason."""

IN_TRANSACTIONS = tuple(point for point in FAILPOINTS if point.startswith("ledger."))
"""The failpoints that a ledger on disk passes itself, where the batch in memory cannot stand in for one on disk."""


def not_met(met: Mapping[str, int]) -> list[str]:
    """What a batch in memory should have met and has not."""
    crashes = [f"crash at {point}" for point in FAILPOINTS if point not in NOT_IN_MEMORY]
    return [name for name in (*crashes, *(name for names in FAULTS.values() for name in names)) if not met.get(name)]
