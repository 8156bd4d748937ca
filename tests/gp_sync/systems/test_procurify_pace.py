"""How fast the engine asks Procurify, and how much at once: what the configuration says."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gp_sync.config.file import load_config
from gp_sync.credential import Fixed
from gp_sync.secret import Secret
from gp_sync.systems.connect import open_procurify
from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer
from tests.end_to_end.world import CLIENT_SECRET, CONFIG

Opener = Callable[..., Procurify]

CALLS = 12


@pytest.fixture
def server() -> Iterator[ProcurifyServer]:
    with ProcurifyServer(client_id="client", client_secret=CLIENT_SECRET) as made:
        yield made


@pytest.fixture
def opened(server: ProcurifyServer, tmp_path: Path) -> Opener:
    """Opens the client of a configuration with this pace."""

    def opener(*, per_minute: int, at_once: int) -> Procurify:
        text = CONFIG.format(procurify=server.base_url, gp="http://127.0.0.1:9", refuses_existing="true")
        text = text.replace("requests_per_minute = 0", f"requests_per_minute = {per_minute}")
        text = text.replace("requests_at_once = 0", f"requests_at_once = {at_once}")
        (tmp_path / "gp-sync.toml").write_text(text, encoding="utf-8")
        return open_procurify(load_config(tmp_path / "gp-sync.toml"), Fixed(Secret(CLIENT_SECRET)))

    return opener


class TestPace:
    def test_edge_28_it_is_asked_as_often_as_the_configuration_says(
        self, server: ProcurifyServer, opened: Opener
    ) -> None:
        """After ten at once, which is what a quiet time allows."""
        with opened(per_minute=300, at_once=0) as client:
            began = time.monotonic()
            for _ in range(CALLS):
                client.users.me()
            took = time.monotonic() - began

        beyond = len(server.requests) - 10
        assert beyond >= 3
        assert took >= 0.95 * beyond / 5

    def test_edge_28_so_many_requests_are_under_way_at_once_as_it_says(
        self, server: ProcurifyServer, opened: Opener
    ) -> None:
        with opened(per_minute=0, at_once=3) as client, ThreadPoolExecutor(CALLS) as threads:
            client.users.me()
            server.latency = 0.2
            began = time.monotonic()
            list(threads.map(lambda _: client.users.me(), range(CALLS)))
            took = time.monotonic() - began

        assert took >= 0.95 * 0.2 * CALLS / 3
