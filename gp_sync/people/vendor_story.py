"""What the ledger knows about one vendor: its links, what people said, how it stands, and who decided what."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from gp_sync.core.canonical import revive
from gp_sync.core.model import Key
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import VendorPair
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.vendor_links import Linked, VendorLink, VendorLinks, linked_by

__all__ = ["CompanyStory", "Step", "VendorStory", "vendor_story"]

_DECIDED = "vendor."
"""How the audit's words begin for what people decided about vendors."""


@attrs.frozen(kw_only=True)
class CompanyStory:
    """How a vendor is linked in one company.

    Args:
        company: the company's short name.
        linked: by what; None where it is not, or where only an external ID may say it and vendors do not flow.
        said: what people said.
    """

    company: str
    linked: Linked | None
    said: VendorLink


@attrs.frozen(kw_only=True)
class Step:
    """One decision of a person.

    Args:
        at: when.
        what: a stable word such as `vendor.linked`.
        detail: the company, what was said before and from there on, who and why; empty once it was purged.
    """

    at: datetime
    what: str
    detail: Mapping[str, Any]


@attrs.frozen(kw_only=True)
class VendorStory:
    """One vendor.

    Args:
        source_id: its key in the ledger, such as `17`.
        document: how it stands in the flow of vendors; None where that never looked at it.
        companies: how it is linked.
        steps: what people decided, the oldest first.
    """

    source_id: str
    document: DocumentRow | None
    companies: tuple[CompanyStory, ...]
    steps: tuple[Step, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return self.document is not None or bool(self.steps) or any(row.linked for row in self.companies)


def vendor_story(ledger: Ledger, connection: str, companies: Iterable[CompanyPolicy], vendor: str) -> VendorStory:
    """Tell what the ledger and the link table know about one vendor; neither system is asked."""
    key, links = Key(connection=connection, flow=VENDORS, source_id=vendor), VendorLinks(ledger, connection)
    rows, seen = [(company, links.of(company.id).of(vendor)) for company in companies], _links_seen(ledger, key)
    steps = [row for row in ledger.audit(connection, key=key) if row.what.startswith(_DECIDED)]
    return VendorStory(
        source_id=vendor,
        document=ledger.document(key),
        companies=tuple(
            CompanyStory(
                company=company.id,
                linked=_linked(
                    company.vendor_links.get(vendor, ""),
                    said,
                    seen.get(company.id, ""),
                    links.created(company.id).get(vendor, ()),
                ),
                said=said,
            )
            for company, said in rows
        ),
        steps=tuple(Step(at=row.at, what=row.what, detail=row.detail or {}) for row in steps),
    )


def _linked(table: str, said: VendorLink, seen: str, created: tuple[str, ...]) -> Linked | None:
    """How a vendor is linked: what was seen and is not one that was created for it was its external ID."""
    return linked_by(table, said, "" if seen in created else seen, created)


def _links_seen(ledger: Ledger, key: Key) -> Mapping[str, str]:
    """The links of a vendor when it was looked at last; none where it never was."""
    newest = ledger.newest(key)
    pair = revive(newest.payload.decode(), VendorPair) if newest is not None else None
    return {} if pair is None or pair.id is None else pair.links
