"""The credentials of a connection: from the environment, a protected file or the vault; never from arguments."""

import logging
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import attrs

from gp_sync.config.file import Config, ConfigError, load_section, read_toml
from gp_sync.credential import Credential, Fixed, credential_of
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.private_files import how_to_protect, others_can_read
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.ops.vault import Vault, VaultError
from gp_sync.secret import Secret

__all__ = [
    "GP_VARIABLE",
    "KINDS",
    "PROCURIFY_VARIABLE",
    "SMTP_VARIABLE",
    "SQL_VARIABLE",
    "WEBHOOK_VARIABLE",
    "FromVault",
    "SecretKind",
    "Secrets",
    "Source",
    "credential",
    "load_secrets",
    "place_of",
    "secrets_end",
]

PROCURIFY_VARIABLE = "GP_SYNC_PROCURIFY_CLIENT_SECRET"
GP_VARIABLE = "GP_SYNC_GP_PASSWORD"
SQL_VARIABLE = "GP_SYNC_SQL_PASSWORD"
SMTP_VARIABLE = "GP_SYNC_SMTP_PASSWORD"
WEBHOOK_VARIABLE = "GP_SYNC_WEBHOOK_KEY"

Source = Literal["environment", "file", "vault"]
_LOGGER = logging.getLogger("gp_sync")


@attrs.frozen(kw_only=True)
class SecretKind:
    """One secret that a configuration may need.

    Args:
        name: what it is called in the protected file, in the vault and by commands.
        variable: the environment variable that holds it.
        what: what it is, for people.
        needed: whether a configuration needs it.
    """

    name: str
    variable: str
    what: str
    needed: Callable[[Config], bool] = attrs.field(repr=False, eq=False)


_ALL = (
    SecretKind(
        name="procurify_client_secret",
        variable=PROCURIFY_VARIABLE,
        what="the client secret of Procurify's application",
        needed=lambda _: True,
    ),
    SecretKind(
        name="gp_password",
        variable=GP_VARIABLE,
        what="the password of the Windows account for GP",
        needed=lambda _: True,
    ),
    SecretKind(
        name="gp_sql_password",
        variable=SQL_VARIABLE,
        what="the password of the SQL login for reference data",
        needed=lambda config: "sql" in config.references.used and bool(config.references.sql.user),
    ),
    SecretKind(
        name="smtp_password",
        variable=SMTP_VARIABLE,
        what="the password of the mail server's account",
        needed=lambda config: bool(config.notify.email.user),
    ),
    SecretKind(
        name="webhook_key",
        variable=WEBHOOK_VARIABLE,
        what="the key that messages to the webhook are signed with",
        needed=lambda config: bool(config.notify.webhook.url),
    ),
)
KINDS: Mapping[str, SecretKind] = {kind.name: kind for kind in _ALL}
"""All secrets that there are, by name. What else needs one gets a row here."""


@attrs.frozen(kw_only=True)
class Secrets:
    """The credentials of both sides, and those that the configuration asks for: see `KINDS`.

    Each is given as a `Secret`, or as a `Credential` that is asked for at each use.
    """

    procurify_client_secret: Credential = attrs.field(converter=credential_of)
    gp_password: Credential = attrs.field(converter=credential_of)
    gp_sql_password: Credential | None = attrs.field(default=None, converter=attrs.converters.optional(credential_of))
    smtp_password: Credential | None = attrs.field(default=None, converter=attrs.converters.optional(credential_of))
    webhook_key: Credential | None = attrs.field(default=None, converter=attrs.converters.optional(credential_of))


@attrs.frozen
class FromVault:
    """A secret that the vault is asked for at each use.

    What became of a value is noted beside the work that used it, which is done: a ledger that cannot take the note now
    is told in the log alone.
    """

    vault: Vault = attrs.field(repr=False)
    name: str

    def values(self) -> tuple[Secret, ...]:
        """See `Credential.values`.

        Raises:
            VaultError: it was removed meanwhile, or the vault does not open.
        """
        values = self.vault.values(self.name)
        if not values:
            raise VaultError(
                f"there is no {self.name} in the vault any more: `gp-sync secrets set {self.name}` sets it"
            )
        return values

    def worked(self, value: Secret) -> None:
        """See `Credential.worked`."""
        try:
            self.vault.worked(self.name, value)
        except LedgerError as error:
            _LOGGER.warning("that %s worked could not be noted: %s", self.name, error)

    def refused(self, value: Secret) -> None:
        """See `Credential.refused`."""
        try:
            self.vault.refused(self.name, value)
        except LedgerError as error:
            _LOGGER.warning("that %s was refused could not be noted: %s", self.name, error)


def load_secrets(config: Config, environment: Mapping[str, str] | None = None, vault: Vault | None = None) -> Secrets:
    """Find the secrets: each in its environment variable, else in the protected file, else in the vault.

    Args:
        config: says which are needed, and where the file is.
        environment: the variables; the process's own if None.
        vault: the connection's vault; None if there is none.

    Raises:
        ConfigError: one is in none of these places or is no text, the file can be read by others, or the configuration
            tells the end of a secret that there is not.
        LedgerError: the vault does not open, or the ledger cannot be used.
    """
    _check_names(config)
    stored = _from_file(config)
    # Not kept in a variable here: an error's traceback would show it to whoever prints local values.
    given = _from_environment(environment)
    del environment
    found: dict[str, Credential] = {}
    missing = []
    for kind in [kind for kind in KINDS.values() if kind.needed(config)]:
        there = _found(kind.name, given, stored, vault)
        if there is not None:
            found[kind.name] = there
        else:
            missing.append(
                f"no {kind.name}: set the variable {kind.variable}, put {kind.name} into the file of [secrets] file, "
                f"or keep it in the vault with `gp-sync secrets set {kind.name}`"
            )
    if missing:
        raise ConfigError("secrets", tuple(missing))
    return Secrets(**found)


def credential(config: Config, name: str, vault: Vault | None = None) -> Credential | None:
    """Find one secret as `load_secrets` does, with the variables of this process; None if it is nowhere.

    Raises:
        ConfigError: the protected file cannot be used.
        LedgerError: the vault does not open, or the ledger cannot be used.
    """
    return _found(name, _from_environment(None), _from_file(config), vault)


def _found(
    name: str, given: Mapping[str, Secret], stored: Mapping[str, Secret], vault: Vault | None
) -> Credential | None:
    value = given.get(name) or stored.get(name)
    if value is not None:
        return Fixed(value)
    return FromVault(vault, name) if vault is not None and vault.values(name) else None


def place_of(config: Config, name: str, *, kept: bool, environment: Mapping[str, str] | None = None) -> Source | None:
    """Where `load_secrets` finds a secret; None if nowhere.

    Args:
        config: says where the file is.
        name: the secret's.
        kept: whether the vault has it.
        environment: the variables; the process's own if None.

    Raises:
        ConfigError: the file cannot be used.
    """
    if name in _from_environment(environment):
        return "environment"
    if name in _from_file(config):
        return "file"
    return "vault" if kept else None


def secrets_end(path: Path, config: Config) -> Mapping[str, date]:
    """The day on which each secret ends, as the file says now: who rotates one writes its day there.

    Args:
        path: the configuration file.
        config: what it said before, which counts where it cannot be read now, as while somebody edits it.
    """
    found = load_section(path, "secrets", SecretSettings)
    return config.secrets.expires if found is None else found.expires


def _check_names(config: Config) -> None:
    unknown = sorted(set(config.secrets.expires) - set(KINDS))
    if unknown:
        problem = f"secrets.expires names {', '.join(unknown)}; accepted: {', '.join(KINDS)}"
        raise ConfigError("configuration", (problem,))


def _from_environment(environment: Mapping[str, str] | None) -> dict[str, Secret]:
    variables = os.environ if environment is None else environment
    return {kind.name: Secret(value) for kind in KINDS.values() if (value := variables.get(kind.variable))}


def _from_file(config: Config) -> dict[str, Secret]:
    """The secrets of the protected file; none if no file is configured."""
    if not config.secrets.file:
        return {}
    path = Path(config.secrets.file)
    needed = [kind.name for kind in KINDS.values() if kind.needed(config)]
    read = _wrapped(path, needed)
    if others_can_read(path):
        raise ConfigError(str(path), (f"other users can read it: run `{how_to_protect(path)}`",))
    problems = [f"{name} is not a text: put it in quotes in {path}" for name in read if read[name] is None]
    unknown = sorted(set(read) - set(KINDS))
    if unknown:
        problems.append(f"unknown key {', '.join(unknown)}; accepted: {', '.join(KINDS)}")
    if problems:
        raise ConfigError(str(path), tuple(problems))
    return {name: value for name, value in read.items() if value is not None}


def _wrapped(path: Path, needed: list[str]) -> dict[str, Secret | None]:
    """What the file says: None for what is no text. Nothing is raised here, where the values are at hand."""
    data = read_toml(path, missing=f"write it with {' and '.join(needed)}, readable by you alone")
    return {name: Secret(value) if isinstance(value, str) else None for name, value in data.items() if value != ""}
