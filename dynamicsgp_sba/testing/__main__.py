"""A seeded sample company on this machine, until Ctrl-C: `python -m dynamicsgp_sba.testing --port 8602`."""

import argparse
import ssl
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dynamicsgp_sba.testing import PASSWORD, USER
from dynamicsgp_sba.testing.seed import seed_fabrikam
from dynamicsgp_sba.testing.server import GPServer
from dynamicsgp_sba.testing.shapes import SHAPES

__all__ = ["TOKEN", "main"]

TOKEN = "made-up.loopback~token"  # noqa: S105 - opens nothing but this server
"""The bearer token that a server with `--offer Bearer` takes."""

_OFFERS = ("NTLM", "Negotiate", "Basic", "Bearer")


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> None:
    """Serve until interrupted.

    Args:
        arguments: those of the command line.
        stop: ends the server when set.

    Raises:
        SystemExit: an argument is not accepted; what is, is on the standard error.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.channel_binding and options.certificate is None:
        parser.error("--channel-binding needs TLS: give --certificate as well")
    try:
        server = GPServer(**_server_options(options))
    except OSError as error:
        parser.error(f"port {options.port} cannot be used ({error.strerror}): give another --port, or 0 for a free one")
    with server:
        company = seed_fabrikam(server)
        for number in options.locked_order:
            server.lock_record(number)
        server.latency, server.handshake_latency = options.slow, options.slow_logon
        sys.stdout.write(_greeting(server, company.name, options))
        sys.stdout.flush()
        try:
            (stop or threading.Event()).wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dynamicsgp_sba.testing", description="A Dynamics GP of invented data on this machine."
    )
    seconds = _number(float, 0, 3600, "a number of seconds up to 3600")
    add = parser.add_argument
    add("--port", type=_number(int, 0, 65535, "a port from 0 (a free one) to 65535"), default=8602, metavar="PORT",
        help="on 127.0.0.1 (default: 8602; 0: a free one)")  # fmt: skip
    add("--each-request", action="store_true", help="want a logon with each request, and not with each connection")
    add("--offer", action="append", choices=_OFFERS, help="a way to log in; repeat it for several (Negotiate, NTLM)")
    add("--account", choices=("good", "locked", "expired", "unmapped", "denied"), default="good",
        help="what is wrong with the account; unmapped and denied are GP's, the others the domain's")  # fmt: skip
    add("--lock-after", type=_number(int, 1, 1000, "a whole number from 1 to 1000"), metavar="COUNT",
        help="lock the account after so many wrong passwords in a row")  # fmt: skip
    add("--unmapped-answer", choices=("401", "401 with offers", "403", "500"), default="401",
        help="how an unmapped account is refused; with offers as IIS does (401)")  # fmt: skip
    add("--processes", type=_number(int, 1, 1000, "a whole number from 1 to 1000"), metavar="COUNT",
        help="work on so many requests at once, and answer 503 to one more")  # fmt: skip
    add("--certificate", type=_certificate, metavar="FILE", help="serve TLS with the key and certificates of this PEM")
    add("--channel-binding", action="store_true", help="refuse logons that are not bound to the TLS channel")
    add("--shape", action="append", choices=SHAPES, help="how answers look; repeat it for several together")
    add("--refuse-in-paths", default="", metavar="LETTERS", help="refuse these characters in addresses, as IIS may")
    add("--locked-order", action="append", default=[], metavar="NUMBER", help="an order that a user has open")
    add("--slow", type=seconds, default=0.0, metavar="SECONDS", help="wait before every answer")
    add("--slow-logon", type=seconds, default=0.0, metavar="SECONDS", help="wait before every 401")
    return parser


def _number(kind: type[int] | type[float], least: float, most: float, words: str) -> Callable[[str], float]:
    """Make a reader of numbers for the command line; what it does not accept it says in words."""

    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not accepted: give {words}")
        return value

    return read


def _certificate(text: str) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(text, password="")
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not accepted ({error}): give a PEM file with a key without a password and its certificates"
        ) from None
    return Path(text)


def _server_options(options: argparse.Namespace) -> dict[str, Any]:
    offers = tuple(options.offer or ("Negotiate", "NTLM"))
    account = {} if options.account == "good" else {options.account: [USER]}
    return {
        "users": {USER: PASSWORD},
        "tokens": {TOKEN: USER},
        "port": options.port,
        "persistent": not options.each_request,
        "offers": offers,
        "lock_after": options.lock_after,
        "unmapped_answer": options.unmapped_answer,
        "processes": options.processes,
        "certificate": options.certificate,
        "shapes": options.shape or (),
        "refuse_in_paths": options.refuse_in_paths,
        "require_channel_binding": options.channel_binding,
        **account,
    }


def _greeting(server: GPServer, company: str, options: argparse.Namespace) -> str:
    lines = [f"Dynamics GP with the company {company!r} at {server.base_url}"]
    if set(server.offers) != {"Bearer"}:
        lines.append(f"user {USER}, password {PASSWORD} (made up; it opens nothing else)")
    if "Bearer" in server.offers:
        lines.append(f"bearer token {TOKEN} (made up; it opens nothing else)")
    trust = "" if options.certificate is None else f"--cacert {options.certificate} "
    login = {"Basic": f"--basic -u '{USER}:{PASSWORD}'", "Bearer": f"-H 'Authorization: Bearer {TOKEN}'"}.get(
        server.offers[0], f"--ntlm -u '{USER}:{PASSWORD}'"
    )
    lines.append(f"curl {trust}{login} '{server.base_url}/GPService/Tenants(DefaultTenant)/help'")
    return "\n".join([*lines, "Ctrl+C ends it.\n"])


if __name__ == "__main__":
    main()
