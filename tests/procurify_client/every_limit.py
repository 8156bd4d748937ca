"""The loopback server against each limit of each parameter and member, as schemathesis makes them up: 4,000 requests.

Run it by its name: `pytest tests/procurify_client/every_limit.py`. A few requests to each operation are in
`test_loopback_generated.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis

from tests.procurify_client.made_up_requests import Target, api, target

SCHEMA = api(examples=25, coverage=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Target]:
    with target() as started:
        yield started


@pytest.mark.long
class TestEveryLimit:
    @SCHEMA.parametrize()
    def test_it_is_executed_or_refused_as_the_document_has_it(
        self, case: schemathesis.Case[Any], server: Target
    ) -> None:
        """
        None breaks the server, and what violates the document is refused.
        """
        server.executes_or_refuses(case)
