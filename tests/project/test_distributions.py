"""The built wheels in clean environments: each client alone, then all three."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
skipped = ("__main__", ".testing", ".cli", ".migrations") if sys.argv[2] == "plain" else ("__main__", ".migrations")
for name in names:
    if not any(part in name for part in skipped):
        importlib.import_module(name)
print(len(names))
"""


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


class Environment:
    """A clean virtual environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=True, clear=True)
        self.scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = self.scripts / ("python.exe" if sys.platform == "win32" else "python")

    def install(self, dist: Path, member: str, extra: str = "") -> None:
        # By its path, so that no package of the same name elsewhere can take its place.
        (wheel,) = dist.glob(f"{member}-*.whl")
        run(self.python, "-m", "pip", "install", "--quiet", "--find-links", dist, f"{wheel}{extra}", cwd=self.folder)

    def installed(self) -> set[str]:
        listed = run(self.python, "-m", "pip", "list", "--format=freeze", cwd=self.folder)
        return {line.partition("==")[0].lower().replace("_", "-") for line in listed.split()}

    def import_all(self, package: str, *, extras: bool) -> int:
        # Outside the repository, so that nothing is imported from the checkout.
        return int(run(self.python, "-c", IMPORT_ALL, package, "extras" if extras else "plain", cwd=self.folder))


@pytest.fixture(scope="module")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels and source archives of all members."""
    folder = tmp_path_factory.mktemp("dist")
    for member in MEMBERS:
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, root / member, cwd=root)
    return folder


Environments = Callable[[str], Environment]


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    """Gives a clean environment for each name; the tests of one subject share one."""
    return cache(lambda name: Environment(tmp_path_factory.mktemp(name)))


class TestArchives:
    @pytest.mark.parametrize("member", MEMBERS)
    def test_wheel_has_what_the_package_has(self, member: str, dist: Path, root: Path) -> None:
        """
        Every module, type marker and data file is in the wheel, and no test or cache is.
        """
        (wheel,) = dist.glob(f"{member}-*.whl")
        inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(f"{member}/")}
        expected = {
            path.relative_to(root).as_posix()
            for path in (root / member).rglob("*")
            if path.is_file() and path.suffix != ".pyc" and path.name not in {"README.md", "pyproject.toml"}
        }

        assert f"{member}/py.typed" in inside
        assert inside == expected

    @pytest.mark.parametrize("member", MEMBERS)
    def test_source_archive_has_what_it_is_built_from(self, member: str, dist: Path) -> None:
        """
        The source archive can be built and read: settings, README and version are in it.
        """
        (archive,) = dist.glob(f"{member}-*.tar.gz")
        with tarfile.open(archive) as opened:
            inside = {name.partition("/")[2] for name in opened.getnames()}

        assert {"pyproject.toml", "README.md", "__init__.py", "py.typed"} <= inside


class TestProcurifyClientAlone:
    def test_installs_and_imports_without_the_other(self, environments: Environments, dist: Path) -> None:
        """
        The Procurify client brings httpx, and nothing of the GP client or the engine.
        """
        environment = environments("procurify")
        environment.install(dist, "procurify_client")

        assert environment.import_all("procurify_client", extras=False) > 20
        assert "httpx" in environment.installed()
        assert environment.installed().isdisjoint(
            {
                "requests",
                "requests-ntlm",
                "pyspnego",
                "sqlalchemy",
                "alembic",
                "typer",
                "pytest",
                "dynamicsgp-sba",
                "gp-sync",
            }
        )

    def test_loopback_server_comes_with_its_extra(self, environments: Environments, dist: Path) -> None:
        """
        With the extra, every module can be imported.
        """
        environment = environments("procurify")
        environment.install(dist, "procurify_client", "[testing]")

        assert environment.import_all("procurify_client", extras=True) > 20


class TestDynamicsGPClientAlone:
    def test_installs_and_imports_without_the_other(self, environments: Environments, dist: Path) -> None:
        """
        The GP client brings requests, and nothing of the Procurify client or the engine.
        """
        environment = environments("dynamicsgp")
        environment.install(dist, "dynamicsgp_sba")

        assert environment.import_all("dynamicsgp_sba", extras=False) > 20
        assert {"requests", "requests-ntlm"} <= environment.installed()
        assert environment.installed().isdisjoint(
            {"httpx", "sqlalchemy", "alembic", "typer", "pytest", "procurify-client", "gp-sync"}
        )

    def test_loopback_server_comes_with_its_extra(self, environments: Environments, dist: Path) -> None:
        """
        With the extra, every module can be imported.
        """
        environment = environments("dynamicsgp")
        environment.install(dist, "dynamicsgp_sba", "[testing]")

        assert environment.import_all("dynamicsgp_sba", extras=True) > 20


class TestAllThree:
    def test_engine_installs_with_both_clients(self, environments: Environments, dist: Path) -> None:
        """
        The engine brings both clients; without its extras the command says what is missing.
        """
        environment = environments("all")
        environment.install(dist, "gp_sync")

        assert environment.import_all("gp_sync", extras=False) > 20
        assert {"procurify-client", "dynamicsgp-sba"} <= environment.installed()
        told = subprocess.run([environment.scripts / "gp-sync"], capture_output=True, check=False, encoding="utf-8")
        assert told.returncode == 1
        assert "install gp-sync with its extra [cli]" in told.stderr

    def test_demo_runs_from_the_wheels(self, environments: Environments, dist: Path) -> None:
        """
        With the extra for the demo, the main job runs to its proof without the repository.
        """
        environment = environments("all")
        environment.install(dist, "gp_sync", "[demo]")

        assert "purchase orders" in run(environment.scripts / "gp-sync", "--help", cwd=environment.folder)
        assert "proof" in run(environment.scripts / "gp-sync", "demo", cwd=environment.folder)

    def test_contracts_come_with_their_extra(self, environments: Environments, dist: Path) -> None:
        """
        With all extras, every module can be imported.
        """
        environment = environments("all")
        environment.install(dist, "gp_sync", "[demo,testing]")

        assert environment.import_all("gp_sync", extras=True) > 20
