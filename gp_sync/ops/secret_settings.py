"""Where the secrets of a connection are, as its configuration says."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import attrs

__all__ = ["SecretSettings"]


@attrs.frozen(kw_only=True)
class SecretSettings:
    """Where secrets are that are not in the environment.

    Args:
        file (path): a TOML file for secrets that are not in the environment, readable by its owner only.
        key_file (path): the file with the key of the vault; on Linux and macOS it must be readable by its owner only.
            Not together with `keyring`.
        keyring: the key of the vault is in the keyring of the system, in an entry `gp-sync vault` under the
            connection's name; needs the extra `keyring`.
        expires (table of dates without quotes): the day on which a secret ends, by its name, such as
            `gp_password = 2027-01-31`: `gp-sync doctor` tells it, and `gp-sync run` opens an alert 14, 7 and 1 days
            before, and when it has come. In days of UTC.
    """

    file: str = ""
    key_file: str = ""
    keyring: bool = False
    expires: Mapping[str, date] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.key_file and self.keyring:
            raise ValueError("give either key_file or keyring for the vault's key, not both")

    def placed(self, folder: Path) -> "SecretSettings":
        """The same with all paths under the configuration's folder."""
        file = str(folder / self.file) if self.file else ""
        return attrs.evolve(self, file=file, key_file=str(folder / self.key_file) if self.key_file else "")
