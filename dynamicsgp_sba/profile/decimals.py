"""How many decimals the amounts and quantities of one company may have, where a site's profile states it."""

from collections.abc import Mapping

import attrs

from dynamicsgp_sba.profile import checks

__all__ = ["CompanyDecimals"]


def _folded(table: Mapping[str, int]) -> dict[str, int]:
    return {name.rstrip(" ").casefold(): decimals for name, decimals in table.items()}


@attrs.frozen(kw_only=True)
class CompanyDecimals:
    """The decimals of one company; what is None or not in a table is not known and not checked.

    Names of currencies and items are compared without case and trailing spaces.

    Args:
        quantity: of quantities (setup of Purchase Order Processing).
        unit_cost: of unit costs in the functional currency of what is not in the item master (the same setup).
        functional_currency: the company's own currency ID; empty where it is not known.
        currencies: by currency ID (Currency Setup), for amounts of documents and unit costs in a foreign currency.
        items: by item number (Item Maintenance), for unit costs of the item master.

    Raises:
        ValueError: a number is none from 0 to 5.
    """

    quantity: int | None = attrs.field(default=None, validator=checks.decimals)
    unit_cost: int | None = attrs.field(default=None, validator=checks.decimals)
    functional_currency: str = ""
    currencies: Mapping[str, int] = attrs.field(factory=dict, converter=_folded, validator=checks.decimals)
    items: Mapping[str, int] = attrs.field(factory=dict, converter=_folded, validator=checks.decimals)

    def of_currency(self, currency: str | None) -> int | None:
        """Give the decimals of a document's amounts, or None where its currency or its decimals are not known."""
        return None if not currency else self.currencies.get(currency.rstrip(" ").casefold())

    def of_unit_cost(self, currency: str | None, item: str | None) -> int | None:
        """Give the decimals of a line's unit cost.

        Args:
            currency: the document's; None where GP takes the vendor's, so that it is not known here.
            item: the number of an item of the item master; None for free text.
        """
        if item is not None:
            return self.items.get(item.rstrip(" ").casefold())
        if not currency or not self.functional_currency:
            return None
        if currency.rstrip(" ").casefold() == self.functional_currency.rstrip(" ").casefold():
            return self.unit_cost
        return self.of_currency(currency)
