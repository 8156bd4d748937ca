"""A Kerberos realm of one's own on this machine, where its programs are installed (Debian: krb5-kdc, krb5-user)."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import attrs

from tests.ports import a_free_port

__all__ = ["MISSING", "REALM", "Realm", "running_realm"]

REALM = "FABRIKAM.EXAMPLE"
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_PROGRAMS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit", "kdestroy")

MISSING = [name for name in _PROGRAMS if which(name, path=_PATH) is None]
MISSING += [name for name in ("gssapi", "krb5") if find_spec(name) is None]
"""What stands against a realm here; empty where nothing does."""

_LIBRARY = """
[libdefaults]
    default_realm = {realm}
    dns_lookup_realm = false
    dns_lookup_kdc = false
    dns_canonicalize_hostname = false
    rdns = false
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
"""
_CENTRE = """
[kdcdefaults]
    kdc_listen = 127.0.0.1:{port}
    kdc_tcp_listen = 127.0.0.1:{port}
[realms]
    {realm} = {{
        database_name = {folder}/principals
        key_stash_file = {folder}/stash
        acl_file = {folder}/acl
    }}
"""


@attrs.frozen(kw_only=True)
class Realm:
    """A running realm.

    Args:
        environment: the variables by which the libraries find it, its tickets and the service's key.
        folder: where the keys are.
    """

    environment: dict[str, str]
    folder: Path

    def log_on(self, principal: str) -> None:
        """Fetch a ticket for an account whose key stands in the folder."""
        self.run("kinit", "-k", "-t", str(self.folder / principal), principal)

    def log_off(self) -> None:
        """Throw all tickets away."""
        self.run("kdestroy", "-A")

    def add(self, principal: str, key: Path) -> None:
        """Make an account, and write its key to a file."""
        self.run("kadmin.local", "-q", f"addprinc -randkey {principal}")
        self.run("kadmin.local", "-q", f"ktadd -k {key} -norandkey {principal}")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the programs."""
        found = which(program, path=_PATH) or program
        subprocess.run(
            [found, *arguments], env={**os.environ, **self.environment}, check=True, capture_output=True, timeout=30
        )


@contextmanager
def running_realm(folder: Path) -> Iterator[Realm]:
    """Run a key distribution centre in a folder."""
    port = a_free_port()
    texts = {"realm": REALM, "port": port, "folder": folder}
    (folder / "krb5.conf").write_text(_LIBRARY.format(**texts), encoding="utf-8")
    (folder / "kdc.conf").write_text(_CENTRE.format(**texts), encoding="utf-8")
    realm = Realm(
        folder=folder,
        environment={
            "KRB5_CONFIG": str(folder / "krb5.conf"),
            "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
            "KRB5_KTNAME": str(folder / "service"),
            "KRB5CCNAME": f"FILE:{folder / 'tickets'}",
        },
    )
    realm.run("kdb5_util", "create", "-s", "-P", "made-up master key")
    centre = subprocess.Popen(
        [which("krb5kdc", path=_PATH) or "krb5kdc", "-n"],
        env={**os.environ, **realm.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield realm
    finally:
        centre.terminate()
        centre.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"no key distribution centre answers on port {port}")
