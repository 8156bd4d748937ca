"""The person who decides what engines leave to one: writes in quarantine, by the commands that there are for that."""

from typer.testing import Result

from gp_sync.ledger.sql import SqlStore
from gp_sync.people.quarantine import quarantined
from tests.command_line import command_line
from tests.real_processes.world import CONNECTION, World

__all__ = ["decide_quarantined"]


def decide_quarantined(world: World, store: SqlStore) -> int:
    """Release each write in quarantine, or confirm it where GP holds exactly what was sent; gives how many there were.

    Raises:
        RuntimeError: neither is accepted; the message has the commands' words.
    """
    stuck = quarantined(store, CONNECTION)
    for write in stuck:
        order = str(write.intent.target.number)
        released = _command(world, "release", order)
        confirmed = _command(world, "confirm", order) if released.exit_code else None
        if confirmed is not None and confirmed.exit_code:
            raise RuntimeError(f"{order} stays in quarantine: {released.output} {confirmed.output}")
    return len(stuck)


def _command(world: World, decision: str, order: str) -> Result:
    arguments = ["--config", str(world.config), "--reason", "nothing of it is under way any more"]
    return command_line(["quarantine", decision, order, *arguments], env=world.secrets)
