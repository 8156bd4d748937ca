"""Ports for servers that are told theirs before they take it."""

import os
import random
import socket
from contextlib import suppress

__all__ = ["a_free_port"]

# Below those that systems give away to whoever asks for any, so that nobody gets it until it is taken.
_PORTS = range(20_000, 32_000)
# Of its own, since a test may seed the one of the module: two processes would then try the same ports.
_RANDOM = random.Random(os.urandom(16))


def a_free_port() -> int:
    """A port of the loopback address that nobody has."""
    while True:
        port = _RANDOM.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
