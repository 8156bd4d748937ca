"""Encrypted credentials as a store keeps them: what they say only the vault can read, see `gp_sync.ops.vault`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import attrs

from gp_sync.ledger.values import Event

__all__ = ["SecretRow", "SecretStore"]

# Somebody may have edited the table, and SQLite takes any value in any column.
_text = attrs.validators.instance_of(str)
_whole = attrs.validators.instance_of(int)


@attrs.frozen(kw_only=True)
class SecretRow:
    """One encrypted value.

    Args:
        connection: whose it is.
        name: the secret's, such as `gp_password`.
        number: counts the values that a secret has had, from 1; the higher one is the newer.
        format: how `token` is to be read.
        key_id: which key it is encrypted with; the key cannot be told from it.
        token: the encrypted value.
        set_at: when a person gave it.
        worked_at: when it was first seen to work.
        refused_at: when the other side first refused it, while there was another value to go on with.
    """

    connection: str
    name: str
    number: int = attrs.field(validator=_whole)
    format: int = attrs.field(validator=_whole)
    key_id: str = attrs.field(validator=_text)
    token: str = attrs.field(validator=_text)
    set_at: datetime
    worked_at: datetime | None = None
    refused_at: datetime | None = None


class SecretStore(Protocol):
    """Where the rows are kept."""

    @property
    def place(self) -> str:
        """What messages call the store."""
        ...

    def secrets(self, connection: str) -> Sequence[SecretRow]:
        """All rows of a connection, by name and number.

        Raises:
            LedgerError: the store cannot be used, or somebody put into a row what is not of its kind.
        """
        ...

    def replace_secrets(
        self, connection: str, seen: Sequence[SecretRow], wanted: Sequence[SecretRow], *, owner: str, event: Event
    ) -> bool:
        """Put rows in the place of all that a connection has, if these are still the ones that were seen.

        One step, with the audit's row. It needs no lease, so that a secret can be changed while a run is under way.

        Args:
            connection: whose rows.
            seen: what `secrets` gave.
            wanted: what there is afterwards.
            owner: the process that does it, for the audit.
            event: what is done, for the audit; never with a value.

        Returns:
            Whether it was done; False if somebody else has changed the rows since.
        """
        ...

    def key_ids(self, connection: str | None = None) -> frozenset[str]:
        """The keys that rows are encrypted with: those of one connection, or of all that share the store."""
        ...
