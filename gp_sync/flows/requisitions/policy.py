"""The settings of the requisition flow; what they do not say holds as for orders."""

from collections.abc import Mapping
from datetime import date

import attrs

from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.checks import one_of, template
from gp_sync.flows.purchase_orders.order_checks import severities
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy, PurchaseOrderPolicy

__all__ = ["RequisitionFlowPolicy", "RequisitionPolicy"]


@attrs.frozen(kw_only=True)
class RequisitionPolicy:
    """What holds for the requisitions of all companies.

    Args:
        number (template): the number in GP, of Procurify's `{number}`. At most 17 characters; give it a prefix that
            GP's own numbers lack.
        marker (template): what makes a requisition ours, in its first user-defined field; takes `{number}`.
        item_number (template): the item number of a free-text line. Takes `{line}`, its id in Procurify, `{number}` and
            `{sku}`.
        start: requisitions made before this day are left alone; needed for the first run.
        closed_period (`"hold"` or `"next_open"`): a requisition whose period is closed waits; `"next_open"` dates it to
            the first day of the next open one.
        severity: other severities of findings, by code.
    """

    number: str = attrs.field(default="PREQ{number}", validator=template("number"))
    marker: str = attrs.field(default="PROCURIFY {number}", validator=template("number"))
    item_number: str = attrs.field(default="PROC-{line}", validator=template("line", "number", "sku"))
    start: date | None = None
    closed_period: str = attrs.field(default="hold", validator=one_of("hold", "next_open"))
    severity: Mapping[str, str] = attrs.field(factory=dict, validator=severities)


@attrs.frozen(kw_only=True)
class RequisitionFlowPolicy:
    """The flow's settings over all companies.

    Args:
        companies: the GP companies that this connection writes to.
        limits: GP's usable lengths by the names of the fields that are fitted.
        requisitions: what holds for the requisitions of all companies.
        orders: what holds for orders, and for requisitions where their own settings say nothing.
    """

    companies: tuple[CompanyPolicy, ...]
    limits: Mapping[str, int]
    requisitions: RequisitionPolicy = attrs.field(factory=RequisitionPolicy)
    orders: OrderPolicy = attrs.field(factory=OrderPolicy)

    @property
    def as_orders(self) -> PurchaseOrderPolicy:
        """The settings by which the steps and rules of orders treat a requisition."""
        own = self.requisitions
        orders = attrs.evolve(
            self.orders,
            number=own.number,
            marker=own.marker,
            item_number=own.item_number,
            closed_period=own.closed_period,
            check_requisition=False,
        )
        return PurchaseOrderPolicy(companies=self.companies, limits=self.limits, orders=orders)

    @property
    def severities(self) -> dict[str, Severity]:
        """The severities that the configuration gives, by code."""
        return {code: Severity(severity) for code, severity in self.requisitions.severity.items()}

    def company(self, company_id: str) -> CompanyPolicy:
        """A company by its short name."""
        return next(company for company in self.companies if company.id == company_id)
