"""A loopback Procurify server, to test integrations without a tenant.

Importing this package loads nothing yet, since every run of pytest imports it with its plugin.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procurify_client.testing.orders import OrderLine
    from procurify_client.testing.roles import Role
    from procurify_client.testing.seeding import seed
    from procurify_client.testing.server import ProcurifyServer, RequestRecord

__all__ = ["OrderLine", "ProcurifyServer", "RequestRecord", "Role", "seed"]

_HOMES = {
    "OrderLine": "orders",
    "ProcurifyServer": "server",
    "RequestRecord": "server",
    "Role": "roles",
    "seed": "seeding",
}


if not TYPE_CHECKING:  # type checkers know the names above, and would take any other one for a good one

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
