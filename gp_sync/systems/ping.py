"""Asking both systems who we are and what is available; reads only."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from dynamicsgp_sba.limits import CODE_PAGE
from gp_sync.core.check import Check, of_finding
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS
from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.systems import gp_errors, procurify
from gp_sync.systems.connect import Connection

__all__ = ["ping", "ping_gp", "ping_procurify"]

_RECENT = timedelta(days=90)
_ONLY_CHECKED = {"shipping methods", "company addresses", "buyers"}  # orders can be written without reading these
_FOR_REQUISITIONS = {"currencies", "sites", "GL accounts", "fiscal periods"}  # requisitions cannot
_TABLES = {
    "currencies": ("currencies",),
    "payment terms": ("payment_terms",),
    "sites": ("sites",),
    "vendor classes": ("vendor_classes",),
    "shipping methods": ("shipping_methods",),
    "company addresses": ("company_addresses",),
    "buyers": ("buyers",),
    "GL accounts": ("gl_accounts", "account_format"),
    "fiscal periods": ("fiscal_periods", "fiscal_years"),
}
"""The reference tables that may tell what no service of the site does."""

_CODE_PAGE = int(CODE_PAGE.removeprefix("cp"))


def ping(connection: Connection) -> list[Check]:
    """Ask both sides, one question after the other; a side that refuses the login is asked nothing more."""
    return [*ping_procurify(connection.procurify, connection.engine.now()), *ping_gp(connection)]


def ping_procurify(client: pc.Procurify, now: datetime) -> Iterator[Check]:
    """Ask Procurify who we are, and how many orders we see.

    Args:
        client: the client.
        now: the instant.
    """
    try:
        me = client.users.me()
    except pc.ProcurifyError as error:
        yield of_finding("Procurify", procurify.side_finding(error))
        return
    role = "no role" if me.role is None else me.role.name.replace("_", " ").lower()
    yield Check(what="Procurify", result="ok", answer=f"signed in as {me.email} ({role})")
    since = (now - _RECENT).date()
    try:
        page = client.purchase_orders.list_page(modified_since=since)
    except pc.ProcurifyError as error:
        yield of_finding("Procurify orders", procurify.side_finding(error))
        return
    count = len(page.records) if page.count is None else page.count
    # A weak role sees an empty list instead of an error, so an empty list is no sign of health.
    answer = f"{count} purchase {'order' if count == 1 else 'orders'} changed in the last {_RECENT.days} days"
    if not count:
        answer += "; if there should be some, the role of the app's owner may not see them"
    yield Check(what="Procurify orders", result="ok" if count else "warning", answer=answer)


def ping_gp(connection: Connection) -> Iterator[Check]:
    """Ask GP whether the login is accepted, and what each company lets us read."""
    try:
        help_page = connection.dynamics.help()
        known = {company.name for company in connection.dynamics.companies.list()}
    except gp.DynamicsGPError as error:
        yield of_finding("Dynamics GP", gp_errors.side_finding(error))
        return
    answer = f"signed in as {connection.gp_user}; the GP service answered in {help_page.elapsed * 1000:.0f} ms"
    yield Check(what="Dynamics GP", result="ok", answer=answer)
    for short, company in connection.companies.items():
        found = company.name in known
        answer = f"'{company.name}' is there" if found else f"GP has no company '{company.name}', but {_list(known)}"
        yield Check(what=f"company {short}", result="ok" if found else "failed", answer=answer)
        if found:
            yield _collation(short, company)
            yield from _resources(connection, short, company)


def _collation(short: str, company: gp.Company) -> Check:
    """How the company compares and keeps texts. A warning where IDs or letters need care, or nobody can tell."""
    what = f"{short} collation"
    try:
        setup = company.setup.get()
    except gp.ResourceNotAvailableError as error:
        return Check(what=what, result="warning", answer=f"whether case counts in IDs is not known: {error}")
    except gp.DynamicsGPError as error:
        return of_finding(what, gp_errors.side_finding(error, company))
    case, code_page = _case(setup), _code_page(setup)
    healthy = setup.ignores_case is True and setup.code_page == _CODE_PAGE
    return Check(what=what, result="ok" if healthy else "warning", answer=f"{case}; {code_page}")


def _case(setup: gp.CompanySetup) -> str:
    if setup.ignores_case:
        return f"case does not count in IDs ({setup.collation})"
    counts = "whether case counts in IDs is not known" if setup.ignores_case is None else "case counts in IDs"
    return f"{counts} ({setup.collation}): configure them exactly as GP has them"


def _code_page(setup: gp.CompanySetup) -> str:
    if setup.code_page == _CODE_PAGE:
        return f"code page {_CODE_PAGE}"
    told = "code page not known" if setup.code_page is None else f"code page {setup.code_page}"
    return f"{told}: texts are checked against {_CODE_PAGE}, so that letters may be refused, or changed by GP"


def _documents(connection: Connection, short: str) -> frozenset[str]:
    """The flows that write to a company."""
    return frozenset(flow.name for flow in connection.engine.flows if short in flow.companies)


def _resources(connection: Connection, short: str, company: gp.Company) -> Iterator[Check]:
    flows = _documents(connection, short)
    questions: dict[str, Callable[[], gp.RecordList[Any]]] = {
        "currencies": company.currencies.list,
        "payment terms": company.payment_terms.list,
        "sites": company.sites.list,
        "vendor classes": company.vendor_classes.list,
        "vendors": company.vendors.list,
        "shipping methods": company.shipping_methods.list,
        "company addresses": company.addresses.list,
        "buyers": company.buyers.list,
        "GL accounts": company.gl_accounts.list,
        "fiscal periods": lambda: gp.RecordList(company.fiscal_periods.list().periods),
    }
    if PURCHASE_ORDERS in flows:
        questions["purchase orders"] = lambda: company.purchase_orders.list(marker_prefix="PING")
    if REQUISITIONS in flows:
        questions["requisitions"] = company.requisitions.list
    for name, ask in questions.items():
        what = f"{short} {name}"
        try:
            rows = ask()
        except gp.DynamicsGPError as error:
            told = of_finding(what, gp_errors.side_finding(error, company))
            if isinstance(error, gp.ResourceNotAvailableError) and name in _TABLES:
                tables, needed = _TABLES[name], _is_needed(name, flows)
                elsewhere = any(connection.tables.source_of(table) != "service" for table in tables)
                told = _from_elsewhere(connection, what, tables, short) if elsewhere else _with_other_sources(told)
                told = told if needed or told.result == "ok" else attrs.evolve(told, result="warning")
            yield told
        else:
            yield _readable(what, rows)


def _is_needed(name: str, flows: frozenset[str]) -> bool:
    """Whether nothing can be written to a company that cannot be asked for this."""
    of_orders = PURCHASE_ORDERS in flows and name not in _ONLY_CHECKED
    return of_orders or (REQUISITIONS in flows and name in _FOR_REQUISITIONS)


def _from_elsewhere(connection: Connection, what: str, tables: tuple[str, ...], short: str) -> Check:
    """What no service of the site tells, and comes from another source."""
    try:
        counts = [len(connection.tables.rows(table, short)) for table in tables]
    except (RecordUnusable, Unavailable) as error:
        return of_finding(what, error.finding)
    return Check(what=what, result="ok", answer=f"readable ({counts[0]}), from the source that is configured for them")


def _with_other_sources(told: Check) -> Check:
    remedy = (
        f"{told.remedy} Or give it another source in the configuration: the company database or a file (references)."
    )
    return attrs.evolve(told, remedy=remedy)


def _readable(what: str, rows: gp.RecordList[Any]) -> Check:
    if not rows.unreadable:
        return Check(what=what, result="ok", answer=f"readable ({len(rows)})")
    bad = rows.unreadable[0]
    answer = f"{len(rows)} readable, {len(rows.unreadable)} not, such as {bad.key.strip()}: {'; '.join(bad.problems)}"
    return Check(what=what, result="warning", answer=answer)


def _list(names: set[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)) or "none at all"
