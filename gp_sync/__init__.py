"""Carries documents between Procurify and Dynamics GP, effectively once: the engine and the command `gp-sync`.

What an application needs to run a connection can be imported from here. What it implements, such as a mapper, a rule, a
target or a store, has its values and protocols in `gp_sync.core` and `gp_sync.ledger`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gp_sync.config.credentials import Secrets, load_secrets
    from gp_sync.config.file import load_config
    from gp_sync.config.settings import Config, ConfigError
    from gp_sync.engine import Engine
    from gp_sync.ledger.composed import ComposedLedger
    from gp_sync.ledger.errors import LedgerError
    from gp_sync.ledger.memory import MemoryStore
    from gp_sync.ledger.sql import SqlStore
    from gp_sync.one_run import run_once
    from gp_sync.opening import open_connection
    from gp_sync.run.capture import FirstRunNeedsStart
    from gp_sync.run.report import RunReport
    from gp_sync.run.session import ConnectionBusy, LeaseLost
    from gp_sync.secret import Secret
    from gp_sync.systems.connect import Connection, connect

__all__ = [
    "ComposedLedger",
    "Config",
    "ConfigError",
    "Connection",
    "ConnectionBusy",
    "Engine",
    "FirstRunNeedsStart",
    "LeaseLost",
    "LedgerError",
    "MemoryStore",
    "RunReport",
    "Secret",
    "Secrets",
    "SqlStore",
    "__version__",
    "connect",
    "load_config",
    "load_secrets",
    "open_connection",
    "run_once",
]

_HOMES = {
    "ComposedLedger": "ledger.composed",
    "Config": "config.settings",
    "ConfigError": "config.settings",
    "Connection": "systems.connect",
    "ConnectionBusy": "run.session",
    "Engine": "engine",
    "FirstRunNeedsStart": "run.capture",
    "LeaseLost": "run.session",
    "LedgerError": "ledger.errors",
    "MemoryStore": "ledger.memory",
    "RunReport": "run.report",
    "Secret": "secret",
    "Secrets": "config.credentials",
    "SqlStore": "ledger.sql",
    "connect": "systems.connect",
    "load_config": "config.file",
    "load_secrets": "config.credentials",
    "open_connection": "opening",
    "run_once": "one_run",
}

if not TYPE_CHECKING:  # type checkers know the names above, and would take any other one for a good one

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that a program pays at its start for what it uses."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
