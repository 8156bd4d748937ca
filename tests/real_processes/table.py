"""The figures of one story, as a small table."""

import attrs

__all__ = ["Table"]


@attrs.frozen(kw_only=True)
class Table:
    """What happened in a story.

    Args:
        orders: purchase orders in Procurify at the end.
        kills: engines killed with SIGKILL.
        kills_while_sending: of these, how many left a write that the ledger calls sending.
        stops: engines stopped for longer than their lease, and continued.
        taken_over: leases that an engine took over from another that did not give it back.
        attempts: writes reserved.
        doubts: writes whose outcome was unknown.
        read_backs: reads that judged a write in doubt.
        written_over: creates that GP carried out over an order that was there, as only a site does that upserts.
        quarantined: writes left to a person.
        seconds: how long the story took.
        audit_problems: what is wrong with the audit: its chain, its story, or where it leads.
        never_ended: writes that are still open.
    """

    orders: int
    kills: int
    kills_while_sending: int
    stops: int
    taken_over: int
    attempts: int
    doubts: int
    read_backs: int
    written_over: int
    quarantined: int
    seconds: float
    audit_problems: tuple[str, ...]
    never_ended: tuple[str, ...]

    def __str__(self) -> str:
        """One line of names, and one of figures."""
        figures = {
            field.name.replace("_", " "): f"{value:.0f}" if isinstance(value, float) else str(value)
            for field in attrs.fields(Table)
            if not isinstance(value := getattr(self, field.name), tuple)
        }
        widths = [max(len(name), len(figure)) for name, figure in figures.items()]
        rows = (figures.keys(), figures.values())
        return "\n".join("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
