"""The keys of the vault: the first one encrypts, all of them decrypt, so that a rotation has a time with two."""

import hashlib
import re
from collections.abc import Iterable

import attrs
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from gp_sync.ledger.errors import LedgerError
from gp_sync.secret import Secret

__all__ = ["Keys", "VaultError"]

_BETWEEN = re.compile(r"[\s,]+")
_ID_LETTERS = 12


class VaultError(LedgerError):
    """The vault cannot be used; the message says why and what to do. Nothing was changed."""


@attrs.frozen
class Keys:
    """Some keys, the newest first. They show themselves nowhere; each is known by an id that does not give it away."""

    _keys: tuple[Secret, ...]

    @classmethod
    def new(cls) -> "Keys":
        """One new key, from the system's random source."""
        return cls((Secret(Fernet.generate_key().decode()),))

    @classmethod
    def read(cls, text: Secret, place: str) -> "Keys":
        """Read keys from a text, with spaces, commas or line ends between them.

        Args:
            text: the text.
            place: where it comes from, for the message.

        Raises:
            VaultError: one of them is no key; it is not shown.
        """
        keys = tuple(Secret(part) for part in _BETWEEN.split(text.reveal()) if part)
        for position, key in enumerate(keys, start=1):
            if not _is_key(key):
                raise VaultError(
                    f"{place}: key {position} of {len(keys)} is no key of the vault, which has 44 letters, digits, "
                    "'-' and '_' and ends with '=': copy it whole, as `gp-sync secrets new-key` gave it"
                )
        if not keys:
            raise VaultError(f"{place}: there is no key in it; `gp-sync secrets new-key` makes one")
        return cls(keys)

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are known by, the newest first."""
        return tuple(_id_of(key) for key in self._keys)

    def text(self) -> Secret:
        """All keys, one to a line, as `read` takes them."""
        return Secret("".join(f"{key.reveal()}\n" for key in self._keys))

    def before(self, older: "Keys") -> "Keys":
        """These keys, and then those of the others that are not among them."""
        return Keys(tuple(dict.fromkeys([*self._keys, *older._keys])))  # noqa: SLF001  # one of ours

    def only(self, ids: Iterable[str]) -> "Keys":
        """Those of the keys that have one of these ids."""
        wanted = frozenset(ids)
        return Keys(tuple(key for key in self._keys if _id_of(key) in wanted))

    def encrypt(self, value: Secret) -> str:
        """Encrypt a text with the newest key."""
        return self._fernet().encrypt(value.reveal().encode()).decode()

    def decrypt(self, token: str) -> Secret | None:
        """Decrypt a text; None where it was damaged, or none of the keys is the right one."""
        try:
            return Secret(self._fernet().decrypt(token).decode())
        except (InvalidToken, ValueError):  # a token with letters that no token has is a ValueError
            return None

    def _fernet(self) -> MultiFernet:
        # Made for each use: what is kept between uses would show its keys to a dump of all fields.
        return MultiFernet([Fernet(key.reveal()) for key in self._keys])


def _is_key(text: Secret) -> bool:
    try:
        Fernet(text.reveal())
    except ValueError:
        return False
    return True


def _id_of(key: Secret) -> str:
    return hashlib.sha256(b"gp_sync vault key\n" + key.reveal().encode()).hexdigest()[:_ID_LETTERS]
