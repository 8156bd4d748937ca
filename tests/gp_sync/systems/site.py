"""A loopback GP with the sample company, and the engine's view of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import attrs

from dynamicsgp_sba import COMPANION, Backoff, Company, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget

USER = r"FABRIKAM\svc_gp"


@attrs.frozen
class Site:
    """A GP server, its company as the server and as the client know it, and the target over it."""

    server: GPServer
    company: GPCompany
    client: Company
    target: PurchaseOrderTarget


@contextmanager
def make_site() -> Iterator[Site]:
    """Start the server and log in."""
    with GPServer(users={USER: "made-up"}) as server:
        company = seed_fabrikam(server, years=(2026, 2027))
        auth = NtlmAuth(USER, "made-up")
        with DynamicsGP(server.base_url, auth=auth, profile=COMPANION, backoff=Backoff(attempts=1)) as gp:
            client = gp.company("Fabrikam, Inc.")
            target = PurchaseOrderTarget(
                {"TWO": client},
                traits=COMPANION.resources["purchase_orders"],
                marker_prefix="PROCURIFY ",
                now=lambda: datetime.now(UTC),
            )
            yield Site(server, company, client, target)
