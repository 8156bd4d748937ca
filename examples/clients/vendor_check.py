"""Tells which vendor IDs of a list GP does not have, or has on hold. The exit code is 1 if there is one.

`python -m examples.clients.vendor_check "Fabrikam, Inc." ACETRAVE0001 CONTOSUP0001`

GP and the account come from the environment: GP_URL, GP_USER (with its domain), GP_PASSWORD; and where GP's certificate
is from an authority of the company's own, GP_CA_BUNDLE, its PEM file.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator

from dynamicsgp_sba import Company, DynamicsGP, NotFoundError, NtlmAuth

__all__ = ["main", "vendor_faults"]


def vendor_faults(company: Company, ids: Iterable[str]) -> Iterator[str]:
    """One sentence for each ID that is better not bought from."""
    for vendor_id in ids:
        try:
            vendor = company.vendors.get(vendor_id)
        except NotFoundError:
            yield f"{vendor_id}: GP has no such vendor"
            continue
        if vendor.on_hold:
            yield f"{vendor_id}: {vendor.name} is on hold, so that its payments wait"


def main(arguments: list[str] | None = None) -> int:
    """Print a sentence for each vendor that is better not bought from.

    Returns:
        the exit code: 1 if there is one, else 0.
    """
    parser = argparse.ArgumentParser(description="Vendor IDs that GP does not have, or has on hold.")
    parser.add_argument("company", help="its name as GP shows it, such as 'Fabrikam, Inc.'")
    parser.add_argument("vendor_ids", nargs="+", help="such as ACETRAVE0001")
    asked = parser.parse_args(arguments)
    account = NtlmAuth(os.environ["GP_USER"], os.environ["GP_PASSWORD"])
    with DynamicsGP(os.environ["GP_URL"], auth=account, ca_bundle=os.environ.get("GP_CA_BUNDLE")) as gp:
        faults = list(vendor_faults(gp.company(asked.company), asked.vendor_ids))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
