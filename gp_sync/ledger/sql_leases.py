"""Leases in a database."""

from datetime import timedelta

import attrs
import sqlalchemy as sa

from gp_sync.ledger import rules
from gp_sync.ledger.chain import Head
from gp_sync.ledger.change import Change, changing
from gp_sync.ledger.database import Database, insert_missing
from gp_sync.ledger.values import Event, Lease

__all__ = ["SqlLeases"]


class SqlLeases:
    """The part of `SqlStore` that gives each connection to one owner at a time."""

    _database: Database

    def acquire(self, connection: str, owner: str, ttl: float) -> Lease | None:
        """See `DedupStore.acquire`."""
        table = self._database.tables.connections
        mine = table.c.connection == connection
        now = self._database.now()
        with self._database.writing() as sql:
            start = Head()
            first = {"fence": 0, "head_number": start.number, "head_digest": start.digest}
            insert_missing(sql, table, connection=connection, **first)
            row = sql.execute(sa.select(table).where(mine).with_for_update()).one()
            if not rules.is_free(row.owner, row.until, owner, now):
                return None
            lease = Lease(connection=connection, owner=owner, fence=row.fence + 1, until=now + timedelta(seconds=ttl))
            sql.execute(table.update().where(mine).values(fence=lease.fence, owner=owner, until=lease.until))
            if row.owner not in {None, owner}:
                change = Change(
                    sql=sql,
                    tables=self._database.tables,
                    connection=connection,
                    owner=owner,
                    fence=lease.fence,
                    head=Head(row.head_number, row.head_digest),
                )
                change.record(Event(what="lease.taken_over", at=now, detail={"from": row.owner}))
                change.store_audit()
            return lease

    def renew(self, lease: Lease, ttl: float) -> Lease | None:
        """See `DedupStore.renew`."""
        until = self._database.now() + timedelta(seconds=ttl)
        with changing(self._database, lease.connection, lease.fence) as change:
            if change is None:
                return None
            table = change.tables.connections
            change.sql.execute(table.update().where(table.c.connection == lease.connection).values(until=until))
        return attrs.evolve(lease, until=until)

    def release(self, lease: Lease) -> None:
        """See `DedupStore.release`."""
        with changing(self._database, lease.connection, lease.fence) as change:
            if change is not None:
                table = change.tables.connections
                # The next fence, so that nothing can be changed with the one that was given back.
                freed = {"fence": lease.fence + 1, "owner": None, "until": None}
                change.sql.execute(table.update().where(table.c.connection == lease.connection).values(**freed))
