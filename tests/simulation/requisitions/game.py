"""Histories of requisitions: what can happen, and what tends to follow each other."""

from tests.simulation.play import Game
from tests.simulation.requisitions.checks import in_calm, in_step
from tests.simulation.requisitions.people import PEOPLE, guards_are_let_go, people_decide
from tests.simulation.requisitions.world import RequisitionSite, RequisitionWorld
from tests.simulation.running import CRASHES, RUNS

__all__ = ["REQUISITION_GAME"]

_OVERTAKEN = ("a run that pauses", "another run", "a paused run goes on")
_ZOMBIE = ("a run that pauses at the socket", "time passes", "another run", "a paused run goes on")

_SCENES: tuple[tuple[int, tuple[str, ...]], ...] = (
    *((1, (name,)) for name in (*PEOPLE, *RUNS)),
    (3, ("a requisition appears", "a run", "one is bought", "a run")),
    (3, ("a requisition appears", "a run that dies", "one is bought", "another run")),
    (3, ("a requisition appears", "a run", "one is bought", "a run that dies", "another run")),
    (2, ("one is bought", *_OVERTAKEN)),
    (2, ("a requisition appears", *_ZOMBIE)),
    (3, ("a requisition appears", "a run that pauses at the socket", "one is bought", "time passes", "another run",
         "a paused run goes on")),
    (2, ("one is revised", *_ZOMBIE)),
    (2, ("one is bought", *_ZOMBIE)),
    (2, ("a run", "one is denied", "a run that dies", "a run")),
    (2, ("a run", "one is cancelled", "a run")),
    (3, ("a run", "a hand in GP", "one is revised", "a run")),
    (3, ("a run", "a hand in GP", "one is bought", "a run")),
    (1, ("one is bought", "a run", "an order is cancelled", "a run")),
)  # fmt: skip

REQUISITION_GAME: Game[RequisitionWorld] = Game(
    site=RequisitionSite.draw,
    world=RequisitionWorld,
    actions={**PEOPLE, **RUNS, **CRASHES},
    crashes=tuple(CRASHES),
    scenes=_SCENES,
    opening=("a requisition appears",),
    in_step=in_step,
    in_calm=in_calm,
    asked=people_decide,
    calmed=guards_are_let_go,
)
"""Requisitions, and the orders that they become."""
