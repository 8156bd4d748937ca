"""The loopback server against requests that schemathesis makes up from the API document, good ones and bad ones."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis import checks

from procurify_client.testing import ProcurifyServer, seed
from tests.procurify_client.contract_check import document


def as_the_framework_reads_it() -> dict[str, Any]:
    """
    The API document, but for two things that the framework behind the real API overlooks (assumed): a size of pages
    that is none counts as not given, and so does a filter that is empty. CSV, which the document names as a format
    and describes nowhere, has tests of its own.
    """
    loosened = copy.deepcopy(document())
    parameters = loosened["components"]["parameters"]
    parameters["PageSize"]["schema"] = {}
    parameters["Format"]["schema"] = {"type": "string", "const": "json"}
    for item in loosened["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("in") == "query" and parameter["schema"] != {"type": "string"}:
                    parameter["schema"] = {"anyOf": [parameter["schema"], {"type": "string", "maxLength": 0}]}
    return loosened


# The second list of order items has the parameters and the answers of the first, by a test in test_loopback_lists.
SCHEMA = schemathesis.openapi.from_dict(
    as_the_framework_reads_it(),
    config=schemathesis.Config.from_dict(
        {
            "generation": {
                "max-examples": 8,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
                "allow-extra-parameters": False,  # the real server ignores parameters that it does not know
                "with-security-parameters": False,  # the session has the token
            }
        }
    ),
).exclude(operation_id="listGlobalOrderItems")


@pytest.fixture(scope="module")
def seeded() -> Iterator[ProcurifyServer]:
    with ProcurifyServer() as server:
        seed(server)
        yield server


@pytest.fixture(scope="module")
def session(seeded: ProcurifyServer) -> Iterator[requests.Session]:
    credentials = {
        "client_id": seeded.client_id,
        "client_secret": seeded.client_secret,
        "audience": "https://api.procurify.com/",
        "grant_type": "client_credentials",
    }
    with requests.Session() as session:
        token = session.post(f"{seeded.base_url}/oauth/token", json=credentials, timeout=30).json()["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield session


class TestAnyRequest:
    @SCHEMA.parametrize()
    def test_it_is_executed_or_refused_as_the_document_has_it(
        self, case: schemathesis.Case[Any], seeded: ProcurifyServer, session: requests.Session
    ) -> None:
        """
        Never a 5xx; answers are as they are described; what violates the document is refused.

        What agrees with it may be refused as well: it may name records that there are not, or states that do not fit.
        """
        case.call_and_validate(
            base_url=seeded.base_url, session=session, excluded_checks=[checks.positive_data_acceptance]
        )
