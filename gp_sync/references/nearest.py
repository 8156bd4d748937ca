"""Which accounts somebody may have meant."""

from collections.abc import Sequence
from difflib import get_close_matches

from gp_sync.core.fact_values import AccountFormat

__all__ = ["nearest"]

_MOST = 3
_ALIKE = 0.6  # what difflib itself takes for close


def nearest(number: str, accounts: Sequence[str], account_format: AccountFormat, main: int) -> tuple[str, ...]:
    """Give at most three accounts that are nearest to a number, the nearest first.

    Those with the same main segment come before all others; among them counts how much of the text agrees.

    Args:
        number: what was tried, such as `100-6200-09`.
        accounts: the accounts to choose from.
        account_format: how numbers are parted.
        main: the place of the main segment, from 0.
    """
    natural = account_format.segments(number)[main : main + 1]
    same = [account for account in accounts if account_format.segments(account)[main : main + 1] == natural]
    found = get_close_matches(number, same, n=_MOST, cutoff=0.0) if natural else []
    if len(found) < _MOST:
        others = sorted(set(accounts) - set(same)) if natural else accounts
        found += get_close_matches(number, others, n=_MOST - len(found), cutoff=_ALIKE)
    return tuple(found)
