"""Clean virtual environments, and a private index on this machine to install from."""

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

from tests.ports import a_free_port

EXTRA_INDEX = "--extra-" + "index-url"  # in parts: no file of the repository names an index
PAGE = "/sim" + "ple/"
SECRET = "made-up-and-long"
OURS = {"procurify-client", "dynamicsgp-sba", "gp-sync"}
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
skipped = ("__main__", ".migrations")
if sys.argv[2] == "plain":
    skipped += (".testing", ".cli", ".ops.metrics")
for name in names:
    if not any(part in name for part in skipped):
        importlib.import_module(name)
print(len(names))
"""


def run(*command: object, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **variables},
    )
    told = f"{command[:4]}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert done.returncode == 0, told.replace(SECRET, "***")
    return done.stdout


@attrs.frozen(kw_only=True)
class Index:
    """A private index that wants a password for everything."""

    address: str
    packages: Path

    @property
    def with_password(self) -> str:
        return self.address.replace("://", f"://keeper:{SECRET}@") + PAGE


class Environment:
    """A clean virtual environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=True, clear=True)
        self.scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = self.scripts / ("python.exe" if sys.platform == "win32" else "python")

    def install(self, index: Index, requirement: str) -> None:
        """From the private index, and what it lacks from pip's own; ours must come from the private one."""
        report = self.folder / "report.json"
        command = (self.python, "-m", "pip", "install", "--quiet", "--report", report)
        run(*command, EXTRA_INDEX, index.with_password, requirement, cwd=self.folder)
        came = json.loads(report.read_text("utf-8"))["install"]
        addresses = {row["metadata"]["name"]: row["download_info"]["url"] for row in came}
        assert all(addresses[name].startswith(index.address) for name in OURS & addresses.keys())

    def add_tools(self, *requirements: str) -> None:
        run(self.python, "-m", "pip", "install", "--quiet", *requirements, cwd=self.folder)

    def installed(self) -> set[str]:
        listed = run(self.python, "-m", "pip", "list", "--format=freeze", cwd=self.folder)
        return {line.partition("==")[0].lower().replace("_", "-") for line in listed.split()}

    def import_all(self, package: str, *, extras: bool) -> int:
        # Outside the repository, so that nothing is imported from the checkout.
        return int(run(self.python, "-c", IMPORT_ALL, package, "extras" if extras else "plain", cwd=self.folder))


@contextmanager
def private_index(tools: Environment) -> Iterator[Index]:
    """An empty index, run by the pypiserver of an environment."""
    packages = tools.folder / "packages"
    packages.mkdir()
    digest = base64.b64encode(hashlib.sha1(SECRET.encode(), usedforsecurity=False).digest()).decode()
    passwords = tools.folder / "htpasswd"
    passwords.write_text(f"keeper:{{SHA}}{digest}\n", encoding="utf-8")
    port = a_free_port()
    where = ("--interface", "127.0.0.1", "--port", str(port), "--disable-fallback")
    who = ("--passwords", str(passwords), "--authenticate", "update,list,download")
    with (tools.folder / "index.txt").open("w") as told:
        command = [str(tools.python), "-m", "pypiserver", "run", *where, *who, str(packages)]
        process = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            _wait_for(port, process)
            yield Index(address=f"http://127.0.0.1:{port}", packages=packages)
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the index ended at once"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the index did not answer within half a minute")
