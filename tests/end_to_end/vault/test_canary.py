"""Canary secrets, looked for wherever a person, a log or a crash reporter could see them."""

import logging
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import attrs
import pytest
from typer.testing import Result

from gp_sync.cli.common import open_connection, open_ledger, vault_of
from gp_sync.config.credentials import PROCURIFY_VARIABLE, load_secrets
from gp_sync.config.file import ConfigError, load_config
from gp_sync.failpoints import installed
from gp_sync.ledger.errors import LedgerError
from gp_sync.secret import Secret
from gp_sync.systems.connect import connect
from tests.end_to_end.vault.vaults import NEW_CLIENT_SECRET, NEW_PASSWORD, environment_of, secrets
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, USER, World

CANARIES = (CLIENT_SECRET, PASSWORD, NEW_PASSWORD, NEW_CLIENT_SECRET)


@attrs.frozen
class Seen:
    """Everything that anybody could have read."""

    texts: list[str] = attrs.field(factory=list)

    def output(self, result: Result) -> None:
        self.texts.extend([result.stdout, result.stderr, repr(result.exception)])

    def crash(self, error: BaseException) -> None:
        """What a crash reporter shows: each frame with its local values, and those of the errors before."""
        self.texts.extend([*traceback.format_exception(error), repr(error), str(vars(error))])
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if is_ours(frame)]
        for frame in frames:
            self.texts.extend(f"{name} = {safely(value)}" for name, value in frame.f_locals.items())
        if (before := error.__cause__ or error.__context__) and not error.__suppress_context__:
            self.crash(before)

    def file(self, path: Path) -> None:
        self.texts.append(path.read_bytes().decode("latin-1"))


def is_ours(frame: FrameType) -> bool:
    """Whether it is not one of these tests, which have the canaries at hand."""
    return not Path(frame.f_code.co_filename).is_relative_to(Path(__file__).parents[2])


def safely(value: object) -> str:
    """How a value shows itself; one that was not made to its end may not be able to."""
    try:
        return repr(value)
    except AttributeError:
        return "?"


@pytest.fixture
def seen(caplog: pytest.LogCaptureFixture) -> Seen:
    """With every logger at DEBUG; what they said is among the texts at the end of the test."""
    caplog.set_level(logging.DEBUG)
    for name in (
        "procurify_client",
        "dynamicsgp_sba",
        "gp_sync",
        "sqlalchemy",
        "httpx",
        "urllib3",
        "spnego",
        "keyring",
    ):
        caplog.set_level(logging.DEBUG, logger=name)
    return Seen()


class TestCanary:
    def test_edge_56_secrets_are_in_no_output_log_audit_or_file(
        self, kept: World, seen: Seen, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        Through a life of a vault with all that goes wrong, with each logger at DEBUG.
        """
        kept.order()
        for act in life(kept):
            seen.output(act())
        key = (kept.folder / "vault.key").read_text(encoding="ascii").split()
        for path in kept.folder.rglob("*"):
            if path.is_file() and path.name != "vault.key":
                seen.file(path)

        text = "\n".join([*seen.texts, caplog.text])
        assert "secret.rotated" in text, "the audit was exported"
        assert "gAAAAA" in text, "the ledger's file was read, with its encrypted values"
        assert [canary for canary in (*CANARIES, *key) if canary in text] == []

    def test_edge_56_secrets_are_in_no_traceback_with_its_local_values(self, kept: World, seen: Seen) -> None:
        for crash in CRASHES:
            with environment_of(kept), pytest.raises(KINDS_OF_CRASHES) as caught:
                crash(kept)
            seen.crash(caught.value)

        text = "\n".join(seen.texts)
        assert text.count("Traceback") >= len(CRASHES)
        assert "keys = (Secret('********'),)" in text, "local values were looked at"
        key = (kept.folder / "vault.key").read_text(encoding="ascii").split()
        assert [canary for canary in (*CANARIES, *key) if f"'{canary}" in text or f'"{canary}' in text] == []

    def test_edge_56_a_process_that_crashes_prints_none(self, kept: World) -> None:
        kept.order()
        script = (
            "import sys\n"
            "from gp_sync.failpoints import installed\n"
            "from gp_sync.cli.app import app\n"
            "def crash(name):\n"
            "    if name == 'write.sending': raise RuntimeError('crashed')\n"
            "with installed(crash): app(['--verbose', 'sync', '--config', sys.argv[1]])\n"
        )

        done = subprocess.run(
            [sys.executable, "-c", script, str(kept.config)], capture_output=True, check=False, text=True, timeout=90
        )

        assert "RuntimeError: crashed" in done.stderr
        assert [canary for canary in CANARIES if canary in done.stdout + done.stderr] == []


def life(world: World) -> Iterator[Callable[[], Result]]:
    """What is done with a vault, and what goes wrong."""
    yield lambda: world.run("ping")
    yield lambda: world.run("--verbose", "sync")
    yield lambda: secrets(world, "rotate", "gp_password", value=NEW_PASSWORD)
    yield lambda: secrets(world, "rotate", "procurify_client_secret", value=NEW_CLIENT_SECRET)
    yield lambda: world.run("sync")  # both are refused
    yield lambda: world.run("sync", "--json")
    yield lambda: secrets(world, "list")
    yield lambda: secrets(world, "rotate-key", "--forget-old", "--yes", "--json")
    yield lambda: secrets(world, "set", "gp_password", value=f"{PASSWORD}\n{NEW_PASSWORD}")
    yield lambda: world.run("status")
    yield lambda: world.run("audit", "export")
    yield lambda: world.run("audit", "verify")
    world.gp.users.set_password(USER, "another")
    yield lambda: world.run("sync")
    yield lambda: secrets(world, "remove", "gp_password", "--yes")
    yield lambda: world.run("sync")


def _refused_settings(world: World) -> None:
    config = load_config(world.config)
    broken = attrs.evolve(config, procurify=attrs.evolve(config.procurify, base_url="no address"))
    with open_ledger(config) as ledger:
        kept_secrets = load_secrets(config, vault=vault_of(config, ledger))
        with connect(broken, kept_secrets, ledger):
            pytest.fail("it was accepted")


def _missing(world: World) -> None:
    load_secrets(load_config(world.config), {PROCURIFY_VARIABLE: CLIENT_SECRET})


def _misspelt(world: World) -> None:
    config = load_config(world.config)
    file = world.folder / "secrets.toml"
    file.write_text(f'gp_password = "{PASSWORD}"\ngp_pasword = "{NEW_PASSWORD}"\n', encoding="utf-8")
    file.chmod(0o600)
    load_secrets(attrs.evolve(config, secrets=attrs.evolve(config.secrets, file=str(file))), {})


def _in_the_middle(world: World) -> None:
    def crash(name: str) -> None:
        if name == "write.answered":
            raise RuntimeError("crashed")

    world.order()
    with open_connection(world.config) as (_, connection), installed(crash):
        connection.engine.run()


def _committing(world: World) -> None:
    def crash(name: str) -> None:
        if name == "ledger.committing":
            raise RuntimeError("crashed")

    config = load_config(world.config)
    with open_ledger(config) as ledger, installed(crash):
        vault_of(config, ledger).rotate("gp_password", Secret(NEW_PASSWORD), by="anna")


def _wrong_key(world: World) -> None:
    config = load_config(world.config)
    file = world.folder / "vault.key"
    text = file.read_text(encoding="ascii")
    file.write_text(text[1:], encoding="ascii")
    try:
        with open_ledger(config) as ledger:
            vault_of(config, ledger).values("gp_password")
    finally:
        file.write_text(text, encoding="ascii")


CRASHES = (_refused_settings, _missing, _misspelt, _in_the_middle, _committing, _wrong_key)
KINDS_OF_CRASHES = (ConfigError, LedgerError, RuntimeError)
