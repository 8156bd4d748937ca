"""A PostgreSQL server that is silent, as where its machine or the network has gone: nothing waits for it for ever."""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa

from gp_sync.ledger.database import open_engine
from gp_sync.ledger.errors import LedgerUnavailableError
from gp_sync.ledger.sql import SqlStore

WANTED: tuple[tuple[int, int], ...] = ()
if sys.platform == "linux":
    WANTED = (
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
        (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
        (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
        (socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
        (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
    )


class TestSilentServers:
    def test_one_that_takes_a_connection_and_says_nothing_is_not_available(self) -> None:
        begin = time.monotonic()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"postgresql+psycopg://ledger@127.0.0.1:{silent.getsockname()[1]}/gp_sync"
            with pytest.raises(LedgerUnavailableError, match="timeout"):
                SqlStore(url)

        assert time.monotonic() - begin < 30

    def test_what_the_url_says_counts_first(self) -> None:
        begin = time.monotonic()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"postgresql+psycopg://ledger@127.0.0.1:{silent.getsockname()[1]}/gp_sync?connect_timeout=2"
            with pytest.raises(LedgerUnavailableError, match="timeout"):
                SqlStore(url)

        assert time.monotonic() - begin < 10  # which is the limit where it says nothing

    @pytest.mark.skipif(sys.platform != "linux", reason="the options of a socket are Linux's")
    def test_a_connection_is_given_up_within_a_minute_of_silence(self, postgres_url: str) -> None:
        with over_tcp(postgres_url) as url:
            engine = open_engine(url, create=False)
            with engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                assert driver is not None
                ours = socket.socket(fileno=os.dup(driver.fileno()))
                with ours:
                    alive, idle, interval, count, unanswered = (ours.getsockopt(*option) for option in WANTED)
            engine.dispose()

        assert alive
        assert idle + interval * count <= 60
        assert unanswered == 60_000


@contextmanager
def over_tcp(url: str) -> Iterator[str]:
    """A server that listens on a socket in its folder, over a port of the loopback address."""
    parsed = sa.make_url(url)
    folder = parsed.query["host"]
    with socket.create_server(("127.0.0.1", 0)) as front:

        def serve() -> None:
            with suppress(OSError):
                client, _ = front.accept()
                with client, in_folder(f"{folder}/.s.PGSQL.5432") as server:
                    back = threading.Thread(target=pass_on, args=(server, client))
                    back.start()
                    pass_on(client, server)
                    back.join()

        thread = threading.Thread(target=serve)
        thread.start()
        port = front.getsockname()[1]
        yield parsed.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
        thread.join()


def in_folder(path: str) -> socket.socket:
    """A connection to a server that listens on a socket in a folder."""
    if sys.platform != "win32":
        made = socket.socket(socket.AF_UNIX)
        made.connect(path)
        return made
    raise OSError("Windows has no such sockets")


def pass_on(giver: socket.socket, taker: socket.socket) -> None:
    """All that one says to the other, until it hangs up."""
    with suppress(OSError):
        while said := giver.recv(65536):
            taker.sendall(said)
        taker.shutdown(socket.SHUT_WR)
