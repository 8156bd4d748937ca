"""The pytest plugin of the `testing` extra: the fixture `procurify_server`.

Every run of pytest loads it in an environment that has this package, so nothing is imported before the fixture is used.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from procurify_client.testing.server import ProcurifyServer

__all__ = ["procurify_server"]


@pytest.fixture
def procurify_server() -> Iterator["ProcurifyServer"]:
    """A Procurify tenant on this machine, empty but for a currency, a placeholder vendor and three users.

    Fill it with its `add_…` methods, or with `procurify_client.testing.seed`; it is closed after the test.
    """
    from procurify_client.testing.server import ProcurifyServer  # noqa: PLC0415  # see above

    with ProcurifyServer() as server:
        yield server
