"""GP's side of vendors: cards and the addresses beside them, read and written one at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import dynamicsgp_sba as gp
from gp_sync.core.canonical import plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, TargetRef, Write
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.refusals import Refused
from gp_sync.flows.vendors.approval import approval_obstacle
from gp_sync.flows.vendors.document import VendorRecord, address_of, gp_target
from gp_sync.systems.gp_errors import reading, reading_one, unusable
from gp_sync.systems.vendor_bodies import address_change, changed_fields, vendor_change
from gp_sync.systems.vendor_records import check_unmoved, from_address, whole_card

__all__ = ["GPVendors"]


class GPVendors:
    """The vendors of the companies of one GP installation.

    Args:
        companies: the client's company by its short name.
    """

    def __init__(self, companies: Mapping[str, gp.Company]) -> None:
        self._companies = companies

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
        """Create a card with its address, or an address beside it. Raises Refused or the client's errors."""
        company, address = self.company(write.target), address_of(write.target)
        if address is not None:
            _check_address(company, write.target, *address)
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
            _check_address(company, write.target, *address)
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
        body = whole_card(card)
        return Found(body=body, obstacle=approval_obstacle(target, body))


def _check_address(company: gp.Company, target: TargetRef, vendor_id: str, address_id: str) -> None:
    """See by the vendor's card that an address may be written: the decision was made on an earlier one.

    Raises:
        Refused: payments go to it, or the vendor's approval has begun.
        DynamicsGPError: the card cannot be read.
    """
    card = whole_card(company.vendors.get(vendor_id))
    if plain(card.paid_address_id) == plain(address_id):
        raise Refused((finding("VENDOR_REMIT_TO", target.ref, tried=str(target)),))
    obstacle = approval_obstacle(target, card)
    if obstacle is not None:
        raise Refused((obstacle,))
