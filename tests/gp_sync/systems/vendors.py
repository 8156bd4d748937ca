"""Vendors for tests of the systems side: bodies in each side's terms, and a site with both servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import attrs

from dynamicsgp_sba import COMPANION, Backoff, Company, DynamicsGP, NtlmAuth, SiteProfile
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.clock import Clock, utc_now
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.systems.procurify_vendors import CurrencyNames, ProcurifyVendors
from gp_sync.systems.vendor_targets import VendorTarget
from procurify_client import Backoff as ProcurifyBackoff
from procurify_client import Breaker, Procurify
from procurify_client.testing import ProcurifyServer

USER = r"FABRIKAM\svc_gp"
ATOMIC = COMPANION.with_resource("vendors", atomic=True).with_resource("vendor_addresses", atomic=True)


def in_gp(**changes: Any) -> VendorRecord:
    """A vendor of ours as GP holds it, with its primary address."""
    record = VendorRecord(
        name="Northwind Paper",
        contact="Pat Doe",
        street=("4277 West Oak Parkway", "Dock 2"),
        city="Joliet",
        state="IL",
        postal_code="60431",
        country="USA",
        phone_1="31255501010000",
        phone_2="31255501020000",
        fax="31255501030000",
        payment_terms="Net 30",
        address_id="PRIMARY",
        primary_address_id="PRIMARY",
        purchase_address_id="PRIMARY",
        created_by_us=True,
    )
    return attrs.evolve(record, **changes)


def in_procurify(**changes: Any) -> VendorRecord:
    """A vendor as Procurify holds it."""
    record = VendorRecord(
        name="Northwind Paper",
        contact="Pat Doe",
        street=("4277 West Oak Parkway", "Dock 2"),
        city="Joliet",
        state="IL",
        postal_code="60431",
        country="USA",
        phone_1="312-555-0101",
        phone_2="312-555-0102",
        fax="312-555-0103",
        currency="USD",
        external_id="NORTHWIND0001",
    )
    return attrs.evolve(record, **changes)


@attrs.frozen
class VendorSite:
    """Both servers, GP's company as the server and as the client know it, the clients, and the target over them."""

    gp: GPServer
    fabrikam: GPCompany
    company: Company
    procurify: ProcurifyServer
    client: Procurify
    profile: SiteProfile
    currencies: CurrencyNames
    target: VendorTarget

    def gp_reads(self) -> list[tuple[str, str]]:
        """What was read and written of GP, without the reads that only prove a connection."""
        return [(row.method, row.resource.removeprefix("Purchasing/")) for row in self.gp.requests if row.company]

    def procurify_reads(self) -> list[tuple[str, str]]:
        """What was read and written of Procurify, without tokens."""
        return [(row.method, row.path) for row in self.procurify.requests if row.path.startswith("/api/")]


@contextmanager
def vendor_site(*, now: Clock = utc_now, profile: SiteProfile = ATOMIC) -> Iterator[VendorSite]:
    """Start both servers and log in."""
    tries = Backoff(attempts=1)
    with (
        GPServer(users={USER: "made-up"}, now=now) as server,
        ProcurifyServer(now=_instant(now)) as procurify,
        DynamicsGP(
            server.base_url,
            auth=NtlmAuth(USER, "made-up"),
            profile=profile,
            max_connections=4,
            backoff=tries,
            now=now,
        ) as dynamics,
        Procurify(
            base_url=procurify.base_url,
            client_id="loopback-client",
            client_secret="loopback-secret",
            backoff=ProcurifyBackoff(attempts=1),
            breaker=Breaker(failures=None),
            now=now,
        ) as client,
    ):
        fabrikam = seed_fabrikam(server)
        procurify.add_currency("USD", base=True)
        company = dynamics.company("Fabrikam, Inc.")
        currencies = CurrencyNames(client)
        target = VendorTarget(
            {"TWO": company},
            ProcurifyVendors(client, currencies),
            profile=profile,
            now=now,
        )
        yield VendorSite(server, fabrikam, company, procurify, client, profile, currencies, target)


def _instant(now: Clock) -> Clock:
    def instant() -> datetime:
        return now()

    return instant
