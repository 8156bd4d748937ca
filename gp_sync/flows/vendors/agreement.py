"""What both sides of a vendor last agreed on, field by field: kept with the link of GP's record.

GP's value is what the record held then, Procurify's the counterpart that went with it. A field that is still open keeps
the values from before it was opened, and one that does not flow those from before it stopped: the configuration may let
it flow one day. A write to Procurify moves them a moment early: until its record comes back, the
later of the two links tells what was agreed on.
"""

from collections.abc import Iterable, Mapping

import attrs

from gp_sync.core.model import Link
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.translating import gp_value, procurify_value

__all__ = ["Base", "agree", "agreed_on", "moves", "pairing_of"]


@attrs.frozen(kw_only=True)
class Base:
    """The values of a field that both sides last agreed on; None if they never did."""

    procurify: str | None
    gp: str | None


_NEVER = Base(procurify=None, gp=None)


def agreed_on(
    field: str, there: Link[VendorRecord] | None, procurify: Link[VendorRecord] | None, *, newer: bool = True
) -> Base:
    """What both sides last agreed on in a field.

    Args:
        field: the field.
        there: the last confirmed state of GP's record that has the field.
        procurify: the last write to Procurify; None if it was made for another record of GP.
        newer: look also whether that write moved the field since.
    """
    sent, held = (there.sent, there.held) if there is not None else (None, None)
    wrote = procurify.sent if procurify is not None else None
    if newer and procurify is not None and procurify.held is not None and wrote is not None:
        moved = wrote.turn > (sent.turn if sent is not None else 0) and _moved(wrote, field)
        if moved and wrote.counterpart is not None:
            return Base(
                procurify=procurify_value(procurify.held.text(field)),
                gp=gp_value(field, wrote.counterpart.text(field)),
            )
    if sent is None or held is None or sent.counterpart is None or field in sent.never_agreed:
        return _NEVER
    # A person may have changed other fields between our read and our write: what is there then was never agreed on.
    there_then = held if field in sent.sent_fields else sent
    gp = sent.open_base.get(field, there_then.text(field))
    return Base(procurify=procurify_value(sent.counterpart.text(field)), gp=gp_value(field, gp))


def _moved(wrote: VendorRecord, field: str) -> bool:
    return any((row.field, row.turn) == (field, wrote.turn) for row in wrote.trail)


def agree(
    body: VendorRecord, procurify: VendorRecord, open_fields: Mapping[str, Base], *, turn: int, pairing: str
) -> VendorRecord:
    """A body of GP's record with what it agrees on with Procurify.

    Args:
        body: what is written or stands there.
        procurify: Procurify's record.
        open_fields: the fields that are still open or do not flow, with what was agreed on before.
        turn: the number of the last write to Procurify.
        pairing: see `Lane`.
    """
    counterpart = VendorRecord().with_texts(procurify.texts())
    return attrs.evolve(
        body,
        counterpart=counterpart.with_texts({field: base.procurify or "" for field, base in open_fields.items()}),
        open_base={field: base.gp or "" for field, base in open_fields.items()},
        never_agreed=tuple(sorted(field for field, base in open_fields.items() if base == _NEVER)),
        turn=turn,
        agreed_with=pairing,
    )


def moves(fields: Iterable[str], before: Link[VendorRecord] | None, after: Link[VendorRecord]) -> bool:
    """Whether a link agrees on anything that the earlier one does not."""
    if before is None or pairing_of(before) != pairing_of(after):
        return True
    return any(agreed_on(field, before, None) != agreed_on(field, after, None) for field in fields)


def pairing_of(link: Link[VendorRecord]) -> str:
    """What a link agreed with: see `Lane.pairing`."""
    return "" if link.sent is None else link.sent.agreed_with
