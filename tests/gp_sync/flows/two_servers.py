"""Both loopback servers: orders as Procurify tells them, and the GP companies that they are really sent to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from dynamicsgp_sba import COMPANION, Backoff, Company, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.core.decide import judge
from gp_sync.core.model import Case, Facts, Finding, Found, Key, Mapped, RecordUnusable, Ref, TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.rules import RULES
from gp_sync.references.answers import TableReferences
from gp_sync.references.csv_files import CsvTables
from gp_sync.references.tables import TABLES
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from gp_sync.systems.procurify_orders import decode_order
from gp_sync.systems.service_tables import ServiceTables
from procurify_client.testing import ProcurifyServer
from procurify_client.testing.shapes import to_json

__all__ = ["CODES", "COMPANIES", "VENDORS", "Seen", "TwoServers", "two_servers"]

USER = r"FABRIKAM\svc_gp"
COMPANIES = {"TWO": (2, 2), "FINE": (5, 4), "WHOLE": (0, 0)}
"""The companies, with the decimals of their quantities and of their unit costs."""

CODES = ("6100", "6200", "6999", " 6300", "5100\u00e9", "4000")
VENDORS = {
    "CONTOSUP0001": 3,
    "NORTHIND0001": 4,
    "ACETRAVE0001": 3,
    "OLDVENDR0001": 3,
    "LITWARE0001": 0,
    "NOBODY0001": 3,
    "": 3,
}
"""External IDs with Procurify's type: on hold, inactive, of a kind that does not flow, unknown, and none."""

_FILES = {
    "currency_access": ["CURNCYID", "Z-C$"],
    "tax_schedules": ["TAXSCHID", "ILSALES-7", "USEXEMPT-0"],
    "exchange_rates": ["CURNCYID,EXCHDATE,XCHGRATE,EXPNDATE", "Z-C$,2020-01-01,1.30,2099-12-31"],
}
"""What the companion service does not have: of its two foreign currencies, one may be used and has a rate."""


@attrs.frozen
class Seen:
    """What became of an order: the company that it goes to, its body, and all findings."""

    target: TargetRef | None
    body: GPPurchaseOrder | None
    findings: tuple[Finding, ...]


@attrs.frozen
class TwoServers:
    """The servers with their companies, and the clients' view of them."""

    procurify: ProcurifyServer
    gp: GPServer
    companies: Mapping[str, GPCompany]
    target: PurchaseOrderTarget
    references: TableReferences
    clients: Mapping[str, Company]
    departments: tuple[int, ...]
    vendors: tuple[int, ...]

    def ordered(
        self,
        fields: Mapping[str, Any],
        header: Mapping[str, Any] | None = None,
        lines: Sequence[Mapping[str, Any]] = (),
    ) -> SourceOrder:
        """An order as the engine reads it from Procurify's answer, in which some members may be otherwise."""
        wire = self.procurify.add_purchase_order(**fields) | dict(header or {})
        self.procurify.remove_purchase_order(wire["procurify_PO"])
        for row, changes in zip(wire["order_items"], lines, strict=False):
            row.update(changes)
        return decode_order(to_json(wire).encode())

    def look(self, source: SourceOrder, policy: PurchaseOrderPolicy) -> Seen:
        """Look up what the mapper asks for, map the order and judge it, as the engine does."""
        mapper = PurchaseOrderMapper(policy)
        facts = Facts(as_of=datetime.now(UTC))
        while needed := mapper.needs(source, facts) - facts.asked:
            found, unusable = self._found(source, needed)
            facts = Facts(
                as_of=facts.as_of,
                asked=facts.asked | needed,
                found={**facts.found, **found},
                unusable={**facts.unusable, **unusable},
            )
        mapped = mapper.map(source, facts)
        return self._judged(source, policy, facts, mapped)

    def send(self, seen: Seen, stamp: str | None = None) -> Found[GPPurchaseOrder]:
        """Send the order to GP, as a new one or over one that was read."""
        assert seen.target is not None
        op: Any = "create" if stamp is None else "update"
        write: Write[GPPurchaseOrder] = Write(op=op, target=seen.target, body=seen.body, stamp=stamp)
        return self.target.send(write, datetime.now(UTC) + timedelta(minutes=1))

    def forget(self, seen: Seen) -> None:
        """Take an order out of GP as if it had never been."""
        if seen.target is not None:
            self.companies[seen.target.company].orders.work.clear()

    def _found(self, source: SourceOrder, needed: frozenset[Ref]) -> tuple[dict[Ref, Any], dict[Ref, Finding]]:
        found: dict[Ref, Any] = {}
        unusable: dict[Ref, Finding] = {}
        for ref in needed:
            if ref.kind == "vendor_link":
                fact: Any = source.vendor.external_id if source.vendor else None
            elif ref.kind in self.references.kinds:
                try:
                    fact = self.references.find(ref, datetime.now(UTC) - timedelta(hours=1))
                except RecordUnusable as error:
                    unusable[ref] = error.finding
                    continue
            else:
                fact = None
            if fact:
                found[ref] = fact
        return found, unusable

    def _judged(
        self, source: SourceOrder, policy: PurchaseOrderPolicy, facts: Facts, mapped: Mapped[GPPurchaseOrder]
    ) -> Seen:
        key = Key(connection="fabrikam", flow="purchase_orders", source_id=str(source.key))
        case: Case[Any, Any] = Case(
            key=key, source=source, last={}, now={}, facts=facts, policy=policy, severities=policy.severities
        )
        target = next(iter(mapped.wanted), None)
        return Seen(target, mapped.wanted[target] if target else None, judge(case, mapped, RULES))


@contextmanager
def two_servers(folder: Path) -> Iterator[TwoServers]:
    """Start both servers, and fill them with what orders may name."""
    with ExitStack() as stack:
        gp = stack.enter_context(GPServer(users={USER: "made-up"}))
        companies = {company: _company(gp, company, number) for number, company in enumerate(COMPANIES)}
        options: dict[str, Any] = {"profile": COMPANION, "backoff": Backoff(attempts=1)}
        client = stack.enter_context(DynamicsGP(gp.base_url, auth=NtlmAuth(USER, "made-up"), **options))
        clients = {company: client.company(row.name) for company, row in companies.items()}
        procurify = stack.enter_context(ProcurifyServer())
        yield TwoServers(
            procurify,
            gp,
            companies,
            _target(clients),
            _references(clients, folder),
            clients,
            *_tenant(procurify),
        )


def _company(gp: GPServer, database: str, number: int) -> GPCompany:
    company = seed_fabrikam(gp, f"Fabrikam {database}", database=database, id=number, years=(2025, 2026, 2027))
    company.quantity_decimals, company.cost_decimals = COMPANIES[database]
    company.add_currency("Z-KWD", "KWD", decimals=3)
    company.add_vendor("ACETRAVE0001", "A Travel Company", HOLD=1, PYMTRMID="Net 30", SHIPMTHD="GROUND")
    company.add_item("FREIGHT", "Freight", schedule="EACH", type=5)
    company.add_account("6100-\u00e9", "Not of the format")
    for period in (3, 12):
        company.set_period(2026, period, purchasing_closed=True)
    return company


def _target(clients: Mapping[str, Company]) -> PurchaseOrderTarget:
    traits = COMPANION.resources["purchase_orders"]
    now = lambda: datetime.now(UTC)  # noqa: E731  # one line, for one argument
    return PurchaseOrderTarget(dict(clients), traits=traits, marker_prefix="PROCURIFY ", now=now)


def _references(clients: Mapping[str, Company], folder: Path) -> TableReferences:
    for company in clients:
        (folder / company).mkdir()
        for table, rows in _FILES.items():
            (folder / company / f"{table}.csv").write_text("\n".join(rows), encoding="utf-8")
    sources: dict[str, Any] = dict.fromkeys(TABLES, ServiceTables(clients, COMPANION))
    sources |= dict.fromkeys(_FILES, CsvTables(folder))
    return TableReferences(sources, frozenset(clients), lambda: datetime.now(UTC))


def _tenant(procurify: ProcurifyServer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    for currency in ("USD", "CAD", "JPY", "KWD", "EUR"):
        procurify.add_currency(currency, base=currency == "USD")
    for code in CODES:
        procurify.add_account_code(code, "Invented")
    departments = tuple(
        procurify.add_department(department, location["id"])["id"]
        for location in map(procurify.add_location, ("Plant North", "Plant South", "Plant Mars"))
        for department in ("Administration", "Canteen")
    )
    vendors = tuple(
        procurify.add_vendor(f"Vendor {key or 'of none'}", external_id=key or None, type=kind, payment_term=None)["id"]
        for key, kind in VENDORS.items()
    )
    return departments, vendors
