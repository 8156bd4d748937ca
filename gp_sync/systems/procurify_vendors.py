"""Procurify's side of vendors: read by their ids, or found by the external ID that they shall have."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import procurify_client as pc
from gp_sync.core.canonical import plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, RecordUnusable, TargetRef, Unavailable, Write
from gp_sync.core.problems import plain_problem
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.refusals import OutcomeUnknown, Refused
from gp_sync.flows.vendors.approval import approval_obstacle
from gp_sync.flows.vendors.document import VendorRecord, external_id_of, to_create_in_procurify
from gp_sync.references.contents import unusable
from gp_sync.systems.procurify import side_finding, unavailable
from gp_sync.systems.vendor_bodies import new_in_procurify, procurify_change
from gp_sync.systems.vendor_records import check_unmoved, from_procurify
from procurify_client.bodies import VendorChange
from procurify_client.resources import vendors

__all__ = ["CurrencyNames", "ProcurifyVendors", "writing"]

_REFUSED = (pc.ValidationError, pc.NotFoundError)


class CurrencyNames:
    """The names of Procurify's currencies by their ids; asked for once, and again for an id that is new.

    May be used by several threads.
    """

    def __init__(self, client: pc.Procurify) -> None:
        self._client = client
        self._names: dict[int, str] = {}
        self._lock = threading.Lock()

    def name(self, currency_id: int | None) -> str:
        """The name, such as `USD`; empty for none. Raises ProcurifyError."""
        if currency_id is None:
            return ""
        with self._lock:
            if currency_id not in self._names:
                self._read()
            return self._names.get(currency_id, "")

    def id(self, name: str) -> int | None:
        """The id of a currency; None for an unknown one. Raises ProcurifyError."""
        with self._lock:
            if not self._names:
                self._read()
            return next((key for key, known in self._names.items() if known == name), None)

    def _read(self) -> None:
        listed = self._client.currencies.list(on_unreadable=lambda _: None)
        self._names = {row.id: row.name or "" for row in listed}


class ProcurifyVendors:
    """The vendors of one Procurify tenant.

    Args:
        client: the client.
        currencies: their names.
    """

    def __init__(self, client: pc.Procurify, currencies: CurrencyNames) -> None:
        self._client = client
        self._currencies = currencies

    def read(self, target: TargetRef) -> Found[VendorRecord] | None:
        """Read a vendor. Raises Unavailable, or RecordUnusable: it cannot be read, or several have its external ID."""
        with unavailable():
            try:
                return self._found(target, self.fetch(target))
            except pc.NotFoundError:
                return None
            except pc.UnexpectedResponseError as error:
                if error.problems:
                    raise unusable(target.ref, "; ".join(error.problems)) from error
                raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's

    def fetch(self, target: TargetRef) -> pc.Vendor:
        """Read a vendor.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
            RecordUnusable: several have its external ID, or one that has it, or may have it, cannot be read.
        """
        external_id = external_id_of(target)
        if external_id is None:
            return self._client.vendors.get(int(target.number))
        same = self._having(target, external_id)
        if not same:
            raise pc.NotFoundError(f"no active vendor has the external ID '{external_id}'")
        if len(same) > 1:
            several = " and ".join(map(str, same))
            raise unusable(target.ref, f"Procurify's vendors {several} have the external ID '{external_id}'")
        return next(iter(same.values()))

    def _having(self, target: TargetRef, external_id: str) -> dict[int, pc.Vendor]:
        """The active vendors with an external ID, by id.

        Whether the list's filter goes by case is not documented; GP does not, and people type external IDs. So all
        vendors are looked at beside it, for the few that a person had created.
        """
        lost, found, lists = list[pc.UnreadableRecord](), dict[int, pc.Vendor](), self._client.vendors
        for listed in (
            lists.list(external_id=external_id, on_unreadable=lost.append),
            lists.list(on_unreadable=lost.append),
        ):
            found |= {row.id: row for row in listed if _names(row.external_id, external_id)}
        for row in lost:
            told = row.raw.get("external_id", external_id) if isinstance(row.raw, dict) else external_id
            if not isinstance(told, str | None) or _names(told, external_id):
                raise unusable(target.ref, "; ".join(row.problems))
        return found

    def create(self, write: Write[VendorRecord], body: VendorRecord, timeout: float) -> Found[VendorRecord]:
        """Create a vendor where none has its external ID, and read it back.

        Raises:
            Refused: one has it.
            ProcurifyError: it failed.
            OutcomeUnknown: it was taken, and could not be read back.
        """
        with suppress(pc.NotFoundError):
            self.fetch(write.target)
            taken = finding("PO_NUMBER_TAKEN", write.target.ref, tried=write.target.number)
            raise Refused((taken,), exists=True)
        self._check_currency(write.target, body)
        made = self._client.send(vendors.create(new_in_procurify(body, self._currencies.id)), _within(timeout))
        return self._read_back(write.target, made.id)

    def update(self, write: Write[VendorRecord], body: VendorRecord, timeout: float) -> Found[VendorRecord]:
        """Write what a vendor lacks of a body, and read it back.

        Raises:
            RecordMoved: it is not what the decision was made on.
            Refused: it may not be changed, or has another external ID, which is never written over.
            ProcurifyError: it failed.
            OutcomeUnknown: it was taken, and could not be read back.
        """
        target, vendor = write.target, self.fetch(write.target)
        seen = self._found(target, vendor)
        check_unmoved(write, seen)
        there = seen.body.external_id
        if there not in {"", body.external_id}:
            tried = f"{target}: its external ID is '{there}', and not '{body.external_id}'"
            raise Refused((finding("PROCURIFY_REFUSED", target.ref, tried=tried),))
        self._check_currency(target, body)
        change = procurify_change(seen.body, body, self._currencies.id)
        if change != VendorChange():
            self._client.send(vendors.update(vendor.id, change), _within(timeout))
        return self._read_back(target, vendor.id)

    def with_external_ids(self, since: datetime | None) -> Iterator[tuple[TargetRef, Found[VendorRecord]]]:
        """List the vendors that have an external ID, changed since an instant.

        Raises:
            Unavailable: Procurify cannot be used now.
            RecordsUnreadable: after the last vendor that can be read, there are others that cannot.
        """
        lost: list[str] = []
        with unavailable():
            for row in self._client.vendors.list(on_unreadable=lambda row: lost.append("; ".join(row.problems))):
                external_id, moved = (row.external_id or "").strip(), row.last_modified
                if external_id and (since is None or moved is None or moved >= since):
                    target = to_create_in_procurify(external_id)
                    yield target, self._found(target, row)
        if lost:
            raise RecordsUnreadable(lost)

    def _check_currency(self, target: TargetRef, body: VendorRecord) -> None:
        if body.currency and self._currencies.id(body.currency) is None:
            tried = f"{target}: it has no currency '{body.currency}'"
            raise Refused((finding("PROCURIFY_REFUSED", target.ref, tried=tried),))

    def _read_back(self, target: TargetRef, vendor_id: int) -> Found[VendorRecord]:
        """What Procurify made of a write: it was taken, so whatever goes wrong here leaves it unknown."""
        try:
            return self._found(target, self._client.vendors.get(vendor_id))
        except pc.ProcurifyError as error:
            raise OutcomeUnknown(f"it was taken, and could not be read back: {error}") from error

    def _found(self, target: TargetRef, vendor: pc.Vendor) -> Found[VendorRecord]:
        body = from_procurify(vendor, self._currencies.name(vendor.currency_id))
        return Found(body=body, obstacle=approval_obstacle(target, body))


@contextmanager
def writing(write: Write[VendorRecord]) -> Iterator[None]:
    """Turn the client's errors of a write into the engine's.

    Raises:
        OutcomeUnknown: Procurify may have carried it out.
        Refused: nothing was written, for a reason of this record.
        Unavailable: nothing was written, for a reason of the side.
    """
    try:
        yield
    except RecordUnusable as error:
        raise Refused((error.finding,)) from error
    except pc.ProcurifyError as error:
        if error.outcome_unknown:
            raise OutcomeUnknown(str(error)) from error
        if not isinstance(error, _REFUSED):
            raise Unavailable(side_finding(error)) from error
        tried = f"{write.target.number}: {plain_problem(str(error))}"
        raise Refused((finding("PROCURIFY_REFUSED", write.target.ref, tried=tried),)) from error


def _names(there: str | None, external_id: str) -> bool:
    return plain((there or "").strip()) == plain(external_id)


def _within(timeout: float) -> pc.Options:
    return pc.Options(timeout=pc.Timeout(total=timeout))
