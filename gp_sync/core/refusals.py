"""What a target's `send` raises where a write was not carried out, or where nobody knows whether it was.

`Unavailable`, which any question to a side may raise, is with the other values in `gp_sync.core.model`.
"""

from gp_sync.core.model import Finding

__all__ = ["OutcomeUnknown", "RecordMoved", "Refused"]


class Refused(Exception):
    """The target refused a write, so nothing was written.

    Args:
        findings: why, in the catalogue's terms.
        exists: the refusal says that the number is taken, which a read-back then looks into.
    """

    def __init__(self, findings: tuple[Finding, ...], *, exists: bool = False) -> None:
        super().__init__("; ".join(f"{finding.code} {finding.tried}".strip() for finding in findings))
        self.findings = findings
        self.exists = exists


class RecordMoved(Exception):
    """The record changed between our read and our guarded write, so nothing was written; it is decided anew."""


class OutcomeUnknown(Exception):
    """A write was sent and its answer was lost or unreadable: it may have taken effect."""
