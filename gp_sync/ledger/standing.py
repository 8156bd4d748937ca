"""How everything stands that the audit's rows tell of: once by the rows, once by the other tables; both must agree."""

from collections.abc import Mapping
from datetime import datetime

import attrs

from gp_sync.core.model import Key, TargetRef

__all__ = ["Attempt", "DocumentStands", "Lane", "States", "VersionStands", "WriteStands", "lane_of"]

Lane = tuple[Key, str, str]
"""What may have one open write: a document, and the side and company that it is written to."""

Attempt = tuple[Lane, int]
"""One write: its lane and its number in it."""


def lane_of(key: Key, target: TargetRef) -> Lane:
    """What a write of a document to a target occupies while it is open."""
    return key, target.side, target.company


@attrs.frozen(kw_only=True)
class DocumentStands:
    """A document.

    Args:
        state: its state.
        version: its newest version that can be read, 0 if there is none.
        newest: its newest version.
    """

    state: str
    version: int
    newest: int


@attrs.frozen(kw_only=True)
class VersionStands:
    """A captured version.

    Args:
        state: its state.
        fingerprint: of its payload, or of the problem where there is none.
        whole: the payload that is kept is the one of the fingerprint.
    """

    state: str
    fingerprint: str
    whole: bool = True


@attrs.frozen(kw_only=True)
class WriteStands:
    """One attempt to write.

    Args:
        number: of the record that it is for.
        state: its state.
        content: the digest of what it carries, see `contents.write_digest`.
        deadline: by when the send had to be over; None if it was never sent.
        absences: how often a read-back has found nothing.
        checked: when the last of these reads was.
    """

    number: str
    state: str
    content: str
    deadline: datetime | None = None
    absences: int = 0
    checked: datetime | None = None


@attrs.frozen(kw_only=True)
class States:
    """How everything of a connection stands.

    Args:
        documents: all documents.
        versions: all captured versions, by document and number.
        writes: all attempts.
        links: the digest of each link, see `contents.link_digest`, by document and record.
        cursors: where the capture of each feed stands.
    """

    documents: Mapping[Key, DocumentStands]
    versions: Mapping[tuple[Key, int], VersionStands]
    writes: Mapping[Attempt, WriteStands]
    links: Mapping[tuple[Key, TargetRef], str]
    cursors: Mapping[str, str]
