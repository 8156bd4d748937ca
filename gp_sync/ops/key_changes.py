"""Making the vault's key, and putting another in its place.

A rotation has three steps, and may die after each: the new key is put before the old one; all secrets are encrypted
with it, in one transaction; the old one goes, if that is asked for. So at no time is anything encrypted with a key that
is not kept. A rotation that died is completed by the next one.
"""

import attrs

from gp_sync.ledger.secret_rows import SecretStore
from gp_sync.ops.key_places import KeyPlace
from gp_sync.ops.vault import Vault
from gp_sync.ops.vault_keys import Keys, VaultError

__all__ = ["RotatedKey", "new_key", "rotate_key"]


@attrs.frozen(kw_only=True)
class RotatedKey:
    """What a rotation of the key has done.

    Args:
        key_id: the key that all secrets are encrypted with now.
        kept: older keys that are still beside it.
        secrets: how many values were encrypted anew.
    """

    key_id: str
    kept: tuple[str, ...]
    secrets: int


def new_key(store: SecretStore, connection: str, place: KeyPlace) -> Keys:
    """Make the first key of a vault, and put it in its place if the place takes keys.

    Raises:
        VaultError: there is a key already, or there are secrets that need one that is lost.
        LedgerError: the ledger cannot be used.
    """
    keys = Keys.new()
    if not place.writable:
        return keys
    with place.alone():
        needed = store.key_ids(connection)
        if needed:
            raise VaultError(
                f"the vault has secrets that need the key {', '.join(sorted(needed))}, and a new one would not open "
                "them: put that one back; or, if the vault opens, change its key with `gp-sync secrets rotate-key`"
            )
        place.write(keys, new=True)
    return keys


def rotate_key(
    store: SecretStore, connection: str, place: KeyPlace, vault: Vault, *, by: str, forget: bool = False
) -> RotatedKey:
    """Encrypt a vault with a new key.

    Where the secrets are not all encrypted with the newest key, as after a rotation that died, that one is used.

    Args:
        store: where the rows are.
        connection: whose vault.
        place: where the key is.
        vault: the vault.
        by: who says so, for the audit.
        forget: remove old keys from their place, but for those that another connection in this store needs.

    Raises:
        VaultError: the vault does not open or is empty, or the place takes no key and has no new one.
        LedgerError: the ledger cannot be used.
    """
    with place.alone():
        vault.check()
        keys = place.read()
        if keys is None:
            raise VaultError(f"{place.name} has no key: `gp-sync secrets new-key` makes one")
        if store.key_ids(connection) == {keys.ids[0]}:
            keys = _with_new(place, keys)
        count = vault.seal_again(by=by)
        if forget and place.writable:
            keys = keys.only({keys.ids[0], *store.key_ids()})
            place.write(keys)
    return RotatedKey(key_id=keys.ids[0], kept=keys.ids[1:], secrets=count)


def _with_new(place: KeyPlace, keys: Keys) -> Keys:
    if not place.writable:
        raise VaultError(
            f"{place.name} has no newer key than that of the secrets: put one before it, with a space between them "
            "(`gp-sync secrets new-key` makes one), where all that use it get their environment from; then rotate again"
        )
    both = Keys.new().before(keys)
    place.write(both)
    return both
