"""How much is measured."""

import attrs

__all__ = ["Size"]


@attrs.frozen(kw_only=True)
class Size:
    """How much is measured.

    Args:
        orders: how many new orders each timed run writes.
        lines: how many lines each order has.
        rounds: how often everything is measured, in turns.
        postgres: also over PostgreSQL.
        recent: how many known orders are inside the windows of a poll, however many are known.
        few_known: how many orders the first of the two polled ledgers knows.
        many_known: how many the other knows.
        peers: also other tools, which are installed from a package index into an environment of their own.
        pairs: how many requests of the GP client and bare ones are timed in turns, in each round.
        kills: how often each tool is killed while it writes.
        vendors: how many vendors are read; for the memory that it takes, a tenth and ten times as many.
        starts: how many processes are started for each import.
    """

    orders: int = 200
    lines: int = 3
    rounds: int = 5
    postgres: bool = True
    recent: int = 50
    few_known: int = 100
    many_known: int = 10_000
    peers: bool = True
    pairs: int = 300
    kills: int = 12
    vendors: int = 50_000
    starts: int = 25
