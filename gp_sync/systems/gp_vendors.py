"""GP's side of vendors: cards and the addresses beside them, read and written one at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import dynamicsgp_sba as gp
from gp_sync.core.model import Found, TargetRef, Write
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.flows.vendors.document import VendorRecord, address_of, gp_target
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.systems.gp_errors import reading, reading_one, unusable
from gp_sync.systems.vendor_bodies import address_change, changed_fields, vendor_change
from gp_sync.systems.vendor_records import approval_obstacle, check_unmoved, from_address, from_card

__all__ = ["GPVendors"]


class GPVendors:
    """The vendors of the companies of one GP installation.

    Args:
        companies: the client's company by its short name.
        policy: says which address is ours.
    """

    def __init__(self, companies: Mapping[str, gp.Company], policy: VendorPolicy) -> None:
        self._companies = companies
        self._policy = policy

    def company(self, target: TargetRef) -> gp.Company:
        """The company of a record. Raises RecordUnusable."""
        company = self._companies.get(target.company)
        if company is None:
            raise unusable(target.ref, f"the configuration has no company '{target.company}'")
        return company

    def read(self, target: TargetRef) -> Found[VendorRecord] | None:
        """Read a card, or an address beside it. Raises Unavailable or RecordUnusable."""
        company, address = self.company(target), address_of(target)
        try:
            with reading_one(company, target.ref):
                if address is not None:
                    return Found(body=from_address(company.vendor_addresses.get(*address)))
                return self._found(target, company.vendors.get(target.number))
        except gp.NotFoundError:
            return None

    def create(self, write: Write[VendorRecord], body: VendorRecord, timeout: float) -> Found[VendorRecord]:
        """Create a card with its address, or an address beside it. Raises the client's errors."""
        company, address = self.company(write.target), address_of(write.target)
        if address is not None:
            made = company.vendor_addresses.create(address_change(*address, None, body), timeout=timeout)
            return Found(body=from_address(made))
        card = company.vendors.create(vendor_change(write.target.number, None, body), timeout=timeout)
        return self._found(write.target, card)

    def update(self, write: Write[VendorRecord], body: VendorRecord, timeout: float) -> Found[VendorRecord]:
        """Write what a record lacks of a body.

        Raises:
            RecordMoved: it is not what the decision was made on.
            Refused: it may not be changed.
            DynamicsGPError: it failed.
        """
        company, address = self.company(write.target), address_of(write.target)
        if address is not None:
            row = company.vendor_addresses.get(*address)
            found = Found(body=from_address(row))
            check_unmoved(write, found)
            if not changed_fields(found.body, body):
                return found
            change = address_change(*address, found.body, body)
            return Found(body=from_address(company.vendor_addresses.update(change, seen=row, timeout=timeout)))
        card = company.vendors.get(write.target.number)
        found = self._found(write.target, card)
        check_unmoved(write, found)
        if not changed_fields(found.body, body):
            return found
        changed = vendor_change(write.target.number, found.body, body)
        return self._found(write.target, company.vendors.update(changed, seen=card, timeout=timeout))

    def ours(self, company_id: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[VendorRecord]]]:
        """List the cards that carry our marker.

        Raises:
            Unavailable: GP cannot be used now.
            RecordsUnreadable: after the last card that can be read, there are others that cannot.
        """
        company = self._companies[company_id]
        with reading(company):
            cards = company.vendors.list(changed_since=since)
        for card in cards:
            target = gp_target(company_id, card.id)
            found = self._found(target, card)
            if found.body.created_by_us:
                yield target, found
        if cards.unreadable:
            raise RecordsUnreadable(
                [f"{row.key.strip()} in {company_id} ({'; '.join(row.problems)})" for row in cards.unreadable]
            )

    def _found(self, target: TargetRef, card: gp.Vendor) -> Found[VendorRecord]:
        body = from_card(card, self._policy)
        return Found(body=body, obstacle=approval_obstacle(target, body, "GP"))
