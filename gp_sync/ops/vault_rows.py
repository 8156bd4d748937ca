"""How the vault encrypts one value: with the names that it belongs to, so that a row that was copied is refused."""

import json
from datetime import datetime

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.ledger.secret_rows import SecretRow
from gp_sync.ops.vault_keys import Keys, VaultError
from gp_sync.secret import Secret

__all__ = ["FORMAT", "check_format", "seal", "seal_again", "unseal"]

FORMAT = 1
"""How rows are written today: a Fernet token of the canonical JSON of connection, name, number and value."""


def seal(connection: str, name: str, number: int, value: Secret, *, keys: Keys, at: datetime) -> SecretRow:
    """Encrypt a value with the newest key."""
    plain = Secret(canonical({"connection": connection, "name": name, "number": number, "value": value.reveal()}))
    return SecretRow(
        connection=connection,
        name=name,
        number=number,
        format=FORMAT,
        key_id=keys.ids[0],
        token=keys.encrypt(plain),
        set_at=at,
    )


def seal_again(row: SecretRow, keys: Keys) -> SecretRow:
    """Encrypt the value of a row with the newest key.

    Raises:
        VaultError: the row cannot be read.
    """
    value = unseal(row, keys)
    fresh = seal(row.connection, row.name, row.number, value, keys=keys, at=row.set_at)
    return attrs.evolve(row, key_id=fresh.key_id, token=fresh.token)


def unseal(row: SecretRow, keys: Keys) -> Secret:
    """The value of a row.

    Raises:
        VaultError: it is of another format, encrypted with another key, damaged, or made for another place.
    """
    check_format(row)
    if row.key_id not in keys.ids:
        raise VaultError(
            f"the vault's row of {row.name} is encrypted with the key {row.key_id}, and the keys here are "
            f"{', '.join(keys.ids)}: put that key beside them"
        )
    found = _opened(row, keys)
    if isinstance(found, str):
        raise VaultError(f"the vault's row of {row.name} {found}")
    return found


def check_format(row: SecretRow) -> None:
    """Refuse a row that this version does not know how to read.

    Raises:
        VaultError: its format is newer, or older.
    """
    if row.format > FORMAT:
        raise VaultError(
            f"the vault's row of {row.name} was written by a newer gp-sync (its format is {row.format}, this one reads "
            f"{FORMAT}): upgrade gp-sync"
        )
    if row.format < FORMAT:
        raise VaultError(
            f"the vault's row of {row.name} has the format {row.format}, which this gp-sync does not read any more (it "
            f"reads {FORMAT}): remove it with `gp-sync secrets remove`, then set it again"
        )


def _opened(row: SecretRow, keys: Keys) -> Secret | str:
    """The value, or what is wrong. Nothing is raised where the plain text is at hand: a traceback would show it."""
    plain = keys.decrypt(row.token)
    if plain is None:
        return "is damaged: set it again, or put a backup of the ledger in place"
    inside = json.loads(plain.reveal())
    told = (inside["connection"], inside["name"], inside["number"])
    if told != (row.connection, row.name, row.number):
        whose = f"{told[1]} (number {told[2]}) of the connection '{told[0]}'"
        return f"was made as {whose} and copied here: set it again"
    return Secret(inside["value"])
