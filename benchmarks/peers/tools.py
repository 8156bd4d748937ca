"""The tools that write the same orders: how each is started over an empty folder, and started again after a death."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from benchmarks.gp_session import PASSWORD_VARIABLE, USER_VARIABLE
from benchmarks.peers.orders import Order, read_orders
from benchmarks.servers import PASSWORD, USER
from benchmarks.world import SECRETS, World, write_configuration

__all__ = ["Start", "tools"]

Start = Callable[[Path], subprocess.Popen[bytes]]
"""Starts a tool that keeps what it remembers in a folder."""

_ROOT = Path(__file__).parents[2]
_STREAM = "orders"
_SCHEMA = {"type": "object", "properties": {"url": {"type": "string"}, "body": {"type": "string"}}}


def tools(world: World, orders: Path, python: Path | None, *, refuses_existing: bool) -> dict[str, Start]:
    """The tools by name: the engine, and the peers if there is an interpreter that has them.

    Args:
        world: where the orders are and go.
        orders: the file of the creates that the peers send.
        python: the peers' interpreter.
        refuses_existing: whether the engine may rely on GP to refuse a second order with a number.
    """
    engine = _Engine(world=world, count=len(read_orders(orders)), refuses_existing=refuses_existing)
    if python is None:
        return {"engine, SQLite": engine}
    return {
        "engine, SQLite": engine,
        "dlt custom destination": _Dlt(python=python, orders=orders),
        "Singer target (SDK)": _Singer(python=python, orders=orders),
    }


@attrs.frozen(kw_only=True)
class _Engine:
    world: World
    count: int
    refuses_existing: bool

    def __call__(self, folder: Path) -> subprocess.Popen[bytes]:
        here = attrs.evolve(self.world, folder=folder)
        config = write_configuration(here, max_connections=1, refuses_existing=self.refuses_existing)
        command = [sys.executable, "-m", "benchmarks.peers.engine_peer", str(config.resolve()), str(self.count)]
        return _started(command, folder, SECRETS)


@attrs.frozen(kw_only=True)
class _Dlt:
    python: Path
    orders: Path

    def __call__(self, folder: Path) -> subprocess.Popen[bytes]:
        command = [str(self.python), "-m", "benchmarks.peers.dlt_peer", str(self.orders), str(folder.resolve())]
        return _started(command, folder, {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"})


@attrs.frozen(kw_only=True)
class _Singer:
    """The tap's part is played here: it begins after the newest state, and tells one after each record."""

    python: Path
    orders: Path

    def __call__(self, folder: Path) -> subprocess.Popen[bytes]:
        states, messages = folder / "states.jsonl", folder / "messages.jsonl"
        told = states.read_text(encoding="utf-8").splitlines() if states.exists() else []
        begin = int(json.loads(told[-1])["written"]) if told else 0
        _write_messages(messages, read_orders(self.orders), begin)
        command = [str(self.python), "-m", "benchmarks.peers.singer_peer"]
        with messages.open("rb") as into, states.open("ab") as out:
            return _started(command, folder, {"SINGER_SDK_LOG_LEVEL": "ERROR"}, into=into.fileno(), out=out.fileno())


def _write_messages(path: Path, orders: Sequence[Order], begin: int) -> None:
    messages: list[dict[str, object]] = [
        {"type": "SCHEMA", "stream": _STREAM, "schema": _SCHEMA, "key_properties": ["url"]}
    ]
    for number, order in enumerate(orders[begin:], start=begin + 1):
        messages.append({"type": "RECORD", "stream": _STREAM, "record": order})
        messages.append({"type": "STATE", "value": {"written": number}})
    path.write_text("".join(json.dumps(message) + "\n" for message in messages), encoding="utf-8")


def _started(
    command: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    *,
    into: int = subprocess.DEVNULL,
    out: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    secrets = {USER_VARIABLE: USER, PASSWORD_VARIABLE: PASSWORD}
    with (folder / "errors.log").open("ab") as errors:
        return subprocess.Popen(  # noqa: S603  # our own words
            command, cwd=_ROOT, env={**os.environ, **secrets, **variables}, stdin=into, stdout=out, stderr=errors
        )
