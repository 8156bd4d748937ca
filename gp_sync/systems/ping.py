"""Asking both systems who we are and what is available; reads only."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.systems.connect import Connection

__all__ = ["Check", "ping"]

_RECENT = timedelta(days=90)


@attrs.frozen(kw_only=True)
class Check:
    """One question and its answer."""

    what: str
    ok: bool
    answer: str


def ping(connection: Connection) -> list[Check]:
    """Ask both sides, one question after the other; a side that refuses the login is asked nothing more."""
    return [*_procurify(connection), *_dynamics(connection)]


def _procurify(connection: Connection) -> Iterator[Check]:
    client = connection.procurify
    try:
        me = client.users.me()
    except pc.ProcurifyError as error:
        yield Check(what="Procurify", ok=False, answer=str(error))
        return
    role = "no role" if me.role is None else me.role.name.replace("_", " ").lower()
    yield Check(what="Procurify", ok=True, answer=f"signed in as {me.email} ({role})")
    since = (connection.engine.now() - _RECENT).date()
    try:
        page = client.purchase_orders.list_page(modified_since=since)
    except pc.ProcurifyError as error:
        yield Check(what="Procurify orders", ok=False, answer=str(error))
        return
    count = len(page.records) if page.count is None else page.count
    # A weak role sees an empty list instead of an error, so an empty list is no sign of health.
    answer = f"{count} purchase orders changed in the last {_RECENT.days} days"
    if not count:
        answer += "; if there should be some, the role of the app's owner may not see them"
    yield Check(what="Procurify orders", ok=bool(count), answer=answer)


def _dynamics(connection: Connection) -> Iterator[Check]:
    try:
        help_page = connection.dynamics.help()
        known = {company.name for company in connection.dynamics.companies.list()}
    except gp.DynamicsGPError as error:
        yield Check(what="Dynamics GP", ok=False, answer=str(error))
        return
    yield Check(what="Dynamics GP", ok=True, answer=f"the GP service answers (in {help_page.elapsed:.2f} s)")
    for short, company in connection.companies.items():
        found = company.name in known
        answer = f"'{company.name}' is there" if found else f"GP has no company '{company.name}', but {_list(known)}"
        yield Check(what=f"company {short}", ok=found, answer=answer)
        if found:
            yield from _resources(short, company)


def _resources(short: str, company: gp.Company) -> Iterator[Check]:
    questions: dict[str, Callable[[], int]] = {
        "currencies": lambda: len(company.currencies.list()),
        "payment terms": lambda: len(company.payment_terms.list()),
        "sites": lambda: len(company.sites.list()),
        "GL accounts": lambda: len(company.gl_accounts.list()),
        "fiscal periods": lambda: len(company.fiscal_periods.list().periods),
        "purchase orders": lambda: len(company.purchase_orders.list(marker_prefix="PING")),
    }
    for name, ask in questions.items():
        try:
            count = ask()
        except gp.DynamicsGPError as error:
            yield Check(what=f"{short} {name}", ok=False, answer=str(error))
        else:
            yield Check(what=f"{short} {name}", ok=True, answer=f"readable ({count})")


def _list(names: set[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)) or "none at all"
