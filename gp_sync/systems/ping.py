"""Asking both systems who we are and what is available; reads only."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Literal

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding
from gp_sync.systems import gp_errors, procurify
from gp_sync.systems.connect import Connection

__all__ = ["Check", "ping"]

_RECENT = timedelta(days=90)


@attrs.frozen(kw_only=True)
class Check:
    """One question and its answer. A warning is an answer that is no sign of health, and no failure either."""

    what: str
    result: Literal["ok", "warning", "failed"]
    answer: str


def ping(connection: Connection) -> list[Check]:
    """Ask both sides, one question after the other; a side that refuses the login is asked nothing more."""
    return [*_procurify(connection), *_dynamics(connection)]


def _procurify(connection: Connection) -> Iterator[Check]:
    client = connection.procurify
    try:
        me = client.users.me()
    except pc.ProcurifyError as error:
        yield _failed("Procurify", procurify.side_finding(error))
        return
    role = "no role" if me.role is None else me.role.name.replace("_", " ").lower()
    yield Check(what="Procurify", result="ok", answer=f"signed in as {me.email} ({role})")
    since = (connection.engine.now() - _RECENT).date()
    try:
        page = client.purchase_orders.list_page(modified_since=since)
    except pc.ProcurifyError as error:
        yield _failed("Procurify orders", procurify.side_finding(error))
        return
    count = len(page.records) if page.count is None else page.count
    # A weak role sees an empty list instead of an error, so an empty list is no sign of health.
    answer = f"{count} purchase orders changed in the last {_RECENT.days} days"
    if not count:
        answer += "; if there should be some, the role of the app's owner may not see them"
    yield Check(what="Procurify orders", result="ok" if count else "warning", answer=answer)


def _dynamics(connection: Connection) -> Iterator[Check]:
    try:
        help_page = connection.dynamics.help()
        known = {company.name for company in connection.dynamics.companies.list()}
    except gp.DynamicsGPError as error:
        yield _failed("Dynamics GP", gp_errors.side_finding(error))
        return
    answer = f"signed in as {connection.gp_user}; the GP service answered in {help_page.elapsed * 1000:.0f} ms"
    yield Check(what="Dynamics GP", result="ok", answer=answer)
    for short, company in connection.companies.items():
        found = company.name in known
        answer = f"'{company.name}' is there" if found else f"GP has no company '{company.name}', but {_list(known)}"
        yield Check(what=f"company {short}", result="ok" if found else "failed", answer=answer)
        if found:
            yield from _resources(short, company)


def _resources(short: str, company: gp.Company) -> Iterator[Check]:
    questions: dict[str, Callable[[], gp.RecordList[Any]]] = {
        "currencies": company.currencies.list,
        "payment terms": company.payment_terms.list,
        "sites": company.sites.list,
        "vendor classes": company.vendor_classes.list,
        "vendors": company.vendors.list,
        "GL accounts": company.gl_accounts.list,
        "fiscal periods": lambda: gp.RecordList(company.fiscal_periods.list().periods),
        "purchase orders": lambda: company.purchase_orders.list(marker_prefix="PING"),
    }
    for name, ask in questions.items():
        try:
            rows = ask()
        except gp.DynamicsGPError as error:
            yield _failed(f"{short} {name}", gp_errors.side_finding(error, company))
        else:
            yield _readable(f"{short} {name}", rows)


def _readable(what: str, rows: gp.RecordList[Any]) -> Check:
    if not rows.unreadable:
        return Check(what=what, result="ok", answer=f"readable ({len(rows)})")
    bad = rows.unreadable[0]
    answer = f"{len(rows)} readable, {len(rows.unreadable)} not, such as {bad.key.strip()}: {'; '.join(bad.problems)}"
    return Check(what=what, result="warning", answer=answer)


def _failed(what: str, reason: Finding) -> Check:
    entry = CATALOGUE[reason.code]
    return Check(what=what, result="failed", answer=f"{entry.words(reason)} {entry.remedy}")


def _list(names: set[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)) or "none at all"
