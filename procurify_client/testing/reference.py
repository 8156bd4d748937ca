"""The state of the tenant but for its orders: organisation, chart of accounts, users and vendors."""

import copy
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from procurify_client.testing.shapes import Amount, Wire, exact, fixed, shape, term

__all__ = ["ReferenceData"]


class ReferenceData:
    """Locations, departments, account codes, currencies, users and vendors, in wire form.

    Args:
        now: the time of day, aware.

    Attributes:
        records: what there is, by kind and id; for the endpoints, under `lock`.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.lock = threading.RLock()
        self._ids = 0
        self._terms: dict[str, int] = {}
        self._accounts: dict[tuple[str, int], Wire] = {}
        kinds = ("locations", "departments", "account_codes", "currencies", "vendors")
        self.records: dict[str, dict[int, Wire]] = {kind: {} for kind in kinds}
        self.add_currency("USD", base=True)
        self._put("vendors", shape("vendor", name="OTHER", type=1, dateModified=self.stamp()))

    @property
    def vendors(self) -> dict[int, Wire]:
        """All vendors by id, archived ones too, as copies."""
        return self._copies("vendors")

    @property
    def locations(self) -> dict[int, Wire]:
        """All locations by id, as copies."""
        return self._copies("locations")

    @property
    def departments(self) -> dict[int, Wire]:
        """All departments by id, as copies."""
        return self._copies("departments")

    @property
    def account_codes(self) -> dict[int, Wire]:
        """All account codes by id, as copies."""
        return self._copies("account_codes")

    @property
    def currencies(self) -> dict[int, Wire]:
        """All currencies by id, as copies. The base currency is USD."""
        return self._copies("currencies")

    @property
    def users(self) -> dict[int, Wire]:
        """The two users by id: 15 buys, 16 asks."""
        location = {"id": 1, "name": "Head Office", "headquarter": True}
        department = {"id": 1, "name": "Administration", "location": location}
        sam = {"id": 16, "user": 116, "firstName": "Sam", "lastName": "Requester", "email": "sam.requester@example.com"}
        places = {"department": department, "location": location}
        return {15: shape("user", **places), 16: shape("user", **places, **sam)}

    @property
    def me(self) -> Wire:
        """The user who owns the application."""
        return shape("me")

    def add_location(self, name: str, *, time_zone: str = "", external_id: str | None = None) -> Wire:
        """Add a location; the first is the head office.

        Args:
            name: at most 150 characters.
            time_zone: an IANA name, or empty as in many tenants.
            external_id: the id in the other system.
        """
        with self.lock:
            address = shape("address", name=name)
            return self._put(
                "locations",
                shape(
                    "location",
                    name=name,
                    locationTimezone=time_zone,
                    external_id=external_id,
                    headquarter=not self.records["locations"],
                    primary_billing_address=address,
                    primary_shipping_address=address,
                    shipping_addresses=[address],
                ),
            )

    def add_department(self, name: str, location_id: int, *, external_id: str | None = None) -> Wire:
        """Add a department to a location."""
        with self.lock:
            location = self.existing("locations", location_id)
            location["department_count"] += 1
            branch = {part: location[part] for part in ("id", "name", "headquarter")}
            return self._put("departments", shape("department", name=name, branch=branch, external_id=external_id))

    def add_account_code(self, code: str, description: str) -> Wire:
        """Add a GL code."""
        with self.lock:
            return self._put(
                "account_codes",
                shape("account_code", code=code, code_length=len(code), description=description),
            )

    def add_currency(self, name: str, rate: Amount = "1.000000", *, base: bool = False) -> Wire:
        """Add a currency. An amount in it times `rate` is one in the base currency."""
        with self.lock:
            return self._put("currencies", shape("currency", name=name, rate=fixed(exact(rate), 6), base=base))

    def add_vendor(
        self,
        name: str,
        *,
        external_id: str | None = None,
        type: int = 3,  # noqa: A002  # the wire's name
        active: bool = True,
        payment_term: str | None = "Net 30",
        **fields: Any,
    ) -> Wire:
        """Add a vendor.

        Args:
            name: at most 150 characters; need not be unique.
            external_id: the id in the other system.
            type: 3 preferred, 4 regular, and the other codes of the API.
            active: False for an archived one.
            payment_term: the name of its payment term.
            **fields: any other field, by wire name.
        """
        with self.lock:
            vendor = shape(
                "vendor",
                name=name,
                external_id=external_id,
                type=type,
                active=active,
                payment_term_ref=term(payment_term, self.term_id),
                dateModified=self.stamp(),
            )
            return self._put("vendors", vendor | fields)

    def edit_vendor(self, vendor_id: int, **fields: Any) -> Wire:
        """Change fields of a vendor, by wire name, and its date of change."""
        with self.lock:
            vendor = self.existing("vendors", vendor_id)
            vendor.update(fields, dateModified=self.stamp())
            return copy.deepcopy(vendor)

    def remove_vendor(self, vendor_id: int) -> None:
        """Take a vendor away altogether, as if it had never been."""
        with self.lock:
            self.existing("vendors", vendor_id)
            del self.records["vendors"][vendor_id]

    def account(self, code: str, department_id: int) -> Wire:
        """Find the account of a code in a department, or open it."""
        with self.lock:
            department = self.existing("departments", department_id)
            account_code = next((one for one in self.records["account_codes"].values() if one["code"] == code), None)
            if account_code is None:
                raise LookupError(f"there is no account code {code!r}: add it with add_account_code")
            if (code, department_id) not in self._accounts:
                account_code["applied_accounts_count"] += 1
                self._accounts[code, department_id] = shape("account", id=self.new_id())
            summary = {part: department[part] for part in ("id", "external_id", "name", "punchout_email", "active")}
            branch = {part: department["branch"][part] for part in ("id", "name")}
            account = self._accounts[code, department_id]
            return copy.deepcopy(account | {"account_code": account_code, "department": summary | {"branch": branch}})

    def stamp(self) -> str:
        """Give the present instant as the wire writes it."""
        return self.now().isoformat()

    def new_id(self) -> int:
        """Give an id that nothing has."""
        self._ids += 1
        return self._ids

    def term_id(self, name: str) -> int:
        """Give the id of a term by its name."""
        return self._terms.setdefault(name, len(self._terms) + 11)

    def existing(self, kind: str, key: int) -> Wire:
        """Find a record.

        Raises:
            LookupError: there is none with this key.
        """
        records = self.records[kind]
        if key not in records:
            raise LookupError(f"there is nothing with the id {key!r} in {kind}; there are {sorted(records)}")
        return records[key]

    def _copies(self, kind: str) -> dict[int, Wire]:
        with self.lock:
            return copy.deepcopy(self.records[kind])

    def _put(self, kind: str, record: Wire) -> Wire:
        record["id"] = max(self.records[kind], default=0) + 1
        self.records[kind][record["id"]] = record
        return copy.deepcopy(record)
