"""Opening a connection from its file: its ledger, its vault, both systems, and how its documents are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import attrs

from gp_sync.config.credentials import load_secrets
from gp_sync.config.file import Config, load_config
from gp_sync.core.canonical import revive
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.summary import summarise, summarise_routed, summarise_written
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.document import GPRequisition
from gp_sync.flows.requisitions.summary import summarise_requested, summarise_requisition
from gp_sync.flows.requisitions.summary import summarise_written as summarise_written_requisition
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_places import key_place
from gp_sync.ops.vault import Vault
from gp_sync.readers import FlowReader, Readers
from gp_sync.systems.connect import Connection, connect
from gp_sync.systems.procurify_orders import decode_order
from gp_sync.systems.procurify_requisitions import decode_requisition

__all__ = ["READERS", "open_connection", "open_ledger", "readers_of", "vault_of"]

_READER = FlowReader(
    summary=lambda payload: summarise(decode_order(payload)),
    source=decode_order,
    body=lambda text: revive(text, GPPurchaseOrder),
    summary_there=summarise_written,
)
_REQUISITION_READER = FlowReader(
    summary=lambda payload: summarise_requisition(decode_requisition(payload)),
    source=decode_requisition,
    body=lambda text: revive(text, GPRequisition),
    summary_there=summarise_written_requisition,
)
READERS: Readers = {PURCHASE_ORDERS: _READER, REQUISITIONS: _REQUISITION_READER}
"""How stored documents are read where neither system is asked; days are in UTC."""


def readers_of(config: Config) -> Readers:
    """How stored documents are read where neither system is asked; days are those of their companies."""
    policy = PurchaseOrderPolicy(companies=config.companies, limits={})
    routed = attrs.evolve(_READER, summary=lambda payload: summarise_routed(decode_order(payload), policy))
    requested = attrs.evolve(
        _REQUISITION_READER, summary=lambda payload: summarise_requested(decode_requisition(payload), policy)
    )
    return {PURCHASE_ORDERS: routed, REQUISITIONS: requested}


@contextmanager
def open_ledger(config: Config) -> Iterator[SqlStore]:
    """The ledger of a configuration, closed at the end.

    Raises:
        LedgerError: it is missing, of another version, locked, or cannot be written to.
    """
    store = SqlStore(config.ledger.url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_connection(path: str | Path, start: date | None = None) -> Iterator[tuple[Config, Connection]]:
    """The connection of a configuration file, ready to run, with its ledger; closed at the end.

    Args:
        path: the file.
        start: overrides the configured start for the first run.

    Raises:
        ConfigError: the configuration or the secrets cannot be used.
        LedgerError: the ledger cannot be used.
    """
    config = load_config(path)
    with open_ledger(config) as ledger:
        secrets = load_secrets(config, vault=vault_of(config, ledger))
        with connect(config, secrets, ledger, start=start) as connection:
            yield config, connection


def vault_of(config: Config, ledger: SqlStore) -> Vault:
    """The vault of a configuration's connection."""
    return Vault(ledger, config.connection, key_place(config.secrets, config.connection))
