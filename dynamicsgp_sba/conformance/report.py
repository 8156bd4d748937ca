"""What the checks found, and what it means for the site's profile."""

from typing import Any, Literal, get_args

import attrs

from dynamicsgp_sba.conformance.check import Check, Trait
from dynamicsgp_sba.profile import SiteProfile

__all__ = ["Outcome", "Report", "Result"]

Outcome = Literal["passed", "failed", "not provable here"]


@attrs.frozen(kw_only=True)
class Result:
    """What one check found.

    Args:
        check: the check.
        outcome: how it ended.
        seen: what was seen, or why nothing can be said.
    """

    check: Check
    outcome: Outcome
    seen: str = ""


@attrs.frozen(kw_only=True)
class Report:
    """What all checks found.

    Args:
        company: the test company.
        results: one for each check.
        left: what is left in the company, such as voided orders in history.
        slowest: the longest time in seconds that a write took. It proves no bound: `longest_execution` is for the
            maker of the service to say.
    """

    company: str
    results: tuple[Result, ...]
    left: tuple[str, ...]
    slowest: float

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return all(result.outcome != "failed" for result in self.results)

    @property
    def proved(self) -> dict[str, bool]:
        """The entries of the orders' profile that the checks decide: True if all of theirs passed, False if one failed.

        What could not be tried out is not among them.
        """
        decided = {}
        for trait in get_args(Trait):
            outcomes = {result.outcome for result in self.results if result.check.proves == trait}
            if "failed" in outcomes or outcomes == {"passed"}:
                decided[trait] = "failed" not in outcomes
        return decided

    def applied_to(self, profile: SiteProfile) -> SiteProfile:
        """Give a profile that says of purchase orders what was proved."""
        proved: dict[str, Any] = self.proved
        return profile.with_resource("purchase_orders", **proved)

    def __str__(self) -> str:
        lines = [f"{result.outcome:<18}{result.check.name:<18}{result.check.promise}" for result in self.results]
        lines += ["", *(f"! {r.check.name}: {r.seen}" for r in self.results if r.outcome == "failed")]
        lines += [f"- {r.check.name}: {r.seen}" for r in self.results if r.outcome == "not provable here"]
        proved = ", ".join(f"{name} = {str(value).lower()}" for name, value in self.proved.items())
        lines += ["", f"proved of purchase orders: {proved or 'nothing'}"]
        lines.append(f"slowest write: {self.slowest:.3f} s; longest_execution is for the service's maker to say")
        lines.append(f"left in {self.company}: {'; '.join(self.left) or 'nothing'}")
        return "\n".join(lines)
