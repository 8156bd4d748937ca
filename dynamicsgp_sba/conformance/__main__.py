r"""Try out the companion contract on a server, in a test company that you name.

    python -m dynamicsgp_sba.conformance --url https://gp.example.com --user DOMAIN\user --test-company "Fabrikam Test"

writes purchase orders there, voids them again, and says what is left.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import attrs

from dynamicsgp_sba.client import DynamicsGP
from dynamicsgp_sba.command_line import add_site_options, client_of, site_of
from dynamicsgp_sba.conformance.bench import Bench, find_material
from dynamicsgp_sba.conformance.creating import AT_ONCE
from dynamicsgp_sba.conformance.report import Report
from dynamicsgp_sba.conformance.running import run_checks
from dynamicsgp_sba.errors import DynamicsGPError
from dynamicsgp_sba.profile import COMPANION, to_toml

__all__ = ["main"]

_OK, _FAILED, _NOT_RUN = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: those of the command line.

    Returns:
        0 if no check failed, 1 if one did, 2 if they could not run.
    """
    options = _parser().parse_args(arguments)
    if not options.test_company:
        return _not_run("name the test company with --test-company: orders are written there, and stay in its history")
    if options.save is not None and options.save.exists() and not options.overwrite:
        return _not_run(f"{options.save} exists already: choose another name, or say --overwrite")
    try:
        profile = site_of(options, COMPANION)
        # Decimals that the profile states would be checked by the client, and it is the server that is tried here.
        with client_of(options, attrs.evolve(profile, decimals={}), max_connections=AT_ONCE) as gp:
            report = _report(gp, options)
        if options.save is not None:
            options.save.write_text(to_toml(report.applied_to(profile)), encoding="utf-8", newline="\n")
            sys.stderr.write(f"{options.save} is written, with what was proved.\n")
    except (ValueError, DynamicsGPError, OSError) as error:
        return _not_run(str(error))
    sys.stdout.write(f"{report}\n")
    return _OK if report.ok else _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dynamicsgp_sba.conformance", description=__doc__)
    add_site_options(parser)
    parser.add_argument("--test-company", help="the display name of a company whose orders nobody needs")
    parser.add_argument("--vendor", default="", help="an active vendor (default: the first)")
    parser.add_argument("--account", default="", help="an account that allows entry (default: the first)")
    parser.add_argument("--site", default="", help="an active site (default: the first, if there is one)")
    parser.add_argument("--unit", default="Each", help="a unit of measure (Each)")
    parser.add_argument(
        "--received", default="", help="an order with an unposted receipt; a service at fault may void it"
    )
    parser.add_argument("--save", type=Path, help="write the profile with what was proved")
    parser.add_argument("--overwrite", action="store_true", help="write over an existing file")
    return parser


def _report(gp: DynamicsGP, options: argparse.Namespace) -> Report:
    material = find_material(
        gp,
        options.test_company,
        vendor_id=options.vendor,
        account_number=options.account,
        site_id=options.site,
        unit=options.unit,
        received=options.received,
    )
    # Numbers that no earlier run has used: seconds since 1970, in hexadecimal.
    prefix = f"CT{int(time.time()):X}"
    return run_checks(Bench(gp, options.test_company, material, prefix=prefix, today=datetime.now(UTC).date()))


def _not_run(why: str) -> int:
    sys.stderr.write(f"Nothing was checked: {why}\n")
    return _NOT_RUN


if __name__ == "__main__":
    sys.exit(main())
