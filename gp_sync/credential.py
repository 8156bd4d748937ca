"""Secrets that may change while they are used: asked for at each use, and told what came of it."""

from typing import Protocol, runtime_checkable

import attrs

from gp_sync.secret import Secret

__all__ = ["Credential", "Fixed", "credential_of"]


@runtime_checkable
class Credential(Protocol):
    """A secret as its user sees it. During a rotation it has two values."""

    def values(self) -> tuple[Secret, ...]:
        """Its values now, the one to use first; at least one.

        Raises:
            LedgerError: the place where it is kept cannot be used.
        """
        ...

    def worked(self, value: Secret) -> None:
        """Take note that the other side accepted a value."""
        ...

    def refused(self, value: Secret) -> None:
        """Take note that the other side refused a value."""
        ...


@attrs.frozen
class Fixed:
    """A secret with one value, which stays."""

    value: Secret

    def values(self) -> tuple[Secret, ...]:
        """See `Credential.values`."""
        return (self.value,)

    def worked(self, value: Secret) -> None:
        """See `Credential.worked`; there is nothing to choose from."""

    def refused(self, value: Secret) -> None:
        """See `Credential.refused`; there is nothing to choose from."""


def credential_of(secret: Secret | Credential) -> Credential:
    """A secret that stays, or one that may change, as one that may change.

    Raises:
        TypeError: it is neither; the value is not shown, since it may be a password.
    """
    if isinstance(secret, Secret):
        return Fixed(secret)
    if not isinstance(secret, Credential):
        raise TypeError(
            f"a credential is a {type(secret).__name__}: give Secret(...) of gp_sync.secret, or a Credential of "
            "gp_sync.credential"
        )
    return secret
