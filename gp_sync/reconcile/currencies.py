"""One name for one currency: GP's currency IDs by the names that Procurify uses."""

from datetime import datetime
from functools import cache
from typing import Any

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency, PurchasingSetup
from gp_sync.core.flow import References
from gp_sync.core.model import Facts, RecordUnusable, Ref
from gp_sync.flows.purchase_orders.needs import currencies_called
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import ANY, looked_up, same

__all__ = ["CurrencyNames"]


class CurrencyNames:
    """Names currencies, as far as the configuration and GP's tables tell.

    Args:
        references: where GP's tables come from.
        policy: the flow's settings.
        now: as of when.
    """

    def __init__(self, references: References, policy: PurchaseOrderPolicy, now: datetime) -> None:
        self._references = references
        self._companies = {company.id: company for company in policy.companies}
        self._now = now
        self.name = cache(self._name)
        self.of_procurify = cache(self._of_procurify)

    def _of_procurify(self, company: str, name: str) -> str:
        """The one name of a currency that Procurify may have under several, each for the same of GP.

        Raises:
            Unavailable: GP cannot be used now.
        """
        policy = self._companies.get(company)
        if policy is None or not name:
            return name
        ref = names.currencies(company)
        facts = Facts(as_of=self._now, asked=frozenset({ref}), found={ref: self._find(ref) or ()})
        known = {row.id for row in currencies_called(name, policy, facts)}
        wanted = known.pop() if len(known) == 1 else looked_up(policy.currencies, name)
        return self.name(company, wanted) if wanted else name

    def _name(self, company: str, currency_id: str) -> str:
        """Procurify's name of a GP currency; GP's own ID where nothing tells that name.

        Raises:
            Unavailable: GP cannot be used now.
        """
        policy = self._companies[company]
        wanted = currency_id or self._own(policy)
        listed = [name for name, known in policy.currencies.items() if name != ANY and same(known, wanted)]
        rows: tuple[Currency, ...] = self._find(names.currencies(company)) or ()
        coded = [row.iso_code for row in rows if same(row.id, wanted) and row.iso_code]
        return next(iter((*listed, *coded)), wanted)

    def _own(self, policy: CompanyPolicy) -> str:
        setup: PurchasingSetup | None = self._find(names.purchasing_setup(policy.id))
        return (setup.functional_currency if setup is not None else "") or policy.functional_currency

    def _find(self, ref: Ref) -> Any:
        try:
            return self._references.find(ref, self._now)
        except RecordUnusable:
            return None
