"""Tells which vendor IDs of a list GP does not have, or holds.

`python -m examples.clients.vendor_check "Fabrikam, Inc." ACETRAVE0001 CONTOSUP0001`

GP and the account come from the environment: GP_URL, GP_USER (with its domain), GP_PASSWORD.
"""

import os
import sys
from collections.abc import Iterable, Iterator

from dynamicsgp_sba import COMPANION, Company, DynamicsGP, NotFoundError, NtlmAuth

__all__ = ["told"]


def told(company: Company, ids: Iterable[str]) -> Iterator[str]:
    """One sentence for each ID that is better not bought from."""
    for vendor_id in ids:
        try:
            vendor = company.vendors.get(vendor_id)
        except NotFoundError:
            yield f"{vendor_id}: GP has no such vendor"
            continue
        if vendor.on_hold:
            yield f"{vendor_id}: {vendor.name} is on hold, so that its payments wait"


if __name__ == "__main__":
    account = NtlmAuth(os.environ["GP_USER"], os.environ["GP_PASSWORD"])
    with DynamicsGP(os.environ["GP_URL"], auth=account, profile=COMPANION) as gp:
        faults = list(told(gp.company(sys.argv[1]), sys.argv[2:]))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.exit(bool(faults))
