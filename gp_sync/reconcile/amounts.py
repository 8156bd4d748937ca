"""How amounts are written in a report: to the cent, and with more decimals only where they say something."""

from decimal import Decimal

__all__ = ["grouped", "plain_amount"]


def plain_amount(amount: Decimal) -> str:
    """An amount for a program: `-1234.50`, never in another notation."""
    whole, _, part = f"{amount.normalize():f}".partition(".")
    return f"{'0' if whole == '-0' and not part else whole}.{part:0<2}"


def grouped(amount: Decimal) -> str:
    """An amount for people: `-1,234.50`, with a real minus sign."""
    whole, _, part = plain_amount(abs(amount)).partition(".")
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}{int(whole):,}.{part}"
