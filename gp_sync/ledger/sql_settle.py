"""Settlements in a database: the document's state, its links and its findings."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding, Key
from gp_sync.core.states import DocumentState, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, matching, of_document, of_names
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql_issues import join_issues
from gp_sync.ledger.texts import document_names, lane_names
from gp_sync.ledger.values import Settlement, StoredLink

__all__ = ["store_settlement"]


def store_settlement(change: Change, key: Key, settlement: Settlement, at: datetime) -> tuple[str, str] | None:
    """Store a settlement. Gives the document's state before and after, or None if it stays as it is.

    Links are stored in any case. The rest is not, if the document is not kept here or has a newer version.

    Raises:
        LedgerError: something that holds no lease changed the document at this very moment.
    """
    for link in settlement.links:
        _store_link(change, key, link)
    tables, mine = change.tables, document_names(key)
    row = change.sql.execute(tables.built(_standing, tables.documents, *mine), of_names(mine)).one_or_none()
    if row is None or row.version != settlement.version:
        return None
    settlement = rules.possible_settlement(settlement, DocumentState(row.state))
    unreadable = None if row.newest == row.version else _unreadable(change, key, row.newest)
    values = {
        "state": settlement.state,
        "ended": settlement.end,
        "findings": canonical(rules.with_unreadable(settlement.findings, unreadable)),
        "updated_at": at,
    }
    if not change.update(tables.documents, mine | {"state": row.state, "version": row.version}, **values):
        raise LedgerError(f"{key} was changed by something that does not hold the lease: end it, and run again")
    if settlement.state is not DocumentState.PENDING:
        change.update(tables.versions, mine | {"version": settlement.version}, state=VersionState.DECIDED)
    join_issues(change, key, rules.issue_findings(settlement, unreadable), settlement.digests, at)
    return row.state, settlement.state


def _standing(documents: sa.Table, *columns: str) -> sa.Select[tuple[Any, ...]]:
    here = documents.c
    return sa.select(here.state, here.version, here.newest).where(matching(documents, *columns))


def _unreadable(change: Change, key: Key, newest: int) -> Finding:
    versions = change.tables.versions
    this = sa.and_(of_document(versions, key), versions.c.version == newest)
    problem = change.sql.execute(sa.select(versions.c.problem).where(this)).scalar_one()
    return rules.unreadable_finding(key, problem)


def _store_link(change: Change, key: Key, link: StoredLink) -> None:
    change.put(
        change.tables.links,
        lane_names(key, link.target) | {"number": link.target.number},
        sent=link.sent,
        held=link.held,
        stamp=link.stamp,
        fingerprint=link.fingerprint,
        given_up=link.given_up,
        by_hand=link.by_hand,
        to_void=link.to_void,
    )
