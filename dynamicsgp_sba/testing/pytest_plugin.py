"""The pytest plugin of the `testing` extra: the fixture `gp_server`.

Every run of pytest loads it in an environment that has this package, so nothing is imported before the fixture is used.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dynamicsgp_sba.testing.server import GPServer

__all__ = ["gp_server"]


@pytest.fixture
def gp_server() -> Iterator["GPServer"]:
    r"""A Dynamics GP on this machine with the sample company `Fabrikam, Inc.`; it is closed after the test.

    Log in as `dynamicsgp_sba.testing.USER` with `dynamicsgp_sba.testing.PASSWORD`. For a server with other options make
    a `GPServer` of your own.
    """
    from dynamicsgp_sba.testing import PASSWORD, USER, GPServer, seed_fabrikam  # noqa: PLC0415  # see above

    with GPServer(users={USER: PASSWORD}) as server:
        seed_fabrikam(server)
        yield server
