"""What a reconciliation comes to: how the totals tie, and all that was compared."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import attrs

from gp_sync.core.kinds import Kind, kind_of
from gp_sync.reconcile.model import Bucket, OrderRow, Period
from gp_sync.reconcile.reasons import Reason
from gp_sync.reconcile.vendor_rows import VendorRow

__all__ = ["Reconciliation", "Tie"]

NOTHING = Decimal(0)


@attrs.frozen(kw_only=True)
class Tie:
    """How the totals of one company and currency tie.

    Args:
        procurify: the sum of Procurify's orders, added up from Procurify's list alone.
        gp: the sum of GP's orders, added up from GP's list alone.
        reasons: the sum of all differences with each reason, added up from the orders' rows, and how many they are.
    """

    bucket: Bucket
    procurify: Decimal
    gp: Decimal
    procurify_orders: int
    gp_orders: int
    reasons: Mapping[Reason, tuple[Decimal, int]]

    @property
    def explained(self) -> Decimal:
        """The sum of all differences that have a reason."""
        return sum((amount for why, (amount, _) in self.reasons.items() if why is not Reason.UNEXPLAINED), NOTHING)

    @property
    def unexplained(self) -> Decimal:
        """What is left: Procurify's total, less all that is explained, less GP's."""
        return self.procurify - self.explained - self.gp

    @property
    def ties(self) -> bool:
        """Whether the totals tie to the cent, with a reason for every difference of every order."""
        return self.unexplained == 0 and Reason.UNEXPLAINED not in self.reasons


@attrs.frozen(kw_only=True)
class Reconciliation:
    """Both systems compared for one period.

    Args:
        connection: which connection.
        period: the days.
        made_at: when both systems were read.
        made_by: who asked for it.
        companies: the names of the companies by their short names.
        flows: the names of the flows that were compared: orders, requisitions or both.
        orders: every order of the period, by number, and then every requisition.
        ties: company by company and currency by currency, those of orders first.
        vendors: every vendor field by field; None where vendors do not flow.
        unreadable: in words, what cannot be read in either system, so that it is not in any total.
        is_over: the last day of the period had passed in every company when both systems were read.
    """

    connection: str
    period: Period
    made_at: datetime
    made_by: str
    companies: Mapping[str, str]
    flows: tuple[str, ...]
    orders: tuple[OrderRow, ...]
    ties: tuple[Tie, ...]
    vendors: tuple[VendorRow, ...] | None = None
    unreadable: tuple[str, ...] = ()
    is_over: bool = True

    @property
    def document(self) -> str:
        """What one of its rows is called: `order`, `requisition`, or `document` where it has both."""
        return self._kind.document

    @property
    def a_document(self) -> str:
        """The same with its article."""
        return self._kind.a_document

    @property
    def _kind(self) -> Kind:
        return kind_of(self.flows[0] if len(self.flows) == 1 else "")

    def called(self, bucket: Bucket) -> str:
        """What is added up, as people call it: the company's name, and which documents where there are two kinds."""
        company = self.companies.get(bucket.company, bucket.company) or "no company"
        return company if len(self.flows) == 1 else f"{company}, {kind_of(bucket.flow).document}s"

    @property
    def caution(self) -> str:
        """What a reader must know of the period; empty if it was over."""
        told = f"The period was not over yet when both systems were read: its last day is {self.period.last}"
        return "" if self.is_over else f"{told}, and what comes until then is not in this."

    @property
    def ties_out(self) -> bool:
        """Whether everything could be read, and all totals tie."""
        return not self.unreadable and all(tie.ties for tie in self.ties)
