"""The options of a client beyond its address, for a function that hands them on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from dynamicsgp_sba.breaker import Breaker
from dynamicsgp_sba.latch import LoginLatch
from dynamicsgp_sba.retry import Backoff

__all__ = ["ClientOptions"]


class ClientOptions(TypedDict, total=False):
    """The options of `DynamicsGP` that no site profile has; it explains each."""

    ca_bundle: str | Path | None
    max_connections: int
    connect_timeout: float
    read_timeout: float
    backoff: Backoff | None
    breaker: Breaker | None
    min_interval: float
    login_latch: LoginLatch | None
    proxy: str | None
    allow_plain_http: bool
    now: Callable[[], datetime]
