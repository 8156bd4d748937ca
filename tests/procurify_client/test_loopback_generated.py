"""The loopback server against requests that schemathesis makes up from the API document, good ones and bad ones.

Each limit of each parameter is tried in `every_limit.py`, which takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.procurify_client.contract_check import document
from tests.procurify_client.made_up_requests import LEFT_OUT, Target, api, target

OPERATIONS = [
    operation["operationId"]
    for item in document()["paths"].values()
    for operation in item.values()
    if operation["operationId"] != LEFT_OUT
]


@pytest.fixture(scope="module")
def read() -> Any:
    return api(examples=1, coverage=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Target]:
    with target() as started:
        yield started


@pytest.mark.xdist_group("made-up requests")  # so that one worker reads the document for them
class TestAnyRequest:
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_it_is_executed_or_refused_as_the_document_has_it(self, operation: str, read: Any, server: Target) -> None:
        """
        Some that agree with the document, and some that do not.
        """
        described = read.find_operation_by_id(operation)
        requests = st.one_of([described.as_strategy(mode) for mode in schemathesis.GenerationMode])

        @settings(max_examples=8, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])
        @given(case=requests)
        def send(case: schemathesis.Case[Any]) -> None:
            server.executes_or_refuses(case)

        send()
