"""What a side made of the values that were written to it: it may cut one or take no notice, and what it holds counts.

A value in other capitals is not told: GP has whole sites that hold names so.
"""

from collections.abc import Mapping

from gp_sync.core.canonical import plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Link, TargetRef
from gp_sync.flows.vendors.document import FIELDS, VendorRecord
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.settling import Settled
from gp_sync.flows.vendors.standing import Standing

__all__ = ["held_otherwise", "missed", "not_kept"]


def missed(link: Link[VendorRecord] | None, now: VendorRecord | None) -> dict[str, str]:
    """The values that were written to a record and are held otherwise there, as long as nobody changes them.

    Args:
        link: the last confirmed state of the record.
        now: the record as it is.
    """
    if link is None or link.sent is None or link.held is None or now is None:
        return {}
    sent, held = link.sent, link.held
    # What a create leaves empty is for the side to fill in; an update empties it.
    texts = {field: text for field, text in sent.texts(sent.sent_fields).items() if text or sent.sent_fields != FIELDS}
    return {
        field: text
        for field, text in {**texts, **sent.missed}.items()
        if now.text(field) == held.text(field) and plain(now.text(field)) != plain(text)
    }


def held_otherwise(
    procurify: TargetRef, lane: Lane, stands: Standing, settled: Mapping[TargetRef, Mapping[str, Settled]]
) -> tuple[Finding, ...]:
    """What is said of values that were written, are held otherwise, and that the other side still has.

    Args:
        procurify: Procurify's vendor.
        lane: what each side would be if the other counted.
        stands: the lane's records.
        settled: what becomes of each field, by GP's record; what moves or is open is told elsewhere.
    """
    agreed = {
        target: {field for field, step in steps.items() if step is Settled.AGREED} for target, steps in settled.items()
    }
    sides = [(target, stands.last.get(target), stands.gp[target], lane.to_gp, agreed[target]) for target in agreed]
    everywhere = set[str]().union(*agreed.values())
    sides.append((procurify, stands.link, stands.procurify, lane.to_procurify, everywhere))
    told = list[Finding]()
    for target, link, found, offer, fields in sides:
        if found is not None:
            values = missed(link, found.body)
            still = {field: text for field, text in values.items() if field in fields and offer.texts[field] == text}
            told += not_kept(target, still, found.body)
    return tuple(told)


def not_kept(target: TargetRef, written: Mapping[str, str], now: VendorRecord) -> tuple[Finding, ...]:
    """What is said of values that were written to a record and are held otherwise there.

    Args:
        target: the record.
        written: the values, by field.
        now: the record as it is.
    """
    return tuple(
        finding(
            "VENDOR_VALUE_NOT_KEPT",
            target.ref,
            where=field.replace("_", " "),
            tried=f"'{text}' was sent, and {target} has '{now.text(field)}'".replace("\n", " / "),
        )
        for field, text in written.items()
        if plain(now.text(field)) != plain(text)
    )
