"""The packages as users get them: built twice alike, published to an index, and installed from it."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.project.environments import PAGE, SECRET, Environment, Index, private_index, run
from tools.bill import faults_of
from tools.dist import build_all

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")
Environments = Callable[[str], Environment]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels, source archives and bills of materials of all members."""
    folder = tmp_path_factory.mktemp("dist")
    build_all(folder)
    return folder


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    """Gives a clean environment for each name; the tests of one subject share one."""
    return cache(lambda name: Environment(tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="module")
def index(environments: Environments, dist: Path, root: Path) -> Iterator[Index]:
    """A private index to which all three were published by the command of the page about it."""
    tools = environments("publisher")
    tools.add_tools("twine", "pypiserver[passlib]")
    page = (root / "docs/how-to/publish.md").read_text("utf-8")
    (line,) = re.findall(r"^python -m (twine upload .+)$", page, re.MULTILINE)
    with private_index(tools) as opened:
        words = [word for part in shlex.split(line) for word in _found(part, dist)]
        arguments = [opened.address if word == "$INDEX" else word for word in words]
        run(tools.python, "-m", *arguments, cwd=dist.parent, TWINE_USERNAME="keeper", TWINE_PASSWORD=SECRET)
        yield opened


def _found(word: str, dist: Path) -> list[str]:
    """What a shell makes of a word with a pattern, beside the folder `dist` of the page."""
    return sorted(map(str, dist.glob(word.removeprefix("dist/")))) if "*" in word else [word]


class TestBuilding:
    def test_two_clones_give_the_same_bytes(self, root: Path, tmp_path: Path, kept_files: list[Path]) -> None:
        """
        Other paths, times of files, rights, zones and languages make no difference: wheels, archives and bills are the
        same to the byte.
        """
        assert kept_files  # a checkout, which can be cloned
        for name, stamp, mask in (("a", 1_000_000_000, 0o022), ("some where/else", 1_700_000_000, 0o077)):
            _build_clone(root, tmp_path / name, stamp, mask)

        first, second = (
            {path.name: path.read_bytes() for path in _built(tmp_path / name)} for name in ("a", "some where/else")
        )

        assert len(first) == 9
        assert [name for name in first if first[name] != second[name]] == []
        assert first.keys() == second.keys()

    @pytest.mark.parametrize("member", MEMBERS)
    def test_bill_of_materials_fits_its_schema(self, member: str, dist: Path, root: Path) -> None:
        """
        It names the wheel by digest and each dependency with licence, and no folder of the machine that built it.
        """
        (path,) = dist.glob(f"{member}-*.cdx.json")
        text = path.read_text("utf-8")
        bill = json.loads(text)
        direct = {"procurify_client": "httpx", "dynamicsgp_sba": "requests", "gp_sync": "sqlalchemy"}[member]
        component = next(one for one in bill["components"] if one["name"] == direct)

        assert faults_of(text) == ""
        assert faults_of(text.replace('"purl"', '"pearl"')) != ""
        assert bill["metadata"]["component"]["name"] == member.replace("_", "-")
        assert len(bill["metadata"]["component"]["hashes"][0]["content"]) == 64
        assert component["scope"] == "required"
        assert all(one["licenses"] for one in bill["components"])
        assert not any(str(folder) in text for folder in (root, Path.home(), dist, sys.prefix))


def _build_clone(root: Path, folder: Path, stamp: int, mask: int) -> None:
    """Clone the last commit and build it, with every file of the clone dated alike, and another umask."""
    git = shutil.which("git")
    assert git is not None
    before = os.umask(mask)
    try:
        subprocess.run([git, "clone", "--quiet", root, folder], check=True, capture_output=True)
        for path in folder.rglob("*"):
            if ".git" not in path.parts:
                os.utime(path, (stamp, stamp))
        environment = {"TZ": "Asia/Kolkata" if mask == 0o077 else "UTC", "PYTHONHASHSEED": str(mask)}
        run(sys.executable, "-m", "tools.dist", cwd=folder, **environment)
    finally:
        os.umask(before)


def _built(folder: Path) -> list[Path]:
    return sorted((folder / "dist").iterdir())


class TestArchives:
    @pytest.mark.parametrize("member", MEMBERS)
    def test_wheel_has_what_the_package_has(self, member: str, dist: Path, root: Path) -> None:
        """
        Every module, type marker and data file is in the wheel, and no test or cache is.
        """
        (wheel,) = dist.glob(f"{member}-*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        inside = {name for name in names if name.startswith(f"{member}/")}
        expected = {
            path.relative_to(root).as_posix()
            for path in (root / member).rglob("*")
            if path.is_file() and path.suffix != ".pyc" and path.name not in {"README.md", "LICENSE", "pyproject.toml"}
        }

        assert f"{member}/py.typed" in inside
        assert inside == expected
        assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)

    @pytest.mark.parametrize("member", MEMBERS)
    def test_an_older_index_can_read_the_metadata(self, member: str, dist: Path) -> None:
        """
        Indexes refuse metadata that are newer than they are; 2.4 is the oldest that can say the licence.
        """
        (wheel,) = dist.glob(f"{member}-*.whl")
        (archive,) = dist.glob(f"{member}-*.tar.gz")
        with zipfile.ZipFile(wheel) as opened:
            (name,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
            built = opened.read(name)
        with tarfile.open(archive) as opened_archive:
            (name,) = (name for name in opened_archive.getnames() if name.count("/") == 1 and name.endswith("PKG-INFO"))
            member_file = opened_archive.extractfile(name)
            assert member_file is not None
            source = member_file.read()

        assert {text.splitlines()[0] for text in (built, source)} == {b"Metadata-Version: 2.4"}

    @pytest.mark.parametrize("member", MEMBERS)
    def test_source_archive_has_what_it_is_built_from(self, member: str, dist: Path) -> None:
        """
        The source archive can be built and read: settings, README and version are in it.
        """
        (archive,) = dist.glob(f"{member}-*.tar.gz")
        with tarfile.open(archive) as opened:
            inside = {name.partition("/")[2] for name in opened.getnames()}

        assert {"pyproject.toml", "README.md", "LICENSE", "__init__.py", "py.typed"} <= inside


class TestPublishing:
    def test_the_index_has_all_six_files(self, index: Index) -> None:
        """
        Wheels and source archives of the three arrive; bills of materials are not for an index.
        """
        kinds = sorted(path.name.partition("-")[0] + path.suffix for path in index.packages.iterdir())

        assert kinds == [f"{member}{suffix}" for member in sorted(MEMBERS) for suffix in (".gz", ".whl")]

    def test_nobody_reads_without_the_password(self, index: Index) -> None:
        """
        What is installed below came through the password.
        """
        with pytest.raises(HTTPError) as refused:
            build_opener(ProxyHandler({})).open(index.address + PAGE, timeout=10)

        assert refused.value.code == 401
        refused.value.close()


class TestProcurifyClientAlone:
    def test_installs_and_imports_without_the_other(self, environments: Environments, index: Index) -> None:
        """
        The Procurify client brings httpx, and nothing of the GP client or the engine.
        """
        environment = environments("procurify")
        environment.install(index, "procurify-client")

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

    def test_loopback_server_comes_with_its_extra(self, environments: Environments, index: Index) -> None:
        """
        With the extra, every module can be imported.
        """
        environment = environments("procurify")
        environment.install(index, "procurify-client[testing]")

        assert environment.import_all("procurify_client", extras=True) > 20


class TestDynamicsGPClientAlone:
    def test_installs_and_imports_without_the_other(self, environments: Environments, index: Index) -> None:
        """
        The GP client brings requests, and nothing of the Procurify client or the engine.
        """
        environment = environments("dynamicsgp")
        environment.install(index, "dynamicsgp-sba")

        assert environment.import_all("dynamicsgp_sba", extras=False) > 20
        assert {"requests", "requests-ntlm"} <= environment.installed()
        assert environment.installed().isdisjoint(
            {"httpx", "sqlalchemy", "alembic", "typer", "pytest", "procurify-client", "gp-sync"}
        )

    def test_loopback_server_comes_with_its_extra(self, environments: Environments, index: Index) -> None:
        """
        With the extra, every module can be imported.
        """
        environment = environments("dynamicsgp")
        environment.install(index, "dynamicsgp-sba[testing]")

        assert environment.import_all("dynamicsgp_sba", extras=True) > 20


class TestAllThree:
    def test_engine_installs_with_both_clients(self, environments: Environments, index: Index) -> None:
        """
        The engine brings both clients; without its extras the command says what is missing.
        """
        environment = environments("all")
        environment.install(index, "gp-sync")

        assert environment.import_all("gp_sync", extras=False) > 20
        assert {"procurify-client", "dynamicsgp-sba"} <= environment.installed()
        told = subprocess.run([environment.scripts / "gp-sync"], capture_output=True, check=False, encoding="utf-8")
        assert told.returncode == 1
        assert "install gp-sync with its extra [cli]" in told.stderr

    def test_demo_runs_from_the_wheels(self, environments: Environments, index: Index) -> None:
        """
        With the extra for the demo, the main job runs to its proof without the repository.
        """
        environment = environments("all")
        environment.install(index, "gp-sync[demo]")

        assert "purchase orders" in run(environment.scripts / "gp-sync", "--help", cwd=environment.folder)
        assert "proof" in run(environment.scripts / "gp-sync", "demo", cwd=environment.folder)

    def test_contracts_come_with_their_extra(self, environments: Environments, index: Index) -> None:
        """
        With all extras, every module can be imported.
        """
        environment = environments("all")
        environment.install(index, "gp-sync[demo,metrics,testing]")

        assert environment.import_all("gp_sync", extras=True) > 20
