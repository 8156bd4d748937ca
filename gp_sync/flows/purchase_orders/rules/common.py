"""What the rules share: the values they look at, and how messages call a line."""

from collections.abc import Iterator

from gp_sync.core.fact_values import Account
from gp_sync.core.model import Case, Mapped, Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy

__all__ = ["MappedOrder", "OrderCase", "bodies", "company_of", "label", "named", "order_ref", "policy_of", "source_of"]

OrderCase = Case[SourceOrder, GPPurchaseOrder]
MappedOrder = Mapped[GPPurchaseOrder]


def bodies(mapped: MappedOrder) -> Iterator[tuple[str, GPPurchaseOrder]]:
    """What would be written, by company."""
    for target, body in mapped.wanted.items():
        yield target.company, body


def policy_of(case: OrderCase) -> PurchaseOrderPolicy:
    """The flow's settings."""
    policy: PurchaseOrderPolicy = case.policy
    return policy


def company_of(case: OrderCase, company: str) -> CompanyPolicy:
    """The settings of a company."""
    return policy_of(case).company(company)


def order_ref(case: OrderCase) -> Ref:
    """The order itself, as a cause."""
    return case.key.ref


def label(case: OrderCase, line: GPPurchaseOrderLine) -> str:
    """What people call the line in Procurify: a split line is one there and several in GP."""
    source = source_of(case, line)
    return f"the {line.source_line} line" if source is None else source.label


def source_of(case: OrderCase, line: GPPurchaseOrderLine) -> SourceLine | None:
    """The line of Procurify that a line, or a part of one, came from; None for a charge of the header."""
    source_id = line.source_line.partition(":")[0]
    return next((source for source in case.source.lines if str(source.id) == source_id), None)


def named(account: Account) -> str:
    """An account with its words."""
    return f"{account.number} ({account.description})" if account.description else account.number
