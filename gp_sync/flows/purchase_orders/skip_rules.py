"""Rules by which orders are left out that are not wanted in GP."""

import attrs

from gp_sync.flows.purchase_orders.checks import not_blank

__all__ = ["SkipRule"]


@attrs.frozen(kw_only=True)
class SkipRule:
    """Orders that are not wanted in GP. What is empty stands for any; an order must fit all that is given.

    Args:
        reason: why, for the reports.
        vendor: the vendor's name.
        department: the department of all its lines.
        location: the location of all its lines.
        account_code: the account code of all its lines.
        custom_field: the name of a custom field of the order.
        value: its value, which is needed with `custom_field`; an empty text for orders on which the field is empty.
    """

    reason: str = attrs.field(validator=not_blank)
    vendor: str = ""
    department: str = ""
    location: str = ""
    account_code: str = ""
    custom_field: str = ""
    value: str | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.custom_field) != (self.value is not None):
            raise ValueError("a skip rule has custom_field and value together: give both; value may be an empty text")
        if not any((self.vendor, self.department, self.location, self.account_code, self.custom_field)):
            raise ValueError("a skip rule without a condition would skip every order: give vendor, department, ...")
