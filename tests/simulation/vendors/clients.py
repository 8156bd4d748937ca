"""Both clients as one process holds them: so much of their resources as the vendor flow uses, over the models."""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import dynamicsgp_sba as gp
import procurify_client as pc
from tests.simulation.caller import Caller
from tests.simulation.vendors.gp import sent

if TYPE_CHECKING:
    from tests.simulation.vendors.company import Company
    from tests.simulation.vendors.world import VendorWorld

__all__ = ["GPAddresses", "GPCards", "Procurify"]

_USD = SimpleNamespace(id=1, name="USD")


class Listed(list[Any]):
    """A list as GP's client gives it, all of which can be read."""

    unreadable: tuple[Any, ...] = ()


class GPCards:
    """The vendors of a company."""

    def __init__(self, caller: Caller, company: "Company") -> None:
        self._caller, self._company = caller, company

    def get(self, vendor_id: str) -> gp.Vendor:
        """One card. Raises DynamicsGPError."""
        self._caller.read("gp", "vendor", self._company.named(vendor_id))
        card = self._company.gp.cards.get(vendor_id)
        if card is None:
            raise gp.NotFoundError("no such vendor", status=404)
        return card

    def list(self, *, changed_since: datetime | None = None) -> Listed:
        """All cards, or those that changed since an instant. Raises DynamicsGPError."""
        self._caller.read("gp", "vendors")
        return Listed(row for _, row in sorted(self._company.gp.cards.items()) if _changed(row, changed_since))

    def create(self, vendor: gp.NewVendor, *, timeout: float) -> gp.Vendor:
        """Create a card unless it is there. Raises DynamicsGPError."""
        self._caller.read("gp", "vendor", self._company.named(vendor.id))
        if vendor.id in self._company.gp.cards:
            self._company.world.count("refused since the vendor exists")
            raise gp.AlreadyExistsError("the vendor exists", status=409)
        return self._send(vendor, timeout, create=True)

    def update(self, vendor: gp.NewVendor, *, seen: gp.Vendor, timeout: float) -> gp.Vendor:
        """Change a card that is what was seen. Raises DynamicsGPError."""
        _check_unchanged(self.get(vendor.id), seen)
        return self._send(vendor, timeout, create=False)

    def _send(self, vendor: gp.NewVendor, timeout: float, *, create: bool) -> gp.Vendor:
        source_id = self._caller.key.source_id
        self._company.judge.gp_card(self._caller, source_id, vendor, create=create)
        what = f"{'create' if create else 'update'} {self._company.named(vendor.id)}: {', '.join(sent(vendor))}"

        def act() -> gp.Vendor:
            made = self._company.gp.write_card(vendor, source_id)
            self._company.world.note_write(self._company)
            return made

        return self._caller.send("gp", self._company.named(vendor.id), what, timeout, act)


class GPAddresses:
    """The addresses of a company's vendors, beside their primary ones."""

    def __init__(self, caller: Caller, company: "Company") -> None:
        self._caller, self._company = caller, company

    def get(self, vendor_id: str, address_id: str) -> gp.VendorAddress:
        """One address. Raises DynamicsGPError."""
        self._caller.read("gp", "address", self._company.named(vendor_id))
        row = self._company.gp.addresses.get((vendor_id, address_id))
        if row is None:
            raise gp.NotFoundError("no such address", status=404)
        return row

    def list_all(self, *, changed_since: datetime | None = None) -> Listed:
        """All addresses, or those that changed since an instant. Raises DynamicsGPError."""
        self._caller.read("gp", "addresses")
        return Listed(row for _, row in sorted(self._company.gp.addresses.items()) if _changed(row, changed_since))

    def create(self, address: gp.NewVendorAddress, *, timeout: float) -> gp.VendorAddress:
        """Create an address unless it is there. Raises DynamicsGPError."""
        self._caller.read("gp", "address", self._company.named(address.vendor_id))
        if (address.vendor_id, address.id) in self._company.gp.addresses:
            raise gp.AlreadyExistsError("the address exists", status=409)
        card = self._company.gp.cards.get(address.vendor_id)
        if card is not None and not card.primary_address_id:
            self._company.world.count("an address of a vendor without a primary one")
        return self._send(address, timeout, create=True)

    def update(self, address: gp.NewVendorAddress, *, seen: gp.VendorAddress, timeout: float) -> gp.VendorAddress:
        """Change an address that is what was seen. Raises DynamicsGPError."""
        _check_unchanged(self.get(address.vendor_id, address.id), seen)
        return self._send(address, timeout, create=False)

    def _send(self, address: gp.NewVendorAddress, timeout: float, *, create: bool) -> gp.VendorAddress:
        self._company.judge.gp_address(self._caller, self._caller.key.source_id, address, create=create)
        about = self._company.named(address.vendor_id)
        what = f"{'create' if create else 'update'} {address.id} of {about}: {', '.join(sent(address))}"

        def act() -> gp.VendorAddress:
            made = self._company.gp.write_address(address)
            self._company.world.note_write(self._company)
            return made

        return self._caller.send("gp", about, what, timeout, act)


class Procurify:
    """Procurify's client; its `vendors` and `currencies` are itself and one currency."""

    def __init__(self, caller: Caller, world: "VendorWorld") -> None:
        self._caller, self._world = caller, world
        self.page_size = world.site.page_size
        self.vendors = SimpleNamespace(get=self._get, list=self._list)
        self.currencies = SimpleNamespace(list=lambda **_: [_USD])

    def pages(self, _: Any) -> Iterator[Any]:
        """The pages of the list, each cut out of the list as it is when it is asked for."""
        number, before = 0, None
        while True:
            self._caller.read("procurify", "page")
            rows = self._world.procurify.listed()
            drifted = before is not None and before != len(rows)
            if drifted:
                self._world.count("paging drift")
            page = rows[number * self.page_size : (number + 1) * self.page_size]
            number, before = number + 1, len(rows)
            told = tuple(self._world.procurify.told(row["id"]) for row in page)
            yield SimpleNamespace(records=told, unreadable=(), number=number, drift=1 if drifted else None)
            if number * self.page_size >= len(rows):
                return

    def send(self, call: Any, options: pc.Options) -> pc.Vendor:
        """Create or change a vendor. Raises ProcurifyError."""
        timeout = options.timeout.total if options.timeout else 0.0
        act: Callable[[], int]
        if call.method == "POST":
            members, about = dict(call.json), self._world.master.named(str(call.json["external_id"]))
            self._world.master.judge.procurify(self._caller, None, members)
            what = f"create a vendor of Procurify for {about}"
            act = lambda: self._world.procurify.create(members)  # noqa: E731  # one of two
        else:
            vendor, members = int(call.path.rstrip("/").rpartition("/")[2]), dict(call.json)
            self._world.master.judge.procurify(self._caller, vendor, members)
            about, what = str(vendor), f"change vendor {vendor} of Procurify: {', '.join(members)}"
            act = lambda: self._change(vendor, members)  # noqa: E731  # the other one

        def carry_out() -> pc.Vendor:
            written = act()
            self._world.look()
            return self._world.procurify.told(written)

        return self._caller.send("procurify", about, what, timeout, carry_out)

    def _change(self, vendor: int, members: dict[str, Any]) -> int:
        self._world.procurify.told(vendor)
        self._world.procurify.change(vendor, **members)
        return vendor

    def _get(self, vendor: int) -> pc.Vendor:
        self._caller.read("procurify", "vendor", str(vendor))
        return self._world.procurify.told(vendor)

    def _list(self, *, external_id: str | None = None, **_: object) -> Iterator[pc.Vendor]:
        self._caller.read("procurify", "vendors")
        for row in self._world.procurify.listed():
            # The filter finds parts of an ID too.
            if external_id is None or external_id in (row.get("external_id") or ""):
                yield self._world.procurify.told(row["id"])


def _changed(row: Any, since: datetime | None) -> bool:
    return bool(since is None or row.changed_at is None or row.changed_at >= since)


def _check_unchanged(now: object, seen: object) -> None:
    if now != seen:
        raise gp.RowChangedError("it is no longer what was seen", status=409)
