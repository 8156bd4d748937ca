"""The credentials of both sides, from the environment or from a protected file; never from arguments."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from gp_sync.config import Config, ConfigError, read_toml
from gp_sync.secret import Secret

__all__ = ["GP_VARIABLE", "PROCURIFY_VARIABLE", "SQL_VARIABLE", "Secrets", "load_secrets"]

PROCURIFY_VARIABLE = "GP_SYNC_PROCURIFY_CLIENT_SECRET"
GP_VARIABLE = "GP_SYNC_GP_PASSWORD"
SQL_VARIABLE = "GP_SYNC_SQL_PASSWORD"
_NAMES = ("procurify_client_secret", "gp_password")
_SQL = "gp_sql_password"


@attrs.frozen(kw_only=True)
class Secrets:
    """The credentials of both sides; `gp_sql_password` where a login to GP's databases is configured."""

    procurify_client_secret: Secret
    gp_password: Secret
    gp_sql_password: Secret | None = None


def load_secrets(config: Config, environment: Mapping[str, str] | None = None) -> Secrets:
    """Read the secrets: each from its environment variable, else from the protected file.

    Raises:
        ConfigError: one is in neither place or is no text, or the file can be read by others.
    """
    env = os.environ if environment is None else environment
    stored = _read_protected(Path(config.secrets.file)) if config.secrets.file else {}
    found, missing = {}, []
    wanted = dict(zip(_NAMES, (PROCURIFY_VARIABLE, GP_VARIABLE), strict=True))
    if "sql" in config.references.used and config.references.sql.user:
        wanted[_SQL] = SQL_VARIABLE
    for name, variable in wanted.items():
        value = env.get(variable) or stored.get(name)
        if value and not isinstance(value, str):
            missing.append(f"{name} is not a text: put it in quotes in {config.secrets.file}")
        elif value:
            found[name] = Secret(value)
        else:
            missing.append(f"no {name}: set the variable {variable}, or put {name} into the file of [secrets] file")
    if missing:
        raise ConfigError("secrets", tuple(missing))
    return Secrets(**found)


def _read_protected(path: Path) -> dict[str, Any]:
    data = read_toml(path, missing=f"write it with {' and '.join(_NAMES)}, readable by you alone")
    # Windows keeps access rights elsewhere; its files under a user's profile are private by default.
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(str(path), ("other users can read it: run `chmod 600` on it",))
    accepted = (*_NAMES, _SQL)
    unknown = sorted(set(data) - set(accepted))
    if unknown:
        raise ConfigError(str(path), (f"unknown key {', '.join(unknown)}; accepted: {', '.join(accepted)}",))
    return data
