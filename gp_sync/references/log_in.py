"""Logging in with a secret that is asked for at each use: a new one counts without a restart."""

from typing import Any

import sqlalchemy as sa

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.credential import Credential
from gp_sync.ledger.errors import LedgerError
from gp_sync.secret import Secret

__all__ = ["log_in_with", "values_of"]


def values_of(credential: Credential, side: str) -> tuple[Secret, ...]:
    """A secret's values now, the one to use first.

    Args:
        credential: the secret.
        side: the system that is logged in to with it.

    Raises:
        Unavailable: it cannot be read, as where the vault's key has gone while the process runs. Nothing was sent.
    """
    try:
        return credential.values()
    except LedgerError as error:
        raise Unavailable(finding("SECRET_UNREADABLE", Ref("side", (side,)), tried=str(error))) from error


def log_in_with(engine: sa.Engine, password: Credential) -> None:
    """Have an engine log in with a password that may change.

    Where there are two, as during a rotation, the other one is tried after the first. Only if that works is the first
    taken for refused: a server that is down refuses both.

    Args:
        engine: of a URL with a user and no password.
        password: the password.
    """

    def connect(dialect: sa.Dialect, *_about: object) -> Any:
        failed: list[tuple[Secret, Exception]] = []
        for value in values_of(password, "gp"):
            made = _attempt(dialect, engine.url, value)
            if not isinstance(made, Exception):
                for refused, _ in failed:
                    password.refused(refused)
                password.worked(value)
                return made
            failed.append((value, made))
        raise failed[0][1]

    sa.event.listen(engine, "do_connect", connect)


def _attempt(dialect: sa.Dialect, url: sa.URL, password: Secret) -> Any:
    """A connection of the driver's, or its error, without the frames that have the password among their values."""
    arguments, options = dialect.create_connect_args(url.set(password=password.reveal()))
    try:
        return dialect.connect(*arguments, **options)
    except dialect.loaded_dbapi.Error as error:
        return error.with_traceback(None)
