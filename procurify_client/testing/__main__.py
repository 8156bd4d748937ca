"""`python -m procurify_client.testing --port 8601`: a filled loopback server, until Ctrl-C."""

import argparse
import sys
import threading
from collections.abc import Callable, Sequence
from typing import get_args

from procurify_client.testing.refusals import ErrorForm
from procurify_client.testing.roles import Role
from procurify_client.testing.seeding import seed
from procurify_client.testing.server import ProcurifyServer

__all__ = ["main"]

_ROLES = {role.name.lower().replace("_", "-"): role for role in Role}


def _number(least: float, most: float, words: str) -> Callable[[str], float]:
    """Make a reader of numbers for the command line; what it does not accept it says in words."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not accepted: give {words}")
        return value

    return read


def _whole(least: int, most: int, words: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text[:12]) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not accepted: give {words}")
        return int(text)

    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m procurify_client.testing",
        description="A Procurify tenant of invented data on this machine, until Ctrl-C.",
    )
    port = _whole(0, 65535, "a port from 0 (a free one) to 65535")
    vendors = _whole(0, 10_000_000, "a whole number up to 10000000")
    rate = _number(0.001, 1e6, "a number of requests per second from 0.001 to 1000000")
    seconds = _number(0, 3600, "a number of seconds up to 3600")
    add = parser.add_argument
    add("--port", type=port, default=8601, metavar="PORT", help="on 127.0.0.1 (default: 8601; 0: a free one)")
    add("--empty", action="store_true", help="leave out the invented data")
    add("--vendors", type=vendors, default=0, metavar="COUNT", help="make so many vendors more, without memory")
    add("--role", choices=_ROLES, default="superuser", help="of the user as whom the application acts")
    add("--errors", choices=get_args(ErrorForm), default="framework", help="the form of error bodies")
    add("--rate", type=rate, metavar="PER_SECOND", help="answer 429 to what exceeds so many requests per second")
    add("--slow", type=seconds, default=0.0, metavar="SECONDS", help="wait before every answer")
    add("--unavailable", action="store_true", help="answer 503 to every API request")
    add("--refuse-credentials", action="store_true", help="answer every token request with invalid_client")
    return parser


def _prepare(server: ProcurifyServer, options: argparse.Namespace) -> None:
    """Fill the server, and let it do wrong what was asked for."""
    if not options.empty:
        seed(server)
    server.make_vendors(options.vendors)
    server.set_role(_ROLES[options.role])
    server.error_form = options.errors
    server.rate_limit(per_second=options.rate)
    if options.unavailable:
        server.fail("^/api/", 503, times=sys.maxsize)
    if options.refuse_credentials:
        server.refuse_credentials(times=sys.maxsize)
    server.latency = options.slow


def main(arguments: Sequence[str] | None = None, *, stop: threading.Event | None = None) -> None:
    """Run a server until it is interrupted.

    Args:
        arguments: the command line; by default the process's.
        stop: ends the server when set; for tests.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    stop = stop if stop is not None else threading.Event()
    try:
        server = ProcurifyServer(port=options.port)
    except OSError as error:
        parser.error(f"port {options.port} cannot be used: {error.strerror}. Choose another, or 0 for a free one")
    with server:
        _prepare(server, options)
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
