"""What keeps `gp-sync run` running fits the program that it runs."""

import configparser
from pathlib import Path, PurePosixPath

DEPLOY = Path(__file__).parents[2] / "deploy"


class TestSystemdUnit:
    def test_the_default_ledger_is_in_the_one_folder_that_may_be_written(self) -> None:
        """A relative ledger and the vault's key file are beside the configuration; all else is read-only."""
        unit = configparser.ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str  # type: ignore[method-assign,assignment]  # systemd's keys have capitals
        unit.read(DEPLOY / "gp-sync.service", encoding="utf-8")
        service = unit["Service"]

        config = PurePosixPath(service["ExecStart"].rpartition("--config ")[2])

        assert service["ProtectSystem"] == "strict"
        assert (str(config.parent), service["WorkingDirectory"]) == (service["ReadWritePaths"], "/var/lib/gp-sync")
