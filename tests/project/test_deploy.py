"""What keeps `gp-sync run` running fits the program that it runs."""

import configparser
import re
import tomllib
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


class TestContainer:
    def test_its_python_is_one_that_the_package_was_tried_on(self) -> None:
        """The classifiers of the package name them."""
        (version,) = re.findall(
            r"^FROM \S+/python:([\d.]+)-slim$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE
        )
        settings = tomllib.loads((DEPLOY.parent / "gp_sync/pyproject.toml").read_text("utf-8"))

        assert f"Programming Language :: Python :: {version}" in settings["project"]["classifiers"]
