"""Are the secrets there, does the vault open, and when do they end."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gp_sync.config.credentials import KINDS, place_of
from gp_sync.config.file import Config
from gp_sync.core.check import Check
from gp_sync.core.findings import CATALOGUE
from gp_sync.ops.expiry import days_left, expiring
from gp_sync.ops.vault import Vault

__all__ = ["secret_is_there", "secrets_end", "vault_opens"]


def secret_is_there(config: Config, name: str, *, there: bool) -> Iterator[Check]:
    """Where a secret is found; never what it is."""
    kind = KINDS[name]
    if not there:
        remedy = f"Set the variable {kind.variable}, or keep it in the vault with `gp-sync secrets set {name}`."
        yield Check(what=f"secret {name}", result="failed", answer=f"{kind.what} is nowhere", remedy=remedy)
        return
    place = place_of(config, name, kept=True)
    where = f"the file {Path(config.secrets.file).name}" if place == "file" else f"the {place}"
    yield Check(what=f"secret {name}", result="ok", answer=f"from {where}")


def vault_opens(vault: Vault) -> Iterator[Check]:
    """Whether the key is the vault's; nothing where no secret is kept."""
    kept = sorted({row.name for row in vault.rows()})
    if kept:
        vault.check()
        yield Check(what="vault", result="ok", answer=f"the key opens it; it keeps {', '.join(kept)}")


def secrets_end(config: Config, now: datetime) -> Iterator[Check]:
    """The day on which each secret ends, as far as the configuration tells it."""
    soon = {found.where: found for found in expiring(config.secrets.expires, now)}
    for name, day in config.secrets.expires.items():
        what = f"end of {name}"
        if name not in KINDS:
            accepted = f"Name one of {', '.join(KINDS)} in [secrets.expires]."
            yield Check(what=what, result="failed", answer="there is no such secret", remedy=accepted)
        elif name in soon:
            found = soon[name]
            over = days_left(day, now) < 0
            remedy = CATALOGUE[found.code].advice(found)
            yield Check(what=what, result="failed" if over else "warning", answer=found.tried, remedy=remedy)
        else:
            yield Check(what=what, result="ok", answer=f"{day}, in {days_left(day, now)} days")
