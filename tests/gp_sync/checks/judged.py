"""Documents as the judge leaves them, for tests of what is made of them."""

from decimal import Decimal

from gp_sync.checks.judge import Judged
from gp_sync.core.facts import account, site
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Key
from gp_sync.core.summary import Money, Summary

__all__ = ["account_missing", "judged", "no_total", "site_missing"]


def judged(number: str, *findings: Finding, amount: str = "100.00") -> Judged:
    """An order that these findings stop; one without passes."""
    return Judged(
        key=Key(connection="fabrikam", flow="purchase_orders", source_id=number),
        label=f"PF{number}",
        outcome="block" if findings else "pass",
        findings=findings,
        summary=Summary(amount=Money(amount=Decimal(amount), currency="USD")),
    )


def account_missing(number: str, line: int = 1) -> Finding:
    """GP lacks an account."""
    return finding("GP_ACCOUNT_NOT_FOUND", account("TWO", number), where=f"line {line}", tried=f"{number} is not")


def site_missing(name: str) -> Finding:
    """GP lacks a site."""
    return finding("SITE_UNMAPPED", site("TWO", name), where="line 1", tried=name)


def no_total(number: str) -> Finding:
    """The order's own amounts do not add up."""
    key = Key(connection="fabrikam", flow="purchase_orders", source_id=number)
    return finding("TOTAL_MISMATCH", key.ref, tried="1.00 and 2.00")
