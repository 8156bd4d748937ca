r"""Say what answers at a GP site: `python -m dynamicsgp_sba.discover --profile site.toml --user DOMAIN\user`.

It only reads, and it stops at the first refused logon.
"""

import argparse
import sys
from collections.abc import Sequence

from dynamicsgp_sba.command_line import add_site_options, client_of, site_of
from dynamicsgp_sba.profile import SHIPPED

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: those of the command line.

    Returns:
        0 if nothing is missing, 1 if something is, 2 if it could not begin.
    """
    parser = argparse.ArgumentParser(prog="python -m dynamicsgp_sba.discover", description=__doc__)
    add_site_options(parser)
    parser.add_argument("--company", help="the company whose services to ask; the profile's first by default")
    options = parser.parse_args(arguments)
    try:
        client = client_of(options, site_of(options, SHIPPED))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with client:
        found = client.discover(options.company)
    sys.stdout.write(f"{found}\n")
    return 0 if found.ok else 1


if __name__ == "__main__":
    sys.exit(main())
