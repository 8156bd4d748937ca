"""Histories of vendors: what can happen, and what tends to follow each other."""

from tests.simulation.play import Game
from tests.simulation.running import CRASHES, RUNS
from tests.simulation.vendors.checks import in_calm, in_step
from tests.simulation.vendors.desk import DECISIONS, guards_are_let_go, people_decide
from tests.simulation.vendors.identities import IDENTITIES
from tests.simulation.vendors.people import PEOPLE
from tests.simulation.vendors.site import VendorSite
from tests.simulation.vendors.world import VendorWorld

__all__ = ["VENDOR_GAME"]

_OVERTAKEN = ("a run that pauses", "another run", "a paused run goes on")
_ZOMBIE = ("a run that pauses at the socket", "time passes", "another run", "a paused run goes on")
_NEW_IN_PROCURIFY = ("a vendor appears in GP", "a vendor is confirmed")
_BEFORE_DECISIONS = (
    "a run that dies at capture.stored", "a run that dies at capture.advanced", "a run that dies at write.reserved",
)  # fmt: skip
"""Crashes after vendors were captured, and before anything was sent about them."""
_MEANWHILE = (
    (("a vendor is on both sides",), ("a vendor is confirmed", "another run", "a run")),
    (("a vendor appears in Procurify",), ("a vendor appears in GP", "a vendor is confirmed", "another run", "a run")),
    (_NEW_IN_PROCURIFY, ("a confirmed vendor is entered by hand", "another run", "a run")),
)
"""What people do around such a crash, so that one vendor might come into being on both sides."""

_SCENES: tuple[tuple[int, tuple[str, ...]], ...] = (
    *((1, (name,)) for name in (*PEOPLE, *IDENTITIES, *DECISIONS, *RUNS)),
    (4, ("a linked vendor is there", "a run", "Procurify is edited", "a run")),
    (4, ("a linked vendor is there", "a run", "GP is edited", "a run")),
    (4, ("both edit one field", "a run", "a conflict is decided", "a run")),
    (3, ("a vendor appears in Procurify", "a run that dies", "another run")),
    (3, ("Procurify is edited", "GP is edited", "a run that dies", "another run")),
    (3, (*_NEW_IN_PROCURIFY, "a run", "a run")),
    (2, (*_NEW_IN_PROCURIFY, "a confirmed vendor is entered by hand", "a run")),
    (4, (*_NEW_IN_PROCURIFY, "a run that dies", "another run", "a run")),
    (3, (*_NEW_IN_PROCURIFY, *_OVERTAKEN)),
    (3, (*_NEW_IN_PROCURIFY, *_ZOMBIE)),
    (3, ("a vendor appears in Procurify", *_ZOMBIE)),
    (3, ("a vendor appears in Procurify", "a run that dies", "a vendor is confirmed", "another run", "a run")),
    (2, ("a vendor appears in Procurify", "a run", "payments go to our address", "Procurify is edited", "a run")),
    *((1, (*before, crash, *after)) for before, after in _MEANWHILE for crash in _BEFORE_DECISIONS),
    (2, ("Procurify is edited", *_OVERTAKEN)),
    (
        3,
        (
            "Procurify is edited",
            "a run that pauses at the socket",
            "GP is edited",
            "another run",
            "a paused run goes on",
        ),
    ),
    (2, ("GP is edited", *_ZOMBIE)),
    (2, ("a vendor appears in Procurify", "a vendor appears in GP", "a run", "a link is confirmed", "a run")),
    (2, ("a run", "GP renumbers a vendor", "a run", "a link is confirmed", "a run")),
    (2, ("a linked vendor is there", "a run", "GP combines two vendors", "a run", "a link is confirmed", "a run")),
    (2, ("a run", "GP deletes a vendor", "a run", "a link is confirmed", "a run")),
    (2, ("a linked vendor is there", "a run", "an external ID is emptied", "a run")),
    (2, ("a run", "Procurify archives a vendor", "a run", "an external ID is emptied", "a run")),
    (2, (*_NEW_IN_PROCURIFY, "a run", "an external ID is emptied", "a run")),
    (2, ("a vendor appears in Procurify", "a run", "an external ID is emptied", "a run that dies", "another run")),
    (2, ("a vendor has another system's ID", "a run", "Procurify is edited", "a run")),
    (3, ("a linked vendor is there", "a run", "our address is deleted", "a run")),
    (2, ("a run", "Procurify archives a vendor", "a run", "Procurify archives a vendor", "a run")),
    (1, ("both edit one field", "a run", "both edit one field", "a run", "both edit one field", "a run")),
)

VENDOR_GAME: Game[VendorWorld] = Game(
    site=VendorSite.draw,
    world=VendorWorld,
    actions={**PEOPLE, **IDENTITIES, **DECISIONS, **RUNS, **CRASHES},
    crashes=tuple(CRASHES),
    scenes=_SCENES,
    opening=("a linked vendor is there",),
    in_step=in_step,
    in_calm=in_calm,
    asked=people_decide,
    calmed=guards_are_let_go,
)
"""Vendors between both systems."""
