"""What a person has to compare: a record as we wrote it, as the target holds it now, and as the source wants it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from gp_sync.core.canonical import bare, canonical, plain
from gp_sync.core.model import Difference, Found, Link

__all__ = ["as_ours", "changes", "differences", "is_made", "leaves_out"]

T = TypeVar("T")


def differences(link: Link[Any], now: Found[Any], wanted: Any) -> tuple[Difference, ...]:
    """Every field that the target changed since our last write, or that the source wants otherwise.

    A field that we left to the target's default shows what the target made of it.

    Args:
        link: our last confirmed write.
        now: the record as it is.
        wanted: the body that the source asks for; None for a void.
    """
    if link.sent is None:
        # A void has no fields of its own: what the two disagree on is whether the record is in use.
        return () if wanted is None and now.void else (_state(link, now, wanted),)
    held, there = _fields(link.held), _fields(now.body)
    sent, asked = _fields(bare(link.sent)), _fields(bare(wanted))
    found = [] if wanted is not None else [_state(link, now, wanted)]
    for field in dict.fromkeys((*held, *there, *sent, *asked)):
        moved = held.get(field, "") != there.get(field, "")
        asked_for = wanted is not None and sent.get(field, "") != asked.get(field, "")
        if moved or asked_for:
            written = sent.get(field) or held.get(field, "")
            target = "" if wanted is None else asked.get(field, "") if asked_for else written
            found.append(Difference(field=field, written=written, there=there.get(field, ""), wanted=target))
    return tuple(found)


def changes(before: Any, after: Any) -> tuple[Difference, ...]:
    """Every field in which two bodies differ, also those that only we keep.

    Args:
        before: the earlier body; None for a void.
        after: the later one.
    """
    was, became = _fields(before), _fields(after)
    return tuple(
        Difference(field=field, written=was.get(field, ""), there=was.get(field, ""), wanted=became.get(field, ""))
        for field in dict.fromkeys((*was, *became))
        if was.get(field, "") != became.get(field, "")
    )


def is_made(link: Link[Any], now: Found[Any], wanted: Any) -> bool:
    """Whether the target holds each field that the source changed since our last write, as the source wants it.

    Texts are compared without case and spaces at their end. The target's own judgement is no answer to this: it may
    leave fields out that a site tells in part, and such a field may be the very one that changed.

    Args:
        link: our last confirmed write.
        now: the record as it is.
        wanted: the body that the source asks for.
    """
    sent, asked, there = _fields(bare(link.sent)), _fields(bare(wanted)), _fields(now.body)
    changed = [field for field in {**sent, **asked} if sent.get(field, "") != asked.get(field, "")]
    return all(plain(there.get(field, "")) == plain(asked.get(field, "")) for field in changed)


def leaves_out(body: Any, before: Any, now: Any) -> bool:
    """Whether a record moved in a field that a body says nothing about, and leaves to the target.

    Args:
        body: what was sent; None for a void, which says nothing of any field.
        before: the record as it was.
        now: the record as it is.
    """
    then, there = _fields(bare(before)), _fields(bare(now))
    silent = [field for field, value in _fields(bare(body)).items() if not value]
    return any(then.get(field, "") != there.get(field, "") for field in silent)


def as_ours(there: T, sent: T) -> T:
    """A record as it stands, as if we had sent it: with what only we keep, and without what our request left out.

    So a revision tells what the source has cleared from what the target has filled in.

    Args:
        there: the record.
        sent: what we sent to make it so.
    """
    kind: Any = type(there)
    if not attrs.has(kind):
        return there
    changes: dict[str, Any] = {}
    for field in attrs.fields(kind):
        value, ours = getattr(there, field.name), getattr(sent, field.name)
        if field.metadata.get("ours_alone") or ours in (None, ""):
            changes[field.name] = ours
        elif isinstance(value, tuple):
            rows = dict(_rows(ours))
            changes[field.name] = tuple(as_ours(row, rows.get(label, row)) for label, row in _rows(value))
    return attrs.evolve(there, **changes)  # type: ignore[misc]  # attrs.has has told that it is one


def _state(link: Link[Any], now: Found[Any], wanted: Any) -> Difference:
    written, there, asked = ("void" if void else "in use" for void in (link.sent is None, now.void, wanted is None))
    return Difference(field="state", written=written, there=there, wanted=asked)


def _fields(body: Any) -> Mapping[str, str]:
    """The fields of a body as texts, empty without a value; those of its lines are called by the line's own label."""
    if body is None:
        return {}
    if not attrs.has(type(body)):
        return {"record": _text(body)}
    flat: dict[str, str] = {}
    for field in attrs.fields(type(body)):
        value = getattr(body, field.name)
        if isinstance(value, tuple) and all(attrs.has(type(row)) for row in value):
            for label, row in _rows(value):
                flat.update({f"{label} {name}": text for name, text in _fields(row).items()})
        else:
            # Not a set of both: a field may be a mapping, which no set takes.
            flat[field.name] = "" if value is None or value == "" else _text(value)
    return flat


def _rows(lines: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Lines with their own label, or else with their place."""
    return [(getattr(row, "label", f"line {place}"), row) for place, row in enumerate(lines, start=1)]


def _text(value: Any) -> str:
    # One amount has one text, however many zeros its side writes.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else canonical(value).strip('"')
