"""How the database of a ledger is: which version its tables have, whether it is whole, how much room its disk has."""

import shutil

import attrs
import sqlalchemy as sa

from gp_sync.ledger.database import Database
from gp_sync.ledger.tables import REVISION

__all__ = ["Room", "StoreHealth", "look_at", "room_of"]


@attrs.frozen(kw_only=True)
class StoreHealth:
    """What a look at a database gave.

    Args:
        place: what messages call it; never with a password.
        revision: the version of its tables.
        problems: what the database's own check found; none if it is whole, or has no such check.
    """

    place: str
    revision: str
    problems: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Room:
    """What the disk under a ledger in a file has left.

    Args:
        free_bytes: so much.
        least_free_bytes: below this, nothing is written.
    """

    free_bytes: int
    least_free_bytes: int


def look_at(database: Database) -> StoreHealth:
    """Look at a database whose tables are of this version.

    SQLite reads its whole file for that; a server looks after itself.

    Raises:
        LedgerError: it cannot be used.
    """
    problems: tuple[str, ...] = ()
    if database.engine.dialect.name == "sqlite":
        with database.reading() as sql:
            rows = sql.execute(sa.text("PRAGMA integrity_check(20)")).scalars().all()
        problems = tuple(str(row) for row in rows if row != "ok")
    return StoreHealth(place=database.place, revision=REVISION, problems=problems)


def room_of(database: Database) -> Room | None:
    """What the disk has left; None for a server, which looks after its own."""
    if database.folder is None:
        return None
    return Room(free_bytes=shutil.disk_usage(database.folder).free, least_free_bytes=database.least_free_bytes)
