"""The change token of a vendor: what of it each side holds, and how the two are linked, so that any of it moves it."""

import json
from collections.abc import Mapping

import attrs
from cattrs.errors import BaseValidationError

from gp_sync.core.canonical import canonical, plain
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.tokens import listed_token
from gp_sync.strict import strict_converter

__all__ = ["ABSENT", "UNLISTED", "GPPart", "VendorToken", "last_holders", "read_token"]

ABSENT = "absent"
"""Stands for the content of a vendor that GP does not have."""

UNLISTED = "unlisted"
"""Stands for the content of a vendor that Procurify lists no more."""

_CONVERTER = strict_converter()


@attrs.frozen(kw_only=True)
class GPPart:
    """A linked GP vendor: its ID, a fingerprint of its content, and who is kept aligned with it instead, if anybody.

    Args:
        shared: see `VendorPair.shared`.
        left_by: see `VendorPair.left_by`.
    """

    vendor_id: str
    content: str
    shared: str | None = None
    left_by: str | None = None


@attrs.frozen(kw_only=True)
class VendorToken:
    """A token: a fingerprint of Procurify's content, and a part for each company with a link.

    Args:
        undone: see `VendorPair`.
    """

    procurify: str
    undone: Mapping[str, str] = attrs.field(factory=dict)
    gp: Mapping[str, GPPart] = attrs.field(factory=dict)

    @property
    def shared(self) -> dict[str, str]:
        """See `VendorPair.shared`."""
        return {company: part.shared for company, part in self.gp.items() if part.shared is not None}

    @property
    def left_by(self) -> dict[str, str]:
        """See `VendorPair.left_by`."""
        return {company: part.left_by for company, part in self.gp.items() if part.left_by is not None}

    @property
    def text(self) -> str:
        """As the ledger keeps it."""
        return canonical(self)


def read_token(kept: str) -> VendorToken:
    """A token that the ledger has; an empty one where it was made of a row that could not be read."""
    try:
        return _CONVERTER.structure(json.loads(listed_token(kept)), VendorToken)
    except (BaseValidationError, TypeError, ValueError):
        return VendorToken(procurify="")


def last_holders(ledger: Ledger, connection: str, company: str) -> dict[str, str]:
    """The vendor of Procurify that each GP vendor was when vendors were looked at last, by ID as GP compares it.

    Args:
        ledger: has the tokens.
        connection: whose vendors.
        company: the company's short name.
    """
    ids = [row.key.source_id for row in ledger.documents(connection, VENDORS) if row.key.source_id.isdecimal()]
    parts = ((key, read_token(token).gp.get(company)) for key, token in ledger.tokens(connection, VENDORS, ids).items())
    return {plain(part.vendor_id): key for key, part in parts if part is not None and part.shared is None}
