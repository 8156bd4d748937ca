"""Tying the totals of both systems: what each lists, and what the compared orders say stands between."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from gp_sync.reconcile.model import Bucket, GPRecord, OrderRow, SourceRecord
from gp_sync.reconcile.reasons import Reason
from gp_sync.reconcile.result import Tie

__all__ = ["tie_out"]

_NOTHING = Decimal(0)


def tie_out(sources: Iterable[SourceRecord], records: Iterable[GPRecord], rows: Iterable[OrderRow]) -> tuple[Tie, ...]:
    """Tie the totals of each company and currency.

    The two totals are added up from what each system lists, the reasons from the rows: that they meet is the proof that
    no order was lost and no amount counted twice.

    Args:
        sources: Procurify's orders; those of the period count.
        records: GP's orders; those of the period count.
        rows: the orders as they were compared.
    """
    ours, theirs = defaultdict[Bucket, list[Decimal]](list), defaultdict[Bucket, list[Decimal]](list)
    for source in sources:
        if source.in_period:
            ours[source.side.bucket].append(source.side.amount)
    for record in records:
        if record.in_period:
            theirs[record.side.bucket].append(record.side.amount)
    parts = defaultdict[Bucket, dict[Reason, list[Decimal]]](dict)
    for row in rows:
        for item in row.items:
            parts[item.bucket].setdefault(item.reason, []).append(item.amount)
    return tuple(
        Tie(
            bucket=bucket,
            procurify=sum(ours[bucket], _NOTHING),
            gp=sum(theirs[bucket], _NOTHING),
            procurify_orders=len(ours[bucket]),
            gp_orders=len(theirs[bucket]),
            reasons={
                why: (sum(parts[bucket][why], _NOTHING), len(parts[bucket][why]))
                for why in Reason
                if why in parts[bucket]
            },
        )
        for bucket in sorted({*ours, *theirs, *parts}, key=lambda one: (one.flow, not one.company, one))
    )
