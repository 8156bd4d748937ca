"""Running the checks one after another, and clearing up behind them."""

from dynamicsgp_sba.conformance.bench import Bench
from dynamicsgp_sba.conformance.changing import CHANGING
from dynamicsgp_sba.conformance.check import Check, Failed, NotProvable
from dynamicsgp_sba.conformance.creating import CREATING
from dynamicsgp_sba.conformance.looking import LOOKING
from dynamicsgp_sba.conformance.report import Report, Result
from dynamicsgp_sba.errors import DynamicsGPError, LoginError

__all__ = ["CHECKS", "run_checks"]

CHECKS: tuple[Check, ...] = (*CREATING, *LOOKING, *CHANGING)
"""All checks, in the order in which they run: reads before what may void the order that has a receipt."""


def run_checks(bench: Bench, checks: tuple[Check, ...] = CHECKS) -> Report:
    """Run checks in a test company, and void afterwards what they wrote.

    Raises:
        LoginError: the logon was refused; nothing more is tried.
    """
    try:
        results = tuple(_result(check, bench) for check in checks)
    finally:
        left = bench.clear_up()
    return Report(company=bench.company.name, results=results, left=left, slowest=bench.slowest)


def _result(check: Check, bench: Bench) -> Result:
    try:
        check.run(bench)
    except NotProvable as why:
        return Result(check=check, outcome="not provable here", seen=str(why))
    except Failed as seen:
        return Result(check=check, outcome="failed", seen=str(seen))
    except LoginError:
        raise
    except DynamicsGPError as error:
        return Result(check=check, outcome="failed", seen=f"{type(error).__name__}: {error}")
    return Result(check=check, outcome="passed")
