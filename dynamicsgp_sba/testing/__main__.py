"""Run a seeded sample company: `python -m dynamicsgp_sba.testing --port 8602`."""

import argparse
import sys
import threading
from collections.abc import Sequence

from dynamicsgp_sba.testing.seed import seed_fabrikam
from dynamicsgp_sba.testing.server import GPServer

__all__ = ["main"]

_USER = r"FABRIKAM\svc_gp"
_PASSWORD = "made-up-for-loopback"  # noqa: S105 - opens nothing but this server


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> None:
    """Serve until interrupted.

    Args:
        arguments: those of the command line.
        stop: ends the server when set.
    """
    parser = argparse.ArgumentParser(prog="python -m dynamicsgp_sba.testing", description=__doc__)
    parser.add_argument("--port", type=int, default=8602, help="0 takes a free one (default: 8602)")
    parser.add_argument("--each-request", action="store_true", help="want a logon with each request, not connection")
    options = parser.parse_args(arguments)
    with GPServer(users={_USER: _PASSWORD}, port=options.port, persistent=not options.each_request) as server:
        company = seed_fabrikam(server)
        sys.stdout.write(
            f"Dynamics GP with the company {company.name!r} at {server.base_url}\n"
            f"user {_USER}, password {_PASSWORD} (made up; it opens nothing else)\n"
            f"curl --ntlm -u '{_USER}:{_PASSWORD}' '{server.base_url}/GPService/Tenants(DefaultTenant)/help'\n"
            "Ctrl+C ends it.\n"
        )
        sys.stdout.flush()
        try:
            (stop or threading.Event()).wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
