"""A loopback Dynamics GP for your own tests; it needs nothing beyond the client.

Importing this package loads nothing yet, since every run of pytest imports it with its plugin.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dynamicsgp_sba.testing.by_hand import Snapshot
    from dynamicsgp_sba.testing.company import GPCompany
    from dynamicsgp_sba.testing.records import LogonRecord, RequestRecord
    from dynamicsgp_sba.testing.seed import seed_fabrikam
    from dynamicsgp_sba.testing.server import GPServer

__all__ = ["PASSWORD", "USER", "GPCompany", "GPServer", "LogonRecord", "RequestRecord", "Snapshot", "seed_fabrikam"]

USER = r"FABRIKAM\svc_gp"
"""As whom to log in to the server of the fixture `gp_server`, and to the one of `python -m dynamicsgp_sba.testing`."""

PASSWORD = "made-up-for-loopback"  # noqa: S105 - opens nothing but these servers
"""The password of that user."""

_HOMES = {
    "GPCompany": "company",
    "GPServer": "server",
    "LogonRecord": "records",
    "RequestRecord": "records",
    "Snapshot": "by_hand",
    "seed_fabrikam": "seed",
}


if not TYPE_CHECKING:  # type checkers know the names above, and would take any other one for a good one

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
