"""`python -m procurify_client.testing --port 8601`: a filled loopback server, until Ctrl-C."""

import argparse
import threading
from collections.abc import Sequence

from procurify_client.testing.seeding import seed
from procurify_client.testing.server import ProcurifyServer

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None) -> None:
    """Run a filled server until it is interrupted.

    Args:
        arguments: the command line; by default the process's.
        stop: ends the server when set; for tests.
    """
    parser = argparse.ArgumentParser(prog="python -m procurify_client.testing", description="A loopback Procurify.")
    parser.add_argument("--port", type=int, default=8601, help="port on 127.0.0.1 (default: 8601; 0: a free one)")
    options = parser.parse_args(arguments)
    stop = stop if stop is not None else threading.Event()
    with ProcurifyServer(port=options.port) as server:
        seed(server)
        print("A Procurify tenant of invented data is listening. Reach it with")  # noqa: T201  # a command's output
        print(  # noqa: T201  # a command's output
            f"    Procurify(base_url={server.base_url!r}, client_id={server.client_id!r}, "
            f"client_secret={server.client_secret!r})"
        )
        print("Ctrl-C ends it.", flush=True)  # noqa: T201  # a command's output
        try:
            while not stop.wait(1):  # in steps, since an endless wait cannot be interrupted on Windows
                pass
        except KeyboardInterrupt:
            print("Ended.")  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
