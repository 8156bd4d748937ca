"""The person who looks at what the engine leaves to a person: writes in quarantine."""

from gp_sync.core.states import WriteState
from gp_sync.ledger.sql import SqlStore
from gp_sync.session import Session, utc_now
from tests.real_processes.world import CONNECTION

__all__ = ["release_quarantined"]


def release_quarantined(store: SqlStore) -> int:
    """Say of each write in quarantine that it was not executed, long after it could have landed; gives how many.

    Whether that is true the engine finds out: it reads before it writes again, and knows its own late requests.

    Raises:
        ConnectionBusy: an engine still holds the connection.
    """
    stuck = [write for write in store.open_writes(CONNECTION) if write.state is WriteState.QUARANTINED]
    with Session(store, CONNECTION, owner="a person", now=utc_now, ttl=60) as session:
        event = session.event("quarantine.released", by="a person", why="nothing of it is under way any more")
        for write in stuck:
            target, old, new = write.intent.target, WriteState.QUARANTINED, WriteState.NOT_EXECUTED
            session.check(store.move(write.key, target, write.attempt, old, new, session.fence, event))
    return len(stuck)
