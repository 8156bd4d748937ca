"""The vault: the credentials of a connection, encrypted in the ledger's database.

Each secret has one value, or during its rotation two: the new one is used first; while it is refused, the old one is.
The old one goes once the new one has worked. All is read anew at each use, so that running processes take what is new.

A canary row, encrypted like the others, tells a wrong key at once: nothing is read with it, and nothing written.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from gp_sync.clock import Clock, utc_now
from gp_sync.ledger.secret_rows import SecretRow, SecretStore
from gp_sync.ledger.values import Event
from gp_sync.ops.key_places import KeyPlace
from gp_sync.ops.vault_keys import Keys, VaultError
from gp_sync.ops.vault_rows import check_format, seal, seal_again, unseal
from gp_sync.run.session import this_process
from gp_sync.secret import Secret

__all__ = ["Vault", "VaultError"]

_LOGGER = logging.getLogger("gp_sync")
_CANARY = "canary"
_SONG = Secret("this row shows that the key is right")

Rows = Sequence[SecretRow]
Change = Callable[[Rows, Keys], tuple[Rows, Event] | None]
"""From the rows that there are to those that there shall be, with what the audit says; None changes nothing."""


class Vault:
    """The secrets of one connection. It may be shared by threads, and used by any number of processes at once.

    Args:
        store: where the rows are.
        connection: whose secrets.
        place: where the key is.
        now: the clock.
    """

    def __init__(self, store: SecretStore, connection: str, place: KeyPlace, now: Clock = utc_now) -> None:
        self._store = store
        self._connection = connection
        self._place = place
        self._now = now

    def rows(self) -> Rows:
        """What is kept of all secrets, by name and number. No key is needed for that.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        return [row for row in self._store.secrets(self._connection) if row.name != _CANARY]

    def check(self, needed: str = "") -> None:
        """Try the key.

        Args:
            needed: a secret that must be there.

        Raises:
            VaultError: there are secrets, and no key here opens them; or the needed one is not there.
        """
        rows = self._store.secrets(self._connection)
        if rows:
            self._opened()
        if needed and all(row.name != needed for row in rows):
            raise _not_there(needed)

    def values(self, name: str) -> tuple[Secret, ...]:
        """The values of a secret, the one to use first; empty if it is not kept here.

        Raises:
            VaultError: there are secrets, and no key here opens them, or this one's row cannot be read.
            LedgerError: the ledger cannot be used.
        """
        if all(row.name != name for row in self._store.secrets(self._connection)):
            return ()
        rows, keys = self._opened()
        order = sorted(
            (row for row in rows if row.name == name), key=lambda row: (row.refused_at is not None, -row.number)
        )
        return tuple(unseal(row, keys) for row in order)

    def set(self, name: str, value: Secret, *, by: str) -> None:
        """Keep a value, in the place of all that the secret had.

        Args:
            name: the secret's.
            value: the value.
            by: who says so, for the audit.

        Raises:
            VaultError: there is no key, or it is not that of the secrets that are here.
            LedgerError: the ledger cannot be used.
        """

        def change(rows: Rows, keys: Keys) -> tuple[Rows, Event]:
            number = max((row.number for row in rows if row.name == name), default=0) + 1
            wanted = [*(row for row in rows if row.name != name), self._sealed(name, number, value, keys)]
            return wanted, self._event("secret.set", name=name, number=number, by=by)

        self._change(change)

    def rotate(self, name: str, value: Secret, *, by: str) -> None:
        """Keep a new value beside the old one, until the new one has worked.

        A rotation that was begun is begun anew: the value that never worked goes.

        Args:
            name: the secret's.
            value: the new value.
            by: who says so, for the audit.

        Raises:
            VaultError: there is no such secret; there is no key, or it is not that of the secrets that are here.
            LedgerError: the ledger cannot be used.
        """

        def change(rows: Rows, keys: Keys) -> tuple[Rows, Event]:
            mine = [row for row in rows if row.name == name]
            if not mine:
                raise _not_there(name)
            old = next((row for row in reversed(mine) if row.worked_at is not None), mine[0])
            number = mine[-1].number + 1
            others = [row for row in rows if row.name != name]
            wanted = [*others, attrs.evolve(old, refused_at=None), self._sealed(name, number, value, keys)]
            return wanted, self._event("secret.rotated", name=name, number=number, beside=old.number, by=by)

        self._change(change)

    def remove(self, name: str, *, by: str) -> None:
        """Remove a secret with all its values. No key is needed for that, so that a vault whose key is lost can go.

        Raises:
            VaultError: there is no such secret.
            LedgerError: the ledger cannot be used.
        """
        while True:
            rows = self._store.secrets(self._connection)
            left = [row for row in rows if row.name != name]
            if name == _CANARY or len(left) == len(rows):
                raise VaultError(f"there is no {name} in the vault")
            if all(row.name == _CANARY for row in left):
                left = []
            if self._replace(rows, left, self._event("secret.removed", name=name, by=by)):
                return

    def worked(self, name: str, value: Secret) -> None:
        """Note that a value worked: older ones go. Nothing is written where that is known.

        Raises:
            LedgerError: the ledger or the vault cannot be used.
        """

        def change(rows: Rows, keys: Keys) -> tuple[Rows, Event] | None:
            row = _row_of(rows, keys, name, value)
            if row is None:
                return None
            older = [other for other in rows if other.name == name and other.number < row.number]
            if not older and row.worked_at is not None and row.refused_at is None:
                return None
            known = attrs.evolve(row, worked_at=row.worked_at or self._now(), refused_at=None)
            left = [known if other == row else other for other in rows if other not in older]
            gone = [other.number for other in older]
            return left, self._event("secret.worked", name=name, number=row.number, gone=gone)

        self._change(change)

    def refused(self, name: str, value: Secret) -> None:
        """Note that the other side refused a value, so that another one, if there is one, is used in its place.

        Raises:
            LedgerError: the ledger or the vault cannot be used.
        """

        def change(rows: Rows, keys: Keys) -> tuple[Rows, Event] | None:
            row = _row_of(rows, keys, name, value)
            if row is None or row.refused_at is not None or sum(other.name == name for other in rows) == 1:
                return None
            noted = attrs.evolve(row, refused_at=self._now())
            left = [noted if other == row else other for other in rows]
            return left, self._event("secret.refused", name=name, number=row.number)

        if self._change(change):
            _LOGGER.warning("a value of %s was refused; the other one that the vault has is used from now on", name)

    def seal_again(self, *, by: str) -> int:
        """Encrypt everything with the newest key, in one step; gives how many values.

        Raises:
            VaultError: there are no secrets; no key here opens them, or one of them cannot be read.
            LedgerError: the ledger cannot be used.
        """
        count = 0

        def change(rows: Rows, keys: Keys) -> tuple[Rows, Event]:
            nonlocal count
            if not rows:
                raise VaultError("the vault is empty: there is nothing to encrypt anew")
            count = sum(row.name != _CANARY for row in rows)
            before = sorted({row.key_id for row in rows})
            event = self._event("vault.key_rotated", key=keys.ids[0], before=before, secrets=count, by=by)
            return [seal_again(row, keys) for row in rows], event

        self._change(change)
        return count

    def _change(self, change: Change) -> bool:
        """Carry out a change. Where another process was faster, look at what it left, and change that."""
        while True:
            rows, keys = self._opened()
            wanted = change(rows, keys)
            if wanted is None:
                return False
            left, event = wanted
            if not any(row.name == _CANARY for row in left):
                left = [seal(self._connection, _CANARY, 0, _SONG, keys=keys, at=self._now()), *left]
            if self._replace(rows, left, event):
                return True

    def _replace(self, seen: Rows, wanted: Rows, event: Event) -> bool:
        return self._store.replace_secrets(self._connection, seen, wanted, owner=this_process(), event=event)

    def _opened(self) -> tuple[Rows, Keys]:
        """All rows, and the keys that open them, proved by the canary; of an empty vault, the keys alone."""
        rows = self._store.secrets(self._connection)
        keys = self._place.read()
        if keys is not None and not {row.key_id for row in rows} <= set(keys.ids):
            # A rotation of the key may have ended since the rows were read.
            rows = self._store.secrets(self._connection)
        if keys is None:
            raise self._no_key(rows)
        if rows:
            self._check(rows, keys)
        return rows, keys

    def _check(self, rows: Rows, keys: Keys) -> None:
        for row in rows:
            check_format(row)
        canary = next((row for row in rows if row.name == _CANARY), None)
        if canary is None:
            raise VaultError(
                f"the vault of '{self._connection}' in {self._store.place} lacks the row that shows whether a key is "
                "right: it was changed by hand; put a backup of the ledger in place, or remove each secret"
            )
        if canary.key_id not in keys.ids:
            raise VaultError(
                f"{self._place.name} has another key than the vault of '{self._connection}' in {self._store.place}, "
                f"which is encrypted with the key {canary.key_id}; the keys here are {', '.join(keys.ids)}. Put the "
                "right one back; if it is lost, remove each secret and set it again"
            )
        unseal(canary, keys)

    def _no_key(self, rows: Rows) -> VaultError:
        if not rows:
            return VaultError(f"{self._place.name} has no key: `gp-sync secrets new-key` makes one")
        needed = ", ".join(sorted({row.key_id for row in rows}))
        return VaultError(
            f"the vault of '{self._connection}' in {self._store.place} holds secrets that are encrypted with the key "
            f"{needed}, and {self._place.name} has no key. Put it back; if it is lost, remove each secret and set it "
            "again"
        )

    def _sealed(self, name: str, number: int, value: Secret, keys: Keys) -> SecretRow:
        return seal(self._connection, name, number, value, keys=keys, at=self._now())

    def _event(self, what: str, **detail: Any) -> Event:
        return Event(what=what, at=self._now(), detail=detail)


def _not_there(name: str) -> VaultError:
    return VaultError(f"there is no {name} in the vault yet: `gp-sync secrets set {name}` puts it there")


def _row_of(rows: Rows, keys: Keys, name: str, value: Secret) -> SecretRow | None:
    """The newest row with a value; None where it has gone meanwhile."""
    mine = [row for row in rows if row.name == name]
    return next((row for row in reversed(mine) if unseal(row, keys) == value), None)
