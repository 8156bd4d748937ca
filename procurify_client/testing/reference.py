"""Organisation and chart of accounts: locations, departments, account codes, accounts, currencies, custom fields."""

import copy
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from procurify_client.testing.shapes import Amount, Wire, exact, fixed, shape
from procurify_client.testing.state import State

__all__ = ["ReferenceData"]

_LABELS = {
    "t": "Text",
    "a": "Text Area",
    "i": "Integer",
    "f": "Decimal",
    "b": "Boolean (Yes/No)",
    "m": "Dropdown Choices",
    "d": "Date",
    "h": "Date Time",
}


class ReferenceData(State):
    """What documents refer to, in wire form. The base currency is USD."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._accounts: dict[tuple[str, int], int] = {}
        self.add_currency("USD", base=True)

    @property
    def locations(self) -> dict[int, Wire]:
        """All locations by id, as copies."""
        return self.copies("locations")

    @property
    def departments(self) -> dict[int, Wire]:
        """All departments by id, as copies."""
        return self.copies("departments")

    @property
    def account_codes(self) -> dict[int, Wire]:
        """All account codes by id, as copies."""
        return self.copies("account_codes")

    @property
    def currencies(self) -> dict[int, Wire]:
        """All currencies by id, as copies."""
        return self.copies("currencies")

    @property
    def custom_fields(self) -> dict[int, Wire]:
        """All custom fields of order items by id, as copies."""
        return self.copies("custom_fields")

    def add_location(self, name: str, *, time_zone: str = "", external_id: str | None = None) -> Wire:
        """Add a location; the first is the head office.

        Args:
            name: at most 150 characters.
            time_zone: an IANA name, or empty as in many tenants.
            external_id: the id in the other system.
        """
        with self.lock:
            address = shape("address", name=name)
            return self.keep(
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

    def add_department(self, name: str, location_id: int, *, external_id: str | None = None, **fields: Any) -> Wire:
        """Add a department to a location; further fields by wire name."""
        with self.lock:
            branch = self.branch(location_id)
            self.existing("locations", location_id)["department_count"] += 1
            department = shape("department", name=name, branch=branch, external_id=external_id)
            return self.keep("departments", department | fields)

    def branch(self, location_id: int) -> Wire:
        """Write a location as its departments embed it."""
        location = self.existing("locations", location_id)
        return {part: location[part] for part in ("id", "name", "headquarter")}

    def add_account_code(self, code: str, description: str, **fields: Any) -> Wire:
        """Add a GL code; further fields by wire name, such as `account_type` (0 assets to 5 other) and `parent`."""
        with self.lock:
            account_code = shape("account_code", code=code, code_length=len(code), description=description)
            return self.keep("account_codes", account_code | fields)

    def edit_account_code(self, account_code: int, **fields: Any) -> Wire:
        """Change fields of a GL code, by wire name; its accounts follow where the code changes."""
        with self.lock:
            present = self.existing("account_codes", account_code)
            code: str = (present | fields)["code"]
            renamed = {(code, owner): key for (old, owner), key in self._accounts.items() if old == present["code"]}
            kept = {place: key for place, key in self._accounts.items() if place[0] != present["code"]}
            self._accounts = kept | renamed
            present.update(fields, code_length=len(code))
            return copy.deepcopy(present)

    def add_currency(self, name: str, rate: Amount = "1.000000", *, base: bool = False) -> Wire:
        """Add a currency. An amount in it times `rate` is one in the base currency."""
        with self.lock:
            return self.keep("currencies", shape("currency", name=name, rate=fixed(exact(rate), 6), base=base))

    def add_custom_field(
        self, name: str, *, field_type: str = "t", choices: Sequence[str] = (), required: bool = False
    ) -> Wire:
        """Add a custom field of order items.

        Args:
            name: at most 200 characters.
            field_type: t text, a large text, i integer, f decimal, b boolean, m dropdown, d date, h date and time.
            choices: of a dropdown.
            required: whether a requisition line must have it.

        Raises:
            KeyError: there is no such type.
        """
        with self.lock:
            field = shape(
                "custom_field",
                name=name,
                field_type=field_type,
                field_label=_LABELS[field_type],
                field_choices=list(choices),
                is_required=required,
            )
            return self.keep("custom_fields", field)

    def remove_custom_field(self, custom_field: int) -> None:
        """Take a custom field away; lines that have it keep it."""
        with self.lock:
            self.existing("custom_fields", custom_field)
            del self.records["custom_fields"][custom_field]

    def add_account(self, code: str, department_id: int, *, budget: Amount = "0", **fields: Any) -> Wire:
        """Open the account of a code in a department, which lines do by themselves, with a budget and other fields."""
        with self.lock:
            number = self.account(code, department_id)["id"]
            amount = fixed(exact(budget), 2)
            account = self.existing("accounts", number)
            account.update({"budget": amount, "balance_approved": amount, "balance_purchased": amount} | fields)
            return self.account(code, department_id)

    def account(self, code: str, department_id: int) -> Wire:
        """Find the account of a code in a department, or open it, as the lines of orders embed it."""
        with self.lock:
            department = self.existing("departments", department_id)
            account_code = self.named("account_codes", code, "code")
            if account_code is None:
                raise LookupError(f"there is no account code {code!r}: add it with add_account_code")
            if (code, department_id) not in self._accounts:
                account_code["applied_accounts_count"] += 1
                owned = shape("account", account_code=account_code["id"], department=department_id)
                self._accounts[code, department_id] = self.new_id()
                self.keep("accounts", owned, key=self._accounts[code, department_id])
            account = self.records["accounts"][self._accounts[code, department_id]]
            summary = {part: department[part] for part in ("id", "external_id", "name", "punchout_email", "active")}
            branch = {part: department["branch"][part] for part in ("id", "name")}
            return copy.deepcopy(account | {"account_code": account_code, "department": summary | {"branch": branch}})

    def listed_account(self, account: Wire) -> Wire:
        """Write a kept account as the chart of accounts shows it: sums as texts, the department as it is."""
        used = {name: fixed(Decimal(account[name]), 2) for name in ("budget_used_approved", "budget_used_purchased")}
        parts = {
            "account_code": self.records["account_codes"][account["account_code"]],
            "department": self.records["departments"][account["department"]],
        }
        wire = copy.deepcopy(account | used | parts)
        del wire["warning_indicator"]
        return wire
